"""Conditions as literals: each node is true, may be true, is false or may be false, as `conditions.truth` says."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial

from leverpoint.conditions import AllOf, AnyOf, Comparison, Condition, Not, Op, Truth, truth
from leverpoint.lab.proving.exact.aggregates import Aggregates, End
from leverpoint.lab.proving.exact.facts import FactStates
from leverpoint.lab.proving.exact.gates import Gates, Literal
from leverpoint.model import Scalar
from leverpoint.vocabulary import Facts, Kind, Vocabulary


class Bit(Enum):
    """One of the four things to know of a node."""

    IS_TRUE = (True, True)
    MAY_BE_TRUE = (True, False)
    IS_FALSE = (False, True)
    MAY_BE_FALSE = (False, False)

    @property
    def opposite(self) -> Bit:
        """The same of the node's negation."""
        wanted, surely = self.value
        return Bit((not wanted, surely))


class Readings:
    """Reads conditions over the states of facts."""

    def __init__(self, gates: Gates, vocabulary: Vocabulary, facts: FactStates) -> None:
        self._gates, self._vocabulary, self._facts = gates, vocabulary, facts
        self._aggregates: dict[str, Aggregates] = {}

    def read(self, condition: Condition, bit: Bit) -> Literal:
        """That bit of the condition."""
        match condition:
            case Comparison():
                return self._compared(condition, bit)
            case Not(part):
                return self.read(part, bit.opposite)
            case AllOf(parts):
                return self._joined(bit.value[0])(self.read(part, bit) for part in parts)
            case AnyOf(parts):
                return self._joined(not bit.value[0])(self.read(part, bit) for part in parts)

    def _joined(self, every: bool) -> Callable[..., Literal]:
        return self._gates.every if every else self._gates.some

    def _compared(self, one: Comparison, bit: Bit) -> Literal:
        if self._vocabulary[one.fact].kind is Kind.AGGREGATE:
            return self._of_aggregate(one, bit)
        state, (wanted, surely) = self._facts[one.fact], bit.value
        if one.op is Op.ANSWERED:
            return self._gates.some(state.values.values()) if one.value is wanted else state.missing
        found = self._facts.among(one.fact, partial(_comes_out, one, wanted))
        return found if surely else self._gates.some((found, state.missing))

    def _of_aggregate(self, one: Comparison, bit: Bit) -> Literal:
        (wanted, surely), rubric = bit.value, self._rubric(one.fact)
        if one.op is Op.ANSWERED:
            # aggregates are worked out, never answered
            return False if one.value is wanted else rubric.apply
        if not surely:
            certain = self._of_aggregate(one, Bit((not wanted, True)))
            return self._gates.every((rubric.apply, self._gates.negation(certain)))
        return self._inside(rubric, one) if wanted else self._outside(rubric, one)

    def _inside(self, rubric: Aggregates, one: Comparison) -> Literal:
        least, most = _limits(one)
        beyond = self._gates.negation(rubric.passes(one.fact, End.HIGH, most, beyond=True))
        return self._gates.every((rubric.apply, rubric.passes(one.fact, End.LOW, least, beyond=False), beyond))

    def _outside(self, rubric: Aggregates, one: Comparison) -> Literal:
        least, most = _limits(one)
        below = self._gates.negation(rubric.passes(one.fact, End.HIGH, least, beyond=False))
        above = rubric.passes(one.fact, End.LOW, most, beyond=True)
        return self._gates.every((rubric.apply, self._gates.some((below, above))))

    def _rubric(self, fact: str) -> Aggregates:
        name = fact.rpartition(".")[0]
        if name not in self._aggregates:
            rubric = next(one for one in self._vocabulary.rubrics if one.id == name)
            self._aggregates[name] = Aggregates(self._gates, self._facts, rubric)
        return self._aggregates[name]


def _comes_out(one: Comparison, wanted: bool, value: Scalar) -> bool:
    return (truth(one, Facts({one.fact: value})) is Truth.TRUE) is wanted


def _limits(one: Comparison) -> tuple[float, float]:
    operand = [float(value) for value in one.operand]
    low = float("-inf") if one.op is Op.AT_MOST else operand[0]
    return low, float("inf") if one.op is Op.AT_LEAST else operand[-1]
