"""`leverpoint compare`: which terms put one strategy above another."""

from __future__ import annotations

import click

from leverpoint.cli.failures import Refused
from leverpoint.cli.options import complete_strategies, json_option, packs_options, request_argument, roles_option
from leverpoint.cli.screen import Column, heading, paragraph, show_json, show_table
from leverpoint.cli.session import Session
from leverpoint.lab.exploring.comparison import Pair, Side, reason, to_data
from leverpoint.lab.exploring.comparison import compare as compared
from leverpoint.lab.exploring.why import uncut_advice
from leverpoint.rulebook import Rulebook

INDENT, DEEPER = "  ", "     "


@click.command(short_help="Say what puts one strategy above another.")
@request_argument
@click.argument("first", shell_complete=complete_strategies)
@click.argument("second", shell_complete=complete_strategies)
@roles_option("Compare for this role instead of those in the file; may be given several times.")
@json_option
@packs_options
@click.pass_context
def compare(ctx: click.Context, file: str, first: str, second: str, roles: tuple[str, ...], *, as_json: bool) -> None:
    """Say which terms put FIRST above SECOND, or below it, for the assessment in FILE."""
    session = Session.of(ctx)
    assessment = session.assessment(file, roles)
    one, other = session.strategy(first), session.strategy(second)
    if one == other:
        raise Refused(f"Name two strategies to compare; both are {one}.")
    advice, catalog = uncut_advice(session.advisor, assessment), session.rulebook.catalog
    found = [compared(advice[role], one, other, catalog) for role in assessment.roles]
    if as_json:
        show_json([to_data(by_role) for by_role in found])
        return
    for by_role in found:
        _show(by_role, session.rulebook)


def _show(found: Pair, rulebook: Rulebook) -> None:
    heading(f"{rulebook.catalog.roles[found.role].title}: {reason(found)}")
    for side in (found.first, found.second):
        paragraph(f"{side.strategy} {side.title}: {_place(side)}", INDENT, DEEPER)
    if found.first.place and found.second.place and found.first.place.certainty != found.second.place.certainty:
        paragraph("One is certain and one is possible; that is no part of the order.", INDENT)
    click.echo()
    names = [found.first.strategy, found.second.strategy]
    columns = (
        Column("Term"),
        *(Column(name, "bold cyan", number=True) for name in names),
        Column("Difference", number=True),
    )
    rows = [(one.name, f"{one.first:+}", f"{one.second:+}", f"{one.difference:+}") for one in found.terms]
    total = [
        sum(points) for points in zip(*((one.first, one.second, one.difference) for one in found.terms), strict=True)
    ]
    show_table(columns, [*rows, ("score", *(f"{one:+}" for one in total))] if rows else rows, INDENT)
    for side in (found.first, found.second):
        _show_terms(side)


def _show_terms(side: Side) -> None:
    click.echo()
    for term in side.terms:
        paragraph(f"{side.strategy} {term.points:+} {term.name}: {term.text} ({term.origin})", INDENT, DEEPER)


def _place(side: Side) -> str:
    if side.place is None:
        return "not on the list"
    return f"{side.place.certainty}, rank {side.place.rank}, score {side.place.score}"
