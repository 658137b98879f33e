"""What the model needs of a rulebook and no question changes: worked out once, shared by every space of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from leverpoint.advice import Term
from leverpoint.conditions import Condition, guarded
from leverpoint.lab.proving.exact.domains import Domain, domains
from leverpoint.model import Rule
from leverpoint.presence import Voices, voices_of
from leverpoint.priority import Priority, need_terms, rule_terms
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Facts


class Outline:
    """One rulebook, prepared for exact questions. Immutable but for what it works out on first use."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.conditions: Mapping[str, Condition] = {rule.id: guarded(rule) for rule in rulebook.rules.values()}
        self.concluding = _by_conclusion(rulebook)

    @cached_property
    def domains(self) -> Mapping[str, Domain]:
        """The values that matter of each fact."""
        return domains(self.conditions.values(), self.rulebook.vocabulary)

    @cached_property
    def voices(self) -> Mapping[str, Voices]:
        """The rules that put each strategy on the list or take it off."""
        return voices_of(self.rulebook.rules.values())

    @cached_property
    def needs(self) -> Mapping[str, tuple[tuple[str, Mapping[object, Term]], ...]]:
        """For each strategy its criteria, with what every level of them gives."""
        return need_terms(self.rulebook)

    @cached_property
    def rule_terms(self) -> Mapping[str, Mapping[str, tuple[Term, ...]]]:
        """For each strategy the rules that move it, with the terms of each."""
        return rule_terms(self.rulebook.rules.values())

    def fixed_points(self, strategy: str, role: str) -> int:
        """What the role and the horizon give, whatever is answered."""
        return sum(term.points for term in self._priority.terms(strategy, role, Facts({}), ()))

    def order(self, strategy: str) -> tuple[int, str]:
        """What decides between equal scores: the lower first."""
        return self._priority.order(strategy, 0)[1:]

    def predecessors(self, strategy: str) -> Iterator[tuple[str, ...]]:
        """For each strategy to be strengthened first, its criteria."""
        for edge in self.rulebook.catalog.strategies[strategy].strengthen_first:
            yield tuple(criterion for criterion, _ in self.needs.get(edge.strategy, ()))

    @cached_property
    def _priority(self) -> Priority:
        return Priority(self.rulebook)


def _by_conclusion(rulebook: Rulebook) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = {}
    for rule in rulebook.rules.values():
        for fact in rule.concludes:
            found.setdefault(fact, []).append(rule)
    return {fact: tuple(rules) for fact, rules in found.items()}
