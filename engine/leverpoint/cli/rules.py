"""`leverpoint rules`: which rules there are, and all that is known of one."""

from __future__ import annotations

from collections.abc import Iterator

import click

from leverpoint.cli.options import (
    complete_facts,
    complete_roles,
    complete_rules,
    complete_strategies,
    json_option,
    packs_options,
)
from leverpoint.cli.records import briefly, rule_data, show_citations
from leverpoint.cli.screen import Column, heading, nearby, paragraph, show_json, show_table
from leverpoint.cli.session import Session
from leverpoint.conditions import comparisons, in_words
from leverpoint.errors import UnknownIdError
from leverpoint.lab.comparing.effects import does
from leverpoint.model import Conclude, Rule, Warn
from leverpoint.rulebook import Rulebook

COLUMNS = (Column("Id", "bold cyan"), Column("Title"), Column("Roles"), Column("Does"))
INDENT = "  "


@click.command(short_help="List the rules, or show one.")
@click.argument("rule", required=False, shell_complete=complete_rules)
@click.option("--role", metavar="ROLE", shell_complete=complete_roles, help="Only rules that speak to this role.")
@click.option("--strategy", metavar="ID", shell_complete=complete_strategies, help="Only rules about this strategy.")
@click.option("--fact", metavar="FACT", shell_complete=complete_facts, help="Only rules that read or conclude this.")
@click.option("--text", metavar="TEXT", help="Only rules with this in their id, title or reason.")
@json_option
@packs_options
@click.pass_context
def rules(ctx: click.Context, /, rule: str | None, *, as_json: bool, **wanted: str | None) -> None:
    """List the rules, or show one: its condition in words, what it does, why, and where it is written."""
    session = Session.of(ctx)
    rulebook = session.rulebook
    if rule:
        one = rulebook.rule(rule)
        show_json(rule_data(one, rulebook)) if as_json else _show(one, rulebook)
        return
    chosen = list(_chosen(session, **wanted))
    if as_json:
        show_json([rule_data(one, rulebook) for one in chosen])
    elif chosen:
        show_table(COLUMNS, [_row(one) for one in chosen])
    else:
        click.echo("No rule is like that.", err=True)


def _chosen(
    session: Session, role: str | None, strategy: str | None, fact: str | None, text: str | None
) -> Iterator[Rule]:
    rulebook = session.rulebook
    if role and role not in rulebook.catalog.roles:
        raise UnknownIdError("role", role, rulebook.catalog.roles)
    if fact and rulebook.vocabulary.find(fact) is None:
        raise UnknownIdError("fact", fact, (one.id for one in rulebook.vocabulary))
    about = session.strategy(strategy) if strategy else None
    for rule in rulebook.rules.values():
        to_role = not role or not rule.roles or role in rule.roles
        if to_role and _is_about(rule, about) and _touches(rule, fact) and _says(rule, text):
            yield rule


def _is_about(rule: Rule, strategy: str | None) -> bool:
    named = (effect.strategy for effect in rule.then if not isinstance(effect, Warn | Conclude))
    return strategy is None or strategy in named


def _touches(rule: Rule, fact: str | None) -> bool:
    return fact is None or fact in rule.concludes or any(one.fact == fact for one in comparisons(rule.when))


def _says(rule: Rule, text: str | None) -> bool:
    said = f"{rule.id} {rule.title} {rule.because}".casefold()
    return text is None or text.casefold() in said


def _row(rule: Rule) -> tuple[str, ...]:
    return rule.id, rule.title, ", ".join(rule.roles) or "all", "; ".join(briefly(effect) for effect in rule.then)


def _show(rule: Rule, rulebook: Rulebook) -> None:
    click.echo(click.style(f"{rule.id}  {rule.title}", bold=True))
    place = rulebook.places[rule.id]
    paragraph(f"{nearby(place.file)}:{place.line}", INDENT)
    heading("When")
    speaks_to = f"Asked by {' or '.join(rule.roles)}" if rule.roles else "Asked by any role"
    paragraph(f"{speaks_to}, and {in_words(rule.when, rulebook.vocabulary)}.", INDENT)
    if rule.since or rule.until:
        paragraph(f"In effect from {rule.since or 'the beginning'} until {rule.until or 'further notice'}.", INDENT)
    heading("Then")
    for effect in rule.then:
        paragraph(does(effect), f"{INDENT}- ", f"{INDENT}  ")
    heading("Because")
    paragraph(rule.because, INDENT)
    show_citations(rule.provenance, rule.citations)
    if rule.non_monotone:
        paragraph(f"A better rating may make this more urgent: {rule.non_monotone}", INDENT)
    if rule.reviewed_on:
        paragraph(f"Reviewed on {rule.reviewed_on}.", INDENT)
