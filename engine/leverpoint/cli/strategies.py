"""`leverpoint strategies`: what can be recommended, and all that is known of one strategy."""

from __future__ import annotations

from collections.abc import Iterable

import click

from leverpoint.cli.options import complete_strategies, json_option, packs_options
from leverpoint.cli.records import show_citations, strategy_data
from leverpoint.cli.screen import Column, heading, paragraph, show_json, show_table
from leverpoint.cli.session import Session
from leverpoint.model import Strategy
from leverpoint.rulebook import Rulebook

COLUMNS = (Column("Id", "bold cyan"), Column("Title"), Column("Theme"), Column("Led by"), Column("Shared by"))
INDENT = "  "


@click.command(short_help="List the strategies, or show one.")
@click.argument("strategy", required=False, shell_complete=complete_strategies)
@json_option
@packs_options
@click.pass_context
def strategies(ctx: click.Context, strategy: str | None, *, as_json: bool) -> None:
    """List the strategies, or show one: who moves it, what comes first, where to press."""
    session = Session.of(ctx)
    known = session.rulebook.catalog.strategies
    chosen = [known[session.strategy(strategy)]] if strategy else list(known.values())
    if as_json:
        data = [strategy_data(one, session.rulebook) for one in chosen]
        show_json(data[0] if strategy else data)
    elif strategy:
        _show(chosen[0], session.rulebook)
    else:
        show_table(COLUMNS, [_row(one) for one in chosen])


def _row(one: Strategy) -> tuple[str, ...]:
    return one.id, one.title, one.theme, _listed(one.roles.get("lead", ())), _listed(one.roles.get("share", ()))


def _show(one: Strategy, rulebook: Rulebook) -> None:
    click.echo(click.style(f"{one.id} {one.title}", bold=True))
    paragraph(one.summary, INDENT)
    heading("Whose it is, and how far away")
    for role in rulebook.catalog.roles:
        tenure = one.tenure(role) or "no part in it"
        paragraph(f"{role}: {tenure}, {one.horizon[role]}", INDENT)
    if one.strengthen_first:
        heading("Better strengthened first")
    for edge in one.strengthen_first:
        paragraph(f"{edge.strategy} {rulebook.catalog.strategies[edge.strategy].title}: {edge.because}", INDENT, "    ")
    heading("Where to press")
    for point in (point for role in rulebook.catalog.roles for point in rulebook.catalog.points_for(one.id, role)):
        paragraph(f"{point.title} ({point.id})", INDENT, "    ")
    data = strategy_data(one, rulebook)
    heading("What speaks of it")
    paragraph(f"Criteria: {_listed(data['criteria'])}", INDENT, "    ")
    paragraph(f"Rules: {_listed(data['rules'])}", INDENT, "    ")
    show_citations(one.provenance, one.citations)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
