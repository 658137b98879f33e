"""The service's part of the command line: `leverpoint serve`."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pluggy

hookimpl = pluggy.HookimplMarker("leverpoint")


@hookimpl
def leverpoint_commands() -> list[click.Command]:
    """The commands that this package adds."""
    return [serve]


@click.command()
@click.option("--host", metavar="ADDRESS", help="The address to listen on. [LEVERPOINT_HOST, 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65_535), help="The port to listen on. [LEVERPOINT_PORT, 8080]")
@click.option("--workers", type=click.IntRange(1, 256), help="How many processes answer. [LEVERPOINT_WORKERS, 2]")
@click.option("--rules", type=click.Path(path_type=Path), help="A folder of rules instead of the shipped ones.")
def serve(**said: Any) -> None:
    """Answer over HTTP until Ctrl+C or SIGTERM; requests under way are finished.

    Everything else is set through the environment; docs/reference/http.md lists it.
    """
    from leverpoint_api.server import PortError, check_port
    from leverpoint_api.server import serve as run
    from leverpoint_api.settings import Settings, SettingsError

    try:
        settings = replace(Settings.from_environment(os.environ), **{k: v for k, v in said.items() if v is not None})
        _check_rules(settings.rules)
        check_port(settings)
    except (SettingsError, PortError) as error:
        _stop(str(error))
    run(settings, click.echo)


def _check_rules(folder: Path) -> None:
    from leverpoint import RulebookError, load_rulebook

    try:
        load_rulebook(folder)
    except RulebookError as error:
        _stop(f"{error}\nThese rules cannot be served: {len(error.problems)} problems.")


def _stop(message: str) -> None:
    click.echo(message, err=True)
    sys.exit(2)
