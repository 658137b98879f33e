"""Leverpoint's two matchers, each alone."""

from __future__ import annotations

from collections.abc import Sequence

from bench.cases import BenchRule, Values, vocabulary
from leverpoint.conditions import Condition
from leverpoint.matching.bitsets import BitsetMatcher
from leverpoint.matching.durable import DurableMatcher
from leverpoint.vocabulary import Facts


class Durable:
    """The rules compiled for durable-rules."""

    def __init__(self, rules: Sequence[BenchRule]) -> None:
        self._matcher = DurableMatcher(conditions(rules), vocabulary())
        self.match = self._matcher.match

    def prepare(self, values: Values) -> Facts:
        """Facts as the advisor hands them to a matcher."""
        return Facts(values)


class Bitsets:
    """The rules compiled to bit sets."""

    def __init__(self, rules: Sequence[BenchRule]) -> None:
        self._matcher = BitsetMatcher(conditions(rules), vocabulary())

    def prepare(self, values: Values) -> Facts:
        """Facts as the advisor hands them to a matcher."""
        return Facts(values)

    def match(self, facts: Facts) -> frozenset[str]:
        """The rules that are true; those that are unknown come with them and are left aside."""
        return self._matcher.match(facts)[0]


def conditions(rules: Sequence[BenchRule]) -> list[tuple[str, Condition]]:
    """The rules as the matchers take them."""
    return [(rule.id, rule.condition) for rule in rules]
