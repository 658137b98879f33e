"""An assessment is changed: what each change leaves behind, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from leverpoint import Assessment, AssessmentError, Rulebook
from leverpoint.lab.exploring.changes import Change, asked_fact, changed, check_changes, read_value

BEFORE = Assessment(
    ("branch",),
    dt.date(2026, 2, 2),
    {"people.trust": {"anna": 0, "ben": 2}, "place.hours": {"": 3}},
    frozenset({"place.sharing"}),
    {"phase": "starting", "staff": 3},
)


def test_every_kind_of_change(library: Rulebook) -> None:
    """A level stands for all raters, n/a sets aside, None opens again, context is replaced; the original stays."""
    changes = [
        Change("people.trust", 1),
        Change("place.hours", "n/a"),
        Change("place.sharing", None),
        Change("phase", None),
        Change("staff", 7),
    ]
    check_changes(changes, library.vocabulary)
    after = changed(BEFORE, changes, library.vocabulary)
    assert after.ratings == {"people.trust": {"": 1}}
    assert after.not_applicable == {"place.hours"}
    assert after.context == {"staff": 7}
    assert BEFORE.context == {"phase": "starting", "staff": 3}


def test_everything_wrong_is_told_at_once(library: Rulebook) -> None:
    """An unknown name with the nearest, a worked-out fact, a wrong value, a level off the scale, one fact twice."""
    changes = [
        Change("people.trsut", 1),
        Change("people.mean", 1),
        Change("phase", "startin"),
        Change("place.hours", 9),
        Change("phase", None),
        Change("phase", "n/a"),
    ]
    with pytest.raises(AssessmentError) as error:
        check_changes(changes, library.vocabulary)
    assert [(one.code, one.pointer, one.suggestion) for one in error.value.problems] == [
        ("unknown-fact", "/0/fact", "people.trust"),
        ("unknown-fact", "/1/fact", None),
        ("wrong-value", "/2/value", "starting"),
        ("level-off-scale", "/3/value", None),
        ("several-answers", "/4/fact", None),
        ("several-answers", "/5/fact", None),
        ("wrong-value", "/5/value", None),
    ]


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("people.trust", "1", 1),
        ("people.trust", "growing", 1),
        ("people.trust", "n/a", "n/a"),
        ("phase", "Just starting", "starting"),
        ("phase", "settled", "settled"),
        ("staff", "12", 12),
        ("staff", "1e3", 1000),
        ("visits", "12.5", 12.5),
        ("has-partner", "Yes", True),
        ("has-partner", "false", False),
        ("has-partner", "perhaps", "perhaps"),
    ],
)
def test_what_people_type(library: Rulebook, fact: str, text: str, value: Any) -> None:
    """A value may be typed as itself or by its name; what cannot be read stays text, to be refused with its place."""
    read = read_value(text, library.vocabulary[fact])
    assert (read, type(read)) == (value, type(value))


def test_the_role_cannot_be_changed(library: Rulebook) -> None:
    """What rules reach only by `roles` and `effective` is nobody's fact to set."""
    with pytest.raises(AssessmentError, match="there is no fact 'role'"):
        asked_fact("role", library, "/fact")
