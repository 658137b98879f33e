"""Tell at a glance that a condition can be compiled, without compiling it."""

from __future__ import annotations

from math import prod

from leverpoint.conditions import AllOf, AnyOf, Comparison, Condition, Not, Op, comparisons
from leverpoint.matching.literals import MOST_HOLES
from leverpoint.matching.rows import MOST_CHECKS, MOST_ROWS

MOST_PER_FACT = 2 + MOST_HOLES
"""The checks of a row on one fact: two bounds and the holes between them."""


def surely_fits(condition: Condition) -> bool:
    """Whether it comes to few enough rows and checks whatever the other rules are; where not, compiling it tells."""
    return _most_checks(condition) <= MOST_CHECKS and _most_rows(condition, positive=True) <= MOST_ROWS


def _most_checks(condition: Condition) -> int:
    """A row has no more checks than one on every fact, and those are no more than its comparisons come to."""
    found: dict[str, int] = {}
    for one in comparisons(condition):
        found[one.fact] = MOST_PER_FACT if one.fact in found else _checks_of(one)
    return sum(found.values())


def _checks_of(one: Comparison) -> int:
    """Checks of one comparison, as it stands or denied, whichever values other rules name."""
    match one.op:
        case Op.AT_MOST | Op.AT_LEAST | Op.ANSWERED:
            return 1
        case Op.BETWEEN:
            return 2
        case _:
            return 3 if len(one.operand) == 1 else MOST_PER_FACT


def _most_rows(condition: Condition, positive: bool) -> int:
    match condition:
        case Comparison():
            return _most_stretches(condition)
        case Not(part):
            return _most_rows(part, not positive)
        case AllOf(parts) | AnyOf(parts):
            found = (_most_rows(part, positive) for part in parts)
            return prod(found) if isinstance(condition, AllOf) is positive else sum(found)


def _most_stretches(one: Comparison) -> int:
    """Into how many stretches of values it can fall, as it stands or denied."""
    return 1 if one.op in (Op.AT_MOST, Op.AT_LEAST, Op.ANSWERED) else len(one.operand) + 1
