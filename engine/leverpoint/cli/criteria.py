"""`leverpoint criteria`: what is rated, and all that is known of one criterion."""

from __future__ import annotations

import click

from leverpoint.cli.options import complete_criteria, json_option, packs_options
from leverpoint.cli.records import criterion_data, show_citations
from leverpoint.cli.screen import Column, heading, paragraph, show_json, show_table
from leverpoint.cli.session import Session
from leverpoint.errors import UnknownIdError
from leverpoint.model import Criterion, Wording
from leverpoint.rulebook import Rulebook

COLUMNS = (Column("Id", "bold cyan"), Column("Title"), Column("Rubric"), Column("Strategies"))
INDENT = "  "


@click.command(short_help="List what is rated, or show one.")
@click.argument("criterion", required=False, shell_complete=complete_criteria)
@json_option
@packs_options
@click.pass_context
def criteria(ctx: click.Context, criterion: str | None, *, as_json: bool) -> None:
    """List the criteria, or show one: its question and levels, in the words of every role."""
    rulebook = Session.of(ctx).rulebook
    known = rulebook.catalog.criteria()
    if criterion is not None and criterion not in known:
        raise UnknownIdError("criterion", criterion, known)
    chosen = [known[criterion]] if criterion else list(known.values())
    if as_json:
        data = [criterion_data(one, rulebook) for one in chosen]
        show_json(data[0] if criterion else data)
    elif criterion:
        _show(chosen[0], rulebook)
    else:
        show_table(COLUMNS, [_row(one, rulebook) for one in chosen])


def _row(one: Criterion, rulebook: Rulebook) -> tuple[str, ...]:
    rubric = rulebook.catalog.rubric_of(one.id)
    return one.id, one.title, f"{rubric.id} {rubric.version}", ", ".join(one.strategies)


def _show(one: Criterion, rulebook: Rulebook) -> None:
    click.echo(click.style(f"{one.id}  {one.title}", bold=True))
    rubric = rulebook.catalog.rubric_of(one.id)
    paragraph(f"In {rubric.title}, version {rubric.version}. Feeds {', '.join(one.strategies)}.", INDENT)
    _show_wording("For everyone", Wording(one.question, one.levels))
    for role, wording in one.by_role.items():
        _show_wording(rulebook.catalog.roles[role].title, wording)
    show_citations(one.provenance, one.citations)


def _show_wording(title: str, wording: Wording) -> None:
    heading(title)
    paragraph(wording.question, INDENT)
    for level in wording.levels:
        paragraph(f"{level.level} {level.label}: {level.descriptor}", f"{INDENT}- ", f"{INDENT}  ")
