"""Before a revision is activated: do both matchers agree where its conditions turn?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import Any, Final

from leverpoint.conditions import Op, comparisons
from leverpoint.matching.units import Unit
from leverpoint.vocabulary import Fact, Facts, Vocabulary

MOST_POINTS = 256
_SILENT: Final = object()


def check_boundaries(unit: Unit, vocabulary: Vocabulary) -> frozenset[str]:
    """The ids of the rules about which the two matchers disagree at some point; empty where all is well.

    Tries at most MOST_POINTS points, always the same ones: each takes the very values that one rule names, and for
    every other fact a value that some rule names, one beside it, none, or "not applicable". Raises MatcherError where
    durable-rules breaks on the way.
    """
    if unit.durable is None:
        return frozenset()
    found: set[str] = set()
    for facts in _points(unit, vocabulary):
        found |= unit.durable.match(facts) ^ unit.bitsets.match(facts)[0]
    return frozenset(found)


def _points(unit: Unit, vocabulary: Vocabulary) -> Iterator[Facts]:
    choose = Random(0).choice  # noqa: S311 -- the same points every time, nothing to guard
    candidates = {fact: _candidates(vocabulary[fact], named) for fact, named in _named(unit).items()}
    for number in range(MOST_POINTS if unit.rules else 0):
        point = {fact: choose(values) for fact, values in candidates.items()}
        _, condition = unit.rules[number % len(unit.rules)]
        for one in comparisons(condition):
            if one.op is not Op.ANSWERED:
                point[one.fact] = choose(one.operand)
        ends = {fact: choose([value for value in candidates[fact] if _known(value)] or [0]) for fact in point}
        yield _facts(point, ends, vocabulary)


def _named(unit: Unit) -> dict[str, list[Any]]:
    """Every fact that the unit reads, with the values that it is compared with."""
    named: dict[str, list[Any]] = {}
    for _, condition in unit.rules:
        for one in comparisons(condition):
            named.setdefault(one.fact, []).extend(() if one.op is Op.ANSWERED else one.operand)
    return named


def _candidates(fact: Fact, named: Sequence[Any]) -> list[Any]:
    """The values that rules name, values beside them, none, and "not applicable"."""
    if not (fact.type.ordered and named):
        return [*dict.fromkeys((*named, *fact.values)), None, _SILENT]
    steps = sorted(set(named))
    between = [(low + high) // 2 if isinstance(low + high, int) else (low + high) / 2 for low, high in pairwise(steps)]
    return [*dict.fromkeys((steps[0] - 1, *steps, *between, steps[-1] + 1)), None, _SILENT]


def _facts(point: Mapping[str, Any], ends: Mapping[str, Any], vocabulary: Vocabulary) -> Facts:
    known = {fact: value for fact, value in point.items() if _known(value)}
    values = {fact: value for fact, value in known.items() if not vocabulary[fact].interval}
    bounds = {fact: sorted((known[fact], ends[fact])) for fact in known if vocabulary[fact].interval}
    silent = frozenset(fact for fact, value in point.items() if value is _SILENT)
    return Facts(values, silent, {fact: (low, high) for fact, (low, high) in bounds.items()})


def _known(value: object) -> bool:
    return value is not None and value is not _SILENT
