"""What each kind of file may say. The JSON Schemas that editors use are generated from these same schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from leverpoint.model import Layer
from leverpoint.reader.fields import (
    LONGEST_LINE,
    MISSING,
    SEMVER,
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
)

PROVENANCES = ("sourced", "derived", "authored")
HORIZONS = ("now", "next", "later")
EFFECTS = ("recommend", "adjust", "suppress", "warn", "conclude")
MOST_POINTS = 1000


def points(**more: Any) -> Whole:
    """A number of points, bounded so that no sum of them leaves the exact integers."""
    return Whole(-MOST_POINTS, MOST_POINTS, **more)


class CitationSchema(Record):
    source = Id(required=True)
    locator = Text(LONGEST_LINE, required=True)
    provenance = OneOf(*PROVENANCES, required=True)


class RuleCitationSchema(Record):
    source = Id(required=True)
    locator = Text(LONGEST_LINE, required=True)
    provenance = OneOf(*PROVENANCES)


class Sourced(Record):
    """A record that says where it comes from."""

    provenance = OneOf(*PROVENANCES, required=True)
    citations = Several(One(CitationSchema), fewest=1, required=True)


class RoleSchema(Record):
    id = Id(required=True)
    title = Text(LONGEST_LINE, required=True)
    description = Text(required=True)


class ThemeSchema(Sourced):
    id = Id(required=True)
    title = Text(LONGEST_LINE, required=True)
    definition = Text(required=True)


class FindingSchema(Record):
    id = Id(required=True)
    text = Text(required=True)
    url = Text(LONGEST_LINE)


class SourceSchema(Record):
    id = Id(required=True)
    title = Text(LONGEST_LINE, required=True)
    note = Text(required=True)
    author = Text(LONGEST_LINE)
    publisher = Text(LONGEST_LINE)
    year = Whole(1800, 2200)
    url = Text(LONGEST_LINE)
    findings = Several(One(FindingSchema))


class PredecessorSchema(Record):
    strategy = Id(required=True)
    because = Text(required=True)
    citations = Several(One(CitationSchema), fewest=1, required=True)


class StrategyRolesSchema(Record):
    lead = Several(Id())
    share = Several(Id())
    influence = Several(Id())


class Horizon(fields.Field[Any]):
    """One horizon for every role, or a mapping from role to horizon."""

    default_error_messages = {"required": MISSING, "null": f"this must be one of {', '.join(HORIZONS)}"}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> Any:
        if isinstance(value, Mapping):
            return Table(OneOf(*HORIZONS)).deserialize(value)
        return OneOf(*HORIZONS).deserialize(value)


class StrategySchema(Sourced):
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
    id = Id(required=True)
    role = Id(required=True)
    title = Text(LONGEST_LINE, required=True)
    actions = Several(Text(), fewest=1, required=True)
    strategies = Several(Id(), fewest=1, required=True)


class ValueSchema(Record):
    value = Id(required=True)
    label = Text(LONGEST_LINE, required=True)
    description = Text()


class FactSchema(Sourced):
    id = Id(required=True)
    type = OneOf("choice", "boolean", "integer", "number", required=True)
    title = Text(LONGEST_LINE, required=True)
    question = Text(required=True)
    values = Several(One(ValueSchema), fewest=2, most=64)
    minimum = Number()
    maximum = Number()
    unit = Text(LONGEST_LINE)
    roles = Several(Id(), fewest=1)

    @validates_schema
    def fits_its_type(self, data: Mapping[str, Any], **more: Any) -> None:
        """A choice lists its values; an integer or a number has both bounds; neither has what the other needs."""
        wanted = {"choice": {"values"}, "boolean": set()}.get(data["type"], {"minimum", "maximum"})
        said = {"values", "minimum", "maximum"} & set(data)
        if said != wanted:
            needed = " and ".join(sorted(wanted)) or "neither values nor bounds"
            raise ValidationError(f"a fact of type {data['type']} takes {needed}", "type")
        if "minimum" in wanted and not -(2**53) <= data["minimum"] <= data["maximum"] <= 2**53:
            raise ValidationError("minimum and maximum are in order and within 2^53 of zero", "minimum")


class ConclusionSchema(Sourced):
    id = Id(required=True)
    title = Text(LONGEST_LINE, required=True)
    description = Text(required=True)


class CatalogSchema(Record):
    """Any of the records that a rulebook is made of, each under its name."""

    roles = Several(One(RoleSchema))
    themes = Several(One(ThemeSchema))
    sources = Several(One(SourceSchema))
    strategies = Several(One(StrategySchema))
    leverage_points = Several(One(LeveragePointSchema))
    facts = Several(One(FactSchema))
    conclusions = Several(One(ConclusionSchema))


class LevelSchema(Record):
    level = Whole(-1000, 1000, required=True)
    label = Text(LONGEST_LINE, required=True)


class DescriptorSchema(Record):
    level = Whole(-1000, 1000, required=True)
    descriptor = Text(required=True)


class ScaleSchema(Record):
    target = Whole(-1000, 1000, required=True)
    levels = Several(One(LevelSchema), fewest=2, most=32, required=True)


class WordingSchema(Record):
    question = Text(required=True)
    levels = Several(One(DescriptorSchema), required=True)


class CriterionSchema(Sourced):
    id = Id(required=True)
    title = Text(LONGEST_LINE, required=True)
    question = Text(required=True)
    strategies = Several(Id(), fewest=1, required=True)
    levels = Several(One(DescriptorSchema), required=True)
    by_role = Table(One(WordingSchema))


class RubricSchema(Sourced):
    id = Id(required=True)
    version = Text(40, required=True)
    theme = Id(required=True)
    title = Text(LONGEST_LINE, required=True)
    scale = One(ScaleSchema, required=True)
    criteria = Several(One(CriterionSchema), fewest=1, most=200, required=True)


class RecommendSchema(Record):
    strategy = Id(required=True)
    points = points()
    leverage_points = Several(Id(), fewest=1)


class AdjustSchema(Record):
    strategy = Id(required=True)
    points = points(required=True)
    reason = Text(required=True)


class SuppressSchema(Record):
    strategy = Id(required=True)
    reason = Text(required=True)


class WarnSchema(Record):
    text = Text(required=True)


class EffectSchema(Record):
    recommend = One(RecommendSchema)
    adjust = One(AdjustSchema)
    suppress = One(SuppressSchema)
    warn = One(WarnSchema)
    conclude = Table(Flag(validate=validate.Equal(True, error="only true can be concluded")), most=1)

    @validates_schema
    def does_one_thing(self, data: Mapping[str, Any], **more: Any) -> None:
        """An effect is one of the five."""
        exactly_one(data, EFFECTS)


class EffectiveSchema(Record):
    from_ = Day(data_key="from", allow_none=True)
    until = Day(allow_none=True)

    @validates_schema
    def in_order(self, data: Mapping[str, Any], **more: Any) -> None:
        """The first day does not come after the last."""
        if (since := data.get("from_")) and (until := data.get("until")) and since > until:
            raise ValidationError(f"the rule would end on {until}, before it begins on {since}", "until")


class RuleSchema(Record):
    id = Id(required=True)
    title = Text(LONGEST_LINE, required=True)
    roles = Several(Id(), fewest=1)
    when = Raw(required=True)
    then = Several(One(EffectSchema), fewest=1, most=50, required=True)
    because = Text(required=True)
    cite = Several(One(RuleCitationSchema), fewest=1)
    provenance = OneOf(*PROVENANCES)
    effective = One(EffectiveSchema)
    reviewed_on = Day()
    formerly = Several(Id(), fewest=1)


class ScopeSchema(Record):
    system = Id(required=True)
    identifier = Text(60, required=True)


class Scope(fields.Field[Any]):
    """A list of organization identifiers, or the word `any`."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> Any:
        if value == "any":
            return value
        return Several(One(ScopeSchema), fewest=1, most=1000).deserialize(value)


class PackSchema(Record):
    name = Id(required=True)
    version = Text(60, required=True, validate=[validate.Regexp(SEMVER, error="a version is like 1.2.0")])
    layer = OneOf(*Layer, required=True)
    title = Text(LONGEST_LINE, required=True)
    owner = Text(LONGEST_LINE)
    contact = Text(LONGEST_LINE)
    scope = Scope()
    requires = Table(Text(LONGEST_LINE))
    on_failure = OneOf("continue", "abort")


class WeightSchema(Record):
    points = points(required=True)
    provenance = OneOf(*PROVENANCES, required=True)
    why = Text(required=True)


class ReadinessSchema(WeightSchema):
    weak_below = Whole(-1000, 1000, required=True)


class TenureWeightsSchema(Record):
    lead = One(WeightSchema, required=True)
    share = One(WeightSchema, required=True)
    influence = One(WeightSchema, required=True)


class HorizonWeightsSchema(Record):
    now = One(WeightSchema, required=True)
    next = One(WeightSchema, required=True)
    later = One(WeightSchema, required=True)


class WeightsSchema(Record):
    need = One(WeightSchema, required=True)
    role = One(TenureWeightsSchema, required=True)
    readiness = One(ReadinessSchema, required=True)
    horizon = One(HorizonWeightsSchema, required=True)


class PrioritySchema(Record):
    weights = One(WeightsSchema, required=True)
    max_local_points = One(WeightSchema, required=True)


def file_schemas() -> dict[str, Schema]:
    """The schema of each kind of file. A file of rules is a list of them, every other one mapping."""
    return {
        "pack": PackSchema(),
        "priority": PrioritySchema(),
        "catalog": CatalogSchema(),
        "rubric": RubricSchema(),
        "rules": RuleSchema(many=True),
    }
