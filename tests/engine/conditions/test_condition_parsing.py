"""What authors write under `when` becomes a tree, checked against the facts that exist."""

from __future__ import annotations

from typing import Any

import pytest

from leverpoint import Rulebook
from leverpoint.conditions import AllOf, AnyOf, Comparison, Condition, Not, Op, comparisons, parse, values_in_words
from leverpoint.conditions.parse import allowed_ops

TRUST = Comparison("people.trust", Op.AT_MOST, (1,))
HOURS = Comparison("place.hours", Op.BETWEEN, (2, 4))

TREES: list[tuple[Any, Condition]] = [
    ({"people.trust": {"at_most": 1}}, TRUST),
    ({"people.trust": {"at_most": 1.0}}, TRUST),
    ({"place.hours": {"between": [2, 4]}}, HOURS),
    ({"place.hours": {"between": [2, 2]}}, Comparison("place.hours", Op.BETWEEN, (2, 2))),
    ({"place.hours": {"in": [3, 1.0, 3]}}, Comparison("place.hours", Op.IN, (3, 1))),
    ({"phase": {"not_in": ["settled"]}}, Comparison("phase", Op.NOT_IN, ("settled",))),
    ({"phase": {"is_not": "settled"}}, Comparison("phase", Op.IS_NOT, ("settled",))),
    ({"has-partner": {"is": False}}, Comparison("has-partner", Op.IS, (False,))),
    ({"visits": {"at_least": 120.5}}, Comparison("visits", Op.AT_LEAST, (120.5,))),
    ({"visits": {"answered": False}}, Comparison("visits", Op.ANSWERED, (False,))),
    ({"people.mean": {"at_least": 1.5}}, Comparison("people.mean", Op.AT_LEAST, (1.5,))),
    ({"strained": {"is_not": True}}, Comparison("strained", Op.IS_NOT, (True,))),
    ({"not": {"people.trust": {"at_most": 1}}}, Not(TRUST)),
    (
        {"all": [{"people.trust": {"at_most": 1}}, {"any": [{"place.hours": {"between": [2, 4]}}]}]},
        AllOf((TRUST, AnyOf((HOURS,)))),
    ),
]


@pytest.mark.parametrize(("written", "tree"), TREES)
def test_what_is_written_is_what_is_read(written: Any, tree: Condition, library: Rulebook) -> None:
    """Each comparison and connective has its node; 1.0 is 1, and a list's repetitions count once."""
    assert parse(written, library.vocabulary) == (tree, [])


def test_all_problems_of_a_condition_come_at_once(library: Rulebook) -> None:
    """Reading goes on behind a mistake, and one mistake is enough for there to be no tree."""
    written = {
        "all": [
            {"people.trst": {"at_mst": 1}},
            {"any": []},
            {"place.hours": {"in": [0, 3, 9]}},
            {"not": {"a/b~": {"is": 1}}},
            {"people.trust": {"at_most": 1}},
        ]
    }
    tree, problems = parse(written, library.vocabulary, "/0/when")
    assert tree is None
    assert [(problem.code, problem.pointer) for problem in problems] == [
        ("unknown-fact", "/0/when/all/0/people.trst"),
        ("unknown-comparison", "/0/when/all/0/people.trst/at_mst"),
        ("empty-condition", "/0/when/all/1/any"),
        ("level-off-scale", "/0/when/all/2/place.hours/in/0"),
        ("level-off-scale", "/0/when/all/2/place.hours/in/2"),
        ("unknown-fact", "/0/when/all/3/not/a~1b~0"),
    ]


def test_a_misspelt_connective_is_recognized(library: Rulebook) -> None:
    """Who writes `nott` is asked whether it was `not`."""
    _, problems = parse({"nott": {"people.trust": {"at_most": 1}}}, library.vocabulary)
    assert (problems[0].code, problems[0].suggestion) == ("unknown-fact", "not")


EVERYTHING = tuple(Op)
ALLOWED = [
    ("people.trust", EVERYTHING),
    ("people.trust.disagreement", EVERYTHING),
    ("staff", EVERYTHING),
    ("visits", EVERYTHING),
    ("phase", (Op.IS, Op.IS_NOT, Op.IN, Op.NOT_IN, Op.ANSWERED)),
    ("has-partner", (Op.IS, Op.IS_NOT, Op.ANSWERED)),
    ("strained", (Op.IS, Op.IS_NOT)),
    ("people.mean", (Op.AT_MOST, Op.AT_LEAST, Op.BETWEEN)),
    ("people.min", (Op.AT_MOST, Op.AT_LEAST, Op.BETWEEN)),
    ("people.count_at_most_1", (Op.AT_MOST, Op.AT_LEAST, Op.BETWEEN)),
]


@pytest.mark.parametrize(("fact", "ops"), ALLOWED)
def test_each_type_of_fact_takes_its_own_comparisons(fact: str, ops: tuple[Op, ...], library: Rulebook) -> None:
    """What has an order is compared by order, what is an interval only so, and a conclusion is or is not."""
    assert allowed_ops(library.vocabulary[fact]) == ops


WORDS = [
    ("people.trust", "one of 0, 1, 2"),
    ("phase", "one of starting, growing, settled"),
    ("has-partner", "true or false"),
    ("strained", "true or false"),
    ("staff", "a whole number from 0 to 20000"),
    ("visits", "a number from 0 to 9000.5"),
    ("people.mean", "a number from 0 to 2"),
]


@pytest.mark.parametrize(("fact", "words"), WORDS)
def test_what_a_fact_may_be_is_said_in_words(fact: str, words: str, library: Rulebook) -> None:
    """Few values are listed, many are bounded."""
    assert values_in_words(library.vocabulary[fact]) == words


def test_comparisons_are_met_in_the_order_in_which_they_are_written() -> None:
    """Walking a tree meets every comparison once, from left to right."""
    other = Comparison("people.voice", Op.IS, (2,))
    assert list(comparisons(AllOf((Not(AnyOf((TRUST, HOURS))), other)))) == [TRUST, HOURS, other]
    assert HOURS.value == 2
