"""business-rules: a class with a method a fact, and a dictionary a rule whose action notes its id."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from bench.cases import CHOICES, CHOSEN, NAMES, BenchRule, Values
from leverpoint.conditions import Comparison, Op
from leverpoint.vocabulary import ROLE

Tree = dict[str, Any]


class BusinessRules:
    """The rules as dictionaries; variables and actions are made anew for each evaluation, as the package asks."""

    def __init__(self, rules: Sequence[BenchRule]) -> None:
        self._rules = [_rule(rule) for rule in rules]
        self._variables, self._actions = _variables(), _actions()
        self._run_all = import_module("business_rules.engine").run_all

    def prepare(self, values: Values) -> Values:
        """A plain dictionary."""
        return values

    def match(self, values: Values) -> frozenset[str]:
        """The rules whose action ran."""
        actions = self._actions()
        self._run_all(self._rules, self._variables(values), actions)
        return frozenset(actions.found)


def _variables() -> Any:
    library = import_module("business_rules.variables")
    texts, numbers = library.string_rule_variable, library.numeric_rule_variable
    members = {name: _reader(name, texts if name in (ROLE, *CHOSEN) else numbers) for name in (ROLE, *NAMES)}

    def keep(self: Any, values: Values) -> None:
        self.values = values

    return type("Variables", (library.BaseVariables,), {"__init__": keep, **members})


def _reader(name: str, declare: Callable[..., Any]) -> Any:
    def read(self: Any) -> Any:
        return self.values[name]

    return declare(label=name)(read)


def _actions() -> Any:
    library = import_module("business_rules.actions")

    def begin(self: Any) -> None:
        self.found = []

    def note(self: Any, rule: str) -> None:
        self.found.append(rule)

    declare = library.rule_action(params={"rule": import_module("business_rules.fields").FIELD_TEXT})
    return type("Actions", (library.BaseActions,), {"__init__": begin, "note": declare(note)})


def _rule(rule: BenchRule) -> Tree:
    conditions = [_one(ROLE, "equal_to", rule.role), *map(_condition, rule.tests)]
    return {"conditions": {"all": conditions}, "actions": [{"name": "note", "params": {"rule": rule.id}}]}


def _condition(test: Comparison) -> Tree:
    fact, values = test.fact, test.operand
    match test.op:
        case Op.AT_MOST:
            return _one(fact, "less_than_or_equal_to", values[0])
        case Op.AT_LEAST:
            return _one(fact, "greater_than_or_equal_to", values[0])
        case Op.BETWEEN:
            low, high = values
            return {
                "all": [_one(fact, "greater_than_or_equal_to", low), _one(fact, "less_than_or_equal_to", high)],
            }
        case Op.IS_NOT:
            # texts have no "not equal", so it is one of the others
            return _any_of(fact, [value for value in CHOICES if value not in values])
        case _:
            return _any_of(fact, values)


def _any_of(fact: str, values: Sequence[Any]) -> Tree:
    parts = [_one(fact, "equal_to", value) for value in values]
    return parts[0] if len(parts) == 1 else {"any": parts}


def _one(fact: str, operator: str, value: Any) -> Tree:
    return {"name": fact, "operator": operator, "value": value}
