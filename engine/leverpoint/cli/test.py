"""`leverpoint test`: ask the questions of scenarios and report every answer that is not as expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from leverpoint.cli.failures import COULD_NOT, FOUND_WRONG, Refused, counted, described
from leverpoint.cli.homes import asker_in, packs_left_out
from leverpoint.cli.options import json_option, packs_options
from leverpoint.cli.progress import progress
from leverpoint.cli.screen import harmless, nearby, paragraph, show_json
from leverpoint.cli.session import Session
from leverpoint.cli.writing import write_file
from leverpoint.lab.scenarios.outcomes import to_data
from leverpoint.lab.scenarios.run import Asking, Case, Outcome, load_scenarios, run_scenarios
from leverpoint.model import Organization
from leverpoint.reader import File
from leverpoint.rulebook import Rulebook

MANY = 50
"""From how many cases on a bar shows how far it has come."""


@click.command(short_help="Run scenarios.")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]...")
@click.option("--run", "pattern", metavar="REGEX", help="Only scenarios with this in their name or keywords.")
@click.option(
    "--keyword", "keywords", multiple=True, metavar="WORD", help="Only scenarios with this keyword, or one of several."
)
@click.option(
    "--junit", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write JUnit's XML, too."
)
@click.option("--watch", is_flag=True, help="Run again whenever scenarios, rules or packs change, until interrupted.")
@json_option
@packs_options
@click.pass_context
def test(
    ctx: click.Context,
    paths: tuple[Path, ...],
    pattern: str | None,
    keywords: tuple[str, ...],
    junit: Path | None,
    *,
    watch: bool,
    as_json: bool,
) -> None:
    """Run scenarios: files, or folders of them; without a PATH, those of the rulebook.

    Ends with 0 where all hold, 1 where some do not, and 2 where they could not be run, or none was there to run.
    """

    def once() -> int:
        session = Session.of(ctx)
        return run(session, paths or own(session.folder), pattern, keywords=keywords, junit=junit, as_json=as_json)

    if watch:
        from leverpoint.cli.watching import watching

        session = Session.of(ctx)
        watching(once, (*(paths or own(session.folder)), session.folder, *session.pack_folders))
    ctx.exit(once())


def run(
    session: Session,
    paths: Sequence[Path | File],
    pattern: str | None,
    *,
    keywords: Sequence[str] = (),
    junit: Path | None = None,
    as_json: bool,
) -> int:
    """Ask the scenarios of some paths, each by the rules of its organization, and give the exit code."""
    wanted = _chosen(pattern, keywords)
    suite = load_scenarios(paths, asking_of(session), session.today)
    if suite.problems:
        for line in (*described(suite.problems), counted(suite.problems)):
            click.echo(line, err=True)
        for pack in packs_left_out(session, paths):
            home = nearby(str(pack))
            click.echo(f"These belong to a pack. Try: leverpoint pack test {home}, or add --packs-dir {home}", err=True)
        return COULD_NOT
    cases = [case for case in suite.cases if wanted(case)]
    if not cases:
        raise Refused("There is no scenario to run." if not suite.cases else _nothing(pattern, keywords))
    outcomes = list(_asked(session, cases))
    if junit:
        _write_junit(junit, outcomes)
    show_json(to_data(outcomes)) if as_json else _show(outcomes)
    return 0 if all(one.holds for one in outcomes) else FOUND_WRONG


def asking_of(session: Session) -> Asking:
    """Who answers the scenarios of a session, and who asks where they name nobody."""

    def answering(organization: Organization) -> Rulebook:
        return session.advising(organization).rulebook

    return Asking(answering, session.organization, session.others, asker_in(session))


def own(folder: Path) -> tuple[Path, ...]:
    """Where a rulebook keeps its scenarios, if it has any."""
    scenarios = folder / "scenarios"
    return (scenarios,) if scenarios.is_dir() else ()


def _asked(session: Session, cases: Sequence[Case]) -> Iterator[Outcome]:
    if len(cases) < MANY:
        yield from run_scenarios(cases, session.advising)
        return
    with progress("scenarios asked", len(cases)) as done:
        for outcome in run_scenarios(cases, session.advising):
            done(1)
            yield outcome


def _chosen(pattern: str | None, keywords: Sequence[str]) -> Callable[[Case], bool]:
    """Whether a case is like the pattern, by its name or a keyword, and has one of the keywords."""
    try:
        like = re.compile(pattern or "", re.IGNORECASE)
    except re.error as error:
        raise click.BadParameter(f"this is no regular expression: {error}", param_hint="--run") from error
    words = {word.casefold() for word in keywords}

    def is_chosen(case: Case) -> bool:
        has_word = not words or not words.isdisjoint(one.casefold() for one in case.keywords)
        return has_word and any(map(like.search, (case.name, *case.keywords)))

    return is_chosen


def _nothing(pattern: str | None, keywords: Sequence[str]) -> str:
    if not keywords:
        return f"No scenario is like '{pattern}'."
    alike = f" and is like '{pattern}'" if pattern else ""
    return f"No scenario has the keyword {' or '.join(map(repr, keywords))}{alike}."


def _write_junit(file: Path, outcomes: Sequence[Outcome]) -> None:
    from leverpoint.lab.scenarios.junit import junit

    write_file(file, junit(outcomes))


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
    click.echo(f"{click.style('FAILED', fg='red')} {click.style(harmless(case.name), bold=True)}")
    for one in outcome.failures:
        click.echo(f"  {case.document.located.file}:{one.line} ({one.role})")
        paragraph(one.failure.expected, f"    {click.style('expected:', fg='green')} ", "      ")
        paragraph(one.failure.found, f"    {click.style('found:', fg='red')}    ", "      ")
        for reason in one.failure.why:
            paragraph(reason, "    - ", "      ")
    click.echo()
