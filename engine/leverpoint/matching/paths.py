"""The normal form behind the bit sets: every way in which a condition can hold, as a set of claims about single facts.

Nothing is dropped or simplified that could matter to what is possible: a path that contradicts itself stays, because a
missing fact speaks against neither half of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from leverpoint.conditions import AllOf, AnyOf, Comparison, Condition, Not, Op
from leverpoint.errors import MatcherError, Problem

MOST_PATHS = 4096


class Claim(NamedTuple):
    """Comparisons on one fact, each to hold or (False) to fail, any one of which suffices."""

    fact: str
    any_of: frozenset[tuple[Comparison, bool]]


Path = frozenset[Claim]


class Paths:
    """Finds the paths of conditions. `intervals` are the facts of which only bounds are known."""

    def __init__(self, intervals: Collection[str]) -> None:
        self._intervals = intervals

    def of(self, rule_id: str, condition: Condition) -> Collection[Path]:
        """The paths of a rule. Raises MatcherError with a Problem where they are too many."""
        try:
            return self._paths(condition, holds=True)
        except _TooManyError:
            message = f"the rule comes to more than {MOST_PATHS} alternatives; split it"
            problem = Problem("too-many-alternatives", message, rule=rule_id)
            raise MatcherError(str(problem), problem) from None

    def _paths(self, condition: Condition, holds: bool) -> Collection[Path]:
        match condition:
            case Comparison(fact, Op.BETWEEN, (low, high)) if fact in self._intervals:
                bounds = (Comparison(fact, Op.AT_LEAST, (low,)), Comparison(fact, Op.AT_MOST, (high,)))
                return self._paths(AllOf(bounds), holds)
            case Comparison(fact):
                return [frozenset((Claim(fact, frozenset(((condition, holds),))),))]
            case Not(part):
                return self._paths(part, not holds)
            case AllOf(parts) | AnyOf(parts):
                branches = [self._paths(part, holds) for part in parts]
                return _all_of(branches) if isinstance(condition, AllOf) is holds else self._any_of(branches)

    def _any_of(self, branches: Sequence[Iterable[Path]]) -> Collection[Path]:
        """The paths of any branch. Lone claims about one fact become one, unless only its bounds are known."""
        lone: dict[str, frozenset[tuple[Comparison, bool]]] = {}
        found: dict[Path, None] = {}
        for path in (path for branch in branches for path in branch):
            (claim, *more) = path
            if more or claim.fact in self._intervals:
                found[path] = None
            else:
                lone[claim.fact] = lone.get(claim.fact, frozenset()) | claim.any_of
        return _limited(found, [frozenset((Claim(*item),)) for item in lone.items()])


def _all_of(branches: Sequence[Iterable[Path]]) -> Collection[Path]:
    """Every choice of one path from each branch."""
    found: Collection[Path] = (frozenset(),)
    for branch in branches:
        found = _limited(path | other for path in found for other in branch)
    return found


class _TooManyError(Exception):
    """A condition has more paths than we follow."""


def _limited(*several: Iterable[Path]) -> Collection[Path]:
    found: dict[Path, None] = {}
    for path in (path for paths in several for path in paths):
        found[path] = None
        if len(found) > MOST_PATHS:
            raise _TooManyError
    return found
