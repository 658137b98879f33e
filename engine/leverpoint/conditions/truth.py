"""Judge a condition by walking its tree: the definition that every matcher is held to.

A node is read as four bits: is it true, could it become true, is it false, could it become false. A missing fact
could become either; a comparison on a fact that does not apply is none of the four, so neither it nor its negation
ever holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import and_, or_
from typing import Any

from leverpoint.conditions.tree import AllOf, AnyOf, Comparison, Condition, Not, Op
from leverpoint.vocabulary import Facts

IS_TRUE, MAY_BE_TRUE, IS_FALSE, MAY_BE_FALSE = 1, 2, 4, 8
YES, NO = IS_TRUE | MAY_BE_TRUE, IS_FALSE | MAY_BE_FALSE
OPEN, SILENT = MAY_BE_TRUE | MAY_BE_FALSE, 0


class Truth(StrEnum):
    """Kleene's three values."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Trace:
    """How one node came out: a comparison with what was found and needed, or an `op` with its children."""

    truth: Truth
    node: Condition
    found: Any = None
    children: tuple[Trace, ...] = ()


def truth(condition: Condition, facts: Facts) -> Truth:
    """Whether the condition holds for these facts."""
    return _truth_of(_read(condition, facts))


def trace(condition: Condition, facts: Facts) -> Trace:
    """The condition with the outcome of every node, in the order in which it is written."""
    verdict = truth(condition, facts)
    match condition:
        case Comparison(fact):
            return Trace(verdict, condition, facts.values.get(fact, facts.intervals.get(fact)))
        case Not(part):
            return Trace(verdict, condition, children=(trace(part, facts),))
        case AllOf(parts) | AnyOf(parts):
            return Trace(verdict, condition, children=tuple(trace(part, facts) for part in parts))


def _truth_of(bits: int) -> Truth:
    if bits & IS_TRUE:
        return Truth.TRUE
    return Truth.UNKNOWN if bits & MAY_BE_TRUE else Truth.FALSE


def _read(condition: Condition, facts: Facts) -> int:
    match condition:
        case Comparison():
            return _read_comparison(condition, facts)
        case Not(part):
            bits = _read(part, facts)
            return (bits & YES) << 2 | bits >> 2
        case AllOf(parts):
            bits_of = [_read(part, facts) for part in parts]
            return reduce(and_, bits_of) & YES | reduce(or_, bits_of) & NO
        case AnyOf(parts):
            bits_of = [_read(part, facts) for part in parts]
            return reduce(or_, bits_of) & YES | reduce(and_, bits_of) & NO


def _read_comparison(comparison: Comparison, facts: Facts) -> int:
    fact = comparison.fact
    if fact in facts.not_applicable:
        return SILENT
    if comparison.op is Op.ANSWERED:
        return YES if (fact in facts.values) is comparison.value else NO
    if fact in facts.values:
        return YES if _HOLDS[comparison.op](facts.values[fact], comparison.operand) else NO
    if fact in facts.intervals:
        return _read_interval(comparison, *facts.intervals[fact])
    return OPEN


def _read_interval(comparison: Comparison, low: float, high: float) -> int:
    least, most = _bounds(comparison)
    if low >= least and high <= most:
        return YES
    return NO if high < least or low > most else OPEN


def _bounds(comparison: Comparison) -> tuple[float, float]:
    operand = [float(value) for value in comparison.operand]
    match comparison.op:
        case Op.AT_MOST:
            return float("-inf"), operand[0]
        case Op.AT_LEAST:
            return operand[0], float("inf")
        case _:
            return operand[0], operand[1]


_HOLDS: Mapping[Op, Callable[[Any, tuple[Any, ...]], bool]] = {
    Op.AT_MOST: lambda value, operand: value <= operand[0],
    Op.AT_LEAST: lambda value, operand: value >= operand[0],
    Op.IS: lambda value, operand: value == operand[0],
    Op.IS_NOT: lambda value, operand: value != operand[0],
    Op.IN: lambda value, operand: value in operand,
    Op.NOT_IN: lambda value, operand: value not in operand,
    Op.BETWEEN: lambda value, operand: operand[0] <= value <= operand[1],
}
