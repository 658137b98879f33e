"""The ranked list that follows once it is known which rules are true: what the advisor says, without its words.

The lab asks thousands of slightly different rulebooks, for which compiling matchers would take far longer than the
answer. Conditions are walked, which is their definition; presence and priority are the engine's own. Tests hold this
to the advisor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leverpoint.advice import Backing, Recommendation, RoleAdvice, RuleWarning, Suppressed
from leverpoint.conditions import Truth, guarded, truth
from leverpoint.lab.exploring.why import known_facts
from leverpoint.model import Assessment, Recommend, Suppress, Warn
from leverpoint.presence import voices_of
from leverpoint.priority import Priority
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Facts

Truths = Mapping[str, Truth]


@dataclass(frozen=True, slots=True)
class Known:
    """What one assessment says to a role: the facts, conclusions among them, and how each rule came out."""

    facts: Facts
    truths: Truths


def known(rulebook: Rulebook, assessment: Assessment, role: str) -> Known:
    """Walk every rule of a rulebook for one role of an assessment."""
    facts = known_facts(rulebook, assessment, role)
    return Known(facts, {rule.id: truth(guarded(rule), facts) for rule in rulebook.rules.values()})


class Answering:
    """Says what follows from the rules that are true. Built once for a rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._voices = voices_of(rulebook.rules.values())
        self._priority = Priority(rulebook)
        self._effects = [
            (rule.id, effect)
            for rule in sorted(rulebook.rules.values(), key=lambda rule: rule.id)
            for effect in rule.then
        ]
        suppressing = [(rule, effect) for rule, effect in self._effects if isinstance(effect, Suppress)]
        self._suppressing = sorted(suppressing, key=lambda pair: pair[1].strategy)
        self._warning = [(rule, effect) for rule, effect in self._effects if isinstance(effect, Warn)]
        self._recommending = self._by_strategy()

    def advice(self, role: str, found: Known) -> RoleAdvice:
        """The uncut list of a role, with what was taken off it and what is warned of; without reasons."""
        true = frozenset(rule for rule, verdict in found.truths.items() if verdict is Truth.TRUE)
        unknown = frozenset(rule for rule, verdict in found.truths.items() if verdict is Truth.UNKNOWN)
        listed = [self._recommendation(strategy, role, found, true, unknown) for strategy in self._voices]
        ranked = sorted(filter(None, listed), key=lambda one: self._priority.order(one.strategy, one.score))
        recommendations = tuple(_at(rank, one) for rank, one in enumerate(ranked, 1))
        on_list = {one.strategy for one in ranked}
        suppressed = tuple(self._suppressed(true, unknown, on_list))
        return RoleAdvice(role, recommendations, suppressed, tuple(self._warnings(true)))

    def _recommendation(
        self, strategy: str, role: str, found: Known, true: frozenset[str], unknown: frozenset[str]
    ) -> Recommendation | None:
        certainty = self._voices[strategy].certainty(true, unknown)
        if certainty == "excluded":
            return None
        record = self.rulebook.catalog.strategies[strategy]
        terms = self._priority.terms(strategy, role, found.facts, true)
        return Recommendation(
            0, strategy, record.title, certainty, record.horizon[role], terms, (), Backing((), (), (), ()), ()
        )

    def _suppressed(self, true: frozenset[str], unknown: frozenset[str], listed: set[str]) -> Iterator[Suppressed]:
        for rule_id, effect in self._suppressing:
            if rule_id in true and effect.strategy not in listed:
                wanted = self._recommending.get(effect.strategy, frozenset())
                if not wanted.isdisjoint(true | unknown):
                    source = self.rulebook.rules[rule_id].source
                    yield Suppressed(effect.strategy, rule_id, effect.reason, source)

    def _warnings(self, true: frozenset[str]) -> Iterator[RuleWarning]:
        for rule_id, effect in self._warning:
            if rule_id in true:
                yield RuleWarning(rule_id, effect.text, self.rulebook.rules[rule_id].citations)

    def _by_strategy(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for rule_id, effect in self._effects:
            if isinstance(effect, Recommend):
                found.setdefault(effect.strategy, set()).add(rule_id)
        return {strategy: frozenset(rules) for strategy, rules in found.items()}


def _at(rank: int, one: Recommendation) -> Recommendation:
    return Recommendation(rank, one.strategy, one.title, one.certainty, one.horizon, one.terms, (), one.backing, ())
