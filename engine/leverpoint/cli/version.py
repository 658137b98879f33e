"""`leverpoint version`: what is running, on which rules, with which matcher."""

from __future__ import annotations

import platform

import click

from leverpoint.cli.options import json_option, rules_option
from leverpoint.cli.screen import show_json
from leverpoint.cli.session import Session
from leverpoint.version import VERSION


@click.command()
@json_option
@rules_option
@click.pass_context
def version(ctx: click.Context, *, as_json: bool) -> None:
    """Say which engine, rulebook, matcher and Python are at work."""
    rulebook = Session.of(ctx).rulebook
    facts = {
        "engine": VERSION,
        "rules": rulebook.label,
        "revision": rulebook.revision,
        "matcher": _matcher(),
        "python": platform.python_version(),
    }
    if as_json:
        show_json(facts)
        return
    for name, value in facts.items():
        click.echo(f"{name:<10}{value}")


def _matcher() -> str:
    return "?"
