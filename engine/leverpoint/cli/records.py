"""The catalog's records and the rules as plain data for programs, and the parts of them that several commands show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from leverpoint.cli.screen import heading, paragraph
from leverpoint.conditions import AllOf, AnyOf, Comparison, Condition, Not, Op, in_words
from leverpoint.model import (
    Adjust,
    Citation,
    Conclude,
    Criterion,
    Effect,
    Recommend,
    Rule,
    Strategy,
    Suppress,
    Warn,
)
from leverpoint.rulebook import Rulebook

_SEVERAL = (Op.IN, Op.NOT_IN, Op.BETWEEN)


def strategy_data(one: Strategy, rulebook: Rulebook) -> dict[str, Any]:
    """A strategy with the criteria that feed it, the rules that speak of it and the leverage points that serve it."""
    criteria = [row.id for row in rulebook.catalog.criteria().values() if one.id in row.strategies]
    rules = [rule.id for rule in rulebook.rules.values() if any(_names(effect, one.id) for effect in rule.then)]
    points = [point.id for point in rulebook.catalog.leverage_points.values() if one.id in point.strategies]
    return {**asdict(one), "criteria": criteria, "rules": rules, "leverage_points": points}


def criterion_data(one: Criterion, rulebook: Rulebook) -> dict[str, Any]:
    """A criterion with the rubric that it belongs to."""
    rubric = rulebook.catalog.rubric_of(one.id)
    return {"rubric": rubric.id, "version": rubric.version, **asdict(one)}


def rule_data(rule: Rule, rulebook: Rulebook) -> dict[str, Any]:
    """A rule as its file writes it, with its condition in words and its place."""
    place = rulebook.places[rule.id]
    return {
        "id": rule.id,
        "title": rule.title,
        "source": rule.source,
        "layer": rule.layer,
        "roles": rule.roles,
        "when": written(rule.when),
        "words": in_words(rule.when, rulebook.vocabulary),
        "then": [{_word(effect): asdict(effect)} for effect in rule.then],
        "because": rule.because,
        "provenance": rule.provenance,
        "citations": rule.citations,
        "effective": {"from": rule.since, "until": rule.until},
        "reviewed_on": rule.reviewed_on,
        "formerly": rule.formerly,
        "non_monotone": rule.non_monotone,
        "file": place.file,
        "line": place.line,
    }


def written(condition: Condition) -> dict[str, Any]:
    """A condition as the `when` of a rule."""
    match condition:
        case Comparison(fact, op, operand):
            return {fact: {str(op): list(operand) if op in _SEVERAL else condition.value}}
        case Not(part):
            return {"not": written(part)}
        case AllOf(parts):
            return {"all": [written(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [written(part) for part in parts]}


def briefly(effect: Effect) -> str:
    """What an effect does, in two or three words."""
    match effect:
        case Recommend() | Adjust():
            return f"{_word(effect)} {effect.strategy} {effect.points:+}"
        case Suppress():
            return f"suppress {effect.strategy}"
        case Conclude():
            return f"conclude {effect.fact}"
        case Warn():
            return "warn"


def show_citations(provenance: str, citations: Iterable[Citation]) -> None:
    """Write where something comes from."""
    heading(f"Where this comes from ({provenance})")
    for one in citations:
        paragraph(f"{one.source}, {one.locator} ({one.provenance})", "  - ", "    ")


def _names(effect: Effect, strategy: str) -> bool:
    return not isinstance(effect, Warn | Conclude) and effect.strategy == strategy


def _word(effect: Effect) -> str:
    return type(effect).__name__.lower()
