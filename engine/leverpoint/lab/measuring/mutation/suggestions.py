"""A scenario that would notice a mutant: an assessment for which it answers differently, and what to expect of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from leverpoint.advice import Recommendation, RoleAdvice
from leverpoint.conditions import Truth
from leverpoint.lab.exploring.why import Standing
from leverpoint.lab.measuring.mutation.answering import Known, known
from leverpoint.lab.measuring.mutation.mutants import Mutant
from leverpoint.lab.measuring.mutation.nearby import nearby
from leverpoint.lab.measuring.mutation.trial import Mutated, Trial
from leverpoint.lab.scenarios.expectations import failures
from leverpoint.model import Adjust, Assessment, Organization, Recommend, Rule, Suppress, Warn

TRIES = 400
"""How many assessments are tried for one survivor before it counts as maybe equivalent."""

PATIENCE = 40
"""How many more are tried for a difference in words or ranks once one in points alone has been found."""

Expected = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question and an expectation of the rules as they are, which does not hold with the mutant."""

    mutant: Mutant
    role: str
    assessment: Assessment
    expect: Expected


def suggest(
    trial: Trial, mutant: Mutant, as_of: dt.date, *, organization: Organization, tries: int = TRIES, seed: int = 0
) -> Suggestion | None:
    """A scenario that would notice the mutant, as short as it can be made; nothing where `tries` found no difference.

    The same arguments give the same scenario. Points count only where nothing else shows the difference.
    """
    rule = trial.rulebook.rules[mutant.rule_id]
    asking = Assessment((), _in_effect(rule, as_of), organization=organization)
    search = _Search(trial, mutant)
    only_points: Suggestion | None = None
    left = tries
    for one in nearby(trial.rulebook, (rule, mutant.rule), asking, _roles(rule, mutant, trial), tries, seed):
        if left <= 0:
            break
        left -= 1
        found = search.difference(one)
        if found and not search.is_points_alone(found):
            return search.shortened(found)
        if found and only_points is None:
            only_points, left = found, min(left, PATIENCE)
    return search.shortened(only_points) if only_points else None


class _Search:
    """Compares what the rules say of an assessment with what they say with the mutant among them."""

    def __init__(self, trial: Trial, mutant: Mutant) -> None:
        self._trial, self._mutant = trial, mutant
        self._mutated = Mutated(trial.answering, mutant)
        self._rule = trial.rulebook.rules[mutant.rule_id]

    def difference(self, assessment: Assessment) -> Suggestion | None:
        """The first expectation that tells the two apart, the most telling kind first."""
        role = assessment.roles[0]
        both = self._both(assessment, role)
        if both is None:
            return None
        for expect in self._candidates(*both):
            if _holds(expect, both[0]) and not _holds(expect, both[1]):
                return Suggestion(self._mutant, role, assessment, expect)
        return None

    def is_points_alone(self, found: Suggestion) -> bool:
        """Whether nothing but a score differs."""
        return any("score" in item for item in found.expect.get("include", ()))

    def shortened(self, found: Suggestion) -> Suggestion:
        """The same expectation of fewer answers: each is left out where that changes nothing about the difference."""
        for criterion in found.assessment.ratings:
            ratings = {name: raters for name, raters in found.assessment.ratings.items() if name != criterion}
            found = self._if_it_tells(found, replace(found.assessment, ratings=ratings))
        for fact in found.assessment.context:
            context = {name: value for name, value in found.assessment.context.items() if name != fact}
            found = self._if_it_tells(found, replace(found.assessment, context=context))
        return found

    def _if_it_tells(self, found: Suggestion, assessment: Assessment) -> Suggestion:
        both = self._both(assessment, found.role)
        tells = both and _holds(found.expect, both[0]) and not _holds(found.expect, both[1])
        return replace(found, assessment=assessment) if tells else found

    def _both(self, assessment: Assessment, role: str) -> tuple[Standing, Standing] | None:
        before = known(self._trial.rulebook, assessment, role)
        after = self._mutated.known(before, assessment, role)
        if after is None:
            return None
        original = Standing.found(self._trial.rulebook, self._advice(role, before), before.facts)
        return original, self._mutated.standing(role, after)

    def _advice(self, role: str, found: Known) -> RoleAdvice:
        return self._trial.answering.advice(role, found)

    def _candidates(self, original: Standing, mutated: Standing) -> Iterator[Expected]:
        yield from _of_rule(self._rule, original)
        yield from _of_conclusions(original, mutated)
        yield from _of_lists(original, mutated)


def _of_rule(rule: Rule, original: Standing) -> Iterator[Expected]:
    """What the rule itself says: it counts, it warns, it takes off."""
    matches = original.outcome(rule)[0] is Truth.TRUE
    for effect in rule.then:
        match effect:
            case Recommend(strategy) | Adjust(strategy) if matches:
                yield {"include": [{"strategy": strategy, "because": rule.id}]}
            case Suppress(strategy):
                yield {"exclude": [{"strategy": strategy, "because": rule.id}]}
            case Warn():
                yield {"warnings": [rule.id]}
                yield {"no_warnings": [rule.id]}


def _of_conclusions(original: Standing, mutated: Standing) -> Iterator[Expected]:
    """What other rules warn of, which build on what the rule concludes."""
    before, after = ([one.rule for one in side.advice.warnings] for side in (original, mutated))
    yield from ({"warnings": [rule]} for rule in before if rule not in after)
    yield from ({"no_warnings": [rule]} for rule in after if rule not in before)


def _of_lists(original: Standing, mutated: Standing) -> Iterator[Expected]:
    """What is on the list and what is not, which comes first, and at last the points."""
    listed = {one.strategy: one for one in original.advice.recommendations}
    for other in mutated.advice.recommendations:
        if other.strategy not in listed:
            yield {"exclude": [{"strategy": other.strategy, "certainty": "excluded"}]}
    for one in listed.values():
        yield {"include": [{"strategy": one.strategy, **_possible(one)}]}
    order = [one.strategy for one in original.advice.recommendations]
    places = {one.strategy: one.rank for one in mutated.advice.recommendations}
    for first, second in pairwise(order):
        if places.get(first, 0) > places.get(second, 0):
            yield {"order": [first, second]}
    for one in listed.values():
        exactly = {"at_least": one.score, "at_most": one.score}
        yield {"include": [{"strategy": one.strategy, **_possible(one), "score": exactly}]}


def _possible(one: Recommendation) -> Expected:
    return {} if one.certainty == "certain" else {"certainty": one.certainty}


def _holds(expect: Expected, standing: Standing) -> bool:
    return not any(True for _ in failures(expect, standing))


def _roles(rule: Rule, mutant: Mutant, trial: Trial) -> tuple[str, ...]:
    """The roles for which a difference is possible."""
    everybody = tuple(trial.rulebook.catalog.roles)
    heard, then = set(rule.roles or everybody), set(mutant.rule.roles or everybody)
    changed = heard ^ then or heard
    return tuple(role for role in everybody if role in changed)


def _in_effect(rule: Rule, as_of: dt.date) -> dt.date:
    """A day on which the rule is in effect, `as_of` itself where it can be."""
    latest = min(as_of, rule.until) if rule.until else as_of
    return max(latest, rule.since) if rule.since else latest
