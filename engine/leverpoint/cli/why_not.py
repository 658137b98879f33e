"""`leverpoint why-not`: for every strategy that is not certain, what each rule that could have recommended it needs."""

from __future__ import annotations

import click

from leverpoint.cli.explain import SIGNS
from leverpoint.cli.options import complete_strategies, json_option, packs_options, request_argument, roles_option
from leverpoint.cli.screen import heading, paragraph, show_json
from leverpoint.cli.session import Session
from leverpoint.lab.exploring.why import Standing
from leverpoint.lab.exploring.why_not import Blocker, Missing, RuleStanding, WhyNot, to_data
from leverpoint.lab.exploring.why_not import why_not as explained

STEP = "    "


@click.command("why-not", short_help="Say why strategies are not on the list.")
@request_argument
@click.argument("strategies", nargs=-1, metavar="[STRATEGY]...", shell_complete=complete_strategies)
@roles_option("Explain for this role instead of those in the file; may be given several times.")
@json_option
@packs_options
@click.pass_context
def why_not(
    ctx: click.Context, file: str, strategies: tuple[str, ...], roles: tuple[str, ...], *, as_json: bool
) -> None:
    """Say of each STRATEGY why it is not certain for the assessment in FILE; without any, of all that are not.

    For every rule that could have recommended it: whose it is, what failed, what was found and what was needed.
    """
    session = Session.of(ctx)
    assessment = session.assessment(file, roles)
    wanted = tuple(dict.fromkeys(map(session.strategy, strategies)))
    standings = [Standing(session.advisor, assessment, role) for role in assessment.roles]
    found = [(standing, explained(standing, wanted)) for standing in standings]
    if as_json:
        show_json([to_data(one) for _, by_role in found for one in by_role])
        return
    for standing, by_role in found:
        heading(standing.rulebook.catalog.roles[standing.role].title)
        for one in by_role:
            _show(one)


def _show(one: WhyNot) -> None:
    click.echo()
    words = {"certain": "certain", "possible": "only possible", "excluded": "not on the list"}
    click.echo(click.style(f"{one.strategy} {one.title}: {words[one.certainty]}", bold=True))
    if not one.rules:
        others = f", only to others: {', '.join(one.elsewhere)}" if one.elsewhere else ""
        paragraph(f"No rule recommends it to this role{others}.", "  ")
    for rule in (*one.rules, *one.against):
        _show_rule(rule, "  ")


def _show_rule(rule: RuleStanding, indent: str) -> None:
    overlay = f", changed by {rule.overlaid_by}" if rule.overlaid_by else ""
    owner = f"{rule.owner} {rule.version}, {rule.layer}{overlay}"
    paragraph(f"{rule.rule} ({owner}) {rule.says}: {rule.title}", f"{indent}{SIGNS[rule.truth]} ", f"{indent}{STEP}")
    _show_missing(rule.missing, f"{indent}{STEP}")


def _show_missing(missing: Missing, indent: str) -> None:
    if missing.op == "any":
        paragraph("needed is any one of these:", indent)
    for part in missing.parts:
        if isinstance(part, Missing):
            _show_missing(part, f"{indent}  ")
        else:
            _show_blocker(part, indent)


def _show_blocker(part: Blocker, indent: str) -> None:
    text = f"{part.title}: found {part.found}; needed {part.needed}"
    paragraph(text, f"{indent}{SIGNS[part.truth]} ", f"{indent}{STEP}")
    for rule in part.rules:
        _show_rule(rule, f"{indent}{STEP}")
