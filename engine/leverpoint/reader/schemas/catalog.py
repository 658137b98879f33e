"""What a catalog file may say: roles, themes, sources, strategies, leverage points, facts and conclusions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from leverpoint.reader.fields import (
    LONGEST_LINE,
    MISSING,
    Flag,
    Id,
    Messages,
    Number,
    One,
    OneOf,
    Record,
    Several,
    Table,
    Text,
    Whole,
)
from leverpoint.reader.schemas.provenance import CitationSchema, Sourced
from leverpoint.reader.schemas.rubric import CriterionSchema

HORIZONS = ("now", "next", "later")
_BOUNDS = (frozenset(("minimum", "maximum")), "has a minimum and a maximum, and no list of values")
_NEEDED = {
    "choice": (frozenset(("values",)), "lists its values, and has no minimum or maximum"),
    "boolean": (frozenset[str](), "has no list of values and no minimum or maximum"),
}


class RoleSchema(Record):
    """A place in the system from which a leader acts."""

    id = Id(required=True)
    title = Text(LONGEST_LINE, required=True)
    description = Text(required=True)


class ThemeSchema(Sourced):
    """One of the report's themes."""

    id = Id(required=True)
    title = Text(LONGEST_LINE, required=True)
    definition = Text(required=True)


class FindingSchema(Record):
    """A numbered statement of a source."""

    id = Id(required=True)
    text = Text(required=True)
    url = Text(LONGEST_LINE)


class SourceSchema(Record):
    """A publication, or our own hand, that citations name."""

    id = Id(required=True)
    title = Text(LONGEST_LINE, required=True)
    note = Text(required=True)
    author = Text(LONGEST_LINE)
    publisher = Text(LONGEST_LINE)
    year = Whole(1800, 2200)
    url = Text(LONGEST_LINE)
    findings = Several(One(FindingSchema))


class PredecessorSchema(Record):
    """A strategy that is better strengthened first, and why."""

    strategy = Id(required=True)
    because = Text(required=True)
    citations = Several(One(CitationSchema), fewest=1, required=True)


class StrategyRolesSchema(Record):
    """Who leads, who shares and who influences a strategy."""

    lead = Several(Id())
    share = Several(Id())
    influence = Several(Id())


class Horizon(fields.Field[Any]):
    """One horizon for every role, or a mapping from role to horizon."""

    default_error_messages: Messages = {
        "required": MISSING,
        "null": f"this must be one of {', '.join(HORIZONS)}",
    }

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> Any:
        if isinstance(value, Mapping):
            return Table(OneOf(*HORIZONS)).deserialize(value)
        return OneOf(*HORIZONS).deserialize(value)


class StrategySchema(Sourced):
    """A strategy: what it is, whose it is and how far away it lies."""

    id = Id(required=True)
    number = Whole(1, 10_000, required=True)
    title = Text(LONGEST_LINE, required=True)
    theme = Id(required=True)
    summary = Text(required=True)
    horizon = Horizon(required=True)
    roles = One(StrategyRolesSchema, required=True)
    protected = Flag()
    strengthen_first = Several(One(PredecessorSchema))


class LeveragePointSchema(Sourced):
    """Where one role can press, with concrete actions and the strategies they serve."""

    id = Id(required=True)
    role = Id(required=True)
    title = Text(LONGEST_LINE, required=True)
    actions = Several(Text(), fewest=1, required=True)
    strategies = Several(Id(), fewest=1, required=True)


class ValueSchema(Record):
    """One answer to a choice."""

    value = Id(required=True)
    label = Text(LONGEST_LINE, required=True)
    description = Text()


class FactSchema(Sourced):
    """A question about the context of an organization."""

    id = Id(required=True)
    type = OneOf("choice", "boolean", "integer", "number", required=True)
    title = Text(LONGEST_LINE, required=True)
    question = Text(required=True)
    values = Several(One(ValueSchema), fewest=2, most=64)
    minimum = Number()
    maximum = Number()
    unit = Text(LONGEST_LINE)
    roles = Several(Id(), fewest=1)
    computed = Flag()

    @validates_schema
    def fits_its_type(self, data: Mapping[str, Any], **more: Any) -> None:
        """A choice lists its values; an integer or a number has both bounds; neither has what the other needs."""
        wanted, needed = _NEEDED.get(data["type"], _BOUNDS)
        said = {"values", "minimum", "maximum"} & set(data)
        if said != wanted:
            raise ValidationError(f"a fact of type {data['type']} {needed}", "type")
        if "minimum" in wanted and not -(2**53) < data["minimum"] <= data["maximum"] < 2**53:
            raise ValidationError("minimum and maximum are in order, and less than 2^53 from zero", "minimum")
        words = [one["value"] for one in data.get("values", ())]
        if len(set(words)) != len(words):
            raise ValidationError("each value of a choice stands once", "values")


class ConclusionSchema(Sourced):
    """A situation that rules can conclude and other rules can read."""

    id = Id(required=True)
    title = Text(LONGEST_LINE, required=True)
    description = Text(required=True)


class LocalCriterionSchema(CriterionSchema):
    """A row that a pack adds to a rubric: rated on its scale, and no part of its aggregates."""

    rubric = Id(required=True)


class CatalogSchema(Record):
    """Any of the records that a rulebook is made of, each under its name."""

    roles = Several(One(RoleSchema))
    themes = Several(One(ThemeSchema))
    sources = Several(One(SourceSchema))
    strategies = Several(One(StrategySchema))
    leverage_points = Several(One(LeveragePointSchema))
    facts = Several(One(FactSchema))
    conclusions = Several(One(ConclusionSchema))
    criteria = Several(One(LocalCriterionSchema))
