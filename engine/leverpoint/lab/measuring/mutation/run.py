"""Many mutants on trial, in one process or several, and the score that comes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

from leverpoint.lab.measuring.mutation.mutants import Mutant
from leverpoint.lab.measuring.mutation.suggestions import Suggestion, suggest
from leverpoint.lab.measuring.mutation.trial import Trial, Verdict
from leverpoint.lab.scenarios.recording import Data, scenario_of
from leverpoint.model import Organization

CHUNKS = 8
"""Into how many parts the work of each process is cut, so that none waits long for another."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no scenario noticed, with the scenario that would; without one, it may be no mistake at all."""

    mutant: Mutant
    could: int
    scenario: Data | None


@dataclass(frozen=True, slots=True)
class Score:
    """How many mutants were tried, and what became of them. `percent` leaves out those that may be equivalent."""

    mutants: int
    noticed: int
    survivors: tuple[Survivor, ...]

    @property
    def unnoticed(self) -> tuple[Survivor, ...]:
        """The survivors for which a difference was found."""
        return tuple(one for one in self.survivors if one.scenario is not None)

    @property
    def maybe_equivalent(self) -> tuple[Survivor, ...]:
        """The survivors for which none was found."""
        return tuple(one for one in self.survivors if one.scenario is None)

    @property
    def percent(self) -> float:
        """Of the mutants that make a difference, the share that is noticed, from 0 to 100; 100 where none does."""
        telling = self.mutants - len(self.maybe_equivalent)
        return 100 * self.noticed / telling if telling else 100.0


def verdicts(trial: Trial, mutants: Sequence[Mutant], jobs: int = 1) -> Iterator[Verdict]:
    """The verdict on each mutant, in their order, by so many processes."""
    return _spread(partial(_judge, trial), mutants, jobs)


def suggestions(
    trial: Trial,
    survivors: Sequence[Verdict],
    as_of: dt.date,
    *,
    organization: Organization,
    tries: int,
    seed: int,
    jobs: int = 1,
) -> Iterator[Survivor]:
    """Each survivor with a scenario that would notice it, in their order. `as_of` and `seed` make it repeatable."""
    search = partial(_search, trial, as_of, organization, tries, seed)
    return _spread(search, survivors, jobs)


def _spread(work: Callable[[Sequence[object]], list[Result]], items: Sequence[object], jobs: int) -> Iterator[Result]:
    if jobs == 1:
        for item in items:
            yield from work([item])
        return
    # processes are started afresh: a copy of this one could hold a lock of another thread for ever
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for found in pool.map(work, _cut(items, jobs * CHUNKS)):
            yield from found


def _cut(items: Sequence[object], parts: int) -> Iterable[Sequence[object]]:
    size = max(1, -(-len(items) // parts))
    return (items[at : at + size] for at in range(0, len(items), size))


def _judge(trial: Trial, mutants: Sequence[Mutant]) -> list[Verdict]:
    return [trial.verdict(mutant) for mutant in mutants]


def _search(
    trial: Trial, as_of: dt.date, organization: Organization, tries: int, seed: int, survivors: Sequence[Verdict]
) -> list[Survivor]:
    found = []
    for one in survivors:
        suggestion = suggest(trial, one.mutant, as_of, organization=organization, tries=tries, seed=seed)
        found.append(Survivor(one.mutant, one.could, _scenario(trial, suggestion) if suggestion else None))
    return found


def _scenario(trial: Trial, suggestion: Suggestion) -> Data:
    dated = any(one.since or one.until for one in trial.rulebook.rules.values())
    name = f"It would be noticed if {suggestion.mutant.rule_id} {suggestion.mutant.mistake}"
    return scenario_of(name, suggestion.assessment, suggestion.expect, dated=dated)
