"""Explanations and simulations as the engine writes them. Nothing is dumped through these."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from leverpoint_api.schemas.answers import TRUTHS, RevisionSchema, TermSchema
from leverpoint_api.schemas.shapes import one, several, text, texts, whole

CERTAINTIES = ("certain", "possible", "excluded")


def nothing_or(field: type[fields.Field], description: str = "") -> fields.Field:  # type: ignore[type-arg] # of any
    """A value that is always there, and null where there is none."""
    return field(required=True, allow_none=True, metadata={"description": description} if description else {})


class OwnerSchema(Schema):
    """Whose rule it is."""

    source = text()
    version = text()
    layer = text()
    overlaid_by = nothing_or(fields.String, "The pack whose overlay gave it the condition that it has.")


class MissingSchema(Schema):
    """What is missing for a condition: all parts, any one part, or a comparison with what was found and needed."""

    all = fields.List(fields.Nested(lambda: MissingSchema()))  # noqa: PLW0108 - the class is not there yet
    any = fields.List(fields.Nested(lambda: MissingSchema()))  # noqa: PLW0108
    fact = fields.String()
    title = fields.String()
    found = fields.String()
    needed = fields.String()
    truth = fields.String(validate=validate.OneOf(TRUTHS))
    rules = fields.List(
        fields.Nested(lambda: RuleStandingSchema()),  # noqa: PLW0108
        metadata={"description": "Of a conclusion, the rules that conclude it."},
    )


class RuleStandingSchema(Schema):
    """A rule, whose it is, how its condition came out and what is missing."""

    rule = text()
    title = text()
    owner = one(OwnerSchema)
    says = text("What it would do.")
    truth = text(validate=validate.OneOf(TRUTHS))
    missing = one(MissingSchema)


class WhyNotSchema(Schema):
    """Why one strategy is not certain for one role."""

    role = text()
    strategy = text()
    title = text()
    certainty = text(validate=validate.OneOf(CERTAINTIES))
    rules = several(RuleStandingSchema, "Those that can put it on the list.")
    against = several(RuleStandingSchema, "Those that can take it off.")
    elsewhere = texts("Rules that recommend it to other roles only.")


class ExplainedSchema(Schema):
    """What an explanation rests on."""

    ruleset = one(RevisionSchema)
    as_of = fields.Date(required=True, metadata={"description": "The day whose rules are in effect."})


class WhyNotAnswerSchema(ExplainedSchema):
    """Why strategies are not certain, role by role."""

    items = several(WhyNotSchema)


class StandpointSchema(Schema):
    """Where a strategy stands in a list."""

    rank = whole()
    score = whole()
    certainty = text(validate=validate.OneOf(CERTAINTIES))


def place() -> fields.Nested:
    """Where a strategy stands, null where it is not on the list."""
    return fields.Nested(StandpointSchema, required=True, allow_none=True)


class SideSchema(Schema):
    """One of two strategies."""

    strategy = text()
    title = text()
    number = whole("With equal scores the lower number ranks higher.")
    place = place()
    terms = several(TermSchema)


class TermDifferenceSchema(Schema):
    """The points of both from one kind of term."""

    name = text()
    first = whole()
    second = whole()
    difference = whole("How many more points the first has.")


class PairSchema(Schema):
    """How two strategies stand to each other for one role."""

    role = text()
    first = one(SideSchema)
    second = one(SideSchema)
    above = nothing_or(fields.String, "The one that ranks higher; null where neither is listed.")
    decided_by = fields.String(
        required=True, allow_none=True, validate=validate.OneOf(("score", "number", "id", "listed", None))
    )
    terms = several(TermDifferenceSchema)
    reason = text("What put the one above the other, in a sentence.")


class CompareAnswerSchema(ExplainedSchema):
    """Two strategies against each other, role by role."""

    items = several(PairSchema)


class TermChangeSchema(Schema):
    """A term that is another before and after; null where it is not there."""

    name = text()
    origin = text("What the term comes from.", data_key="from")
    by = text()
    text = text()
    before = nothing_or(fields.Integer)
    after = nothing_or(fields.Integer)


class StrategyChangeSchema(Schema):
    """A strategy before and after."""

    strategy = text()
    title = text()
    before = place()
    after = place()
    terms = several(TermChangeSchema)
    what = text(validate=validate.OneOf(("entered", "left", "moved", "decided", "rescored", "same")))


class RoleChangeSchema(Schema):
    """What changed for one role."""

    role = text()
    strategies = several(StrategyChangeSchema)
    warnings_new = texts()
    warnings_gone = texts()
    suppressed_new = texts()
    suppressed_gone = texts()


class SimulatedSchema(Schema):
    """What became of one scenario. Under other weights the revision is another."""

    name = nothing_or(fields.String)
    revision = text()
    roles = several(RoleChangeSchema)


class SpotSchema(Schema):
    """Where a strategy stands at one point, over all assessments that were asked there."""

    strategy = text()
    listed = whole()
    certain = whole()
    top = whole("In how many it is among the first.")
    rank = fields.Float(required=True, metadata={"description": "The mean over those that list it."})
    score = fields.Float(required=True)


class PointSchema(Schema):
    """One combination of values."""

    values = several(fields.Raw())
    spots = several(SpotSchema)


class RoleSweepSchema(Schema):
    """All points of one role."""

    role = text()
    points = several(PointSchema)


class SweptFactSchema(Schema):
    """A fact that was swept, with its values."""

    fact = text()
    values = several(fields.Raw())


class SweepSchema(Schema):
    """Where each strategy stands while facts run over their values."""

    over = several(SweptFactSchema)
    assessments = whole("How many were asked at each point.")
    top = whole()
    strategies = texts()
    roles = several(RoleSweepSchema)


class SimulationAnswerSchema(ExplainedSchema):
    """What became of each scenario, or of a sweep."""

    scenarios = fields.List(fields.Nested(SimulatedSchema))
    sweep = fields.Nested(SweepSchema)
