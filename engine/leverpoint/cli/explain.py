"""`leverpoint explain`: why a strategy is on the list, or why it is not."""

from __future__ import annotations

from typing import Any

import click

from leverpoint.cli.options import complete_strategies, json_option, packs_options, request_argument, roles_option
from leverpoint.cli.screen import heading, paragraph, show_json
from leverpoint.cli.session import Session
from leverpoint.conditions import Truth
from leverpoint.explain import Explainer
from leverpoint.lab.exploring.why import Standing, Voice

SIGNS = {
    Truth.TRUE: click.style("yes", fg="green"),
    Truth.FALSE: click.style(" no", fg="red"),
    Truth.UNKNOWN: click.style("  ?", fg="yellow"),
}
"""How each part of a condition came out, all three equally wide."""


@click.command(short_help="Say why a strategy is on the list, or not.")
@request_argument
@click.argument("strategy", shell_complete=complete_strategies)
@roles_option("Explain for this role instead of those in the file; may be given several times.")
@json_option
@packs_options
@click.pass_context
def explain(ctx: click.Context, file: str, strategy: str, roles: tuple[str, ...], *, as_json: bool) -> None:
    """Explain why the assessment in FILE leads to STRATEGY, or why it does not.

    Shows the score with its terms and every rule that speaks of the strategy, with what was found and what was needed.
    """
    session = Session.of(ctx)
    assessment = session.assessment(file, roles)
    wanted = session.strategy(strategy)
    standings = [Standing(session.advisor, assessment, role) for role in assessment.roles]
    if as_json:
        show_json([_data(standing, wanted) for standing in standings])
        return
    click.echo(click.style(f"{wanted} {session.rulebook.catalog.strategies[wanted].title}", bold=True))
    for standing in standings:
        _show(standing, wanted)


def _data(standing: Standing, strategy: str) -> dict[str, Any]:
    found, explainer = standing.listed(strategy), Explainer(standing.rulebook)
    return {
        "role": standing.role,
        "strategy": strategy,
        "certainty": standing.certainty(strategy),
        "rank": found.rank if found else None,
        "score": found.score if found else None,
        "terms": found.terms if found else [],
        "rules": [
            {
                "rule": voice.rule.id,
                "title": voice.rule.title,
                "says": voice.says,
                "truth": voice.truth,
                "trace": explainer.traced(voice.trace, standing.facts),
            }
            for voice in standing.voices(strategy)
        ],
    }


def _show(standing: Standing, strategy: str) -> None:
    found = standing.listed(strategy)
    heading(f"{standing.rulebook.catalog.roles[standing.role].title}: {_status(standing, strategy)}")
    for term in found.terms if found else ():
        paragraph(f"{term.points:+4} {term.name}: {term.text} ({term.origin})", "  ", "       ")
    voices = standing.voices(strategy)
    to_role = [voice for voice in voices if not voice.rule.roles or standing.role in voice.rule.roles]
    for voice in to_role:
        _show_voice(voice, standing)
    if silent := len(voices) - len(to_role):
        click.echo()
        paragraph(f"{silent} more speak of it, to other roles.", "  ")


def _status(standing: Standing, strategy: str) -> str:
    found = standing.listed(strategy)
    if found:
        listed = len(standing.advice.recommendations)
        return f"{found.certainty}, rank {found.rank} of {listed}, score {found.score}"
    gone = next((one for one in standing.advice.suppressed if one.strategy == strategy), None)
    return f"taken off the list by {gone.rule}: {gone.reason}" if gone else "not recommended"


def _show_voice(voice: Voice, standing: Standing) -> None:
    click.echo()
    paragraph(f"{voice.rule.id} {voice.says}: {voice.rule.title}", f"  {SIGNS[voice.truth]} ", "      ")
    for leaf in standing.lines(voice.trace):
        margin = "  " * leaf.depth
        paragraph(leaf.text, f"      {SIGNS[leaf.truth]} {margin}", f"          {margin}")
