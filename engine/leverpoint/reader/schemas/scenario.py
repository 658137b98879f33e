"""What a scenario may say: a question, what its answer must hold, and a table of cases that vary both."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from leverpoint.reader.fields import (
    LONGEST_ID,
    LONGEST_LINE,
    MAPPING,
    WHOLE,
    Day,
    Id,
    One,
    OneOf,
    Raw,
    Record,
    Several,
    Table,
    Text,
    Whole,
)
from leverpoint.reader.schemas.override import PriorityOverrideSchema
from leverpoint.reader.schemas.request import MOST_RATERS, AssessmentSchema, OptionsSchema, OrganizationSchema
from leverpoint.reader.short_ratings import NOT_APPLICABLE

EXPECTATIONS = ("include", "exclude", "order", "warnings", "no_warnings")
NOTHING_EXPECTED = "this expects nothing, so it could never fail; say what it should include, exclude, order or warn of"


class ShortRating(fields.Field[Any]):
    """A level, a level for each rater, `n/a`, or nothing for a question that is left open."""

    default_error_messages = {"null": WHOLE}

    def __init__(self, **more: Any) -> None:
        super().__init__(allow_none=True, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> Any:
        if value == NOT_APPLICABLE:
            return value
        if isinstance(value, Mapping) and value:
            return Table(Whole(), most=MOST_RATERS).deserialize(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValidationError(f"this must be a level, a level for each rater, {NOT_APPLICABLE}, or nothing")
        return Whole().deserialize(value)


class GivenSchema(Record):
    """A request, or its short form: the ratings as a table from criterion to level."""

    roles = Several(Id(), fewest=1, most=20)
    organization = One(OrganizationSchema)
    ratings = Table(ShortRating())
    context = Table(Raw(allow_none=True), most=200)
    as_of = Day(allow_none=True)
    assessment = One(AssessmentSchema)
    options = One(OptionsSchema)

    @validates_schema
    def one_form(self, data: Mapping[str, Any], **more: Any) -> None:
        """The short form is not mixed with the long one."""
        for short, long in (("ratings", "assessment"), ("as_of", "options")):
            if short in data and long in data:
                raise ValidationError(f"this stands in '{long}' already; use the one or the other", short)


class RangeSchema(Record):
    """A score, in points: at least this, at most that, or both."""

    at_least = Whole()
    at_most = Whole()

    @validates_schema
    def bounds(self, data: Mapping[str, Any], **more: Any) -> None:
        """At least one bound, and something between two."""
        if not data:
            raise ValidationError("this needs at_least, at_most or both")
        if "at_least" in data and "at_most" in data and data["at_least"] > data["at_most"]:
            raise ValidationError("nothing lies between these two", "at_least")


class IncludeSchema(Record):
    """A strategy that the answer lists: certainly, if nothing else is said."""

    strategy = Id(required=True)
    rank_at_most = Whole(1, 10_000)
    because = Id()
    certainty = OneOf("certain", "possible", "excluded")
    score = One(RangeSchema)


class ExcludeSchema(Record):
    """A strategy that the answer does not list as certain."""

    strategy = Id(required=True)
    certainty = OneOf("possible", "excluded")
    because = Id()


class Expected(fields.Field[Any]):
    """A strategy by its id, or with more that is expected of it."""

    default_error_messages = {"null": MAPPING}

    def __init__(self, schema: type[Record], **more: Any) -> None:
        super().__init__(**more)
        self._schema = schema

    @cached_property
    def schema(self) -> Schema:
        """What a mapping may say; also how a misspelt name in it finds its nearest."""
        return self._schema()

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> Any:
        if isinstance(value, Mapping):
            return self.schema.load(value)
        return {"strategy": Id().deserialize(value)}


class ExpectSchema(Record):
    """What must hold for one role. More may hold; an empty `warnings` means that there are none.

    `no_warnings` names rules that must not warn, or words that no warning may hold, while others may.
    """

    include = Several(Expected(IncludeSchema), fewest=1)
    exclude_ = Several(Expected(ExcludeSchema), fewest=1, data_key="exclude")
    order = Several(Id(), fewest=2)
    warnings = Several(Id())
    no_warnings = Several(Text(LONGEST_LINE), fewest=1)

    @validates_schema
    def one_place_each(self, data: Mapping[str, Any], **more: Any) -> None:
        """No strategy stands in the order twice: that could never hold, or never fail."""
        order = data.get("order", [])
        if len(set(order)) < len(order):
            raise ValidationError("a strategy stands here twice, and has one place", "order")


class Expectations(fields.Field[Any]):
    """What must hold, for the one role that asks or under the name of each."""

    default_error_messages = {"null": MAPPING}

    @cached_property
    def schema(self) -> Schema:
        """What one role's expectations may say."""
        return ExpectSchema()

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> Any:
        if is_by_role(value):
            return Table(One(ExpectSchema), most=20).deserialize(value)
        return self.schema.load(value)


def is_by_role(expected: Any) -> bool:
    """Whether expectations stand under the names of roles."""
    if not isinstance(expected, Mapping) or not expected:
        return False
    return all(isinstance(inner, Mapping) for inner in expected.values()) and not set(expected) & set(EXPECTATIONS)


def expects_something(expected: Mapping[str, Any] | None) -> bool:
    """Whether these expectations can fail, for every role that they name."""
    if not expected:
        return False
    return all(expected.values()) if is_by_role(expected) else True


class CaseSchema(Record):
    """A row of a table: what it changes in the scenario's question and in what is expected."""

    name = Text(LONGEST_LINE)
    given = One(GivenSchema)
    expect = Expectations()


class WithSchema(Record):
    """What the scenario is asked with. Paths are read from the folder of the scenario's file.

    `packs` names packs that must be there, or folders of packs to add; `ruleset` is `active`, the revision that the
    rules must have, or a folder of rules; `priority` is laid over the weights.
    """

    packs = Several(Text(LONGEST_LINE), most=50)
    ruleset = Text(LONGEST_LINE)
    priority = One(PriorityOverrideSchema)


class ScenarioSchema(Record):
    """A named example of a question, and what its answer must hold."""

    name = Text(LONGEST_LINE, required=True)
    keywords = Several(Text(LONGEST_ID), most=50)
    with_ = One(WithSchema, data_key="with")
    given = One(GivenSchema, required=True)
    expect = Expectations()
    cases = Several(One(CaseSchema), fewest=1)

    @validates_schema
    def expects(self, data: Mapping[str, Any], **more: Any) -> None:
        """Every row expects something, of its own or from the scenario."""
        shared = expects_something(data.get("expect"))
        rows = data.get("cases", [{}])
        if not all(shared or expects_something(row.get("expect")) for row in rows):
            raise ValidationError(NOTHING_EXPECTED)
