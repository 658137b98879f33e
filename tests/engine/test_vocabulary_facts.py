"""Which facts a rulebook has, and what an assessment says about them: medians, disagreement, aggregates."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leverpoint import Assessment, Rulebook
from leverpoint.vocabulary import AS_OF, ROLE, Fact, Facts, Kind, Type, reserved

DAY = dt.date(2026, 2, 2)


def facts_of(rulebook: Rulebook, ratings: Mapping[str, Any], *absent: str, role: str = "branch") -> Facts:
    by_rater = {criterion: said if isinstance(said, dict) else {"": said} for criterion, said in ratings.items()}
    return rulebook.vocabulary.facts_of(Assessment((role,), DAY, by_rater, frozenset(absent)), role)


RATERS = [
    ([2], 2, 0),
    ([1, 3], 1, 2),
    ([3, 1], 1, 2),
    ([1, 2, 5], 2, 4),
    ([5, 4, 1, 2], 2, 4),
    ([4, 4, 4, 4], 4, 0),
    ([1, 1, 5, 5], 1, 4),
]


@pytest.mark.parametrize(("levels", "median", "disagreement"), RATERS)
def test_several_raters_speak_with_their_median(
    levels: list[int], median: int, disagreement: int, library: Rulebook
) -> None:
    """The level is the median, the lower of two middles; disagreement is the range, and 0 with one rater."""
    facts = facts_of(library, {"place.hours": {f"r{index}": level for index, level in enumerate(levels)}})
    assert facts.values["place.hours"] == median
    assert facts.values["place.hours.disagreement"] == disagreement


@given(st.lists(st.integers(1, 5), min_size=1, max_size=9))
def test_the_median_is_a_level_that_somebody_gave(library: Rulebook, levels: list[int]) -> None:
    """At least half of the raters gave the median or less, at least half gave it or more, and one gave it itself."""
    median = facts_of(library, {"place.hours": dict(enumerate(levels))}).values["place.hours"]
    assert median in levels
    assert sum(level <= int(median) for level in levels) * 2 >= len(levels)
    assert sum(level >= int(median) for level in levels) * 2 >= len(levels)


# what is rated, what is not applicable, and the lowest and highest that each aggregate can still be
AGGREGATES: list[tuple[dict[str, int], tuple[str, ...], dict[str, tuple[float, float]]]] = [
    (
        {},
        (),
        {
            "people.mean": (0, 2),
            "people.min": (0, 2),
            "people.count_at_most_0": (0, 3),
            "people.count_at_most_1": (0, 3),
            "people.count_at_most_2": (3, 3),
            "place.mean": (1, 5),
            "place.min": (1, 5),
            "place.count_at_most_1": (0, 2),
            "place.count_at_most_5": (2, 2),
        },
    ),
    (
        {"people.trust": 1},
        (),
        {
            "people.mean": (1 / 3, 5 / 3),
            "people.min": (0, 1),
            "people.count_at_most_0": (0, 2),
            "people.count_at_most_1": (1, 3),
            "people.count_at_most_2": (3, 3),
        },
    ),
    (
        {"people.trust": 1, "people.learning": 0, "people.voice": 2},
        (),
        {
            "people.mean": (1, 1),
            "people.min": (0, 0),
            "people.count_at_most_0": (1, 1),
            "people.count_at_most_1": (2, 2),
            "people.count_at_most_2": (3, 3),
        },
    ),
    (
        {"people.trust": 2},
        ("people.voice",),
        {
            "people.mean": (1, 2),
            "people.min": (0, 2),
            "people.count_at_most_1": (0, 1),
            "people.count_at_most_2": (2, 2),
        },
    ),
    (
        {"place.hours": 3},
        ("place.sharing",),
        {"place.mean": (3, 3), "place.min": (3, 3), "place.count_at_most_2": (0, 0), "place.count_at_most_3": (1, 1)},
    ),
    ({"place.hours": 2}, (), {"place.mean": (1.5, 3.5), "place.min": (1, 2), "place.count_at_most_2": (1, 2)}),
]


@pytest.mark.parametrize(("ratings", "absent", "expected"), AGGREGATES)
def test_an_aggregate_is_an_interval(
    ratings: dict[str, int], absent: tuple[str, ...], expected: dict[str, tuple[float, float]], library: Rulebook
) -> None:
    """Open criteria stand all at the lowest, or all at the highest level; what is not applicable is left out."""
    intervals = facts_of(library, ratings, *absent).intervals
    assert {name: intervals[name] for name in expected} == expected


LEVELS = st.one_of(st.none(), st.just("n/a"), st.integers(0, 2))


@given(st.lists(LEVELS, min_size=3, max_size=3))
def test_intervals_hold_every_completion_and_nothing_more(library: Rulebook, said: list[Any]) -> None:
    """The interval of an aggregate is the lowest and the highest value over all answers to what is open."""
    rows = [row.id for row in library.catalog.rubrics["people"].criteria]
    given_ = dict(zip(rows, said, strict=True))
    absent = [row for row in rows if given_[row] == "n/a"]
    open_ = [row for row in rows if given_[row] is None]
    known = {row: level for row, level in given_.items() if isinstance(level, int)}
    found = facts_of(library, known, *absent)
    if len(absent) == len(rows):
        assert not any(name.startswith("people.") for name in found.intervals)
        return
    completions = [
        facts_of(library, {**known, **dict(zip(open_, levels, strict=True))}, *absent).intervals
        for levels in product((0, 1, 2), repeat=len(open_))
    ]
    for name, interval in found.intervals.items():
        values = [one[name] for one in completions]
        assert all(low == high for low, high in values if name.startswith("people."))
        assert interval == (min(low for low, _ in values), max(high for _, high in values))


def test_aggregates_without_any_criterion_do_not_apply(library: Rulebook) -> None:
    """Where no row of a rubric applies, its aggregates do not apply either; the other rubric's still do."""
    facts = facts_of(library, {}, "place.hours", "place.sharing")
    names = {"place.mean", "place.min", *(f"place.count_at_most_{level}" for level in range(1, 6))}
    assert names <= facts.not_applicable
    assert not names & set(facts.intervals)
    assert "people.mean" in facts.intervals


def test_where_a_criterion_does_not_apply_nobody_disagrees_about_it(library: Rulebook) -> None:
    """A criterion that is not applicable takes its disagreement along."""
    facts = facts_of(library, {}, "people.trust")
    assert facts.not_applicable == {"people.trust", "people.trust.disagreement"}
    assert not {"people.trust", "people.trust.disagreement"} & set(facts.values)


def test_role_and_day_are_facts_too(library: Rulebook) -> None:
    """The role that asks and the day of the question are known, beside the context; nothing else is."""
    assessment = Assessment(("town", "branch"), DAY, context={"phase": "settled"})
    values = library.vocabulary.facts_of(assessment, "town").values
    assert values == {"phase": "settled", ROLE: "town", AS_OF: DAY.toordinal()}


def test_a_conclusion_is_added_to_what_is_known(library: Rulebook) -> None:
    """What a pass concludes is known to the next, and nothing that was known is lost."""
    facts = facts_of(library, {"people.trust": 1}, "people.voice")
    later = facts.concluding({"strained": True})
    assert later.values == {**facts.values, "strained": True}
    assert (later.not_applicable, later.intervals) == (facts.not_applicable, facts.intervals)


def test_every_kind_of_fact_is_there(library: Rulebook) -> None:
    """A rulebook has its criteria, their disagreement, three kinds of aggregates, its context and its conclusions."""
    vocabulary = library.vocabulary
    assert [fact.id for fact in vocabulary.of_kind(Kind.CRITERION)] == [
        "people.trust",
        "people.learning",
        "people.voice",
        "place.hours",
        "place.sharing",
    ]
    assert len(vocabulary.of_kind(Kind.DISAGREEMENT)) == 5
    assert len(vocabulary.of_kind(Kind.AGGREGATE)) == (2 + 3) + (2 + 5)
    assert [fact.id for fact in vocabulary.of_kind(Kind.CONTEXT)] == ["phase", "staff", "visits", "has-partner"]
    assert len(vocabulary.of_kind(Kind.CONCLUSION)) == 3
    assert [fact.id for fact in vocabulary.of_kind(Kind.REQUEST)] == [ROLE, AS_OF]


# id, type, values, bounds
SHAPES = [
    ("people.trust", Type.ORDINAL, (0, 1, 2), None, None),
    ("place.hours", Type.ORDINAL, (1, 2, 3, 4, 5), None, None),
    ("people.trust.disagreement", Type.INTEGER, (), 0, 2),
    ("place.hours.disagreement", Type.INTEGER, (), 0, 4),
    ("people.mean", Type.NUMBER, (), 0, 2),
    ("place.min", Type.INTEGER, (), 1, 5),
    ("people.count_at_most_0", Type.INTEGER, (), 0, 3),
    ("place.count_at_most_5", Type.INTEGER, (), 0, 2),
    ("phase", Type.CHOICE, ("starting", "growing", "settled"), None, None),
    ("staff", Type.INTEGER, (), 0, 20000),
    ("visits", Type.NUMBER, (), 0, 9000.5),
    ("has-partner", Type.BOOLEAN, (False, True), None, None),
    ("strained", Type.BOOLEAN, (False, True), None, None),
]


@pytest.mark.parametrize(("name", "kind", "values", "low", "high"), SHAPES)
def test_each_fact_knows_what_it_can_be(
    name: str, kind: Type, values: tuple[Any, ...], low: float | None, high: float | None, library: Rulebook
) -> None:
    """Values and bounds follow from the rubric's own rows and levels, or from the catalog."""
    fact = library.vocabulary[name]
    assert (fact.type, fact.values, fact.minimum, fact.maximum) == (kind, values, low, high)


WRONG = [
    ("people.trust", 3, "3 is not one of 0, 1, 2"),
    ("people.trust", True, "true is not one of 0, 1, 2"),
    ("people.trust", None, "null is not one of 0, 1, 2"),
    ("phase", "setled", "'setled' is not one of 'starting', 'growing', 'settled'"),
    ("has-partner", 1, "1 is not one of false, true"),
    ("staff", "12", "'12' is not a number"),
    ("staff", True, "true is not a number"),
    ("staff", None, "null is not a number"),
    ("staff", 2.5, "2.5 is not a whole number"),
    ("staff", 1000000, "1000000 is not between 0 and 20000"),
    ("visits", -1, "-1 is not between 0 and 9000.5"),
    ("visits", math.nan, "nan is not between 0 and 9000.5"),
]


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_a_wrong_value_is_told_in_words(name: str, value: object, words: str, library: Rulebook) -> None:
    """What a fact cannot be is said plainly, with what it can be."""
    assert library.vocabulary[name].problem_with(value) == words


@pytest.mark.parametrize(
    ("name", "value"),
    [("people.trust", 0), ("phase", "settled"), ("has-partner", False), ("staff", 20000), ("visits", 9000.5)],
)
def test_a_right_value_is_no_problem(name: str, value: object, library: Rulebook) -> None:
    """Every value of a fact and both of its bounds are fine."""
    assert library.vocabulary[name].problem_with(value) is None


def test_a_number_without_bounds_may_be_any() -> None:
    """A fact that states no bounds takes every number."""
    fact = Fact("x", Kind.CONTEXT, Type.NUMBER, "X")
    assert [fact.problem_with(value) for value in (-1e9, 0, 1e9)] == [None, None, None]


def test_rules_cannot_read_the_request_itself(library: Rulebook) -> None:
    """The role and the day exist, and are found only by those who put the conditions together."""
    vocabulary = library.vocabulary
    assert ROLE in vocabulary
    assert "nothing" not in vocabulary
    assert [vocabulary.find(name) for name in (ROLE, AS_OF, "nothing")] == [None, None, None]
    assert vocabulary.find("staff") is vocabulary["staff"]


SUGGESTED = [
    ("people.trst", "people.trust"),
    ("trust", "people.trust"),
    ("sharing", "place.sharing"),
    ("staf", "staff"),
    ("straind", "strained"),
    ("rol", None),
    ("xyz", None),
]


@pytest.mark.parametrize(("wrong", "right"), SUGGESTED)
def test_the_nearest_fact_is_suggested(wrong: str, right: str | None, library: Rulebook) -> None:
    """A near miss is answered with the fact that was meant, by its whole id or its last part; never with the role."""
    assert library.vocabulary.suggest(wrong) == right


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mean", True),
        ("people.min", True),
        ("x.disagreement", True),
        ("x.count_at_most_3", True),
        ("x.count_at_most_-1", True),
        ("meaning", False),
        ("people.mean.more", False),
        ("count_at_most", False),
    ],
)
def test_words_of_aggregates_are_reserved(name: str, expected: bool, library: Rulebook) -> None:
    """The last part of an id must not be a word that aggregates and disagreement use."""
    assert reserved(name) is expected
