"""`leverpoint mutate`: make small mistakes in rules, and report those that no scenario would notice."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from leverpoint.cli.failures import FOUND_WRONG, Refused
from leverpoint.cli.options import json_option, packs_options
from leverpoint.cli.progress import progress
from leverpoint.cli.screen import paragraph, show_json
from leverpoint.cli.session import Session
from leverpoint.cli.suites import cases_of
from leverpoint.lab.measuring.mutation import (
    TRIES,
    Mutant,
    Score,
    Survivor,
    Trial,
    grounds_of,
    mutants_of,
    suggestions,
    verdicts,
)
from leverpoint.lab.scenarios.recording import written
from leverpoint.rulebook import Rulebook


@click.command(short_help="Would scenarios notice a mistake in a rule?")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]...")
@click.option("--rule", "chosen", multiple=True, metavar="TEXT", help="Only rules with this in their id.")
@click.option(
    "--sample", "count", type=click.IntRange(1), metavar="N", help="Try only so many mistakes, drawn at random."
)
@click.option("--seed", type=int, default=0, show_default=True, help="What the draw and the search begin with.")
@click.option("--tries", type=click.IntRange(0), default=TRIES, show_default=True, help="Assessments for a suggestion.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="How many processes work.")
@click.option("--threshold", type=click.FloatRange(0, 100), metavar="PERCENT", help="End with 1 below this score.")
@json_option
@packs_options
@click.pass_context
def mutate(
    ctx: click.Context,
    paths: tuple[Path, ...],
    chosen: tuple[str, ...],
    count: int | None,
    seed: int,
    tries: int,
    jobs: int,
    threshold: float | None,
    *,
    as_json: bool,
) -> None:
    """Make small mistakes in the rules, one at a time, and report those that no scenario would notice.

    Scenarios are files, or folders of them; without a PATH, those of the rulebook. For each mistake that survives a
    scenario is suggested that would notice it. Ends with 0, with 1 below --threshold, and with 2 where it could not be
    done.
    """
    session = Session.of(ctx)
    cases = cases_of(session, paths)
    trial = Trial(session.rulebook, grounds_of(cases, session.rulebook))
    if broken := tuple(trial.broken()):
        raise Refused(f"{len(broken)} scenarios do not even hold of the rules as they are; see leverpoint test.")
    score = _score(session, trial, _mutants(session.rulebook, chosen, count, seed), tries, seed, jobs)
    show_json(_data(score, len(cases))) if as_json else _show(score, tries)
    ctx.exit(FOUND_WRONG if threshold is not None and score.percent < threshold else 0)


def _mutants(rulebook: Rulebook, chosen: Sequence[str], count: int | None, seed: int) -> list[Mutant]:
    rules = [rule for rule in rulebook.rules.values() if not chosen or any(text in rule.id for text in chosen)]
    mutants = [mutant for rule in rules for mutant in mutants_of(rule, rulebook)]
    if not mutants:
        raise Refused("There is no rule to make a mistake in.")
    if count is None or count >= len(mutants):
        return mutants
    draw = random.Random(seed)  # noqa: S311 # repeatable
    return [mutants[at] for at in sorted(draw.sample(range(len(mutants)), count))]


def _score(session: Session, trial: Trial, mutants: Sequence[Mutant], tries: int, seed: int, jobs: int) -> Score:
    survivors, found = [], []
    with progress("mistakes tried", len(mutants)) as done:
        for verdict in verdicts(trial, mutants, jobs):
            survivors += [verdict] if verdict.survived else []
            done(1)
    who = session.organization
    with progress("scenarios looked for", len(survivors)) as done:
        for one in suggestions(
            trial,
            survivors,
            session.today,
            organization=who,
            tries=tries,
            seed=seed,
            jobs=min(jobs, len(survivors) or 1),
        ):
            found.append(one)
            done(1)
    return Score(len(mutants), len(mutants) - len(survivors), tuple(found))


def _data(score: Score, asked: int) -> dict[str, Any]:
    return {
        "scenarios": asked,
        "mutants": score.mutants,
        "noticed": score.noticed,
        "survived": len(score.unnoticed),
        "maybe_equivalent": len(score.maybe_equivalent),
        "score": round(score.percent, 1),
        "survivors": [_survivor(one) for one in score.survivors],
    }


def _survivor(one: Survivor) -> dict[str, Any]:
    return {
        "rule": one.mutant.rule_id,
        "kind": one.mutant.kind,
        "message": one.mutant.in_words,
        "could_notice": one.could,
        "suggestion": one.scenario,
    }


def _show(score: Score, tries: int) -> None:
    for one in score.unnoticed:
        paragraph(one.mutant.in_words[0].upper() + one.mutant.in_words[1:] + ".")
        for line in written([one.scenario or {}]).splitlines():
            click.echo(f"    {line}")
        click.echo()
    if score.maybe_equivalent:
        click.echo(f"No difference found in {tries} tries, maybe equivalent:")
        for one in score.maybe_equivalent:
            paragraph(f"{one.mutant.rule_id}, if it {one.mutant.mistake}", "  ", "    ")
        click.echo()
    aside = len(score.maybe_equivalent)
    click.echo(
        f"{score.mutants} mistakes, {score.noticed} noticed, {len(score.unnoticed)} not, {aside} maybe none; "
        f"score {score.percent:.1f} %"
    )
