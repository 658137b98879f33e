"""`leverpoint schema`: the JSON Schema of a kind of file, for editors and other tools."""

from __future__ import annotations

import click

from leverpoint.cli.screen import show_json

KINDS = (
    "pack",
    "priority",
    "catalog",
    "rubric",
    "rules",
    "rule",
    "overlays",
    "baseline",
    "scenarios",
    "mapping",
    "assessment",
)
"""As in leverpoint.reader.jsonschema, which takes long to import; a test holds the two together."""


@click.command(short_help="Print the JSON Schema of a kind of file.")
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
def schema(kind: str) -> None:
    """Print the JSON Schema (2020-12) of a KIND of file.

    KIND is one of pack, priority, catalog, rubric, rules, rule, overlays, baseline, scenarios, mapping,
    assessment.
    """
    from leverpoint.reader.jsonschema import json_schema

    show_json(json_schema(kind))
