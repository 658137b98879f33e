"""The command `leverpoint`: its commands, each loaded when it is called, and what errors look like."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from leverpoint.cli.failures import Failed, Refused
from leverpoint.cli.options import organization_option, packs_option, plugins_option, remember_rules, rules_folder
from leverpoint.cli.screen import use_colour
from leverpoint.errors import LeverpointError
from leverpoint.version import VERSION

COMMANDS = {
    "advise": "leverpoint.cli.advise",
    "analyze": "leverpoint.cli.analyze",
    "batch": "leverpoint.cli.batch",
    "check": "leverpoint.cli.check",
    "compare": "leverpoint.cli.compare",
    "coverage": "leverpoint.cli.coverage",
    "criteria": "leverpoint.cli.criteria",
    "diff": "leverpoint.cli.diff",
    "explain": "leverpoint.cli.explain",
    "form": "leverpoint.cli.form",
    "least-change": "leverpoint.cli.least_change",
    "mutate": "leverpoint.cli.mutate",
    "pack": "leverpoint.cli.pack",
    "plugins": "leverpoint.cli.plugins",
    "record": "leverpoint.cli.record",
    "report": "leverpoint.cli.report",
    "robustness": "leverpoint.cli.robustness",
    "rules": "leverpoint.cli.rules",
    "schema": "leverpoint.cli.schema",
    "strategies": "leverpoint.cli.strategies",
    "sweep": "leverpoint.cli.sweep",
    "test": "leverpoint.cli.test",
    "version": "leverpoint.cli.version",
    "whatif": "leverpoint.cli.whatif",
    "why-not": "leverpoint.cli.why_not",
}
"""Our own commands and the module of each, which holds it under its name, with `_` for `-`.

Plugins add theirs through the hook.
"""

EPILOG = "Exit codes: 0 done, 1 something was found wrong, 2 it could not be done."


class Commands(click.Group):
    """A group that imports a command when it is called, and asks plugins only for a command that is not its own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, ours and the plugins', in the order of the alphabet."""
        return sorted({*COMMANDS, *self._plugged_in(ctx)})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, if there is one."""
        if name in COMMANDS:
            command: click.Command = getattr(import_module(COMMANDS[name]), name.replace("-", "_"))
            return command
        return self._plugged_in(ctx).get(name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments call. What nobody has is refused with the nearest names."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(error.command_name, possibilities=self.list_commands(ctx), ctx=ctx) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an error of ours becomes a message and an exit code, never a traceback."""
        try:
            return super().invoke(ctx)
        except LeverpointError as error:
            raise Failed(error) from error
        except OSError as error:
            if error.filename is None:  # a pipe that nobody reads any more is click's business
                raise
            raise Refused(f"{error.filename}: {error.strerror}") from error

    def _plugged_in(self, ctx: click.Context) -> dict[str, click.Command]:
        if "leverpoint.plugged_in" not in ctx.meta:
            ctx.meta["leverpoint.plugged_in"] = dict(_commands_of_plugins(ctx))
        found: dict[str, click.Command] = ctx.meta["leverpoint.plugged_in"]
        return found


def _commands_of_plugins(ctx: click.Context) -> Iterator[tuple[str, click.Command]]:
    from leverpoint.cli.session import plugins_of
    from leverpoint.plugins import read_several

    plugins = plugins_of(ctx)
    commands = plugins.ask_once("leverpoint_commands", lambda said: read_several(said, click.Command))
    for plugin in plugins.found:
        for problem in plugin.problems:
            more = f" ({problem.found})" if problem.found else ""
            click.echo(f"The plugin '{plugin.name}' is left out: {problem.message}{more}", err=True)
    taken = set(COMMANDS)
    for name in sorted(commands, key=lambda name: (not plugins.get(name).own, name)):
        for command in commands[name]:
            if command.name and command.name not in taken:
                taken.add(command.name)
                yield command.name, command


@click.command(cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--rules",
    type=rules_folder(),
    envvar="LEVERPOINT_RULES",
    callback=remember_rules,
    is_eager=True,
    metavar="DIR",
    help="Use the rulebook in this folder instead of the shipped one. Also LEVERPOINT_RULES.",
)
@partial(packs_option, envvar="LEVERPOINT_PACKS_DIR")
@organization_option
@plugins_option
@click.version_option(VERSION, prog_name="leverpoint")
@click.pass_context
def app(ctx: click.Context, rules: Path | None) -> None:  # noqa: ARG001 # plugins find the folder in the root's params
    """From rubric results and a role to strategies, in order and with reasons."""
    use_colour(ctx)


def main() -> None:
    """Run the command line; the entry point of the package."""
    # A command builds a rulebook at once and keeps it: looking for garbage meanwhile costs a tenth of its time.
    gc.freeze()
    gc.set_threshold(50_000)
    app(prog_name="leverpoint")
