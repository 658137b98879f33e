"""Why not: for each rule that could have recommended a strategy, whose it is, what failed, and what was needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from leverpoint.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Not,
    Truth,
    found_in_words,
    guarded,
    needed_in_words,
    truth,
)
from leverpoint.lab.exploring.why import Standing, Voice
from leverpoint.model import Certainty, Recommend, Rule, Suppress
from leverpoint.vocabulary import Facts, Kind


@dataclass(frozen=True, slots=True)
class Blocker:
    """One comparison that did not come out as it had to: what was found, and what was needed there.

    `truth` is unknown where an answer is open. Where the fact is a conclusion, `rules` are those that conclude it.
    """

    fact: str
    title: str
    found: str
    needed: str
    truth: Truth
    rules: tuple[RuleStanding, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing for a condition: all of the parts, or any one of them."""

    op: Literal["all", "any"]
    parts: tuple[Blocker | Missing, ...]


@dataclass(frozen=True, slots=True)
class RuleStanding:
    """A rule, whose it is, and how its condition came out. `missing` is empty where it matched."""

    rule: str
    title: str
    owner: str
    version: str
    layer: str
    overlaid_by: str | None
    says: str
    truth: Truth
    missing: Missing


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why one strategy is not certain for one role.

    `rules` can put it on the list, `against` take it off; both speak to this role. `elsewhere` are the ids of those
    that recommend it to other roles only.
    """

    role: str
    strategy: str
    title: str
    certainty: Certainty
    rules: tuple[RuleStanding, ...]
    against: tuple[RuleStanding, ...]
    elsewhere: tuple[str, ...]


def why_not(standing: Standing, strategies: Iterable[str] = ()) -> tuple[WhyNot, ...]:
    """Why each of these strategies stands where it does; without any, why every one is not certain that is not."""
    catalog = standing.rulebook.catalog.strategies
    absent = (one for one in catalog if standing.certainty(one) != "certain")
    return tuple(_why_not(standing, one) for one in (tuple(strategies) or absent))


def to_data(found: WhyNot) -> dict[str, Any]:
    """The same for programs; what is missing is nested `{all: [...]}`, `{any: [...]}` and comparisons."""
    return {
        "role": found.role,
        "strategy": found.strategy,
        "title": found.title,
        "certainty": found.certainty,
        "rules": [_rule_data(one) for one in found.rules],
        "against": [_rule_data(one) for one in found.against],
        "elsewhere": found.elsewhere,
    }


def missing_of(condition: Condition, standing: Standing) -> Missing:
    """What is missing for a condition to be true; no parts where nothing is."""
    found = _missing(condition, standing, negated=False)
    if isinstance(found, Missing):
        return found
    return Missing("all", () if found is None else (found,))


def _why_not(standing: Standing, strategy: str) -> WhyNot:
    voices = standing.voices(strategy)
    for_it = [one for one in voices if any(isinstance(effect, Recommend) for effect in one.effects)]
    against = [one for one in voices if any(isinstance(effect, Suppress) for effect in one.effects)]
    return WhyNot(
        standing.role,
        strategy,
        standing.rulebook.catalog.strategies[strategy].title,
        standing.certainty(strategy),
        tuple(_of_voice(one, standing) for one in for_it if _is_heard(one.rule, standing)),
        tuple(_of_voice(one, standing) for one in against if _is_heard(one.rule, standing)),
        tuple(one.rule.id for one in for_it if not _is_heard(one.rule, standing)),
    )


def _is_heard(rule: Rule, standing: Standing) -> bool:
    return not rule.roles or standing.role in rule.roles


def _of_voice(voice: Voice, standing: Standing) -> RuleStanding:
    return _standing_of(voice.rule, voice.says, standing)


def _standing_of(rule: Rule, says: str, standing: Standing) -> RuleStanding:
    condition, version = guarded(rule), standing.rulebook.versions[rule.source]
    verdict, missing = truth(condition, standing.facts), missing_of(condition, standing)
    return RuleStanding(rule.id, rule.title, rule.source, version, rule.layer, rule.overlaid_by, says, verdict, missing)


def _missing(condition: Condition, standing: Standing, *, negated: bool) -> Blocker | Missing | None:
    if _holds(condition, standing.facts, negated=negated):
        return None
    match condition:
        case Comparison():
            return _blocker(condition, standing, negated=negated)
        case Not(part):
            return _missing(part, standing, negated=not negated)
        case AllOf(parts) | AnyOf(parts):
            found = [one for part in parts if (one := _missing(part, standing, negated=negated))]
            op: Literal["all", "any"] = "all" if isinstance(condition, AllOf) is not negated else "any"
            return found[0] if len(found) == 1 else Missing(op, tuple(_flat(op, found)))


def _flat(op: str, parts: Iterable[Blocker | Missing]) -> Iterator[Blocker | Missing]:
    for part in parts:
        yield from part.parts if isinstance(part, Missing) and part.op == op else (part,)


def _holds(condition: Condition, facts: Facts, *, negated: bool) -> bool:
    return truth(Not(condition) if negated else condition, facts) is Truth.TRUE


def _blocker(comparison: Comparison, standing: Standing, *, negated: bool) -> Blocker:
    fact, facts = standing.rulebook.vocabulary[comparison.fact], standing.facts
    verdict = truth(Not(comparison) if negated else comparison, facts)
    rules = tuple(_concluding(fact.id, standing)) if fact.kind is Kind.CONCLUSION else ()
    needed = needed_in_words(comparison, fact, negated)
    return Blocker(fact.id, fact.title, found_in_words(fact, facts), needed, verdict, rules)


def _concluding(fact: str, standing: Standing) -> Iterator[RuleStanding]:
    """The rules that conclude a fact; no ring of them exists, so this ends."""
    for rule in standing.rulebook.rules.values():
        if fact in rule.concludes and _is_heard(rule, standing):
            yield _standing_of(rule, "concludes it", standing)


def _rule_data(one: RuleStanding) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "title": one.title,
        "owner": {"source": one.owner, "version": one.version, "layer": one.layer, "overlaid_by": one.overlaid_by},
        "says": one.says,
        "truth": one.truth,
        "missing": _missing_data(one.missing),
    }


def _missing_data(part: Blocker | Missing) -> dict[str, Any]:
    if isinstance(part, Missing):
        return {part.op: [_missing_data(one) for one in part.parts]}
    data = {"fact": part.fact, "title": part.title, "found": part.found, "needed": part.needed, "truth": part.truth}
    return {**data, "rules": [_rule_data(one) for one in part.rules]} if part.rules else data
