"""A condition, and what was found for it, in words that a leader reads without help."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from leverpoint import Rulebook
from leverpoint.conditions import Comparison, Op, found_in_words, in_words, needed_in_words, parse
from leverpoint.vocabulary import AS_OF, ROLE, Facts

WORDS: list[tuple[Any, str]] = [
    ({"people.trust": {"at_most": 1}}, "Trust in the team is at level 1 or below"),
    ({"people.trust": {"at_least": 1}}, "Trust in the team is at level 1 or above"),
    ({"people.trust": {"is_not": 2}}, "Trust in the team is at anything but level 2"),
    ({"place.hours": {"between": [1, 3]}}, "Opening hours is at level 1 to 3"),
    ({"place.hours": {"in": [1, 3, 5]}}, "Opening hours is at level 1, 3 or 5"),
    ({"place.hours": {"answered": True}}, "Opening hours is answered"),
    ({"place.hours": {"answered": False}}, "Opening hours is not answered"),
    ({"phase": {"is": "starting"}}, "Phase of the work is Just starting"),
    ({"phase": {"not_in": ["starting", "growing"]}}, "Phase of the work is anything but Just starting or Growing"),
    ({"staff": {"at_least": 1200}}, "Number of staff is 1,200 or more"),
    ({"visits": {"at_most": 120.5}}, "Visits is 120.5 or less"),
    ({"has-partner": {"is": True}}, '"There is a partner school" holds'),
    ({"has-partner": {"is": False}}, '"There is a partner school" does not hold'),
    ({"strained": {"is_not": True}}, '"A fragile team carries too much" does not hold'),
    ({"strained": {"is_not": False}}, '"A fragile team carries too much" holds'),
    ({"has-partner": {"answered": True}}, '"There is a partner school" is answered'),
    ({"people.mean": {"at_least": 1.5}}, "People: mean level is 1.5 or more"),
    ({"not": {"people.trust": {"is": 2}}}, "it is not so that Trust in the team is at level 2"),
    (
        {"not": {"any": [{"people.trust": {"is": 2}}, {"staff": {"is": 3}}]}},
        "it is not so that (Trust in the team is at level 2 or Number of staff is 3)",
    ),
    (
        {"all": [{"staff": {"is": 3}}, {"not": {"staff": {"is": 4}}}, {"any": [{"visits": {"is": 5}}]}]},
        "Number of staff is 3 and (it is not so that Number of staff is 4) and Visits is 5",
    ),
    (
        {"any": [{"staff": {"is": 1}}, {"all": [{"staff": {"is": 2}}, {"visits": {"is": 3}}]}]},
        "Number of staff is 1 or (Number of staff is 2 and Visits is 3)",
    ),
    ({"all": [{"any": [{"staff": {"is": 1}}, {"staff": {"is": 2}}]}]}, "Number of staff is 1 or Number of staff is 2"),
]


@pytest.mark.parametrize(("written", "words"), WORDS)
def test_a_condition_reads_as_a_clause(written: Any, words: str, library: Rulebook) -> None:
    """Titles, labels and levels take the place of ids; brackets show what belongs together."""
    condition, _ = parse(written, library.vocabulary)
    assert condition is not None
    assert in_words(condition, library.vocabulary) == words


DAY = dt.date(2026, 6, 1).toordinal()
# fact, comparison, operand, what it looks for, what a `not` around it looks for
NEEDED: list[tuple[str, Op, tuple[Any, ...], str, str]] = [
    ("people.trust", Op.AT_MOST, (1,), "level 1 or below", "anything above level 1"),
    ("people.trust", Op.AT_LEAST, (1,), "level 1 or above", "anything below level 1"),
    ("people.trust", Op.IS, (1,), "level 1", "anything but level 1"),
    ("people.trust", Op.IS_NOT, (1,), "anything but level 1", "level 1"),
    ("place.hours", Op.IN, (1, 2, 5), "level 1, 2 or 5", "anything but level 1, 2 or 5"),
    ("place.hours", Op.NOT_IN, (1, 2), "anything but level 1 or 2", "level 1 or 2"),
    ("place.hours", Op.BETWEEN, (2, 4), "level 2 to 4", "anything but level 2 to 4"),
    ("place.hours", Op.ANSWERED, (True,), "an answer", "no answer yet"),
    ("place.hours", Op.ANSWERED, (False,), "no answer yet", "an answer"),
    ("staff", Op.AT_MOST, (1000,), "1,000 or less", "anything more than 1,000"),
    ("staff", Op.AT_LEAST, (10,), "10 or more", "anything less than 10"),
    ("phase", Op.IS, ("growing",), "Growing", "anything but Growing"),
    ("has-partner", Op.IS, (True,), "yes", "anything but yes"),
    (ROLE, Op.IN, ("town", "branch"), "town or branch", "anything but town or branch"),
    (AS_OF, Op.AT_LEAST, (DAY,), "2026-06-01 or later", "anything earlier than 2026-06-01"),
    (AS_OF, Op.AT_MOST, (DAY,), "2026-06-01 or earlier", "anything later than 2026-06-01"),
]


@pytest.mark.parametrize(("fact", "op", "operand", "words", "denied"), NEEDED)
def test_what_a_comparison_looks_for_is_said_plainly(
    fact: str, op: Op, operand: tuple[Any, ...], words: str, denied: str, library: Rulebook
) -> None:
    """What would have been needed, and what a denial of it looks for, with levels, labels and days in words."""
    comparison = Comparison(fact, op, operand)
    assert needed_in_words(comparison, library.vocabulary[fact]) == words
    assert needed_in_words(comparison, library.vocabulary[fact], negated=True) == denied


KNOWN = Facts(
    {
        "people.trust": 0,
        "people.trust.disagreement": 1,
        "place.hours.disagreement": 2,
        "phase": "settled",
        "staff": 1200,
        "visits": 99.5,
        "has-partner": False,
        AS_OF: DAY,
        ROLE: "town",
    },
    frozenset({"people.voice"}),
    {"people.mean": (0.0, 4 / 3), "people.min": (0, 0), "place.mean": (7 / 3, 7 / 3)},
)
FOUND = [
    ("people.trust", "level 0 of 2, Absent"),
    ("people.trust.disagreement", "1 level"),
    ("place.hours.disagreement", "2 levels"),
    ("people.voice", "not applicable"),
    ("place.hours", "not answered yet"),
    ("strained", "not answered yet"),
    ("phase", "Settled"),
    ("staff", "1,200 people"),
    ("visits", "99.5 a day"),
    ("has-partner", "no"),
    ("people.mean", "somewhere from 0 to 1.33"),
    ("people.min", "0"),
    ("place.mean", "2.33"),
    (AS_OF, "2026-06-01"),
    (ROLE, "town"),
]


@pytest.mark.parametrize(("fact", "words"), FOUND)
def test_what_was_found_is_said_plainly(fact: str, words: str, library: Rulebook) -> None:
    """What is known of a fact: a level with its name, a number with its unit, an interval, a day, or nothing yet."""
    assert found_in_words(library.vocabulary[fact], KNOWN) == words
