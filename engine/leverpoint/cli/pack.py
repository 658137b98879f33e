"""`leverpoint pack`: what authors of a pack need: find every mistake in it, and ask its scenarios."""

from __future__ import annotations

from pathlib import Path

import click

from leverpoint.cli.check import report
from leverpoint.cli.failures import COULD_NOT, counted, described
from leverpoint.cli.options import format_options, json_option, rules_option
from leverpoint.cli.session import PACKS, Session
from leverpoint.library import organizations_of
from leverpoint.packs import Policy, State, read_packs

a_pack = click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="PATH")


@click.group(short_help="Check and test a pack.")
def pack() -> None:
    """Check and test a pack, which is a folder with a pack.yaml."""


@pack.command(short_help="Find every mistake in a pack.")
@a_pack
@format_options("text", "json")
@rules_option
@click.pass_context
def check(ctx: click.Context, path: Path, format_: str) -> None:
    """Find every mistake in the pack in the folder PATH, on its own on top of the rulebook, and in its scenarios.

    Ends with 1 where something is wrong.
    """
    from leverpoint.lab.checking import Checker

    session = Session.of(ctx)
    ctx.exit(report(list(Checker(session.folder, session.today).of_pack(path)), format_))


@pack.command(short_help="Ask the scenarios of a pack.")
@a_pack
@click.option("--run", "pattern", metavar="REGEX", help="Only scenarios with this in their name or keywords.")
@json_option
@rules_option
@click.pass_context
def test(ctx: click.Context, path: Path, pattern: str | None, *, as_json: bool) -> None:
    """Ask the scenarios of the pack in the folder PATH, beside the packs of --packs-dir.

    A scenario that names no organization is asked as the first in the pack's scope. Ends with 0 where all hold, 1 where
    some do not, and 2 where they could not be asked, or none was there.
    """
    from leverpoint.cli.test import run

    (found,) = read_packs([path], Policy(anywhere=None))
    asks = organizations_of(found.source)[0] if found.source else None
    session = Session(Session.of(ctx).folder, (*ctx.meta.get(PACKS, ()), path), asks)
    if asks and found.state is State.ACTIVE:
        session.advising(asks)
        (found,) = (one for one in session.library.packs if one.path == path)
    if found.problems:
        for line in (*described(found.problems), counted(found.problems)):
            click.echo(line, err=True)
        ctx.exit(COULD_NOT)
    scenarios = path / "scenarios"
    ctx.exit(run(session, (scenarios,) if scenarios.is_dir() else (), pattern, as_json=as_json))
