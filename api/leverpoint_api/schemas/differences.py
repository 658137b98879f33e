"""What differs between two rule sets, as the engine writes it. Nothing is dumped through these."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from leverpoint_api.schemas.answers import RevisionSchema
from leverpoint_api.schemas.explanations import nothing_or
from leverpoint_api.schemas.shapes import flag, one, several, text, texts, whole


class PartSchema(Schema):
    """One part of a change, in words; null where there is none."""

    what = text()
    before = nothing_or(fields.String)
    after = nothing_or(fields.String)


class RuleDifferenceSchema(Schema):
    """A rule that was added, removed or changed."""

    change = text(validate=validate.OneOf(("added", "removed", "changed")))
    rule = text()
    title = text()
    source = text()
    parts = several(PartSchema)
    decides = flag("Whether advice can be another because of it.")


class RecordDifferenceSchema(Schema):
    """A record of the catalog, or a weight, that was added, removed or changed."""

    change = text(validate=validate.OneOf(("added", "removed", "changed")))
    kind = text()
    id = text()
    parts = several(PartSchema)


class LeftOutSchema(Schema):
    """What was not asked, since only one of the two knows it."""

    kind = text()
    id = text()
    known_to = text("`before`, `after`, or `both` where only the values differ.", data_key="in")
    values = texts()


class MoveSchema(Schema):
    """A strategy in one list; null is a place outside."""

    strategy = text()
    before = nothing_or(fields.Integer)
    after = nothing_or(fields.Integer)
    score_before = nothing_or(fields.Integer)
    score_after = nothing_or(fields.Integer)


class MovementSchema(Schema):
    """What became of one list."""

    entered = several(MoveSchema)
    left = several(MoveSchema)
    moved = several(MoveSchema)


class ExampleSchema(Schema):
    """An assessment whose list changed, as a request that asks it again."""

    request = fields.Dict(required=True)
    movement = one(MovementSchema)


class StrategyImpactSchema(Schema):
    """In how many lists a strategy entered, left or moved."""

    strategy = text()
    entered = whole()
    left = whole()
    up = whole()
    down = whole()


class RoleImpactSchema(Schema):
    """What changed for one role."""

    role = text()
    asked = whole()
    changed = whole()
    share = fields.Float(required=True)
    strategies = several(StrategyImpactSchema)
    examples = several(ExampleSchema)


class ImpactSchema(Schema):
    """The impact on advice."""

    top = whole()
    seed = nothing_or(fields.Integer)
    asked = whole()
    worst = fields.Float(required=True, metadata={"description": "The share in the role where it is highest."})
    roles = several(RoleImpactSchema)


class AnywhereAnswerSchema(Schema):
    """Is there any assessment for which that happens to the subject: a strategy, or the text of a warning?"""

    role = text()
    kind = text("`comes`, `goes`, `enters`, `leaves`, `order`, `warns` or `unwarns`.")
    subject = text("Empty for `order`.")
    answer = text("`yes`, `none`, which is proven, or `not-decided`.")
    witness = nothing_or(fields.Integer)
    why = text("What left it undecided.")


class AnywhereWitnessSchema(Schema):
    """An assessment that shows a yes, as it was put to each side."""

    role = text()
    before = fields.Dict(required=True)
    after = fields.Dict(required=True)
    movement = one(MovementSchema)


class AnywhereSchema(Schema):
    """What holds of every assessment of a role."""

    top = whole()
    answers = several(AnywhereAnswerSchema)
    witnesses = several(AnywhereWitnessSchema)


class DiffSchema(Schema):
    """What changed between two rule sets, and what that changes in the advice."""

    before = one(RevisionSchema)
    after = one(RevisionSchema)
    rules = several(RuleDifferenceSchema)
    records = several(RecordDifferenceSchema)
    left_out = several(LeftOutSchema)
    impact = one(ImpactSchema)
    exact = fields.Nested(AnywhereSchema, metadata={"description": "There where `exact` was asked for."})
