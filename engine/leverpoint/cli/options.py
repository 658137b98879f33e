"""The options and completions that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from leverpoint.cli.session import RULES, Session
from leverpoint.errors import LeverpointError

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
