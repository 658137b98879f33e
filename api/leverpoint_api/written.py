"""Rule sets and rules as they are sent; a rule as its file writes it, with its condition in words besides."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from leverpoint import Rulebook
from leverpoint.conditions import AllOf, AnyOf, Comparison, Condition, Not, in_words
from leverpoint.model import Conclude, Effect, Rule

SEVERAL = ("in", "not_in", "between")


def written_ruleset(rulebook: Rulebook) -> dict[str, Any]:
    """What `RulesetSchema` sends of a rulebook that is active."""
    return {
        "revision": rulebook.revision,
        "label": rulebook.label,
        "active": True,
        "rules": len(rulebook.rules),
        "sources": rulebook.sources,
    }


def written_rule(rule: Rule, rulebook: Rulebook) -> dict[str, Any]:
    """What `RuleSchema` sends of a rule."""
    return {
        "id": rule.id,
        "title": rule.title,
        "source": rule.source,
        "version": rulebook.versions[rule.source],
        "layer": rule.layer,
        "roles": rule.roles,
        "when": written_condition(rule.when),
        "words": in_words(rule.when, rulebook.vocabulary),
        "then": [written_effect(effect) for effect in rule.then],
        "because": rule.because,
        "provenance": rule.provenance,
        "citations": rule.citations,
        "effective": {"since": rule.since, "until": rule.until},
        "reviewed_on": rule.reviewed_on,
        "formerly": rule.formerly,
        "non_monotone": rule.non_monotone,
    }


def written_condition(condition: Condition) -> dict[str, Any]:
    """A condition tree as the `when` of a rule."""
    match condition:
        case Comparison(fact, op, operand):
            return {fact: {str(op): list(operand) if op in SEVERAL else condition.value}}
        case Not(part):
            return {"not": written_condition(part)}
        case AllOf(parts) | AnyOf(parts):
            word = "all" if isinstance(condition, AllOf) else "any"
            return {word: [written_condition(part) for part in parts]}


def written_effect(effect: Effect) -> dict[str, Any]:
    """An effect as an entry of `then`; what it does not say is left out."""
    if isinstance(effect, Conclude):
        return {"conclude": {effect.fact: True}}
    said = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(effect).items()}
    return {type(effect).__name__.lower(): {name: value for name, value in said.items() if value not in ([], None)}}
