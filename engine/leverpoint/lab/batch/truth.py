"""Conditions as expressions: the same four readings as the walk over the tree, each a column of booleans.

A condition is read for one of four questions: is it true, may it become true, is it false, may it become false. `all`
and `any` put the answers of their parts together, `not` asks its part the opposite, and comparisons are columns that
are worked out once, however many rules make them.
"""

from __future__ import annotations

import math
from functools import reduce
from operator import and_, or_

import polars as pl

from leverpoint.conditions import AllOf, AnyOf, Comparison, Condition, Not, Op
from leverpoint.lab.batch.aggregates import HIGH, LOW
from leverpoint.lab.batch.columns import absent, is_coded
from leverpoint.vocabulary import DISAGREEMENT, Fact, Kind, Vocabulary

NEVER, ALWAYS = pl.lit(value=False), pl.lit(value=True)


class Comparisons:
    """Comparisons by the columns that hold them: `held` says where one is true and where it is false."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._numbers: dict[Comparison, int] = {}

    def columns(self) -> list[pl.Expr]:
        """The columns of every comparison that was asked for. Conclusions have theirs from elsewhere."""
        return [
            column
            for comparison, number in self._numbers.items()
            for column in self._pair(comparison, number)
            if self._vocabulary[comparison.fact].kind is not Kind.CONCLUSION
        ]

    def read(self, condition: Condition, *, true: bool, sure: bool) -> pl.Expr:
        """Where the condition is (`sure`) or may become true, or with `true` unset, false."""
        match condition:
            case Comparison():
                return self._comparison(condition, true=true, sure=sure)
            case Not(part):
                return self.read(part, true=not true, sure=sure)
            case AllOf(parts) | AnyOf(parts):
                join = and_ if isinstance(condition, AllOf) is true else or_
                return reduce(join, (self.read(part, true=true, sure=sure) for part in parts))

    def _comparison(self, comparison: Comparison, *, true: bool, sure: bool) -> pl.Expr:
        fact = self._vocabulary[comparison.fact]
        if fact.kind is Kind.CONCLUSION:
            return _concluded(comparison, true=true, sure=sure)
        number = self._numbers.setdefault(comparison, len(self._numbers))
        if sure:
            return pl.col(_name(number, true=true))
        other = ~pl.col(_name(number, true=not true))
        silent = _silent(fact)
        return other if silent is None else other & ~silent

    def _pair(self, comparison: Comparison, number: int) -> tuple[pl.Expr, pl.Expr]:
        true, false = _held(comparison, self._vocabulary[comparison.fact])
        return (
            true.fill_null(value=False).alias(_name(number, true=True)),
            false.fill_null(value=False).alias(_name(number, true=False)),
        )


def concluded(fact: str, *, sure: bool) -> str:
    """The column that says where a conclusion is true, or may be."""
    return f"{'is' if sure else 'may be'}: {fact}"


def _name(number: int, *, true: bool) -> str:
    return f"{'true' if true else 'false'}: {number}"


def _concluded(comparison: Comparison, *, true: bool, sure: bool) -> pl.Expr:
    wanted = (comparison.op is Op.IS) is comparison.value
    if wanted is true:
        return pl.col(concluded(comparison.fact, sure=sure))
    return ~pl.col(concluded(comparison.fact, sure=not sure))


def _silent(fact: Fact) -> pl.Expr | None:
    """Where the fact does not apply; nothing for facts that always do."""
    match fact.kind:
        case Kind.CRITERION | Kind.DISAGREEMENT:
            return pl.col(absent(fact.id.removesuffix(DISAGREEMENT))).fill_null(value=False)
        case Kind.AGGREGATE:
            return pl.col(absent(fact.id.rpartition(".")[0]))
        case _:
            return None


def _held(comparison: Comparison, fact: Fact) -> tuple[pl.Expr, pl.Expr]:
    """Where the comparison is true and where it is false; null or neither where that is open."""
    if fact.kind is Kind.AGGREGATE:
        return _held_by_bounds(comparison)
    column = pl.col(fact.id)
    if comparison.op is Op.ANSWERED:
        applies = ALWAYS if (silent := _silent(fact)) is None else ~silent
        known, unknown = column.is_not_null() & applies, column.is_null() & applies
        return (known, unknown) if comparison.value else (unknown, known)
    true = _among(column, comparison, fact) if is_coded(fact) else _compared(column, comparison)
    return true, ~true


def _held_by_bounds(comparison: Comparison) -> tuple[pl.Expr, pl.Expr]:
    low, high = pl.col(LOW + comparison.fact), pl.col(HIGH + comparison.fact)
    operand = [_number(value) for value in comparison.operand]
    match comparison.op:
        case Op.AT_MOST:
            return high <= operand[0], low > operand[0]
        case Op.AT_LEAST:
            return low >= operand[0], high < operand[0]
        case _:
            least, most = operand[0], operand[1]
            return (low >= least) & (high <= most), (high < least) | (low > most)


def _among(column: pl.Expr, comparison: Comparison, fact: Fact) -> pl.Expr:
    """The comparison as a set of codes, which it is whatever it says."""
    wanted = [code for code, value in enumerate(fact.values) if _holds(comparison, value)]
    last = len(fact.values) - 1
    if not wanted or len(wanted) > last:
        return pl.when(column.is_not_null()).then(pl.lit(bool(wanted)))
    if wanted[-1] - wanted[0] == len(wanted) - 1:
        return _within(column, wanted[0], wanted[-1], last)
    return column.is_in(wanted)


def _within(column: pl.Expr, first: int, final: int, last: int) -> pl.Expr:
    if first == final:
        return column == first
    if first == 0:
        return column <= final
    return column >= first if final == last else column.is_between(first, final)


def _holds(comparison: Comparison, value: object) -> bool:
    operand = comparison.operand
    match comparison.op:
        case Op.AT_MOST | Op.AT_LEAST | Op.BETWEEN:
            assert isinstance(value, int | float)  # noqa: S101 # only ordered facts are compared by order
            low = -math.inf if comparison.op is Op.AT_MOST else _number(operand[0])
            high = math.inf if comparison.op is Op.AT_LEAST else _number(operand[-1])
            return low <= value <= high
        case Op.IS_NOT | Op.NOT_IN:
            return value not in operand
        case _:
            return value in operand


def _compared(column: pl.Expr, comparison: Comparison) -> pl.Expr:
    operand = [_number(value) for value in comparison.operand]
    match comparison.op:
        case Op.AT_MOST:
            return column <= operand[0]
        case Op.AT_LEAST:
            return column >= operand[0]
        case Op.BETWEEN:
            return column.is_between(operand[0], operand[1])
        case Op.IS_NOT | Op.NOT_IN:
            return ~column.is_in(operand)
        case _:
            return column.is_in(operand)


def _number(value: object) -> float:
    """The operand as the column holds it. What is too large for a float lies beyond everything that a column holds."""
    assert isinstance(value, int | float)  # noqa: S101 # the parser lets nothing else through
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
