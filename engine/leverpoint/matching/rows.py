"""Turn condition trees into rows: literal checks joined by "and", any one of which makes its rule true.

A row is true exactly when all its checks pass, and a check on an absent field does not pass. Negations are pushed down
to the comparisons first, so that a rule is true here exactly when `conditions.truth` says so. Nothing in here knows
which matcher reads the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

from leverpoint.conditions import AllOf, AnyOf, Comparison, Condition, Not, Op, comparisons
from leverpoint.errors import MatcherError, Problem
from leverpoint.matching.codes import Choices, Codes, Line
from leverpoint.matching.literals import Check, Field, Part, Relation, checks_for
from leverpoint.vocabulary import ROLE, Type, Vocabulary

MOST_ROWS, MOST_CHECKS = 256, 60


Row = tuple[Check, ...]
_Masks = Mapping[Field, int]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of many rules, each with the rules that it makes true, and the codes of the facts that they read."""

    rows: Mapping[Row, tuple[str, ...]]
    codes: Mapping[str, Codes]


def rows_of(rules: Sequence[tuple[str, Condition]], vocabulary: Vocabulary) -> Rows:
    """Rows for all rules, equal ones merged. Raises MatcherError with a Problem where a rule has too many."""
    found: dict[Row, list[str]] = {}
    builder = _Builder([condition for _, condition in rules], vocabulary)
    for rule_id, condition in rules:
        for row in builder.rows(rule_id, condition):
            found.setdefault(row, []).append(rule_id)
    return Rows({row: tuple(ids) for row, ids in found.items()}, builder.codes)


def _codes(conditions: Iterable[Condition], vocabulary: Vocabulary) -> dict[str, Codes]:
    named: dict[str, set[object]] = {}
    for condition in conditions:
        for one in comparisons(condition):
            values = named.setdefault(one.fact, set())
            values.update(() if one.op is Op.ANSWERED else one.operand)
    return {fact: _codes_of(fact, values, vocabulary) for fact, values in named.items()}


def _codes_of(fact: str, named: Iterable[object], vocabulary: Vocabulary) -> Codes:
    kind = vocabulary[fact].type
    if kind.ordered:
        return Line((value for value in named if isinstance(value, int | float)), whole=kind is not Type.NUMBER)
    return Choices(sorted(named, key=repr))


class _TooManyError(Exception):
    """One rule needs more rows than we allow."""


class _Builder:
    def __init__(self, conditions: Sequence[Condition], vocabulary: Vocabulary) -> None:
        self.codes = _codes(conditions, vocabulary)
        self.intervals = {fact for fact in self.codes if vocabulary[fact].interval}

    def rows(self, rule_id: str, condition: Condition) -> tuple[Row, ...]:
        """The rows of one rule, without repetition."""
        try:
            alternatives = self._alternatives(condition, positive=True)
            found = _at_most(MOST_ROWS, (row for masks in alternatives for row in self._checks(masks)))
        except _TooManyError:
            raise _refusal(rule_id, "too-many-alternatives", f"more than {MOST_ROWS} alternatives") from None
        if any(len(row) > MOST_CHECKS for row in found):
            raise _refusal(rule_id, "too-many-comparisons", f"more than {MOST_CHECKS} comparisons joined by all")
        return tuple(found)

    def _alternatives(self, condition: Condition, positive: bool) -> list[_Masks]:
        match condition:
            case Not(part):
                return self._alternatives(part, not positive)
            case Comparison():
                return self._compared(condition, positive)
            case AllOf(parts) | AnyOf(parts):
                branches = [self._alternatives(part, positive) for part in parts]
                return _every(branches) if isinstance(condition, AllOf) is positive else _some(branches)

    def _compared(self, one: Comparison, positive: bool) -> list[_Masks]:
        if one.op is Op.ANSWERED:
            return [{Field(one.fact, Part.ANSWERED): 1 << (one.value is positive)}]
        if one.fact in self.intervals:
            return self._bounded(one, positive)
        return _unless_empty(Field(one.fact, Part.VALUE), self._mask(one, positive))

    def _bounded(self, one: Comparison, positive: bool) -> list[_Masks]:
        """An interval passes a limit only when its far end does, and fails it only when its near end does."""
        if one.op is Op.BETWEEN:
            low, high = one.operand
            limits = (Comparison(one.fact, Op.AT_LEAST, (low,)), Comparison(one.fact, Op.AT_MOST, (high,)))
            return self._alternatives(AllOf(limits), positive)
        end = Part.HIGH if (one.op is Op.AT_MOST) is positive else Part.LOW
        return _unless_empty(Field(one.fact, end), self._mask(one, positive))

    def _mask(self, one: Comparison, positive: bool) -> int:
        codes = self.codes[one.fact]
        mask = codes.allowed(one)
        return mask if positive else mask ^ (1 << codes.size) - 1

    def _checks(self, masks: _Masks) -> Iterator[Row]:
        for pieces in product(*(self._pieces(field, mask) for field, mask in masks.items())):
            yield tuple(sorted((check for piece in pieces for check in piece), key=selective_first))

    def _pieces(self, field: Field, mask: int) -> list[list[Check]]:
        codes = self.codes[field.fact]
        size, void = (2, 0) if field.part is Part.ANSWERED else (codes.size, codes.void)
        return checks_for(field, mask, size, void)


def _unless_empty(field: Field, mask: int) -> list[_Masks]:
    return [{field: mask}] if mask else []


def _every(branches: Iterable[list[_Masks]]) -> list[_Masks]:
    rows: list[_Masks] = [{}]
    for branch in branches:
        both = (_meet(row, other) for row in rows for other in branch)
        rows = _distinct(row for row in both if row is not None)
    return rows


def _meet(one: _Masks, other: _Masks) -> _Masks | None:
    """Both at once; nothing where they contradict each other, for then no value makes the row true."""
    merged = dict(one)
    for field, mask in other.items():
        merged[field] = mask & merged.get(field, mask)
        if not merged[field]:
            return None
    return merged


def _some(branches: Iterable[list[_Masks]]) -> list[_Masks]:
    """Either; those that ask about one and the same field alone become one."""
    single: dict[Field, int] = {}
    several: list[_Masks] = []
    for row in (row for branch in branches for row in branch):
        if len(row) == 1:
            ((field, mask),) = row.items()
            single[field] = mask | single.get(field, 0)
        else:
            several.append(row)
    return _distinct([*({field: mask} for field, mask in single.items()), *several])


def _distinct(rows: Iterable[_Masks]) -> list[_Masks]:
    return [dict(row) for row in _at_most(MOST_ROWS, (frozenset(row.items()) for row in rows))]


def _at_most(most: int, items: Iterable[_T]) -> dict[_T, None]:
    """The items without repetition. Raises as soon as there are more, so that no rule can take long to refuse."""
    found: dict[_T, None] = {}
    for item in items:
        found[item] = None
        if len(found) > most:
            raise _TooManyError
    return found


def selective_first(check: Check) -> tuple[bool, float, Check]:
    """The order of checks in a row: the role first, then what few values pass."""
    by_role = check.field.fact == ROLE and check.relation is Relation.IS
    return not by_role, check.share, check


def _refusal(rule_id: str, code: str, what: str) -> MatcherError:
    problem = Problem(code, f"the rule comes to {what}; split it", rule=rule_id)
    return MatcherError(str(problem), problem)
