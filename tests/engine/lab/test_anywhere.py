"""What is said of every assessment that two rulebooks may answer otherwise is what trying each of them finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from leverpoint_rulebooks import STRATEGIES, TODAY, WHO, every_assessment, reads_disagreement, rule, rulebook, rulebooks

from leverpoint import Advisor, Rulebook, read_request
from leverpoint.conditions import AllOf, AnyOf, Comparison, Not, Op
from leverpoint.lab.comparing.anywhere import Answer, Anywhere, Kind, Question, Wanted
from leverpoint.lab.comparing.exact.differing import anywhere
from leverpoint.lab.comparing.impact import CERTAIN
from leverpoint.model import Adjust, Assessment, Criterion, Level, Recommend, Rule, Scale, Suppress, Warn
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


def answers_as_brute_force(before: Rulebook, after: Rulebook, everything: Sequence[Any], top: int = TOP) -> Anywhere:
    """Ask, and hold the answers to every assessment, given to each side as far as it knows it."""
    sides = [Advisor(before), Advisor(after)]
    expected = {
        question
        for old, new in everything
        for question in yes(old.roles[0], told(sides[0], old), told(sides[1], new), top)
    }
    found = asked(before, after, top=top)
    assert by_verdict(found, "not-decided") == set()
    assert by_verdict(found, "yes") == expected
    assert all(shows(found, one, sides) for one in found.answers if one.verdict == "yes")
    return found


def shows(found: Anywhere, answer: Answer, sides: Sequence[Advisor]) -> bool:
    """Whether the witness, sent to each side as it is, shows what is claimed."""
    assert answer.witness is not None
    witness = found.witnesses[answer.witness]
    requests = zip(sides, (witness.before, witness.after), strict=True)
    old, new = (told(side, read_request(one, side.rulebook, TODAY)) for side, one in requests)
    return answer.question in set(yes(witness.role, old, new, found.top))


def same_questions(before: Rulebook, after: Rulebook) -> list[tuple[Assessment, Assessment]]:
    apart = reads_disagreement(before) or reads_disagreement(after)
    return [(one, one) for role in WHO for one in every_assessment(after, role, open_=True, disagreement=apart)]


def edited(first: Rulebook, second: Rulebook, kept: Sequence[bool]) -> Rulebook:
    """The first one without some of its rules and with the first of the second's in their place."""
    rules = [one for one, keep in zip(first.rules.values(), kept, strict=False) if keep]
    new = next(iter(second.rules.values()))
    return rulebook([*rules, replace(new, id=f"{new.source}.new")])


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(rulebooks(4), rulebooks(1), st.lists(st.booleans(), min_size=4, max_size=4))
def test_answers_are_those_of_brute_force(first: Rulebook, second: Rulebook, kept: list[bool]) -> None:
    """Of a small rulebook and an edited one, yes and none are what trying every assessment finds."""
    after = edited(first, second, kept)
    answers_as_brute_force(first, after, same_questions(first, after))


CORE = [
    rule("core.a", LOW, Recommend("A", 2)),
    rule("core.b", Comparison("r.b", Op.AT_MOST, (2,)), Recommend("B", 3)),
    rule("core.c", Comparison("open", Op.IS, (True,)), Recommend("C", 1), Warn("Mind the door.")),
]
OWN = Comparison("r.own", Op.AT_MOST, (1,))
CHANGES = {
    "nothing": [],
    "a rule of a pack that takes off what a rule of the core recommends": [rule("town.no", LOWER, Suppress("A", ""))],
    "a rule that asks whether a criterion is answered at all": [
        rule("town.open", Not(Comparison("r.a", Op.ANSWERED, (True,))), Recommend("C", 2))
    ],
    "points only, within the bound on packs": [rule("town.more", LOW, Adjust("A", 9, "")),
                                               rule("town.still-more", LOWER, Adjust("A", 9, ""))],
    "a warning in other words": [rule("town.say", OWN, Warn("Ask at the library."))],
    "a criterion that only the pack asks": [rule("town.own", OWN, Recommend("C", 9))],
    "what is impossible": [rule("town.never", AllOf((LOWER, Not(LOW))), Recommend("C", 9), Warn("Never."))],
    "the same in other words": [rule("core.a", AnyOf((LOWER, LOW)), Recommend("A", 2))],
}  # fmt: skip


def as_known(assessment: Assessment, book: Rulebook) -> Assessment:
    """The assessment without criteria that a rulebook does not have."""
    return replace(
        assessment,
        ratings={name: levels for name, levels in assessment.ratings.items() if name in book.vocabulary},
        not_applicable=frozenset(name for name in assessment.not_applicable if name in book.vocabulary),
    )


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_each_kind_of_change(change: Sequence[Rule]) -> None:
    """Changes that random rulebooks seldom have, and a criterion of one side alone, are answered as by brute force."""
    before = rulebook(CORE)
    after = rulebook(list({one.id: one for one in [*CORE, *change]}.values()), own=True)
    everything = [(as_known(old, before), new) for old, new in same_questions(before, after)]
    answers_as_brute_force(before, after, everything)


@pytest.mark.parametrize(("strategy", "points"), [("A", 1), ("A", -1), ("B", 1), ("B", -1)])
def test_a_single_point_may_decide(strategy: str, points: int) -> None:
    """Where scores are as near as can be, a single point brings a strategy to the first place or takes it away."""
    core = [CORE[0], rule("core.b", Comparison("r.b", Op.AT_MOST, (2,)), Recommend("B", 1)), CORE[2]]
    before, after = rulebook(core), rulebook([*core, rule("town.one", LOW, Adjust(strategy, points, ""))])
    found = answers_as_brute_force(before, after, same_questions(before, after), top=1)
    assert {one.kind for one in by_verdict(found, "yes")} == {Kind.ENTERS, Kind.LEAVES, Kind.ORDER}


def test_other_numbers_decide_between_equal_scores() -> None:
    """Strategies that swap their numbers swap places where their scores are equal, and nowhere else."""
    before = rulebook([CORE[0], rule("core.b", Comparison("r.b", Op.AT_MOST, (2,)), Recommend("B", 1)), CORE[2]])
    numbers = {"A": 2, "B": 1, "C": 3}
    strategies = {name: replace(one, number=numbers[name]) for name, one in before.catalog.strategies.items()}
    after = replace(before, catalog=replace(before.catalog, strategies=strategies))
    found = answers_as_brute_force(before, after, same_questions(before, after), top=1)
    assert {one.kind for one in by_verdict(found, "yes")} == {Kind.ENTERS, Kind.LEAVES, Kind.ORDER}


def test_a_rulebook_is_never_another_than_itself() -> None:
    """Beside itself, and beside what says the same in other words, every question has a proof that there is none."""
    before = rulebook(CORE)
    for rules in (CORE, [*CORE, *CHANGES["what is impossible"]], [*CHANGES["the same in other words"], *CORE[1:]]):
        assert asked(before, rulebook(rules)).clear


def test_drawn_assessments_change_no_answer() -> None:
    """With or without assessments that are drawn first, the same questions have yes and none."""
    before, after = rulebook(CORE), rulebook([*CORE, *CHANGES["a criterion that only the pack asks"]], own=True)
    drawn, searched = asked(before, after, drawn=50), asked(before, after)
    for verdict in ("yes", "none"):
        assert by_verdict(drawn, verdict) == by_verdict(searched, verdict) != set()


def test_without_time_nothing_is_decided() -> None:
    """Where the time is up, every question is undecided, and none is told as having no such assessment."""
    found = asked(rulebook(CORE), rulebook(CORE[:1]), seconds=0)
    assert {(one.verdict, one.why) for one in found.answers} == {("not-decided", "the time was up")}
    assert not found.clear


def test_strategies_and_roles_narrow_the_question() -> None:
    """Asked of one strategy and one role, nothing else is answered."""
    found = asked(rulebook(CORE), rulebook(CORE[:1]), strategies=("B",), roles=("head",))
    assert {(one.question.role, one.question.subject) for one in found.answers} == {("head", "B")}
    assert by_verdict(found, "yes") == {Question("head", kind, "B") for kind in (Kind.GOES, Kind.LEAVES)}


def with_fact(book: Rulebook, fact: Fact) -> Rulebook:
    """The rulebook with one more context question."""
    others = (one for one in book.vocabulary if one.kind in (FactKind.CONTEXT, FactKind.CONCLUSION))
    return replace(book, vocabulary=Vocabulary(book.vocabulary.rubrics, (*others, fact), WHO))


def choice(*values: str) -> Fact:
    return Fact("stage", FactKind.CONTEXT, Type.CHOICE, "Stage", values)


def whole(most: int) -> Fact:
    return Fact("size", FactKind.CONTEXT, Type.INTEGER, "Size", minimum=0, maximum=most)


LATE = rule("core.a", Comparison("stage", Op.IN, ("late",)), Recommend("A"))
SILENT = rule("core.b", Not(Comparison("stage", Op.ANSWERED, (True,))), Recommend("B"))
BIG = rule("core.a", Comparison("size", Op.AT_LEAST, (8,)), Recommend("A"))
BIGGER = rule("core.a", Comparison("size", Op.AT_LEAST, (11,)), Recommend("A"))


@pytest.mark.parametrize(
    ("before", "after", "expected", "answers"),
    [
        # "final" is not given to the old side, for which the stage is then open
        ((choice("early", "late"), [LATE, SILENT]), (choice("early", "late", "final"), [LATE, SILENT]),
         {(Kind.GOES, "B")}, (None, "final")),
        # the old side alone asks, so the new one never hears of it
        ((choice("early", "late"), [LATE]), (None, []), {(Kind.GOES, "A")}, ("late", None)),
        # from 11 on, only the new side knows the number
        ((whole(10), [BIG]), (whole(20), [BIG]), {(Kind.COMES, "A")}, (None, 11)),
        ((whole(10), [BIG]), (whole(10), [BIGGER]), {(Kind.GOES, "A")}, (10, 10)),
        ((whole(10), []), (whole(10), [BIGGER]), set(), ()),
    ],
    ids=["a new value", "a question that is gone", "a wider range", "a higher bound", "a bound beyond the range"],
)  # fmt: skip
def test_what_one_side_does_not_know_is_not_given_to_it(
    before: Any, after: Any, expected: set[tuple[Kind, str]], answers: Sequence[Any]
) -> None:
    """A fact or a value that only one side has is answered to that side; the other finds it open."""
    old, new = (with_fact(rulebook(rules), fact) if fact else rulebook(rules) for fact, rules in (before, after))
    found = asked(old, new, roles=("head",))
    lists = {one for one in by_verdict(found, "yes") if one.kind in (Kind.COMES, Kind.GOES)}
    assert {(one.kind, one.subject) for one in lists} == expected
    assert by_verdict(found, "not-decided") == set()
    if expected:
        answer = next(one for one in found.answers if one.question in lists)
        witness = found.witnesses[answer.witness or 0]
        name = (before[0] or after[0]).id
        assert tuple(one.get("context", {}).get(name) for one in (witness.before, witness.after)) == answers


def rescaled(book: Rulebook, levels: int) -> Rulebook:
    """The rulebook with a rubric of so many levels."""
    steps = tuple(Level(level, f"level {level}") for level in range(1, levels + 1))
    rubric = book.catalog.rubrics["r"]
    rows: tuple[Criterion, ...] = tuple(replace(one, levels=steps) for one in rubric.criteria)
    other = replace(rubric, scale=Scale(steps, 3), criteria=rows)
    facts = (one for one in book.vocabulary if one.kind in (FactKind.CONTEXT, FactKind.CONCLUSION))
    catalog = replace(book.catalog, rubrics={"r": other})
    return replace(book, catalog=catalog, vocabulary=Vocabulary((other,), facts, WHO))


def test_none_is_not_said_where_something_was_not_tried() -> None:
    """Other levels of a criterion, or another type of a fact: yes with a witness, and never "none" about it."""
    top = rule("core.top", Comparison("r.a", Op.AT_LEAST, (3,)), Recommend("A"))
    before, after = rulebook([top]), rescaled(rulebook([top]), 4)
    found = asked(before, after, strategies=("A",), roles=("head",))
    assert by_verdict(found, "yes") == {Question("head", kind, "A") for kind in (Kind.COMES, Kind.ENTERS)}
    assert by_verdict(found, "none") == set()
    assert {"r.a" in one.why for one in found.answers if one.verdict == "not-decided"} == {True}
    number = replace(whole(10), id="stage")
    before, after = (
        with_fact(rulebook([one]), fact)
        for one, fact in (
            (LATE, choice("early", "late")),
            (replace(BIG, when=Comparison("stage", Op.AT_LEAST, (8,))), number),
        )
    )
    found = asked(before, after, strategies=("A",), roles=("head",))
    assert by_verdict(found, "none") == by_verdict(found, "yes") == set()
