"""The plugin that is always there: it brings the shipped rules through the same hook by which others bring packs."""

from __future__ import annotations

from pathlib import Path

from leverpoint.hookspecs import hookimpl
from leverpoint.rulebook.shipped import shipped_rules

NAME = "core"


@hookimpl
def leverpoint_packs() -> list[Path]:
    """The shipped rules, which have the layer core."""
    return [shipped_rules()]


def core_rules() -> Path:
    """The folder of the rules on which all packs build, as the plugin `core` brings it."""
    (folder,) = leverpoint_packs()
    return folder
