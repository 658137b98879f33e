"""A priority is a sum of named terms in whole points, and its order is total."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leverpoint import Advice, Assessment, Rulebook
from leverpoint.advice import Term
from leverpoint.model import Adjust, Layer, Recommend
from leverpoint.priority import Priority, need

DAY = dt.date(2026, 2, 2)
Ask = Callable[..., Advice]


def terms_of(rulebook: Rulebook, strategy: str, role: str, ratings: Mapping[str, int], *true: str) -> list[Term]:
    rated = {criterion: {"": level} for criterion, level in ratings.items()}
    facts = rulebook.vocabulary.facts_of(Assessment((role,), DAY, rated), role)
    return list(Priority(rulebook).terms(strategy, role, facts, frozenset(true)))


def points_of(terms: list[Term]) -> list[tuple[str, int, str]]:
    return [(term.name, term.points, term.origin) for term in terms]


# strategy, role, ratings, rules that matched, the terms worked out by hand
WORKED: list[tuple[str, str, dict[str, int], tuple[str, ...], list[tuple[str, int, str]]]] = [
    # half of 25 is 12.5 and rounds up; the branch leads and can begin now; one rule adds 5, the other nothing
    (
        "MEET",
        "branch",
        {"people.trust": 1},
        ("library.meet-weekly", "library.any-voice-missing"),
        [
            ("need", 13, "people.trust"),
            ("role", 10, "MEET"),
            ("horizon", 4, "MEET"),
            ("rule", 5, "library.meet-weekly"),
        ],
    ),
    # two rows speak of the strategy: the neediest counts
    (
        "MEET",
        "town",
        {"people.trust": 1, "people.voice": 0},
        ("library.voice-lifts-meeting",),
        [
            ("need", 25, "people.voice"),
            ("role", 6, "MEET"),
            ("horizon", 4, "MEET"),
            ("rule", 4, "library.voice-lifts-meeting"),
        ],
    ),
    # two predecessors, of which only the one below level 2 is weak; no horizon, no rule
    (
        "SHARE",
        "region",
        {"place.sharing": 3, "people.trust": 1, "place.hours": 2},
        (),
        [("need", 8, "place.sharing"), ("role", 10, "SHARE"), ("readiness", -5, "MEET")],
    ),
    (
        "SHARE",
        "branch",
        {"people.trust": 0, "place.hours": 1},
        (),
        [("role", 2, "SHARE"), ("readiness", -5, "MEET"), ("readiness", -5, "OPEN")],
    ),
    # two thirds of 25 are 16.67 and round up; what is adjusted down goes down
    (
        "OPEN",
        "town",
        {"place.hours": 2},
        ("library.open-longer", "library.busy-already"),
        [
            ("need", 17, "place.hours"),
            ("role", 10, "OPEN"),
            ("horizon", 2, "OPEN"),
            ("rule", -3, "library.busy-already"),
            ("rule", 4, "library.open-longer"),
        ],
    ),
    # the target is level 4: neither there nor above is any need left
    ("OPEN", "region", {"place.hours": 4}, (), [("horizon", 2, "OPEN")]),
    ("OPEN", "region", {"place.hours": 5}, (), [("horizon", 2, "OPEN")]),
    # nothing rated, no part in it, later: no term at all
    ("LEARN", "region", {}, (), []),
    # what other strategies' rules say does not count here
    ("GARDEN", "region", {}, ("library.open-longer",), [("horizon", 4, "GARDEN")]),
]


@pytest.mark.parametrize(("strategy", "role", "ratings", "true", "expected"), WORKED)
def test_terms_are_as_worked_out_by_hand(
    strategy: str,
    role: str,
    ratings: dict[str, int],
    true: tuple[str, ...],
    expected: list[tuple[str, int, str]],
    library: Rulebook,
) -> None:
    """Need, role, readiness, horizon and rules, in this order, each with where it comes from; zeros are left out."""
    assert points_of(terms_of(library, strategy, role, ratings, *true)) == expected


def test_every_term_says_what_it_is_and_who_put_it_there(library: Rulebook) -> None:
    """The texts are sentences for people, and each term names its source."""
    ratings = {"place.sharing": 2, "people.trust": 1}
    assert terms_of(library, "SHARE", "town", ratings, "library.share") == [
        Term("need", 17, "place.sharing", "library", "level 2 of 5"),
        Term("role", 6, "SHARE", "library", "a town shares this strategy"),
        Term("readiness", -5, "MEET", "library", "strengthen MEET first"),
        Term("rule", 6, "library.share", "library", "Who is ready shares the building"),
    ]
    assert terms_of(library, "OPEN", "branch", {}, "library.busy-already") == [
        Term("role", 2, "OPEN", "library", "a branch influences this strategy"),
        Term("horizon", 2, "OPEN", "library", "the horizon for this role is next"),
        Term("rule", -3, "library.busy-already", "library", "People come already."),
    ]
    assert terms_of(library, "OPEN", "town", {})[0].text == "a town leads this strategy"


def test_local_rules_have_terms_of_their_own_after_the_core(library: Rulebook) -> None:
    """A rule of a more local layer adds a term called local, the core's first, then layer by layer."""
    core = library.rules["library.open-longer"]
    school = replace(core, id="a.school", source="a", layer=Layer.SCHOOL, then=(Recommend("OPEN", 2),))
    state = replace(core, id="z.state", source="z", layer=Layer.STATE, then=(Adjust("OPEN", 1, "why"),) * 2)
    rules = {one.id: one for one in (school, state, core)}
    terms = terms_of(replace(library, rules=rules), "OPEN", "region", {}, *rules)
    assert [(term.name, term.points, term.by) for term in terms[1:]] == [
        ("rule", 4, "library"),
        ("local", 1, "z"),
        ("local", 1, "z"),
        ("local", 2, "a"),
    ]


# weight, level, target, lowest, points: a half rounds up, at the target nothing is needed
NEEDS = [
    (30, 1, 4, 1, 30),
    (30, 2, 4, 1, 20),
    (30, 3, 4, 1, 10),
    (30, 4, 4, 1, 0),
    (30, 5, 4, 1, 0),
    (25, 0, 2, 0, 25),
    (25, 1, 2, 0, 13),
    (5, 3, 4, 1, 2),
    (7, 3, 4, 2, 4),
    (1, 3, 4, 1, 0),
    (0, 1, 4, 1, 0),
    (25, 1, 1, 1, 0),
    (25, -3, 3, -3, 25),
]


@pytest.mark.parametrize(("weight", "level", "target", "lowest", "points"), NEEDS)
def test_need_is_the_share_of_the_way_that_is_left(
    weight: int, level: int, target: int, lowest: int, points: int
) -> None:
    """All of the weight at the lowest level, none from the target on, in between in proportion."""
    assert need(weight, level, target, lowest) == points


@given(st.integers(0, 1000), st.integers(-50, 50), st.integers(1, 40), st.data())
def test_need_is_never_negative_and_rounds_half_up(weight: int, lowest: int, span: int, data: st.DataObject) -> None:
    """For any scale, weight and level: never below 0, never above the weight, and within half a point of the share."""
    target = lowest + span
    level = data.draw(st.integers(lowest, target + 3))
    points = need(weight, level, target, lowest)
    exact = max(Fraction(weight * (target - level), span), Fraction(0))
    assert 0 <= points <= weight
    assert Fraction(-1, 2) < points - exact <= Fraction(1, 2)


PEOPLE, PLACE = st.sampled_from([None, "n/a", 0, 1, 2]), st.sampled_from([None, "n/a", 1, 2, 3, 4, 5])
RATINGS = st.fixed_dictionaries(
    {
        "people.trust": PEOPLE,
        "people.learning": PEOPLE,
        "people.voice": PEOPLE,
        "place.hours": PLACE,
        "place.sharing": PLACE,
    }
)
CONTEXT = st.fixed_dictionaries(
    {},
    optional={
        "phase": st.sampled_from(["starting", "growing", "settled"]),
        "staff": st.integers(0, 20000),
        "visits": st.sampled_from([0, 120, 120.5, 9000.5]),
        "has-partner": st.booleans(),
    },
)
ROLES = st.lists(st.sampled_from(["region", "town", "branch"]), min_size=1, unique=True)


@given(ROLES, RATINGS, CONTEXT)
def test_terms_always_add_up_and_the_order_is_total(
    ask: Ask, library: Rulebook, roles: list[str], ratings: dict[str, Any], context: dict[str, Any]
) -> None:
    """Whatever is answered: scores are the sums of terms, none is zero, and ranks follow score, number and id."""
    for advice in ask(roles, ratings, context).roles:
        keys = []
        for rank, item in enumerate(advice.recommendations, 1):
            assert item.rank == rank
            assert item.score == sum(term.points for term in item.terms)
            assert all(term.points for term in item.terms)
            assert all(term.points > 0 for term in item.terms if term.name == "need")
            keys.append((-item.score, library.catalog.strategies[item.strategy].number, item.strategy))
        assert keys == sorted(set(keys))


def test_equal_scores_and_numbers_are_told_apart_by_id(library: Rulebook) -> None:
    """Where even the strategies' numbers are equal, the id decides."""
    strategies = {name: replace(one, number=1) for name, one in library.catalog.strategies.items()}
    priority = Priority(replace(library, catalog=replace(library.catalog, strategies=strategies)))
    assert sorted(strategies, key=lambda name: priority.order(name, 7)) == ["GARDEN", "LEARN", "MEET", "OPEN", "SHARE"]
    assert priority.order("MEET", 8) < priority.order("GARDEN", 7)


# ratings, the weak predecessors of SHARE
WEAK = [
    ({}, []),
    ({"people.trust": 2, "place.hours": 2}, []),
    ({"people.trust": 1, "place.hours": 2}, ["MEET"]),
    ({"people.trust": 2, "people.voice": 1}, ["MEET"]),
    ({"people.trust": 0, "place.hours": 1}, ["MEET", "OPEN"]),
]


@pytest.mark.parametrize(("ratings", "weak"), WEAK)
def test_a_predecessor_is_weak_below_its_level(ratings: dict[str, int], weak: list[str], library: Rulebook) -> None:
    """One criterion below the level that counts as weak is enough; what is not answered is not weak."""
    rated = {criterion: {"": level} for criterion, level in ratings.items()}
    facts = library.vocabulary.facts_of(Assessment(("region",), DAY, rated), "region")
    assert list(Priority(library).weak_predecessors("SHARE", facts)) == weak
