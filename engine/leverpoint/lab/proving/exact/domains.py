"""Finitely many values that stand for all that a fact can take: no rule can tell two of one class apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from leverpoint.conditions import Condition, Op, comparisons
from leverpoint.matching.codes import Line
from leverpoint.model import Scalar
from leverpoint.vocabulary import Fact, Kind, Type


class Domain:
    """The values of one fact, each standing for its class."""

    def __init__(self, fact: Fact, named: Iterable[float]) -> None:
        self._line = None if fact.values else Line(named, whole=fact.type is not Type.NUMBER)
        self.values: tuple[Scalar, ...] = fact.values or tuple(_representatives(fact, sorted(set(named))))

    def standing_for(self, value: Scalar) -> Scalar:
        """The value of this domain in whose class `value` lies."""
        if self._line is None:
            return value
        code = self._line.code(value)
        return next(one for one in self.values if self._line.code(one) == code)


def domains(conditions: Iterable[Condition], facts: Iterable[Fact]) -> Mapping[str, Domain]:
    """The domain of every criterion, context question and conclusion, and of every disagreement, among the facts."""
    named: dict[str, set[float]] = {}
    for condition in conditions:
        for one in comparisons(condition):
            if one.op is not Op.ANSWERED:
                named.setdefault(one.fact, set()).update(v for v in one.operand if isinstance(v, int | float))
    return {fact.id: _domain(fact, named.get(fact.id, ())) for fact in facts if not _elsewhere(fact)}


def _elsewhere(fact: Fact) -> bool:
    return fact.kind in (Kind.AGGREGATE, Kind.REQUEST)


def _domain(fact: Fact, named: Iterable[float]) -> Domain:
    # raters differ by whole levels: few enough to keep them all
    spread = range(int(fact.maximum or 0) + 1) if fact.kind is Kind.DISAGREEMENT else ()
    return Domain(fact, (*named, *spread))


def _representatives(fact: Fact, named: Sequence[float]) -> Iterator[Scalar]:
    line = Line(named, whole=fact.type is not Type.NUMBER)
    for code in range(line.size):
        for value in _candidates(fact, named, code):
            if line.code(value) == code and fact.problem_with(value) is None:
                yield value
                break


def _candidates(fact: Fact, named: Sequence[float], code: int) -> Iterator[Scalar]:
    at = code // 2
    if code % 2:
        yield named[at]
        return
    low = named[at - 1] if at else fact.minimum
    high = named[at] if at < len(named) else fact.maximum
    yield from (end for end in (fact.minimum, fact.maximum) if end is not None)
    if low is not None:
        yield from _above(low, high)
    elif high is not None:
        yield math.ceil(high) - 1
    else:
        yield 0


def _above(low: float, high: float | None) -> Iterator[Scalar]:
    """Values above `low`: the next whole number, the next number, and the middle."""
    if math.isfinite(low):
        yield math.floor(low) + 1
        yield math.nextafter(low, math.inf)
    if high is not None:
        yield low / 2 + high / 2
