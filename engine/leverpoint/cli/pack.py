"""`leverpoint pack`: what authors of a pack need: find every mistake in it, and ask its scenarios."""

from __future__ import annotations

from pathlib import Path

import click

from leverpoint.cli.check import report
from leverpoint.cli.failures import COULD_NOT, counted, described
from leverpoint.cli.options import format_options, json_option, packs_option, rules_option
from leverpoint.cli.pack_build import build
from leverpoint.cli.pack_impact import impact
from leverpoint.cli.pack_new import new
from leverpoint.cli.pack_sign import keygen, sign, verify
from leverpoint.cli.session import Session
from leverpoint.packs import find_packs
from leverpoint.rulebook import read_source

a_pack = click.argument("path", type=click.Path(exists=True, path_type=Path), metavar="PATH")


@click.group(short_help="Everything for authors of packs.")
def pack() -> None:
    """Begin, check, test, build and sign a pack, which is a folder with a pack.yaml, or a zip of one."""


@pack.command(short_help="Find every mistake in a pack.")
@a_pack
@format_options("text", "json")
@packs_option
@rules_option
@click.pass_context
def check(ctx: click.Context, path: Path, format_: str) -> None:
    """Find every mistake in the pack in PATH, beside the packs of --packs-dir, and in its scenarios.

    Ends with 1 where something is wrong.
    """
    from leverpoint.lab.authoring.trial import Trial

    session = Session.of(ctx)
    trial = Trial(read_source(session.folder), path, find_packs(session.pack_folders))
    ctx.exit(report(list(trial.problems(session.today)), format_))


@pack.command(short_help="Ask the scenarios of a pack.")
@a_pack
@click.option("--run", "pattern", metavar="REGEX", help="Only scenarios with this in their name or keywords.")
@json_option
@packs_option
@rules_option
@click.pass_context
def test(ctx: click.Context, path: Path, pattern: str | None, *, as_json: bool) -> None:
    """Ask the scenarios of the pack in PATH, beside the packs of --packs-dir.

    A scenario that names no organization is asked as the first in the pack's scope. Ends with 0 where all hold, 1 where
    some do not, and 2 where they could not be asked, or none was there.
    """
    from leverpoint.cli.test import run
    from leverpoint.lab.authoring.trial import Trial

    trial = Trial(read_source(Session.of(ctx).folder), path, find_packs(Session.of(ctx).pack_folders))
    if problems := trial.pack.problems:
        for line in (*described(problems), counted(problems)):
            click.echo(line, err=True)
        ctx.exit(COULD_NOT)
    packs = (*(pack.path for pack in trial.beside), path)
    session = Session(Session.of(ctx).folder, packs, trial.organization)
    ctx.exit(run(session, trial.scenario_files, pattern, as_json=as_json))


for command in (new, build, impact, keygen, sign, verify):
    pack.add_command(command)
