"""The options and completions that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from leverpoint.cli.session import ORGANIZATION, PACKS, RULES, THIRD_PARTY, Session
from leverpoint.errors import LeverpointError
from leverpoint.model import Organization
from leverpoint.rulebook.scope import IDENTIFIERS

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def rules_folder() -> click.Path:
    """A folder that exists."""
    return click.Path(exists=True, file_okay=False, path_type=Path)


def remember_rules(ctx: click.Context, _param: click.Parameter, value: Path | None) -> Path | None:
    """Keep the folder for the command that runs, wherever on the line it was given; the one given last counts."""
    if value is not None:
        ctx.meta[RULES] = value
    return value


def rules_option(command: Decorated) -> Decorated:
    """`--rules` behind the command's name, too."""
    return click.option(
        "--rules",
        type=rules_folder(),
        callback=remember_rules,
        expose_value=False,
        is_eager=True,
        metavar="DIR",
        help="Use the rulebook in this folder instead of the shipped one.",
    )(command)


def remember_packs(ctx: click.Context, _param: click.Parameter, value: tuple[Path, ...]) -> tuple[Path, ...]:
    """Keep the folders of packs; those given behind the command's name count instead of those before it."""
    if value:
        ctx.meta[PACKS] = value
    return value


def remember_organization(ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Keep who asks, written SYSTEM:IDENTIFIER."""
    if value is not None:
        system, _, identifier = value.partition(":")
        shape = IDENTIFIERS.get(system)
        if not identifier or (shape is None and system != "local"):
            systems = ", ".join((*IDENTIFIERS, "local"))
            raise click.BadParameter(f"write SYSTEM:IDENTIFIER, with one of the systems {systems}")
        if shape and not shape[0].fullmatch(identifier):
            raise click.BadParameter(f"an identifier of system {system} has {shape[1]}")
        ctx.meta[ORGANIZATION] = Organization(identifier, system)
    return value


def packs_option(command: Decorated, envvar: str | None = None) -> Decorated:
    """`--packs-dir`, as often as wanted."""
    return click.option(
        "--packs-dir",
        type=click.Path(exists=True, path_type=Path),
        multiple=True,
        envvar=envvar,
        callback=remember_packs,
        expose_value=False,
        is_eager=True,
        metavar="DIR",
        help="Use the pack in this folder or zip, or all packs in this folder; may be given several times."
        + (f" Also {envvar}." if envvar else ""),
    )(command)


def organization_option(command: Decorated) -> Decorated:
    """`--for`: whose packs speak."""
    return click.option(
        "--for",
        "organization",
        callback=remember_organization,
        expose_value=False,
        is_eager=True,
        metavar="ORGANIZATION",
        help="Answer as this organization, such as nces-leaid:9900010, where the file names none.",
    )(command)


def remember_plugins(ctx: click.Context, _param: click.Parameter, value: bool) -> bool:  # as click calls it
    """Keep whether plugins of others are to be loaded: neither with the option, nor where the environment says off."""
    said = os.environ.get("LEVERPOINT_PLUGINS") or "on"
    if said not in ("on", "off"):
        raise click.BadParameter(f"LEVERPOINT_PLUGINS is '{said}'; it must be on or off")
    ctx.meta[THIRD_PARTY] = said == "on" and not value
    return value


def plugins_option(command: Decorated) -> Decorated:
    """`--no-plugins`: nothing but Leverpoint itself."""
    return click.option(
        "--no-plugins",
        is_flag=True,
        callback=remember_plugins,
        expose_value=False,
        is_eager=True,
        help="Load no installed plugins but Leverpoint's own. Also LEVERPOINT_PLUGINS=off.",
    )(command)


def packs_options(command: Decorated) -> Decorated:
    """`--rules`, `--packs-dir` and `--for` behind the command's name, too."""
    return organization_option(packs_option(rules_option(command)))


def json_option(command: Decorated) -> Decorated:
    """`--json` for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Write JSON.")(command)


def format_options(*formats: str) -> Callable[[Decorated], Decorated]:
    """`--format` with the first one as default, and `--json` for short."""

    def decorate(command: Decorated) -> Decorated:
        short = click.option("--json", "format_", flag_value="json", help="Short for --format json.")
        long = click.option("--format", "format_", type=click.Choice(formats), default=formats[0], show_default=True,
                            help="How to write the result.")  # fmt: skip
        return long(short(command))

    return decorate


def request_argument(command: Decorated) -> Decorated:
    """The file of an assessment, `-` for standard input."""
    return click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))(command)


def roles_option(text: str, *, multiple: bool = True) -> Callable[[Decorated], Decorated]:
    """`--role`, once or several times."""
    name = "roles" if multiple else "role"
    return click.option("--role", name, multiple=multiple, metavar="ROLE", help=text, shell_complete=complete_roles)


def complete_roles(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The roles that begin like that."""
    return _completed(ctx, incomplete, lambda session: session.rulebook.catalog.roles)


def complete_strategies(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The strategies that begin like that, in capitals or not."""
    return _completed(ctx, incomplete, lambda session: session.rulebook.catalog.strategies)


def complete_criteria(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The criteria that begin like that."""
    return _completed(ctx, incomplete, lambda session: session.rulebook.catalog.criteria())


def complete_rules(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The rules that begin like that."""
    return _completed(ctx, incomplete, lambda session: session.rulebook.rules)


def complete_facts(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The facts that begin like that."""
    return _completed(ctx, incomplete, lambda session: (fact.id for fact in session.rulebook.vocabulary))


def _completed(ctx: click.Context, incomplete: str, known: Callable[[Session], Iterable[str]]) -> list[str]:
    try:
        return [one for one in known(Session.of(ctx)) if one.casefold().startswith(incomplete.casefold())]
    except LeverpointError:
        return []  # while somebody types there is no place for the problems of a rulebook
