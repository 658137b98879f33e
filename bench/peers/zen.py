"""GoRules ZEN: one decision table with a row a rule, used in each way its documentation shows; or one expression."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from bench.cases import NAMES, BenchRule, Values
from leverpoint.conditions import Comparison, Op
from leverpoint.vocabulary import ROLE


class _Facts:
    def prepare(self, values: Values) -> Values:
        """A plain dictionary, which ZEN reads as quickly as JSON."""
        return values


class ReadmeTable(_Facts):
    """A decision made from JSON text, as the package's README does it."""

    def __init__(self, rules: Sequence[BenchRule]) -> None:
        self._evaluate = import_module("zen").ZenEngine().create_decision(table(rules)).evaluate

    def match(self, values: Values) -> frozenset[str]:
        """The rows that the table collects."""
        return _ids(self._evaluate(values))


class CompiledTable(_Facts):
    """A decision made from content that ZEN has compiled beforehand."""

    def __init__(self, rules: Sequence[BenchRule]) -> None:
        zen = import_module("zen")
        self._evaluate = zen.ZenEngine().create_decision(zen.ZenDecisionContent(table(rules))).evaluate

    def match(self, values: Values) -> frozenset[str]:
        """The rows that the table collects."""
        return _ids(self._evaluate(values))


class LoadedTable(_Facts):
    """Compiled content that a loader hands to the engine by its key: the fastest way found."""

    def __init__(self, rules: Sequence[BenchRule]) -> None:
        zen = import_module("zen")
        content = zen.ZenDecisionContent(table(rules))
        self._evaluate = zen.ZenEngine({"loader": lambda _key: content}).evaluate

    def match(self, values: Values) -> frozenset[str]:
        """The rows that the table collects."""
        return _ids(self._evaluate("rules", values))


class Expression(_Facts):
    """One compiled expression: a list with the truth of every rule."""

    def __init__(self, rules: Sequence[BenchRule]) -> None:
        self._ids = [rule.id for rule in rules]
        parts = (" and ".join((f"{ROLE} == {json.dumps(rule.role)}", *map(_infix, rule.tests))) for rule in rules)
        self._evaluate = import_module("zen").compile_expression(f"[{', '.join(parts)}]").evaluate

    def match(self, values: Values) -> frozenset[str]:
        """The rules whose place in the list is true."""
        return frozenset(rule for rule, holds in zip(self._ids, self._evaluate(values), strict=True) if holds)


def table(rules: Sequence[BenchRule]) -> str:
    """A decision graph of one table that collects: a column for the role and each fact, a row for each rule."""
    names = (ROLE, *NAMES)
    content = {
        "hitPolicy": "collect",
        "inputs": [_column(name) for name in names],
        "outputs": [_column("id")],
        "rules": [dict.fromkeys(names, "") | _row(rule) for rule in rules],
    }
    nodes = [_node("input"), _node("decisionTable") | {"content": content}, _node("output")]
    edges = [_edge("input", "decisionTable"), _edge("decisionTable", "output")]
    return json.dumps({"nodes": nodes, "edges": edges})


def _column(name: str) -> dict[str, str]:
    return {"id": name, "name": name, "type": "expression", "field": name}


def _row(rule: BenchRule) -> dict[str, str]:
    cells = {test.fact: _cell(test) for test in rule.tests}
    return {"_id": rule.id, ROLE: json.dumps(rule.role), "id": json.dumps(rule.id)} | cells


def _node(name: str) -> dict[str, Any]:
    return {"id": name, "name": name, "type": f"{name}Node", "position": {"x": 0, "y": 0}}


def _edge(source: str, target: str) -> dict[str, str]:
    return {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}


def _cell(test: Comparison) -> str:
    values = [json.dumps(value) for value in test.operand]
    match test.op:
        case Op.AT_MOST:
            return f"<= {values[0]}"
        case Op.AT_LEAST:
            return f">= {values[0]}"
        case Op.IS_NOT:
            return f"!= {values[0]}"
        case Op.BETWEEN:
            return f"[{values[0]}..{values[1]}]"
        case _:
            return ", ".join(values)


def _infix(test: Comparison) -> str:
    values = [json.dumps(value) for value in test.operand]
    match test.op:
        case Op.IS:
            return f"{test.fact} == {values[0]}"
        case Op.IN:
            return f"{test.fact} in [{', '.join(values)}]"
        case Op.BETWEEN:
            return f"{test.fact} in {_cell(test)}"
        case _:
            return f"{test.fact} {_cell(test)}"


def _ids(answer: Any) -> frozenset[str]:
    return frozenset(row["id"] for row in answer["result"])
