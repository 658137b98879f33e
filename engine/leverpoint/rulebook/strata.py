"""Sort rules into passes: a rule comes after every rule that concludes what it reads."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from leverpoint.conditions import comparisons
from leverpoint.model import Rule

Strata = tuple[tuple[Rule, ...], ...]


class RuleCycleError(Exception):
    """Rules that wait for each other. `rules` names them in a ring, the first again at the end."""

    def __init__(self, rules: list[str]) -> None:
        self.rules = rules
        super().__init__(" -> ".join(rules))


def sort_into_strata(rules: Iterable[Rule]) -> Strata:
    """The rules in passes, each pass in the order of ids. Raises RuleCycleError where no order exists."""
    by_id = {rule.id: rule for rule in sorted(rules, key=lambda rule: rule.id)}
    before = _reads(by_id.values())
    depth: dict[str, int] = {}
    for rule_id in _ordered(before):
        depth[rule_id] = 1 + max((depth[earlier] for earlier in before[rule_id]), default=-1)
    deepest = max(depth.values(), default=-1)
    return tuple(tuple(rule for rule in by_id.values() if depth[rule.id] == level) for level in range(deepest + 1))


def _reads(rules: Iterable[Rule]) -> dict[str, tuple[str, ...]]:
    rules = tuple(rules)
    concluding: dict[str, list[str]] = {}
    for rule in rules:
        for fact in rule.concludes:
            concluding.setdefault(fact, []).append(rule.id)
    reads = {rule.id: dict.fromkeys(comparison.fact for comparison in comparisons(rule.when)) for rule in rules}
    return {
        rule_id: tuple(one for fact in facts for one in concluding.get(fact, ())) for rule_id, facts in reads.items()
    }


def _ordered(before: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    try:
        return tuple(TopologicalSorter(before).static_order())
    except CycleError as error:
        raise RuleCycleError(list(reversed(error.args[1]))) from error
