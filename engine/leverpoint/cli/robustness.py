"""`leverpoint robustness`: in how many small variations of an assessment its first recommendations hold."""

from __future__ import annotations

import click

from leverpoint.cli.options import json_option, packs_options, request_argument, roles_option
from leverpoint.cli.screen import Column, heading, paragraph, show_json, show_table
from leverpoint.cli.session import Session
from leverpoint.lab.exploring.robustness import Break, RoleRobustness, to_data
from leverpoint.lab.exploring.robustness import robustness as tried
from leverpoint.rulebook import Rulebook

COLUMNS = (
    Column("#", number=True),
    Column("Id", "bold cyan"),
    Column("Strategy"),
    Column("Holds"),
    Column("Same rank"),
)
INDENT, DEEPER = "  ", "     "


@click.command(short_help="Say how far a ranking holds.")
@request_argument
@click.option("--top", type=click.IntRange(1, 1000), default=5, show_default=True, help="How many places to hold.")
@roles_option("Try this role instead of those in the file; may be given several times.")
@json_option
@packs_options
@click.pass_context
def robustness(ctx: click.Context, file: str, top: int, roles: tuple[str, ...], *, as_json: bool) -> None:
    """Say whether the ranking for the assessment in FILE holds for each rater alone, and with any level one off.

    A recommendation holds where it is still among the first and no less certain. Ends with 0, whatever is found.
    """
    session = Session.of(ctx)
    assessment = session.assessment(file, roles)
    found = list(tried(session.advisor, assessment, top))
    if as_json:
        show_json([to_data(one) for one in found])
        return
    for one in found:
        _show(one, session.rulebook)


def _show(found: RoleRobustness, rulebook: Rulebook) -> None:
    heading(rulebook.catalog.roles[found.role].title)
    if not found.variations:
        paragraph("Nothing was rated, so that nothing can be varied.", INDENT)
        return
    levels = found.variations - found.raters
    tried = f"{found.variations} variations: {found.raters} raters alone, {levels} levels one up or one down"
    paragraph(
        f"{tried}. The same first {found.top} in {found.same_top}, in the same order in {found.same_order}.", INDENT
    )
    click.echo()
    of = f"of {found.variations}"
    rows = [
        (str(one.place.rank), one.strategy, one.title, f"in {one.holds} {of}", f"in {one.same_rank} {of}")
        for one in found.recommendations
    ]
    show_table(COLUMNS, rows, INDENT)
    breaking = [one for one in found.recommendations if one.breaks]
    if breaking:
        heading("What breaks them")
    for one in breaking:
        told = "; ".join(_told(part) for part in one.breaks)
        paragraph(f"{one.strategy}: {told}", INDENT, DEEPER)


def _told(part: Break) -> str:
    place = f"rank {part.place.rank}, {part.place.certainty}" if part.place else "off the list"
    if part.kind == "rater":
        return f"{part.name} alone ({place})"
    return f"{part.name} {part.before} -> {part.after} ({place})"
