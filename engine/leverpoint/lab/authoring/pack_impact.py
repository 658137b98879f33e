"""What difference a pack makes, and what a change of the core does to it: over its scenarios and a sample per role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from leverpoint.advice import Advice
from leverpoint.errors import Problem
from leverpoint.lab.authoring.trial import Trial
from leverpoint.lab.comparing.impact import TOP, Giver, RoleImpact, asked, impact
from leverpoint.lab.sample import SEED, sample
from leverpoint.lab.scenarios.run import Outcome
from leverpoint.library import Library
from leverpoint.model import Assessment
from leverpoint.packs import Pack, State, side_by_side
from leverpoint.rulebook.source import Source

PER_ROLE = 100
STALE = "stale-overlay"


@dataclass(frozen=True, slots=True)
class Question:
    """Over what an impact is worked out. `done` is told how many of the sample have been asked, of how many."""

    today: dt.date
    per_role: int = PER_ROLE
    seed: int = SEED
    top: int = TOP
    done: Callable[[str, int, int], None] = lambda _what, _done, _of: None


@dataclass(frozen=True, slots=True)
class PackImpact:
    """What changed, role by role: over the pack's scenarios, and over the sample."""

    scenarios: tuple[RoleImpact, ...]
    sample: tuple[RoleImpact, ...]


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What another core does to a pack.

    `problems` are what its author has to put right; `broken` the scenarios that no longer hold. `impact` is how advice
    changes between the pack on the one core and on the other, with overlays that were only written for another version
    taken as they are; None where the pack cannot be put on the other core at all.
    """

    problems: tuple[Problem, ...]
    broken: tuple[Outcome, ...]
    impact: PackImpact | None


def impact_of(trial: Trial, question: Question) -> PackImpact:
    """What is different with the pack from without it. The pack must count: look at `trial.pack` first."""
    without = trial.library.followed_by(trial.library.source, trial.beside)
    return _between(_answered_by(without), _answered_by(trial.library), trial, question)


def upgrade_of(trial: Trial, core: Source, question: Question) -> Upgrade:
    """What another core does to the pack of a trial, which must count there. Raises RulebookError for a broken core."""
    there = trial.on(_on(core, trial, _as_found(trial.pack)))
    problems = there.pack.problems
    if problems and all(one.code == STALE for one in problems):
        there = trial.on(_on(core, trial, _refreshed(trial.pack, core)))
    if there.pack.state is not State.ACTIVE:
        return Upgrade(problems, (), None)
    problems += tuple(there.suite(question.today).problems)
    broken = tuple(one for one in there.outcomes(question.today) if not one.holds)
    return Upgrade(
        problems, broken, _between(_answered_by(trial.library), _answered_by(there.library), trial, question)
    )


def _on(core: Source, trial: Trial, pack: Pack) -> Library:
    return Library(core, side_by_side((*map(_as_found, trial.beside), pack)))


def _between(before: Giver, after: Giver, trial: Trial, question: Question) -> PackImpact:
    rulebook = trial.advisor(trial.organization).rulebook
    cases = [case.assessment for case in trial.suite(question.today).cases]
    count = question.per_role * len(rulebook.catalog.roles)
    drawn = sample(rulebook, count, question.today, seed=question.seed, organization=trial.organization)
    told = _told(drawn, count, question)
    return PackImpact(
        impact(before, after, cases, question.top),
        impact(before, after, told, question.top),
    )


def _told(assessments: Iterable[Assessment], count: int, question: Question) -> Iterator[Assessment]:
    for number, assessment in enumerate(assessments):
        question.done("asking", number, count)
        yield assessment


def _answered_by(library: Library) -> Giver:
    """Each organization is answered as the service would."""

    def give(assessment: Assessment) -> Advice:
        return asked(library.advisor(assessment.organization))(assessment)

    return give


def _as_found(pack: Pack) -> Pack:
    return replace(pack, problems=(), state=State.ACTIVE)


def _refreshed(pack: Pack, core: Source) -> Pack:
    """The pack as if its author had looked at every overlay again and found it good."""
    source = pack.source
    assert source is not None  # noqa: S101 # a pack that counts was read
    overlays = tuple(replace(one, data={**one.data, "seen": core.info.version}) for one in source.entries["overlays"])
    return replace(_as_found(pack), source=replace(source, entries={**source.entries, "overlays": overlays}))
