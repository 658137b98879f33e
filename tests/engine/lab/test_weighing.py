"""Other weights over those of a rulebook: the same lists as if they had been written into it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from leverpoint import Advisor, Assessment
from leverpoint.lab.exploring.weighing import reweighed
from leverpoint.lab.exploring.why import uncut_advice
from leverpoint.lab.sample import sample

DAY = dt.date(2026, 2, 2)
OVER = {"need": 3, "readiness": -40, "weak_below": 1, "role": {"lead": 0}, "horizon": {"later": 9}}


def test_only_what_is_said_changes(librarian: Advisor) -> None:
    """The named points are others, and every other weight stays, with its reason."""
    before = librarian.rulebook.weights
    after = reweighed(before, OVER)
    assert (after.need.points, after.readiness.points, after.weak_below) == (3, -40, 1)
    assert (after.role["lead"].points, after.horizon["later"].points) == (0, 9)
    assert (after.role["share"], after.horizon["now"]) == (before.role["share"], before.horizon["now"])
    assert after.max_local_points == before.max_local_points
    assert reweighed(before, {}) == before


def test_lists_are_those_of_a_rulebook_with_these_weights(librarian: Advisor) -> None:
    """Nothing is compiled anew, and yet every list is what a new advisor on those weights gives."""
    weights = reweighed(librarian.rulebook.weights, OVER)
    light, whole = librarian.weighing(weights), Advisor(replace(librarian.rulebook, weights=weights))
    for assessment in sample(librarian.rulebook, 60, DAY, answered=0.8):
        assert uncut_advice(light, assessment) == uncut_advice(whole, assessment)


def test_it_is_another_revision(librarian: Advisor) -> None:
    """An answer under other weights can never be taken for one of the rulebook, whose advisor stays as it was."""
    asked = Assessment(("branch",), DAY, {"people.trust": {"": 0}})
    before = librarian.advise(asked)
    other = librarian.weighing(reweighed(librarian.rulebook.weights, {"need": 1})).advise(asked)
    assert other.revision != before.revision
    assert other.decision_id != before.decision_id
    assert librarian.advise(asked) == before
