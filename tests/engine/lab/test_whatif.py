"""Two lists side by side: what became of each strategy, and by which terms."""

from __future__ import annotations

import datetime as dt

from leverpoint import Advisor, Assessment
from leverpoint.lab.exploring.changes import Change, changed
from leverpoint.lab.exploring.whatif import RoleChange, side_by_side, to_data
from leverpoint.lab.exploring.why import uncut_advice
from leverpoint.lab.sample import sample

BEFORE = Assessment(
    ("branch",), dt.date(2026, 2, 2), {"people.trust": {"": 0}, "place.hours": {"": 2}}, context={"phase": "starting"}
)


def moved(advisor: Advisor, before: Assessment, *changes: Change) -> RoleChange:
    after = changed(before, changes, advisor.rulebook.vocabulary)
    role = before.roles[0]
    return side_by_side(uncut_advice(advisor, before)[role], uncut_advice(advisor, after)[role])


def test_what_became_of_each_strategy(librarian: Advisor) -> None:
    """A strategy leaves, one enters, one is rescored, one is decided; each with the terms that made it."""
    change = moved(
        librarian, BEFORE, Change("people.trust", 2), Change("people.voice", 2), Change("people.learning", 0)
    )
    by_id = {one.strategy: one for one in change.strategies}
    assert by_id["MEET"].what == "left"
    assert by_id["MEET"].after is None
    assert ("rule", 5, None) in [(term.name, term.before, term.after) for term in by_id["MEET"].terms]
    learn = by_id["LEARN"]
    assert learn.after
    assert learn.after.certainty == "certain"
    gained = sum((term.after or 0) - (term.before or 0) for term in learn.terms)
    assert gained == learn.after.score - (learn.before.score if learn.before else 0)


def test_the_same_twice_is_the_same(librarian: Advisor) -> None:
    """Without a change nothing entered, left, moved or was rescored."""
    change = moved(librarian, BEFORE)
    assert {one.what for one in change.strategies} == {"same"}
    assert not any((change.warnings_new, change.warnings_gone, change.suppressed_new, change.suppressed_gone))


def test_terms_explain_every_score(librarian: Advisor) -> None:
    """Over many assessments, the changed terms of a strategy that stays add up to the change of its score."""
    assessments = sample(librarian.rulebook, 60, BEFORE.as_of, roles=["branch"], answered=0.8)
    for assessment in assessments:
        for one in moved(librarian, assessment, Change("people.voice", 0), Change("place.hours", 5)).strategies:
            if one.before and one.after:
                gained = sum((term.after or 0) - (term.before or 0) for term in one.terms)
                assert gained == one.after.score - one.before.score


def test_suppressed_and_warned(librarian: Advisor) -> None:
    """A strategy that is taken off the list now is told, and programs read what happened to each."""
    change = moved(librarian, BEFORE, Change("people.voice", 0), Change("place.sharing", 1))
    same = moved(librarian, BEFORE, Change("people.trust", 2))
    assert "OPEN" in (*change.suppressed_new, *change.suppressed_gone, *same.suppressed_gone)
    assert {one["what"] for one in to_data(same)["strategies"]} & {"left", "entered", "moved"}
    assert {"name", "from", "by", "text", "before", "after"} == set(to_data(same)["strategies"][0]["terms"][0])
