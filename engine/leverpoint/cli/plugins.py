"""`leverpoint plugins`: which packs there are, whether they count, and if not, why."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from leverpoint.cli.options import json_option, packs_option, rules_option
from leverpoint.cli.screen import Column, show_json, show_table
from leverpoint.cli.session import Session
from leverpoint.packs import Pack

COLUMNS = (
    Column("Name", "bold cyan"),
    Column("Version"),
    Column("Layer"),
    Column("Scope"),
    Column("Rules", number=True),
    Column("State"),
    Column("What is wrong"),
)


@click.command(short_help="List the packs, and what is wrong with them.")
@json_option
@packs_option
@rules_option
@click.pass_context
def plugins(ctx: click.Context, *, as_json: bool) -> None:
    """List the packs of --packs-dir, the most local last: for whom each speaks, whether it counts, and if not, why."""
    library = Session.of(ctx).library
    library.check()
    found = [_data(one) for one in library.packs]
    if as_json:
        show_json(found)
    elif found:
        show_table(COLUMNS, [_row(one) for one in found])
    else:
        click.echo("There are no packs. Say with --packs-dir where they are.", err=True)


def _data(pack: Pack) -> dict[str, Any]:
    source = pack.source
    return {
        "name": pack.name,
        "version": source.info.version if source else None,
        "layer": source.info.layer if source else None,
        "scope": _scope(pack),
        "rules": len(source.entries["rules"]) if source else None,
        "state": pack.state,
        "digest": source.info.digest if source else None,
        "path": str(pack.path),
        "problems": [asdict(problem) for problem in pack.problems],
    }


def _scope(pack: Pack) -> Any:
    if pack.source is None or isinstance(pack.source.scope, str):
        return pack.source.scope if pack.source else None
    return [{"system": system, "identifier": identifier} for system, identifier in sorted(pack.source.scope)]


def _row(data: dict[str, Any]) -> tuple[str, ...]:
    scope = data["scope"] or ""
    named = scope if isinstance(scope, str) else ", ".join(f"{one['system']}:{one['identifier']}" for one in scope)
    wrong, known = data["problems"], [data[key] for key in ("version", "layer", "rules")]
    told = f"{wrong[0]['code']}: {wrong[0]['message']}" if wrong else ""
    more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    version, layer, rules = ("" if one is None else str(one) for one in known)
    return data["name"], version, layer, named, rules, data["state"], told + more
