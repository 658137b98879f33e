"""Field types take what is written and nothing that merely resembles it."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from marshmallow import Schema, ValidationError, fields

from leverpoint.reader.fields import (
    Day,
    Flag,
    Id,
    Number,
    One,
    OneOf,
    Raw,
    Record,
    Several,
    Table,
    Text,
    Whole,
    exactly_one,
    points,
)


class Inner(Record):
    """A record inside another."""

    name = Text(required=True)


LONG = "x" * 121

TAKEN: list[tuple[fields.Field[Any], Any, Any]] = [
    (Text(5), "hello", "hello"),
    (Text(shortest=0), "", ""),
    (Id(), "core.learning.protect-time_2", "core.learning.protect-time_2"),
    (Id(), "EQ1", "EQ1"),
    (Id(), "x" * 120, "x" * 120),
    (OneOf("now", "next"), "next", "next"),
    (Whole(), 3, 3),
    (Whole(), 3.0, 3),
    (Whole(), -0.0, 0),
    (Whole(0, 4), 4, 4),
    (points(), -1000, -1000),
    (Number(), 2.5, 2.5),
    (Number(), 2, 2),
    (Flag(), False, False),
    (Day(), "2024-02-29", dt.date(2024, 2, 29)),
    (Several(Whole()), [], []),
    (Several(Whole(), fewest=1, most=2), [1, 2.0], [1, 2]),
    (One(Inner), {"name": "a"}, {"name": "a"}),
    (Table(Whole()), {"a": 1}, {"a": 1}),
    (Raw(), [{"any": "thing"}], [{"any": "thing"}]),
]


@pytest.mark.parametrize(("field", "written", "read"), TAKEN)
def test_what_fits_is_taken_as_it_is(field: fields.Field[Any], written: Any, read: Any) -> None:
    """A value of the right type and size is read, a whole number with a point as a whole number."""
    found = field.deserialize(written)
    assert (found, type(found)) == (read, type(read))


TEXT, WHOLE, NUMBER, FLAG = "text", "a whole number", "a number", "true or false"
AN_ID = "an id is made of ASCII letters, digits, - and _, in parts joined by dots"
DAY, LIST, MAPPING = "a day as YYYY-MM-DD", "a list", "a mapping of fields"

REFUSED: list[tuple[fields.Field[Any], Any, str]] = [
    (Text(), 7, TEXT),
    (Text(), None, TEXT),
    (Text(), ["a"], TEXT),
    (Text(), "", "text of 1 to 4000 characters"),
    (Text(3), "long", "text of 1 to 3 characters"),
    (Id(), "9lives", AN_ID),
    (Id(), "two words", AN_ID),
    (Id(), "dot.", AN_ID),
    (Id(), ".dot", AN_ID),
    (Id(), "naïve", AN_ID),
    (Id(), "line\n", AN_ID),
    (Id(), LONG, "text of 1 to 120 characters"),
    (OneOf("now", "next"), "later", "one of now, next"),
    (OneOf("now", "next"), True, TEXT),
    (Whole(), "3", WHOLE),
    (Whole(), True, WHOLE),
    (Whole(), 3.5, WHOLE),
    (Whole(), None, WHOLE),
    (Whole(), math.nan, WHOLE),
    (Whole(), math.inf, WHOLE),
    (Whole(), 2.0**54, "a whole number from -9007199254740992 to 9007199254740992"),
    (Whole(0, 4), 5, "a whole number from 0 to 4"),
    (points(), 1001, "a whole number from -1000 to 1000"),
    (Number(), "2.5", NUMBER),
    (Number(), False, NUMBER),
    (Number(), None, NUMBER),
    (Flag(), "true", FLAG),
    (Flag(), 1, FLAG),
    (Flag(), None, FLAG),
    (Day(), "2026-02-29", DAY),
    (Day(), "2026-2-1", DAY),
    (Day(), "20260201", DAY),
    (Day(), "2026-W05-7", DAY),
    (Day(), "2026-02-01T00:00", DAY),
    (Day(), 20260201, DAY),
    (Day(), None, DAY),
    (Several(Whole()), "abc", LIST),
    (Several(Whole()), {"a": 1}, LIST),
    (Several(Whole()), None, LIST),
    (Several(Whole(), fewest=1), [], "a list of at least one item"),
    (Several(Whole(), fewest=1, most=2), [1, 2, 3], "a list of 1 to 2 items"),
    (One(Inner), ["name"], MAPPING),
    (One(Inner), None, MAPPING),
    (Table(Whole()), ["a"], MAPPING),
    (Table(Whole()), None, MAPPING),
    (Table(Whole(), most=1), {"a": 1, "b": 2}, "a mapping of at most 1 entry"),
    (Table(Whole(), most=2), dict.fromkeys("abc", 1), "a mapping of at most 2 entries"),
    (Raw(), None, "this is needed and empty"),
]


@pytest.mark.parametrize(("field", "written", "words"), REFUSED)
def test_what_only_resembles_is_refused_in_plain_words(field: fields.Field[Any], written: Any, words: str) -> None:
    """Nothing is converted, cut or guessed, and the words say what would be right."""
    with pytest.raises(ValidationError) as caught:
        field.deserialize(written)
    messages = caught.value.messages
    said = messages["_schema"] if isinstance(messages, dict) else messages
    assert words in (said[0], said[0].removeprefix("this must be "))


def test_a_record_has_no_other_fields() -> None:
    """A field that is not written down is refused, at the top and inside."""

    class Outer(Record):
        inner = One(Inner)

    assert Outer().validate({"inner": {"name": "a", "more": 1}, "less": 2}) == {
        "inner": {"more": ["there is no such field here"]},
        "less": ["there is no such field here"],
    }
    assert isinstance(Outer(), Schema)


@pytest.mark.parametrize("data", [{}, {"a": 1, "b": 2}, {"c": 3}])
def test_a_record_of_alternatives_says_exactly_one(data: dict[str, int]) -> None:
    """Saying none of the alternatives, or two, is refused."""
    with pytest.raises(ValidationError, match="it must say exactly one of a, b"):
        exactly_one(data, ("a", "b"))


def test_one_alternative_is_enough() -> None:
    """Saying one of the alternatives is fine, whatever else is said."""
    exactly_one({"a": None, "c": 3}, ("a", "b"))
