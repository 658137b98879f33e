"""The service's part of the command line: `leverpoint serve`."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click

from leverpoint.cli.options import packs_option
from leverpoint.cli.session import PACKS, THIRD_PARTY
from leverpoint.hookspecs import hookimpl

if TYPE_CHECKING:
    from leverpoint_api.settings import Settings

COULD_NOT = 2


@hookimpl
def leverpoint_commands() -> list[click.Command]:
    """The commands that this package adds."""
    return [serve]


@hookimpl
def leverpoint_addhooks() -> list[ModuleType]:
    """The hooks that this package offers to plugins."""
    from leverpoint_api import hookspecs

    return [hookspecs]


@click.command()
@click.option("--host", metavar="ADDRESS", help="The address to listen on. Also LEVERPOINT_HOST; 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, 65_535), help="The port to listen on. Also LEVERPOINT_PORT; 8080.")
@click.option("--workers", type=click.IntRange(1, 256), help="How many processes answer. Also LEVERPOINT_WORKERS; 2.")
@click.option("--rules", type=click.Path(path_type=Path), metavar="DIR", help="A folder of rules instead of ours.")
@packs_option
@click.pass_context
def serve(ctx: click.Context, /, rules: Path | None, **said: Any) -> None:
    """Answer over HTTP until Ctrl+C or SIGTERM, and finish what is under way then.

    Broken rules are listed and not served. More can be set through the environment; docs/reference/http.md lists it.
    """
    from leverpoint import Advisor, load_rulebook
    from leverpoint_api import server
    from leverpoint_api.settings import SettingsError

    try:
        packs = ctx.meta.get(PACKS) or None
        settings = _settings(packs_dir=packs, rules=rules or ctx.find_root().params.get("rules"), **said)
        if not ctx.meta.get(THIRD_PARTY, True):
            settings = replace(settings, plugins=False)
        Advisor(load_rulebook(settings.rules))
        server.check_port(settings)
    except (SettingsError, server.PortError) as error:
        click.echo(str(error), err=True)
        sys.exit(COULD_NOT)
    server.serve(settings, click.echo)


def _settings(**said: Any) -> Settings:
    """What the environment says, and over it what the command line says."""
    from leverpoint_api.settings import Settings

    given = {name: value for name, value in said.items() if value is not None}
    return replace(Settings.from_environment(os.environ), **given)
