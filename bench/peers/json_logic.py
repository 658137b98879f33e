"""JSON Logic through panzi-json-logic: a list with one expression a rule, applied at once."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from bench.cases import BenchRule, Values
from leverpoint.conditions import Comparison, Op
from leverpoint.vocabulary import ROLE


class JsonLogic:
    """The rules as JSON, which is also what is evaluated: there is nothing to compile."""

    def __init__(self, rules: Sequence[BenchRule]) -> None:
        self._ids = [rule.id for rule in rules]
        role = {"var": [ROLE]}
        self._logic = [{"and": [{"===": [role, rule.role]}, *map(_expression, rule.tests)]} for rule in rules]
        self._apply = import_module("json_logic").jsonLogic

    def prepare(self, values: Values) -> Values:
        """A plain dictionary."""
        return values

    def match(self, values: Values) -> frozenset[str]:
        """The rules whose expression is true."""
        return frozenset(rule for rule, holds in zip(self._ids, self._apply(self._logic, values), strict=True) if holds)


def _expression(test: Comparison) -> dict[str, list[Any]]:
    fact, first = {"var": [test.fact]}, test.operand[0]
    match test.op:
        case Op.AT_MOST:
            return {"<=": [fact, first]}
        case Op.AT_LEAST:
            return {">=": [fact, first]}
        case Op.IS:
            return {"===": [fact, first]}
        case Op.IS_NOT:
            return {"!==": [fact, first]}
        case Op.BETWEEN:
            return {"<=": [first, fact, test.operand[1]]}
        case _:
            return {"in": [fact, list(test.operand)]}
