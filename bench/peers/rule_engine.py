"""rule-engine: one compiled expression a rule."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module

from bench.cases import BenchRule, Values
from leverpoint.conditions import Comparison, Op
from leverpoint.vocabulary import ROLE


class RuleEngine:
    """The rules parsed and compiled; they share one context."""

    def __init__(self, rules: Sequence[BenchRule]) -> None:
        library = import_module("rule_engine")
        context = library.Context(resolver=library.resolve_item)
        self._rules = [(rule.id, library.Rule(_text(rule), context=context)) for rule in rules]

    def prepare(self, values: Values) -> Values:
        """A plain dictionary."""
        return values

    def match(self, values: Values) -> frozenset[str]:
        """The rules whose expression matches."""
        return frozenset(name for name, rule in self._rules if rule.matches(values))


def _text(rule: BenchRule) -> str:
    return " and ".join((f"{ROLE} == {json.dumps(rule.role)}", *map(_comparison, rule.tests)))


def _comparison(test: Comparison) -> str:
    fact, values = test.fact, [json.dumps(value) for value in test.operand]
    match test.op:
        case Op.AT_MOST:
            return f"{fact} <= {values[0]}"
        case Op.AT_LEAST:
            return f"{fact} >= {values[0]}"
        case Op.IS:
            return f"{fact} == {values[0]}"
        case Op.IS_NOT:
            return f"{fact} != {values[0]}"
        case Op.BETWEEN:
            return f"{fact} >= {values[0]} and {fact} <= {values[1]}"
        case _:
            return f"{fact} in [{', '.join(values)}]"
