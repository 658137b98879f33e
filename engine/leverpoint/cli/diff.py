"""`leverpoint diff`: what changed between two bodies of rules, in words, and what that changes in the advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from leverpoint.cli.diff_exact import (
    check_exact,
    exact_options,
    searched,
    show_anywhere,
    write_request,
    write_witnesses,
)
from leverpoint.cli.failures import FOUND_WRONG
from leverpoint.cli.options import json_option, packs_options
from leverpoint.cli.progress import tracked
from leverpoint.cli.requests_in import requests_in
from leverpoint.cli.screen import Column, heading, paragraph, show_json, show_table
from leverpoint.cli.session import Session
from leverpoint.cli.sides import Side, side
from leverpoint.cli.writing import write_file
from leverpoint.lab.comparing.anywhere import Wanted
from leverpoint.lab.comparing.diff import Diff, drawn, to_data
from leverpoint.lab.comparing.diff import diff as compared
from leverpoint.lab.comparing.diff_report import moved_in_words, part_in_words, percent, report
from leverpoint.lab.comparing.difference import RuleChange
from leverpoint.lab.comparing.impact import TOP, RoleImpact
from leverpoint.lab.comparing.record_changes import RecordChange
from leverpoint.lab.comparing.shared import Shared
from leverpoint.lab.sample import SEED
from leverpoint.model import Organization
from leverpoint.rulebook import Catalog

SIGNS = {
    "added": click.style("+", fg="green"),
    "removed": click.style("-", fg="red"),
    "changed": click.style("~", fg="yellow"),
}
COLUMNS = (
    Column("Strategy", "bold cyan"),
    *(Column(name, number=True) for name in ("Entered", "Left", "Up", "Down")),
)
INDENT, DEEPER = "  ", "      "


class Percent(click.ParamType[float]):
    """A share, written as 5% or 0.05."""

    name = "share"

    def convert(self, value: str | float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The share as a number from 0 to 1."""
        text = str(value).strip()
        try:
            share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            self.fail(f"'{value}' is no share; write 5% or 0.05", param, ctx)
        return share


@click.command(short_help="Say what changed between two bodies of rules.")
@click.argument("before")
@click.argument("after")
@click.option("--assessments", multiple=True, type=click.Path(exists=True, path_type=Path), metavar="PATH",
              help="Ask these requests instead of drawn ones: files, JSONL too, or folders of them.")  # fmt: skip
@click.option("--sample", "count", type=click.IntRange(0, 1_000_000), default=1000, show_default=True, metavar="N",
              help="How many assessments are drawn.")  # fmt: skip
@click.option("--seed", type=int, default=SEED, show_default=True, help="Which assessments are drawn.")
@click.option("--top", type=click.IntRange(1, 1000), default=TOP, show_default=True, help="How many places count.")
@click.option("--examples", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Write each example as a request that can be asked again.")  # fmt: skip
@click.option("--fail-over", type=Percent(), metavar="SHARE",
              help="End with 1 where more than this share of a role's assessments changed, such as 5%.")  # fmt: skip
@click.option("--html", "html_file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write a page with charts.")  # fmt: skip
@exact_options
@json_option
@packs_options
@click.pass_context
def diff(
    ctx: click.Context, /, before: str, after: str, assessments: tuple[Path, ...], count: int, seed: int, top: int,
    examples: Path | None, fail_over: float | None, html_file: Path | None, *, as_json: bool, **exact: Any,
) -> None:  # fmt: skip
    """Say what changed from BEFORE to AFTER: rules and records in words, and the impact on the advice.

    Each is a folder of rules, a pack (on top of the rulebook), `core`, `active` or the digest of one of the two.
    """
    check_exact(exact)
    session = Session.of(ctx)
    old, new = side(before, session), side(after, session)
    found = _asked(session, (old, new), assessments, count, seed, top)
    if exact["exact"]:
        narrow = Wanted(session.today, exact["roles"], exact["strategies"], top, exact["seconds"],
                        organization=_who(session, (old, new)))  # fmt: skip
        found = replace(found, anywhere=searched(old.advisor, new.advisor, narrow))
    catalog = new.advisor.rulebook.catalog
    if examples:
        _write_examples(found, examples)
    if html_file:
        write_file(html_file, report(found, catalog).encode())
    show_json(to_data(found)) if as_json else _show(found, catalog)
    if fail_over is not None and not found.asked:
        raise click.UsageError("--fail-over judges a share of assessments, and none of these was asked.")
    if fail_over is not None and found.worst > fail_over:
        click.echo(f"More than {percent(fail_over)} of a role's assessments changed.", err=True)
        ctx.exit(FOUND_WRONG)
    if exact["fail_any"] and found.anywhere and not found.anywhere.clear:
        click.echo("There is an assessment for which the two differ, or one could not be ruled out.", err=True)
        ctx.exit(FOUND_WRONG)


def _asked(session: Session, sides: tuple[Side, Side], paths: Sequence[Path], count: int, seed: int, top: int) -> Diff:
    before, after = (one.advisor for one in sides)
    if paths:
        shared = Shared(before.rulebook, after.rulebook)
        read = requests_in(paths, before.rulebook, shared, session.today)
        return compared(before, after, tracked(read, len(read), "Asking"), top=top)
    asked = drawn(before, after, count, session.today, seed=seed, organization=_who(session, sides))
    return compared(before, after, tracked(asked, count, "Asking"), seed=seed, top=top)


def _who(session: Session, sides: tuple[Side, Side]) -> Organization:
    """Who asks: the organization of a side that has one, else the one of the session."""
    return next((one.organization for one in reversed(sides) if one.organization.identifier), session.organization)


def _write_examples(found: Diff, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for role in found.roles:
        for number, one in enumerate(role.examples, 1):
            write_request(folder / f"{role.role}-{number}.json", one.request)
    if found.anywhere:
        write_witnesses(found.anywhere, folder)


def _show(found: Diff, catalog: Catalog) -> None:
    what = found.difference
    click.echo(f"{what.before} ({what.revision_before})")
    click.echo(f"{what.after} ({what.revision_after})")
    _show_changes("Rules", what.rules)
    _show_changes("Catalog and weights", what.records)
    _show_left_out(found)
    drawn_with = "" if found.seed is None else f" drawn with seed {found.seed}"
    heading(f"Impact: the first {found.top} of {found.asked:,} assessments{drawn_with}")
    for one in found.roles:
        _show_role(one, catalog)
    if found.anywhere:
        show_anywhere(found.anywhere, catalog)


def _show_changes(title: str, changes: Sequence[RuleChange | RecordChange]) -> None:
    counts = [(kind, sum(one.change == kind for one in changes)) for kind in SIGNS]
    told = ", ".join(f"{count} {kind}" for kind, count in counts if count)
    heading(f"{title}: {told or 'no change'}")
    for one in changes:
        named = f"{one.rule}: {one.title}" if isinstance(one, RuleChange) else f"{one.kind} {one.id}"
        paragraph(named, f"{INDENT}{SIGNS[one.change]} ", f"{INDENT}  ")
        for part in one.parts if one.change == "changed" or isinstance(one, RuleChange) else ():
            if part.what not in ("id", "title") or one.change == "changed":
                paragraph(part_in_words(part), DEEPER, f"{DEEPER}  ")


def _show_left_out(found: Diff) -> None:
    if found.left_out:
        heading("Left out, since only one of the two knows it")
    for one in found.left_out:
        values = f", values {', '.join(one.values)}" if one.values else ""
        paragraph(f"{one.kind} {one.id} ({one.in_}{values})", INDENT, DEEPER)


def _show_role(one: RoleImpact, catalog: Catalog) -> None:
    click.echo()
    title = catalog.roles[one.role].title
    click.echo(f"{INDENT}{title}: changed in {one.changed:,} of {one.asked:,}, {percent(one.share)}")
    rows = [(row.strategy, *map(str, (row.entered, row.left, row.up, row.down))) for row in one.strategies]
    if rows:
        show_table(COLUMNS, rows, DEEPER)
    for example in one.examples:
        paragraph(f"For example: {moved_in_words(example.movement)}", DEEPER, f"{DEEPER}  ")
