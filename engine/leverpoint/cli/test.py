"""`leverpoint test`: ask the questions of scenarios and report every answer that is not as expected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from leverpoint.cli.failures import COULD_NOT, FOUND_WRONG, Refused, counted, described
from leverpoint.cli.options import json_option, packs_options
from leverpoint.cli.screen import paragraph, show_json
from leverpoint.cli.session import Session
from leverpoint.lab.scenarios import Asking, Outcome, load_scenarios, run_scenarios
from leverpoint.reader import File


@click.command(short_help="Run scenarios.")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]...")
@click.option("--run", "pattern", metavar="REGEX", help="Only scenarios with this in their name or keywords.")
@json_option
@packs_options
@click.pass_context
def test(ctx: click.Context, paths: tuple[Path, ...], pattern: str | None, *, as_json: bool) -> None:
    """Run scenarios: files, or folders of them; without a PATH, those of the rulebook.

    Ends with 0 where all hold, 1 where some do not, and 2 where they could not be run, or none was there to run.
    """
    session = Session.of(ctx)
    ctx.exit(run(session, paths or _own(session.folder), pattern, as_json=as_json))


def run(session: Session, paths: Sequence[Path | File], pattern: str | None, *, as_json: bool) -> int:
    """Ask the scenarios of some paths, each by the rules of its organization, and give the exit code."""
    wanted = _compiled(pattern)
    asking = Asking(lambda organization: session.advising(organization).rulebook, session.organization)
    suite = load_scenarios(paths, asking, session.today)
    if suite.problems:
        for line in (*described(suite.problems), counted(suite.problems)):
            click.echo(line, err=True)
        return COULD_NOT
    cases = [case for case in suite.cases if any(map(wanted.search, (case.name, *case.keywords)))]
    if not cases:
        raise Refused("There is no scenario to run." if not suite.cases else f"No scenario is like '{pattern}'.")
    outcomes = list(run_scenarios(cases, session.advising))
    show_json(_data(outcomes)) if as_json else _show(outcomes)
    return 0 if all(one.holds for one in outcomes) else FOUND_WRONG


def _own(folder: Path) -> tuple[Path, ...]:
    scenarios = folder / "scenarios"
    return (scenarios,) if scenarios.is_dir() else ()


def _compiled(pattern: str | None) -> re.Pattern[str]:
    try:
        return re.compile(pattern or "", re.IGNORECASE)
    except re.error as error:
        raise click.BadParameter(f"this is no regular expression: {error}", param_hint="--run") from error


def _data(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    failed = sum(not one.holds for one in outcomes)
    return {"asked": len(outcomes), "failed": failed, "outcomes": [outcome_data(one) for one in outcomes]}


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """An outcome as plain data for programs."""
    case = outcome.case
    return {
        "scenario": case.scenario,
        "case": case.row or None,
        "keywords": case.keywords,
        "file": case.document.located.file,
        "line": case.line,
        "holds": outcome.holds,
        "failures": [
            {
                "role": one.role,
                "line": one.line,
                "expected": one.failure.expected,
                "found": one.failure.found,
                "why": one.failure.why,
            }
            for one in outcome.failures
        ],
    }


def _show(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        if not outcome.holds:
            show_failed(outcome)
    failed = sum(not one.holds for one in outcomes)
    tally = f"{len(outcomes)} asked, {len(outcomes) - failed} hold, {failed} do not"
    click.echo(click.style(tally, fg="red" if failed else "green"))


def show_failed(outcome: Outcome) -> None:
    """Write what of a case does not hold, and why."""
    case = outcome.case
    click.echo(f"{click.style('FAILED', fg='red')} {click.style(case.name, bold=True)}")
    for one in outcome.failures:
        click.echo(f"  {case.document.located.file}:{one.line} ({one.role})")
        paragraph(f"expected: {one.failure.expected}", "    ", "      ")
        paragraph(f"found:    {one.failure.found}", "    ", "      ")
        for reason in one.failure.why:
            paragraph(reason, "    - ", "      ")
    click.echo()
