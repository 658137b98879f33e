"""`leverpoint pack new`: a pack to begin with, in which nothing is wrong."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leverpoint.cli.failures import Refused
from leverpoint.cli.options import json_option, rules_option
from leverpoint.cli.screen import show_json
from leverpoint.cli.session import Session
from leverpoint.model import Layer
from leverpoint.reader.schemas.pack import NAME, NAME_SAID
from leverpoint.rulebook import read_source
from leverpoint.rulebook.scope import IDENTIFIERS

if TYPE_CHECKING:
    from leverpoint.rulebook.source import Source

LAYERS = [str(layer) for layer in list(Layer)[1:]]
SYSTEM_OF = {"state": "nces-state", "district": "nces-leaid", "school": "nces-school"}


@click.command(short_help="Begin a new pack.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--name", help="What the pack is called; its ids begin so. The folder's name if nothing is said.")
@click.option("--layer", type=click.Choice(LAYERS), help="For what the pack speaks.")
@click.option("--system", type=click.Choice([*IDENTIFIERS, "local"]), help="By what the organization is numbered.")
@click.option("--identifier", help="The organization's number.")
@click.option("--owner", default=None, help="Who keeps the rules.")
@click.option("--contact", default=None, help="Whom to ask.")
@click.option("--python", is_flag=True, help="An installable package with hooks in Python, with the pack inside.")
@json_option
@rules_option
@click.pass_context
def new(
    ctx: click.Context,
    folder: Path,
    name: str | None,
    layer: str | None,
    system: str | None,
    identifier: str | None,
    owner: str | None,
    contact: str | None,
    *,
    python: bool,
    as_json: bool,
) -> None:
    """Write a new pack into DIR: a rule, a question, an overlay and a scenario to replace by your own, a README, and a
    line of CI. `pack check` and `pack test` find nothing wrong with it.

    On a terminal, what is not said by options is asked for; elsewhere --identifier must be there.
    """
    from leverpoint.lab.authoring.scaffold import NewPack, write_pack

    name = _fits(_asked("Name", name, folder.resolve().name), NAME, NAME_SAID)
    layer = _asked("Layer", layer, "district", LAYERS)
    system = _asked("System of identifiers", system, SYSTEM_OF[layer], [*IDENTIFIERS, "local"])
    identifier = _numbered(_asked("Identifier", identifier, None), system)
    owner, contact = _asked("Owner", owner, ""), _asked("Contact", contact, "")
    core = _free(name, read_source(Session.of(ctx).folder)).info.version
    pack = write_pack(folder, NewPack(name, layer, system, identifier, core, owner, contact), python=python)
    show_json({"name": name, "folder": str(folder), "pack": str(pack)}) if as_json else _next_steps(pack)


def _asked(what: str, said: str | None, otherwise: str | None, choices: list[str] | None = None) -> str:
    if said is not None:
        return said
    if sys.stdin.isatty():
        kind = click.Choice(choices) if choices else None
        return str(click.prompt(what, default=otherwise, type=kind, show_default=bool(otherwise), err=True))
    if otherwise is None:
        raise Refused(f"Say --{what.lower()}: there is no terminal to ask on.")
    return otherwise


def _fits(name: str, shape: str, otherwise: str) -> str:
    if not re.fullmatch(shape, name):
        raise click.BadParameter(f"'{name}': {otherwise}", param_hint="--name")
    return name


def _free(name: str, core: Source) -> Source:
    """The core, unless something in it is called like the pack."""
    ids = (entry.id for kind in ("roles", "themes", "rubrics") for entry in core.entries[kind])
    if name in {"core", core.info.name, *Layer, *ids}:
        raise click.BadParameter(f"no pack can be called '{name}': the core has that name", param_hint="--name")
    return core


def _numbered(identifier: str, system: str) -> str:
    shape = IDENTIFIERS.get(system)
    if shape and not shape[0].fullmatch(identifier):
        raise click.BadParameter(f"an identifier of system {system} has {shape[1]}", param_hint="--identifier")
    return identifier


def _next_steps(pack: Path) -> None:
    click.echo(f"A pack is in {pack}. Now:")
    for command in ("check", "test", "impact"):
        click.echo(f"  leverpoint pack {command} {pack}")
