"""The aggregates of a rubric as constraints: mean, minimum and counts, with the interval that open criteria leave."""

from __future__ import annotations

import math
from collections.abc import Iterator
from enum import Enum

from leverpoint.lab.proving.exact.facts import FactStates, State
from leverpoint.lab.proving.exact.gates import Gates, Literal
from leverpoint.model import Rubric


class End(Enum):
    """An end of an aggregate's interval: with open criteria all at the lowest, or all at the highest level."""

    LOW = 0
    HIGH = -1


class Aggregates:
    """The aggregates of one rubric. Where none of its criteria applies, they do not apply, and nothing is reached."""

    def __init__(self, gates: Gates, facts: FactStates, rubric: Rubric) -> None:
        self._gates, self._rubric, self._levels = gates, rubric, rubric.scale.values
        self._rows = tuple(facts[criterion.id] for criterion in rubric.criteria)
        self.apply = gates.negation(gates.every(row.absent for row in self._rows))

    def passes(self, name: str, end: End, limit: float, beyond: bool) -> Literal:
        """That end of the aggregate is at `limit` or above it; with `beyond`, above it."""
        if math.isinf(limit):
            return self.apply if limit < 0 else False
        what = name.rpartition(".")[2]
        if what == "mean":
            return self._mean_passes(end, limit, beyond)
        if what == "min":
            return self._gates.every((self.apply, *self._all_pass(end, limit, beyond)))
        least = math.floor(limit) + 1 if beyond else math.ceil(limit)
        return self._gates.every((self.apply, self._count_reaches(end, int(what.rpartition("_")[2]), least)))

    def _all_pass(self, end: End, limit: float, beyond: bool) -> Iterator[Literal]:
        for row in self._rows:
            passing = (at for level, at in self._levels_of(row, end) if _passes(level, limit, beyond))
            yield self._gates.some((row.absent, *passing))

    def _count_reaches(self, end: End, level: int, least: int) -> Literal:
        # the more criteria are low, the higher the count: its low end has the open ones high
        other = End.LOW if end is End.HIGH else End.HIGH
        low = [at for row in self._rows for found, at in self._levels_of(row, other) if found <= level]
        return self._gates.at_least([(1, at) for at in low], least)

    def _mean_passes(self, end: End, limit: float, beyond: bool) -> Literal:
        points = [pair for row in self._rows for pair in self._levels_of(row, end)]
        reached = (
            self._gates.every((self._applying(count), self._gates.at_least(points, least)))
            for count in range(1, len(self._rows) + 1)
            if (least := self._least_total(count, limit, beyond)) is not None
        )
        return self._gates.some(reached)

    def _least_total(self, count: int, limit: float, beyond: bool) -> int | None:
        """The lowest sum of `count` levels whose mean passes, worked out as the vocabulary does."""
        totals = range(count * self._levels[0], count * self._levels[-1] + 1)
        return next((total for total in totals if _passes(total / count, limit, beyond)), None)

    def _applying(self, count: int) -> Literal:
        ones = [(1, self._gates.negation(row.absent)) for row in self._rows]
        more = self._gates.at_least(ones, count + 1)
        return self._gates.every((self._gates.at_least(ones, count), self._gates.negation(more)))

    def _levels_of(self, row: State, end: End) -> Iterator[tuple[int, Literal]]:
        """The levels that a criterion may count as, each with when it does: an open one counts as that end."""
        yield from ((int(level), at) for level, at in row.values.items())
        yield self._levels[end.value], row.missing


def _passes(value: float, limit: float, beyond: bool) -> bool:
    return value > limit if beyond else value >= limit
