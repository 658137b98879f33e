"""The hooks that a plugin may implement. Their names begin with `leverpoint_`.

A plugin is a module or an object that an entry point of the group `leverpoint` names. It marks what it implements with
`pluggy.HookimplMarker("leverpoint")`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    import click

PROJECT = "leverpoint"
"""The name under which plugins and the host find each other: of the markers, and of the group of entry points."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def leverpoint_commands() -> list[click.Command] | None:
    """Add commands to the command line.

    Called once, when somebody asks for help, for completion, or for a command that is not one of Leverpoint's own.
    Leverpoint's own commands start without it. Import slowly loading modules inside the command.

    :return: the commands, each under its own name. A name that Leverpoint uses itself stays Leverpoint's. The folder
        that was given with `--rules` is `ctx.find_root().params["rules"]`, None for the shipped rulebook.

    May be implemented by any plugin. A plugin that raises here is left out, with a line on standard error.
    """
