"""Say why, in plain words made from the rules and the values found, with the rules and sources that count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leverpoint.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Not,
    Op,
    Trace,
    Truth,
    comparisons,
    found_in_words,
    guarded,
    needed_in_words,
    trace,
    truth,
)
from leverpoint.model import Adjust, Recommend, Rule, Suppress
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Fact, Facts, Kind, Type


class Explainer:
    """Words, traces and citations for the rules of one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._vocabulary = rulebook.vocabulary
        self._recommending = _by_strategy(rulebook.rules.values(), Recommend)
        self._speaking = _by_strategy(rulebook.rules.values(), Recommend | Adjust | Suppress)
        self._words: dict[tuple[Comparison, Truth, Any], str] = {}

    def recommending(self, strategy: str) -> tuple[Rule, ...]:
        """The rules that can put a strategy on the list."""
        return self._recommending.get(strategy, ())

    def speaking(self, strategy: str) -> tuple[Rule, ...]:
        """The rules that recommend, adjust or suppress a strategy."""
        return self._speaking.get(strategy, ())

    def reasons(self, strategy: str, facts: Facts, true: frozenset[str], unknown: frozenset[str]) -> tuple[str, ...]:
        """One sentence or two for each rule that recommends the strategy; without any, for each that still could."""
        rules = self.recommending(strategy)
        matched = [rule for rule in rules if rule.id in true]
        if matched:
            return tuple(f"{self.why(rule, facts)} {rule.because}" for rule in matched)
        return tuple(f"{self.open(rule, facts)} {rule.because}" for rule in rules if rule.id in unknown)

    def why(self, rule: Rule, facts: Facts) -> str:
        """What was found that made the rule match."""
        witness = dict.fromkeys(_witness(rule.when, facts, Truth.TRUE))
        return " ".join(self._sentence(one, wanted, facts) for one, wanted in witness)

    def open(self, rule: Rule, facts: Facts) -> str:
        """What is not known yet and could make the rule match."""
        asked = dict.fromkeys(one.fact for one in comparisons(rule.when) if truth(one, facts) is Truth.UNKNOWN)
        titles = " and ".join(self._vocabulary[fact].title for fact in asked)
        return f"Possible: {titles} {'is' if len(asked) == 1 else 'are'} not known yet."

    def traces(self, strategy: str, facts: Facts) -> tuple[dict[str, Any], ...]:
        """For every rule that speaks of the strategy, how each part of its condition came out."""
        return tuple(self._traced(rule, facts) for rule in self.speaking(strategy))

    def _traced(self, rule: Rule, facts: Facts) -> dict[str, Any]:
        return {"rule": rule.id, **self.traced(trace(guarded(rule), facts), facts)}

    def traced(self, node: Trace, facts: Facts) -> dict[str, Any]:
        """A trace as data: `fact`, `found` and `needed`, or `op` and `children`, with `truth`."""
        if isinstance(node.node, Comparison):
            fact = self._vocabulary[node.node.fact]
            needed = needed_in_words(node.node, fact)
            return {"fact": fact.id, "found": found_in_words(fact, facts), "needed": needed, "truth": node.truth}
        op = {AllOf: "all", AnyOf: "any", Not: "not"}[type(node.node)]
        return {"op": op, "truth": node.truth, "children": [self.traced(child, facts) for child in node.children]}

    def _sentence(self, comparison: Comparison, wanted: Truth, facts: Facts) -> str:
        key = (comparison, wanted, facts.values.get(comparison.fact, facts.intervals.get(comparison.fact)))
        words = self._words.get(key)
        if words is None:
            words = _sentence(comparison, wanted, self._vocabulary[comparison.fact], facts)
            if len(self._words) < 10_000:
                self._words[key] = words
        return words


def _sentence(comparison: Comparison, wanted: Truth, fact: Fact, facts: Facts) -> str:
    if comparison.op is Op.ANSWERED:
        title = f'"{fact.title}"' if fact.type is Type.BOOLEAN else fact.title
        return f"{title} is {'answered' if fact.id in facts.values else 'not answered yet'}."
    if fact.type is Type.BOOLEAN:
        return _yes_or_no(fact, facts.values.get(fact.id) is True)
    needed = needed_in_words(comparison, fact, negated=wanted is Truth.FALSE)
    verb = "is at" if fact.kind is Kind.CRITERION and fact.id in facts.values else "is"
    return f"{fact.title} {verb} {found_in_words(fact, facts)}; this rule looks for {needed}."


def _yes_or_no(fact: Fact, holds: bool) -> str:
    """An answer repeats the question's title; a situation that rules concluded is stated, or said not to be so."""
    if fact.kind is Kind.CONCLUSION and holds:
        return f"{fact.title}."
    return f"{fact.title}: {'yes' if holds else 'no'}."


def _witness(condition: Condition, facts: Facts, wanted: Truth) -> Iterator[tuple[Comparison, Truth]]:
    """The comparisons that settled it, each with how it had to come out.

    Every part of an `all`, the first part of an `any` that came out as wanted; under a `not` the other way round.
    """
    match condition:
        case Comparison():
            yield condition, wanted
        case Not(part):
            yield from _witness(part, facts, Truth.FALSE if wanted is Truth.TRUE else Truth.TRUE)
        case AllOf(parts) | AnyOf(parts):
            if isinstance(condition, AllOf) is (wanted is Truth.TRUE):
                for part in parts:
                    yield from _witness(part, facts, wanted)
            else:
                settled = next((part for part in parts if _came_out(part, facts, wanted)), None)
                yield from () if settled is None else _witness(settled, facts, wanted)


def _came_out(condition: Condition, facts: Facts, wanted: Truth) -> bool:
    # what does not apply reads as false, and yet its `not` is never true: it settles nothing
    return truth(condition if wanted is Truth.TRUE else Not(condition), facts) is Truth.TRUE


def _by_strategy(rules: Iterable[Rule], kind: Any) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, dict[str, Rule]] = {}
    for rule in rules:
        for effect in rule.then:
            if isinstance(effect, kind):
                found.setdefault(effect.strategy, {})[rule.id] = rule
    return {strategy: tuple(by_id.values()) for strategy, by_id in found.items()}
