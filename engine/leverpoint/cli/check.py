"""`leverpoint check`: everything that is wrong with files of rules, each with where it is and what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from leverpoint.cli.failures import FOUND_WRONG, counted, described
from leverpoint.cli.options import format_options, rules_option
from leverpoint.cli.screen import show_json
from leverpoint.cli.session import Session
from leverpoint.errors import Problem
from leverpoint.packs import find_packs


@click.command(short_help="Find every mistake in files of rules.")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]...")
@format_options("text", "json")
@rules_option
@click.pass_context
def check(ctx: click.Context, paths: tuple[Path, ...], format_: str) -> None:
    """Find every mistake in rulebooks and files of rules.

    A PATH is a rulebook's folder, a part of one, or a file on its own, whose rules are then read against the rulebook
    of --rules. Without a PATH, that rulebook itself is checked. Ends with 1 where something is wrong.
    """
    from leverpoint.lab.authoring.checking import Checker

    session = Session.of(ctx)
    checker = Checker(session.folder, session.today, find_packs(session.pack_folders))
    problems = [problem for path in paths or (session.folder,) for problem in checker.problems(path)]
    ctx.exit(report(problems, format_))


def report(problems: Sequence[Problem], format_: str) -> int:
    """Write what was found, and give the exit code."""
    if format_ == "json":
        show_json({"ok": not problems, "problems": [asdict(problem) for problem in problems]})
    else:
        for line in described(problems):
            click.echo(line)
        click.echo(counted(problems) if problems else "Nothing is wrong.")
    return FOUND_WRONG if problems else 0
