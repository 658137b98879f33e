"""`leverpoint coverage`: what scenarios touch of the rules, of their conditions, and of the answers people can give."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from leverpoint.cli.failures import FOUND_WRONG
from leverpoint.cli.options import json_option, packs_options
from leverpoint.cli.progress import progress
from leverpoint.cli.screen import Column, heading, show_json, show_table
from leverpoint.cli.session import Session
from leverpoint.cli.suites import cases_of
from leverpoint.cli.writing import write_file
from leverpoint.lab.measuring.coverage import Counting, Coverage

WORDS = {
    "rules": "rules fired",
    "conditions": "conditions were seen both true and false",
    "answers": "answers were given, by role, criterion and level",
}


@click.command(short_help="What do scenarios touch?")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]...")
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write a page with heat maps."
)
@click.option(
    "--threshold", type=click.FloatRange(0, 100), metavar="PERCENT", help="End with 1 where a share is lower."
)
@json_option
@packs_options
@click.pass_context
def coverage(
    ctx: click.Context, paths: tuple[Path, ...], html: Path | None, threshold: float | None, *, as_json: bool
) -> None:
    """Say what scenarios touch: which rules fire, which conditions are seen both ways, which answers are given.

    Scenarios are files, or folders of them; without a PATH, those of the rulebook. Ends with 0, with 1 where one of the
    three shares is below --threshold, and with 2 where it could not be measured.
    """
    session = Session.of(ctx)
    found = _counted(session, paths)
    if html:
        from leverpoint.lab.measuring.coverage_page import coverage_page

        write_file(html, coverage_page(found, session.rulebook).encode())
    show_json(_data(found)) if as_json else _show(found, session)
    below = threshold is not None and min(found.percents.values()) < threshold
    ctx.exit(FOUND_WRONG if below else 0)


def _counted(session: Session, paths: tuple[Path, ...]) -> Coverage:
    cases = cases_of(session, paths)
    counting = Counting(session.rulebook)
    with progress("scenarios asked", len(cases)) as done:
        for case in cases:
            counting.add(case)
            done(1)
    return counting.coverage()


def _data(found: Coverage) -> dict[str, Any]:
    shares = found.shares
    percents = {name: round(percent, 1) for name, percent in found.percents.items()}
    return {
        "cases": found.cases,
        "questions": found.questions,
        "shares": {
            name: {"touched": shares[name][0], "of": shares[name][1], "percent": percents[name]} for name in shares
        },
        "rules": found.fired,
        "conditions": [
            {"rule": one.rule, "path": one.path, "text": one.text, "true": one.true, "false": one.false}
            for one in found.nodes
        ],
        "answers": [
            {"role": role, "criterion": criterion, "level": level, "count": count}
            for (role, criterion, level), count in found.cells.items()
        ],
    }


def _show(found: Coverage, session: Session) -> None:
    click.echo(f"{found.cases} cases, {found.questions} questions")
    for name, (some, all_) in found.shares.items():
        click.echo(f"  {found.percents[name]:5.1f} %  {some} of {all_} {WORDS[name]}")
    tables = (
        ("Rules that never fired", ("rule", "title"), [*_silent(found, session)]),
        ("Conditions seen one way only", ("rule", "never", "condition"), [*_one_way(found)]),
        ("Levels that nobody gave", ("role", "criterion", "levels"), [*_missing(found)]),
    )
    for title, columns, rows in tables:
        if rows:
            heading(title)
            show_table([Column(one) for one in columns], rows, "  ")


def _silent(found: Coverage, session: Session) -> Iterator[tuple[str, ...]]:
    for rule, count in found.fired.items():
        if not count:
            yield rule, session.rulebook.rules[rule].title


def _one_way(found: Coverage) -> Iterator[tuple[str, ...]]:
    yield from ((one.rule, one.never, one.text) for one in found.nodes if not one.both)


def _missing(found: Coverage) -> Iterator[tuple[str, ...]]:
    levels: dict[tuple[str, str], list[str]] = {}
    for (role, criterion, level), count in found.cells.items():
        if not count:
            levels.setdefault((role, criterion), []).append(str(level))
    yield from ((role, criterion, ", ".join(these)) for (role, criterion), these in levels.items())
