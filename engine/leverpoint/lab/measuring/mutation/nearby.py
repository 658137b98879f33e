"""Assessments near the boundary of a rule, where a small mistake in it shows if it ever does."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from leverpoint.conditions import Comparison, Op, comparisons
from leverpoint.lab.sample import sample
from leverpoint.model import Assessment, Rule, Scalar
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import DISAGREEMENT, Fact, Kind

ANSWERED = 0.6
"""How many of the questions that the rule does not ask are answered: enough for other rules to speak, too."""


def nearby(
    rulebook: Rulebook, rules: Sequence[Rule], assessment: Assessment, roles: Sequence[str], tries: int, seed: int
) -> Iterator[Assessment]:
    """`tries` assessments of these roles in turns; what `rules` read is drawn from values that they can tell apart.

    The organization and the day are those of `assessment`. The same seed and rulebook give the same assessments.
    """
    draw = random.Random(seed)  # noqa: S311 # repeatable
    read = _read(rulebook, rules)
    who, day = assessment.organization, assessment.as_of
    for one in sample(rulebook, tries, day, roles=roles, answered=ANSWERED, seed=seed, organization=who):
        yield _moved(one, read, rulebook, draw)


def _read(rulebook: Rulebook, rules: Sequence[Rule]) -> tuple[Comparison, ...]:
    """What the rules compare, and what those rules compare that draw the conclusions they read."""
    found: dict[Comparison, None] = {}
    for rule in rules:
        for one in comparisons(rule.when):
            found[one] = None
            if rulebook.vocabulary[one.fact].kind is Kind.CONCLUSION:
                concluding = [other for other in rulebook.rules.values() if one.fact in other.concludes]
                found.update(dict.fromkeys(_read(rulebook, concluding)))
    return tuple(found)


def _moved(one: Assessment, read: Sequence[Comparison], rulebook: Rulebook, draw: random.Random) -> Assessment:
    ratings, context = {criterion: dict(raters) for criterion, raters in one.ratings.items()}, dict(one.context)
    for comparison in draw.sample(read, len(read)):
        fact = rulebook.vocabulary[comparison.fact]
        match fact.kind:
            case Kind.CRITERION:
                ratings[fact.id] = {"": int(draw.choice(_values(comparison, fact)))}
            case Kind.CONTEXT:
                context[fact.id] = draw.choice(_values(comparison, fact))
            case Kind.DISAGREEMENT:
                spread = int(draw.choice(_values(comparison, fact)))
                ratings.update(_apart(fact, spread, rulebook, draw))
            case Kind.AGGREGATE:
                ratings.update(_around(fact, rulebook, draw))
    if draw.random() < 1 - ANSWERED:
        _leave_open(read, ratings, context, draw)
    return replace(one, ratings=ratings, context=context)


def _leave_open(
    read: Sequence[Comparison], ratings: dict[str, dict[str, int]], context: dict[str, Scalar], draw: random.Random
) -> None:
    """Take one answer back that the rules read."""
    fact = draw.choice(read).fact
    ratings.pop(fact, None)
    context.pop(fact, None)


def _values(comparison: Comparison, fact: Fact) -> list[Scalar]:
    """All values where they are few; else those that the comparison names and their neighbours."""
    if fact.values:
        return list(fact.values)
    named: list[Scalar] = [fact.minimum or 0] if comparison.op is Op.ANSWERED else list(comparison.operand)
    steps = (value + step for value in named for step in (-1, 0, 1) if not isinstance(value, str))
    return [value for value in steps if fact.problem_with(value) is None] or named


def _apart(fact: Fact, spread: int, rulebook: Rulebook, draw: random.Random) -> dict[str, dict[str, int]]:
    """Three raters of a criterion who lie so far apart, the third of them anywhere between the others."""
    criterion = fact.id.removesuffix(DISAGREEMENT)
    levels = [int(level) for level in rulebook.vocabulary[criterion].values]
    low = draw.choice([level for level in levels if level + spread <= levels[-1]] or levels[:1])
    between = draw.choice([level for level in levels if low <= level <= low + spread])
    return {criterion: {"one": low, "another": between, "a third": min(low + spread, levels[-1])}}


def _around(fact: Fact, rulebook: Rulebook, draw: random.Random) -> dict[str, dict[str, int]]:
    """Every criterion of the rubric at one level or the next."""
    rubric = rulebook.catalog.rubrics[fact.id.rpartition(".")[0]]
    levels = rubric.scale.values
    at = draw.randrange(len(levels))
    return {row.id: {"": draw.choice(levels[at : at + 2])} for row in rubric.criteria}
