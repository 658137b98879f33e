"""`leverpoint plugins`: which packs and plugins there are, whether they count, and if not, why."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from leverpoint.cli.options import json_option, packs_option, rules_option
from leverpoint.cli.screen import Column, show_json, show_table
from leverpoint.cli.session import Session
from leverpoint.plugins import Listed, listed, read_several

COLUMNS = (
    Column("Name", "bold cyan"),
    Column("Version"),
    Column("Layer"),
    Column("Scope"),
    Column("Hooks"),
    Column("Rules", number=True),
    Column("State"),
    Column("What is wrong"),
)


@click.command(short_help="List packs and plugins, and what is wrong with them.")
@json_option
@packs_option
@rules_option
@click.pass_context
def plugins(ctx: click.Context, *, as_json: bool) -> None:
    """List the packs of --packs-dir, the most local last, and the plugins that are installed.

    For whom each speaks, which hooks and rules it has, whether it counts, and if not, why.
    """
    session = Session.of(ctx)
    session.library.check()
    session.plugins.ask_once("leverpoint_commands", lambda said: read_several(said, click.Command))
    found = [_data(one) for one in listed(session.library.packs, session.plugins)]
    if as_json:
        show_json(found)
    elif found:
        show_table(COLUMNS, [_row(one) for one in found])
    else:
        click.echo("There are no packs and no plugins. Say with --packs-dir where packs are.", err=True)


def _data(one: Listed) -> dict[str, Any]:
    return {
        "name": one.name,
        "version": one.version,
        "layer": one.layer,
        "scope": "any" if one.anywhere else _scope(one),
        "hooks": list(one.hooks),
        "rules": one.rules,
        "state": one.state,
        "digest": one.digest,
        "path": str(one.path) if one.path else None,
        "last_error": one.last_error,
        "problems": [asdict(problem) for problem in one.problems],
    }


def _scope(one: Listed) -> Any:
    scope = [{"system": system, "identifier": identifier} for system, identifier in sorted(one.scope)]
    return scope or None


def _row(data: dict[str, Any]) -> tuple[str, ...]:
    scope = data["scope"] or ""
    named = scope if isinstance(scope, str) else ", ".join(f"{one['system']}:{one['identifier']}" for one in scope)
    wrong, known = data["problems"], [data[key] for key in ("version", "layer", "rules")]
    told = f"{wrong[0]['code']}: {wrong[0]['message']}" if wrong else ""
    more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    version, layer, rules = ("" if one is None else str(one) for one in known)
    hooks = ", ".join(name.removeprefix("leverpoint_") for name in data["hooks"])
    return data["name"], version, layer, named, hooks, rules, data["state"], told + more
