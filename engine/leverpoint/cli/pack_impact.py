"""`leverpoint pack impact`: what a pack changes in the advice, or what another core changes for the pack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leverpoint.cli.failures import COULD_NOT, FOUND_WRONG, Refused, counted, described
from leverpoint.cli.options import json_option, packs_option, rules_option
from leverpoint.cli.screen import Column, heading, show_json, show_table
from leverpoint.cli.session import Session
from leverpoint.packs import find_packs
from leverpoint.rulebook import read_source

if TYPE_CHECKING:
    from leverpoint.lab.authoring.pack_impact import PackImpact, Upgrade
    from leverpoint.lab.authoring.trial import Trial
    from leverpoint.lab.comparing.impact import RoleImpact
    from leverpoint.lab.comparing.movement import Move
    from leverpoint.rulebook.source import Source

ROLES = (Column("Role", "bold cyan"), *(Column(title, number=True) for title in ("Asked", "Changed", "Share")))
STRATEGIES = (
    Column("Role", "bold cyan"),
    Column("Strategy", "bold"),
    *(Column(title, number=True) for title in ("Entered", "Left", "Up", "Down")),
)


@click.command(short_help="Show what a pack changes in the advice.")
@click.argument("path", type=click.Path(exists=True, path_type=Path), metavar="PATH")
@click.option("--against", type=click.Path(exists=True, path_type=Path), metavar="CORE",
              help="Compare the pack on another core instead, in a folder or a zip.")  # fmt: skip
@click.option("--sample", "--count", "count", type=click.IntRange(0, 100_000), default=100, show_default=True,
              help="How many assessments to draw for each role.")  # fmt: skip
@click.option("--seed", type=int, default=4, show_default=True, help="Another number draws other assessments.")
@click.option("--top", type=click.IntRange(1, 100), default=5, show_default=True, help="How much of each list counts.")
@json_option
@packs_option
@rules_option
@click.pass_context
def impact(
    ctx: click.Context, path: Path, against: Path | None, count: int, seed: int, top: int, *, as_json: bool
) -> None:
    """Show what is different with the pack in PATH from without it: what enters the top of each role's list, what
    leaves it, and what moves. The pack's scenarios are asked, and a sample of assessments of its first organization.
    The packs of --packs-dir are there with it and without it.

    With --against, the pack stays and the core changes, from the one of --rules to CORE: what its author has
    to put right there, which scenarios no longer hold, and how the advice changes. Then it ends with 1 where something
    has to be put right.
    """
    from leverpoint.cli.progress import progress_bar
    from leverpoint.lab.authoring.pack_impact import Question, impact_of, upgrade_of

    session = Session.of(ctx)
    trial = tried(session, path)
    with progress_bar() as done:
        question = Question(session.today, count, seed, top, done)
        found = impact_of(trial, question) if against is None else upgrade_of(trial, _core(against), question)
    ctx.exit(_report(found, top, as_json=as_json))


def _core(path: Path) -> Source:
    source = read_source(path)
    if not source.is_core:
        raise Refused(f"{path} is the pack '{source.info.name}'; --against names a core, such as a copy of rules/.")
    return source


def tried(session: Session, path: Path) -> Trial:
    """The trial of a pack in which nothing is wrong. Otherwise it is told what is, and the command ends with 2."""
    from leverpoint.lab.authoring.trial import Trial

    trial = Trial(read_source(session.folder), path, find_packs(session.pack_folders))
    if problems := list(trial.problems(session.today)):
        for line in (*described(problems), counted(problems)):
            click.echo(line, err=True)
        raise click.exceptions.Exit(COULD_NOT)
    return trial


def _report(found: PackImpact | Upgrade, top: int, *, as_json: bool) -> int:
    from leverpoint.lab.authoring.pack_impact import PackImpact

    if isinstance(found, PackImpact):
        show_json(_impact(found)) if as_json else _show_impact(found, top)
        return 0
    show_json(_upgrade(found)) if as_json else _show_upgrade(found, top)
    return FOUND_WRONG if found.problems or found.broken else 0


def _impact(found: PackImpact) -> dict[str, Any]:
    return {"scenarios": [_role(one) for one in found.scenarios], "sample": [_role(one) for one in found.sample]}


def _role(found: RoleImpact) -> dict[str, Any]:
    return {**asdict(found), "share": found.share}


def _upgrade(found: Upgrade) -> dict[str, Any]:
    from leverpoint.lab.scenarios.outcomes import outcome_data

    return {
        "problems": [asdict(one) for one in found.problems],
        "broken": [outcome_data(one) for one in found.broken],
        "impact": found.impact and _impact(found.impact),
    }


def _show_upgrade(found: Upgrade, top: int) -> None:
    from leverpoint.cli.test import show_failed

    for line in described(found.problems):
        click.echo(line)
    for outcome in found.broken:
        show_failed(outcome)
    click.echo(f"{counted(found.problems)} to put right, {len(found.broken)} scenarios that no longer hold")
    if found.impact is None:
        click.echo("The pack does not count on that core, so there is no advice to compare.")
    else:
        _show_impact(found.impact, top)


def _show_impact(found: PackImpact, top: int) -> None:
    for title, roles in (("Over the scenarios", found.scenarios), ("Over the sample", found.sample)):
        if not roles:
            continue
        heading(f"{title}: assessments whose first {top} changed")
        show_table(ROLES, [(one.role, str(one.asked), str(one.changed), f"{one.share:.0%}") for one in roles])
        _show_strategies(roles)
        _show_examples(roles)


def _show_strategies(roles: Iterable[RoleImpact]) -> None:
    rows = [
        (role.role, row.strategy, *map(str, (row.entered, row.left, row.up, row.down)))
        for role in roles
        for row in role.strategies
    ]
    if rows:
        click.echo()
        show_table(STRATEGIES, rows)


def _show_examples(roles: Iterable[RoleImpact]) -> None:
    for role in roles:
        for example in role.examples[:1]:
            moves = (*example.movement.entered, *example.movement.left, *example.movement.moved)
            click.echo(f"\n{role.role}, for example: {', '.join(_told(moves))}")


def _told(moves: Iterable[Move]) -> Iterator[str]:
    for one in moves:
        if one.before is None:
            yield f"{one.strategy} enters at {one.after}"
        elif one.after is None:
            yield f"{one.strategy} leaves from {one.before}"
        else:
            yield f"{one.strategy} moves from {one.before} to {one.after}"
