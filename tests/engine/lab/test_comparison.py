"""Two strategies of one list: what puts the one above the other."""

from __future__ import annotations

import datetime as dt

import pytest

from leverpoint import Advisor, Assessment
from leverpoint.advice import RoleAdvice
from leverpoint.lab.exploring.comparison import compare, reason, to_data
from leverpoint.lab.exploring.why import uncut_advice
from leverpoint.lab.sample import sample

BEFORE = Assessment(
    ("branch",), dt.date(2026, 2, 2), {"people.trust": {"": 1}, "place.hours": {"": 2}}, context={"phase": "starting"}
)


@pytest.fixture
def advice(librarian: Advisor) -> RoleAdvice:
    """The whole list of a branch."""
    return uncut_advice(librarian, BEFORE)["branch"]


def test_the_score_decides(librarian: Advisor, advice: RoleAdvice) -> None:
    """The differences of the terms add up to the difference of the scores, whichever stands first."""
    catalog = librarian.rulebook.catalog
    one, other = compare(advice, "MEET", "OPEN", catalog), compare(advice, "OPEN", "MEET", catalog)
    assert one.above == other.above
    assert one.first.place
    assert one.second.place
    gap = one.first.place.score - one.second.place.score
    assert sum(term.difference for term in one.terms) == gap == -sum(term.difference for term in other.terms)
    assert reason(one) == reason(other)
    assert f"by {abs(gap)} point" in reason(one)


def test_ties_are_explained(librarian: Advisor) -> None:
    """With equal scores the number decides, and the sentence says so."""
    catalog = librarian.rulebook.catalog
    for assessment in sample(librarian.rulebook, 200, BEFORE.as_of, roles=["town"]):
        found = uncut_advice(librarian, assessment)["town"]
        scores = [one.score for one in found.recommendations]
        tie = next((at for at in range(len(scores) - 1) if scores[at] == scores[at + 1]), None)
        if tie is not None:
            first, second = (found.recommendations[at].strategy for at in (tie, tie + 1))
            pair = compare(found, second, first, catalog)
            assert (pair.above, pair.decided_by) == (first, "number")
            assert "is above because its number" in reason(pair)
            return
    raise AssertionError("no tie was drawn")


def test_only_one_or_none_is_listed(librarian: Advisor, advice: RoleAdvice) -> None:
    """A strategy that is not on the list is below one that is; of two that are not, neither is above."""
    catalog = librarian.rulebook.catalog
    one = compare(advice, "GARDEN", "MEET", catalog)
    assert (one.above, one.decided_by, one.first.place) == ("MEET", "listed", None)
    empty = RoleAdvice("branch", (), (), ())
    none = compare(empty, "GARDEN", "MEET", catalog)
    assert (none.above, none.decided_by) == (None, None)
    assert reason(none) == "Neither GARDEN nor MEET is on the list."
    assert to_data(none)["terms"] == []
