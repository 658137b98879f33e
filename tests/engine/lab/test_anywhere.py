"""What is said of every assessment that two rulebooks may answer otherwise is what trying each of them finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from leverpoint_rulebooks import STRATEGIES, TODAY, WHO, every_assessment, reads_disagreement, rule, rulebook, rulebooks

from leverpoint import Advisor, Rulebook, read_request
from leverpoint.conditions import AllOf, AnyOf, Comparison, Not, Op
from leverpoint.lab.anywhere import Answer, Anywhere, Kind, Question, Wanted
from leverpoint.lab.exact.differing import anywhere
from leverpoint.lab.impact import CERTAIN
from leverpoint.model import Adjust, Assessment, Criterion, Level, Recommend, Rule, Scale, Suppress, Warn
from leverpoint.rulebook import sort_into_strata
from leverpoint.vocabulary import Fact, Type, Vocabulary
from leverpoint.vocabulary import Kind as FactKind

TOP = 2
LOW, LOWER = (Comparison("r.a", Op.AT_MOST, (level,)) for level in (2, 1))
Told = tuple[list[str], list[str]]


def told(advisor: Advisor, assessment: Assessment) -> Told:
    """What is certain, best first, and the texts of the warnings."""
    (found,) = advisor.advise(replace(assessment, options=CERTAIN)).roles
    return [one.strategy for one in found.recommendations], [one.text for one in found.warnings]


def yes(role: str, old: Told, new: Told, top: int = TOP) -> Iterator[Question]:
    """Every question to which two answers to one assessment say yes, by the words of its definition."""
    for strategy in STRATEGIES:
        before, after = (strategy in one[0] for one in (old, new))
        first, then = (strategy in one[0][:top] for one in (old, new))
        yield from [Question(role, Kind.COMES, strategy)] * (after and not before)
        yield from [Question(role, Kind.GOES, strategy)] * (before and not after)
        yield from [Question(role, Kind.ENTERS, strategy)] * (then and not first)
        yield from [Question(role, Kind.LEAVES, strategy)] * (first and not then)
    yield from (Question(role, Kind.WARNS, text) for text in new[1] if text not in old[1])
    yield from (Question(role, Kind.UNWARNS, text) for text in old[1] if text not in new[1])
    if old[0][:top] != new[0][:top]:
        yield Question(role, Kind.ORDER)


def asked(before: Rulebook, after: Rulebook, **more: Any) -> Anywhere:
    wanted = Wanted(TODAY, WHO, top=TOP, seconds=600, drawn=0)
    return anywhere(Advisor(before), Advisor(after), replace(wanted, **more))


def by_verdict(found: Anywhere, verdict: str) -> set[Question]:
    return {one.question for one in found.answers if one.verdict == verdict}


def answers_as_brute_force(before: Rulebook, after: Rulebook, everything: Sequence[Any]) -> Anywhere:
    """Ask, and hold the answers to every assessment, given to each side as far as it knows it."""
    sides = [Advisor(before), Advisor(after)]
    expected = {
        question
        for old, new in everything
        for question in yes(old.roles[0], told(sides[0], old), told(sides[1], new))
    }
    found = asked(before, after)
    assert by_verdict(found, "undecided") == set()
    assert by_verdict(found, "yes") == expected
    assert all(shows(found, one, sides) for one in found.answers if one.verdict == "yes")
    return found


def shows(found: Anywhere, answer: Answer, sides: Sequence[Advisor]) -> bool:
    """Whether the witness, sent to each side as it is, shows what is claimed."""
    assert answer.witness is not None
    witness = found.witnesses[answer.witness]
    requests = zip(sides, (witness.before, witness.after), strict=True)
    old, new = (told(side, read_request(one, side.rulebook, TODAY)) for side, one in requests)
    return answer.question in set(yes(witness.role, old, new))


def same_questions(before: Rulebook, after: Rulebook) -> list[tuple[Assessment, Assessment]]:
    apart = reads_disagreement(before) or reads_disagreement(after)
    return [(one, one) for role in WHO for one in every_assessment(after, role, open_=True, disagreement=apart)]


def edited(first: Rulebook, second: Rulebook, kept: Sequence[bool]) -> Rulebook:
    """The first one without some of its rules and with the first of the second's in their place."""
    rules = [one for one, keep in zip(first.rules.values(), kept, strict=False) if keep]
    new = next(iter(second.rules.values()))
    return rulebook([*rules, replace(new, id=f"{new.source}.new")])


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(rulebooks(4), rulebooks(1), st.lists(st.booleans(), min_size=4, max_size=4))
def test_answers_are_those_of_brute_force(first: Rulebook, second: Rulebook, kept: list[bool]) -> None:
    """Of a small rulebook and an edited one, yes and none are what trying every assessment finds, each with a witness."""
    after = edited(first, second, kept)
    answers_as_brute_force(first, after, same_questions(first, after))
