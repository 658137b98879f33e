"""Field types and the base schema that all files and requests share: strict types, plain messages, stable limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

ID = r"^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$"
SEMVER = r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$"
LONGEST_ID, LONGEST_LINE, LONGEST_TEXT = 120, 300, 4000
MOST_POINTS = 1000

MISSING = "this is needed and missing"
UNKNOWN = "there is no such field here"
EXACTLY_ONE = "it must say exactly one of"
MUST_BE, ONE_OF = "this must be ", "this must be one of "
TEXT, WHOLE, NUMBER, FLAG = (
    "this must be text",
    "this must be a whole number",
    "this must be a number",
    "this must be true or false",
)
LIST, MAPPING = "this must be a list", "this must be a mapping of fields"
DAY = "this must be a day as YYYY-MM-DD"
WRONG_TYPES = frozenset((TEXT, WHOLE, NUMBER, FLAG, LIST, MAPPING))


Messages = dict[str, str | list[Any] | dict[Any, Any]]


def _messages(wrong_type: str) -> Messages:
    return {"required": MISSING, "null": wrong_type, "invalid": wrong_type, "type": wrong_type}


class Record(Schema):
    """A mapping with the fields that are written down and no others."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": UNKNOWN, "type": MAPPING}


class Text(fields.String):
    """A string, and nothing else that could be turned into one."""

    default_error_messages = _messages(TEXT)

    def __init__(self, longest: int = LONGEST_TEXT, shortest: int = 1, **more: Any) -> None:
        length = validate.Length(shortest, longest, error=f"this must be text of {shortest} to {longest} characters")
        super().__init__(validate=[length, *more.pop("validate", ())], **more)


class Pattern(validate.Regexp):
    """A pattern that the whole text follows. By itself `$` would let a line end slip in."""

    def __call__(self, value: Any) -> Any:
        """The value where it follows the pattern."""
        if self.regex.fullmatch(value) is None:
            raise ValidationError(self._format_error(value))
        return value


class Id(Text):
    """An id: ASCII letters, digits, dashes and underscores, in parts joined by dots."""

    def __init__(self, **more: Any) -> None:
        shape = Pattern(ID, error="an id is made of ASCII letters, digits, - and _, in parts joined by dots")
        super().__init__(LONGEST_ID, validate=[shape], **more)


class OneOf(Text):
    """One of a few words."""

    def __init__(self, *words: str, **more: Any) -> None:
        choice = validate.OneOf(words, error=f"{ONE_OF}{', '.join(words)}")
        super().__init__(validate=[choice], **more)


class Whole(fields.Integer):
    """A whole number. 3.0 is one, "3" and true are not."""

    default_error_messages = _messages(WHOLE)

    def __init__(self, lowest: int = -(2**53), highest: int = 2**53, **more: Any) -> None:
        between = f"this must be a whole number from {lowest} to {highest}"
        super().__init__(strict=True, validate=[validate.Range(lowest, highest, error=between)], **more)

    def _validated(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
            raise self.make_error("invalid")
        return int(value)


def points(**more: Any) -> Whole:
    """A number of points, bounded so that no sum of them leaves the exact integers."""
    return Whole(-MOST_POINTS, MOST_POINTS, **more)


class Number(fields.Float):
    """A number, and no text that spells one."""

    default_error_messages = _messages(NUMBER)

    def _validated(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid")
        return value


class Flag(fields.Boolean):
    """True or false, and no word or number that resembles them."""

    default_error_messages = _messages(FLAG)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Day(fields.Date):
    """A day as YYYY-MM-DD."""

    default_error_messages = _messages(DAY)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> dt.date:
        try:
            day = dt.date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise self.make_error("invalid", input=value, obj_type="date") from error
        # Python also reads 20260201 and 2026-W05-7
        if day.isoformat() != value:
            raise self.make_error("invalid", input=value, obj_type="date")
        return day


class Several(fields.List[Any]):
    """A list with a bounded number of items."""

    default_error_messages = _messages(LIST)

    MOST = 10_000

    def __init__(self, item: Any, fewest: int = 0, most: int = MOST, **more: Any) -> None:
        count = "at least one item" if (fewest, most) == (1, self.MOST) else f"{fewest} to {most} items"
        error = f"this must be a list of {count}"
        super().__init__(item, validate=[validate.Length(fewest, most, error=error)], **more)


class One(fields.Nested):
    """A mapping with fields of its own."""

    default_error_messages = _messages(MAPPING)

    def __init__(self, schema: type[Schema], **more: Any) -> None:
        super().__init__(schema, unknown=RAISE, **more)


class Table(fields.Dict):
    """A mapping from ids to values."""

    default_error_messages = _messages(MAPPING)

    def __init__(self, values: fields.Field[Any], most: int = 500, **more: Any) -> None:
        entries = "entry" if most == 1 else "entries"
        count = validate.Length(0, most, error=f"this must be a mapping of at most {most} {entries}")
        super().__init__(keys=Text(LONGEST_ID), values=values, validate=[count], **more)


class Raw(fields.Raw):
    """A value whose meaning depends on the vocabulary; it is checked when that is known."""

    default_error_messages: Messages = {"required": MISSING, "null": "this is needed and empty"}


def exactly_one(data: Mapping[str, Any], words: tuple[str, ...]) -> None:
    """Refuse a record that says none or several of `words`."""
    said = [word for word in words if word in data]
    if len(said) != 1:
        what = f"this says {' and '.join(said)}" if said else "this says nothing"
        raise ValidationError(f"{what}; {EXACTLY_ONE} {', '.join(words)}")
