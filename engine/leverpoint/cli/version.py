"""`leverpoint version`: what is running, on which rules, with which matcher."""

from __future__ import annotations

import platform
from importlib.metadata import version as installed

import click

from leverpoint.cli.options import json_option, rules_option
from leverpoint.cli.screen import show_json
from leverpoint.cli.session import Session
from leverpoint.version import VERSION


@click.command(short_help="Say what is at work.")
@json_option
@rules_option
@click.pass_context
def version(ctx: click.Context, *, as_json: bool) -> None:
    """Say which engine, rulebook, matcher and Python are at work."""
    session = Session.of(ctx)
    rulebook = session.rulebook
    facts = {
        "engine": VERSION,
        "rules": rulebook.label,
        "revision": rulebook.revision,
        "matcher": _matcher(session),
        "python": platform.python_version(),
    }
    if as_json:
        show_json(facts)
        return
    for name, value in facts.items():
        click.echo(f"{name:<10}{value}")


def _matcher(session: Session) -> str:
    absent = session.advisor.health.durable_absent
    return f"bit sets alone, as {absent}" if absent else f"durable-rules {installed('durable-rules')}, and bit sets"
