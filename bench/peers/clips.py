"""CLIPS through clipspy: a template with a slot a fact, and a rule with one pattern for each rule."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from bench.cases import CHOSEN, NAMES, BenchRule, Values
from leverpoint.conditions import Comparison, Op
from leverpoint.vocabulary import ROLE


class Clips:
    """The rules in an environment; what matches is read off the agenda, so nothing has to fire."""

    def __init__(self, rules: Sequence[BenchRule]) -> None:
        clips = import_module("clips")
        self._symbol = clips.Symbol
        self._environment = clips.Environment()
        slots = " ".join(f"(slot {name})" for name in (ROLE, *NAMES))
        self._environment.build(f"(deftemplate request {slots})")
        for rule in rules:
            self._environment.build(_defrule(rule))
        self._template = self._environment.find_template("request")

    def prepare(self, values: Values) -> dict[str, Any]:
        """The value of every slot; roles and choices are symbols, as rules write them."""
        return {name: self._symbol(one) if name in (ROLE, *CHOSEN) else one for name, one in values.items()}

    def match(self, slots: dict[str, Any]) -> frozenset[str]:
        """The rules that one asserted fact puts on the agenda; it is retracted at once."""
        fact = self._template.assert_fact(**slots)
        found = frozenset(activation.name for activation in self._environment.activations())
        fact.retract()
        return found


def _defrule(rule: BenchRule) -> str:
    # patterns share what they have in common from the left, so the slots stand in the order of the template
    tests = sorted(rule.tests, key=lambda test: NAMES.index(test.fact))
    slots = " ".join(f"({test.fact} {_constraint(test, f'?v{index}')})" for index, test in enumerate(tests))
    return f"(defrule {rule.id} (request ({ROLE} {rule.role}) {slots}) =>)"


def _constraint(test: Comparison, variable: str) -> str:
    values = [str(value) for value in test.operand]
    match test.op:
        case Op.AT_MOST:
            return f"{variable}&:(<= {variable} {values[0]})"
        case Op.AT_LEAST:
            return f"{variable}&:(>= {variable} {values[0]})"
        case Op.BETWEEN:
            return f"{variable}&:(<= {values[0]} {variable} {values[1]})"
        case Op.IS_NOT:
            return f"~{values[0]}"
        case _:
            return "|".join(values)
