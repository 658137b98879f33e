"""`leverpoint whatif`: what would be advised if some answers were others, beside what is advised now."""

from __future__ import annotations

from typing import Any

import click

from leverpoint.cli.changing import changes_options, changes_typed
from leverpoint.cli.failures import Refused
from leverpoint.cli.options import json_option, packs_options, request_argument, roles_option
from leverpoint.cli.screen import Column, heading, paragraph, show_json, show_table
from leverpoint.cli.session import Session
from leverpoint.conditions import found_in_words
from leverpoint.lab.exploring.changes import Change, changed
from leverpoint.lab.exploring.whatif import RoleChange, Standpoint, StrategyChange, side_by_side, to_data
from leverpoint.lab.exploring.why import uncut_advice
from leverpoint.model import Assessment
from leverpoint.rulebook import Rulebook

COLUMNS = (
    Column("Before", number=True),
    Column("After", number=True),
    Column("Id", "bold cyan"),
    Column("Strategy"),
    Column("Score", number=True),
    Column("After", number=True),
    Column("Sure"),
    Column("What"),
)
INDENT, DEEPER = "  ", "     "
WORDS = {"same": "", "decided": "certainty", "rescored": "score"}
"""What is written of a strategy that stayed where it was; entered, left and moved say it themselves."""


@click.command(short_help="Change answers and see what follows.")
@request_argument
@changes_options
@roles_option("Ask for this role instead of those in the file; may be given several times.")
@json_option
@packs_options
@click.pass_context
def whatif(
    ctx: click.Context,
    file: str,
    set_: tuple[str, ...],
    unset: tuple[str, ...],
    roles: tuple[str, ...],
    *,
    as_json: bool,
) -> None:
    """Change answers of the assessment in FILE, and see the advice before and after, side by side.

    FILE is what `advise` takes, and stays as it is.
    """
    session = Session.of(ctx)
    before = session.assessment(file, roles)
    if not (set_ or unset):
        raise Refused("Nothing is changed. Say what, with --set FACT=VALUE or --unset FACT.")
    changes = changes_typed(set_, unset, session.rulebook.vocabulary)
    after = changed(before, changes, session.rulebook.vocabulary)
    old, new = (uncut_advice(session.advisor, one) for one in (before, after))
    found = [side_by_side(old[role], new[role]) for role in before.roles]
    if as_json:
        show_json({"changes": changes, "roles": [to_data(one) for one in found]})
        return
    _show_changes(changes, before, after, session.rulebook)
    for one in found:
        _show(one, session.rulebook)


def _show_changes(changes: tuple[Change, ...], before: Assessment, after: Assessment, rulebook: Rulebook) -> None:
    click.echo(click.style("What is changed", bold=True))
    old, new = (rulebook.vocabulary.facts_of(one, before.roles[0]) for one in (before, after))
    for fact in (rulebook.vocabulary[change.fact] for change in changes):
        was, now = found_in_words(fact, old), found_in_words(fact, new)
        told = f"{was} -> {now}" if was != now else f"{now}, as before"
        paragraph(f"{fact.title}: {told} ({fact.id})", INDENT, DEEPER)


def _show(found: RoleChange, rulebook: Rulebook) -> None:
    heading(rulebook.catalog.roles[found.role].title)
    show_table(COLUMNS, [_row(one) for one in found.strategies], INDENT)
    why = [one for one in found.strategies if one.terms]
    if why:
        heading("Which terms changed")
    for one in why:
        terms = (f"{term.name} {_points(term.before)} -> {_points(term.after)} ({term.origin})" for term in one.terms)
        paragraph(f"{one.strategy}: {'; '.join(terms)}", INDENT, DEEPER)
    for text, ids in _remarks(found):
        paragraph(f"{text}: {', '.join(ids)}", INDENT, DEEPER)


def _remarks(found: RoleChange) -> list[tuple[str, tuple[str, ...]]]:
    said = [
        ("New warnings", found.warnings_new),
        ("Warnings gone", found.warnings_gone),
        ("Now taken off the list", found.suppressed_new),
        ("No longer taken off the list", found.suppressed_gone),
    ]
    return [(text, ids) for text, ids in said if ids]


def _row(one: StrategyChange) -> tuple[str, ...]:
    before, after = one.before, one.after
    sure = " -> ".join(dict.fromkeys((_sure(before), _sure(after))))
    what = WORDS.get(one.what, one.what)
    return (
        _of(before, "rank"),
        _of(after, "rank"),
        one.strategy,
        one.title,
        _of(before, "score"),
        _of(after, "score"),
        sure,
        what,
    )


def _of(found: Standpoint | None, name: str) -> str:
    value: Any = found and getattr(found, name)
    return "-" if value is None else str(value)


def _sure(found: Standpoint | None) -> str:
    return found.certainty if found else "off"


def _points(points: int | None) -> str:
    return "none" if points is None else f"{points:+}"
