"""What may be asked about the least change, and the changes as the engine writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from leverpoint import RequestSchema
from leverpoint.reader.fields import LONGEST_ID, MISSING, One, OneOf, Record, Text, Whole
from leverpoint_api.schemas.explanations import ExplainedSchema, nothing_or, place
from leverpoint_api.schemas.shapes import flag, several, text, whole

AIMS = ("in", "out", "top")
VERDICTS = ("found", "impossible", "not-decided")


class CounterfactualQuestionSchema(Record):
    """An assessment, a strategy, and what is to become of it."""

    request = One(RequestSchema, required=True)
    strategy = Text(LONGEST_ID, required=True)
    aim = OneOf(
        *AIMS,
        metadata={"description": "On the list for certain, off it, or for certain among the first `top`; else `in`."},
    )
    top = Whole(1, 1000, metadata={"description": "Among how many; it says the aim by itself."})

    @validates_schema
    def aims_at_one_thing(self, data: Mapping[str, Any], **more: Any) -> None:
        """A number of places goes with the aim that needs one."""
        aim = data.get("aim")
        if aim == "top" and "top" not in data:
            raise ValidationError(MISSING, "top")
        if aim in ("in", "out") and "top" in data:
            raise ValidationError(f"this goes with the aim 'top', not with '{aim}'", "top")


class CriterionMoveSchema(Schema):
    """A criterion that would be rated otherwise; where raters differ now, they would all say so."""

    criterion = text()
    before = whole(data_key="from")
    after = whole(data_key="to")


class CounterfactualSchema(Schema):
    """The least change for one role: no change of fewer levels does it, nor one of as many in fewer criteria."""

    role = text()
    strategy = text()
    title = text()
    aim = text(validate=validate.OneOf(AIMS))
    top = nothing_or(fields.Integer)
    verdict = text(
        "`found`, without moves where it is so already; `impossible`, which is a proof; or `not-decided`.",
        validate=validate.OneOf(VERDICTS),
    )
    proven = flag("Whether nothing less does it, or nothing at all, for certain.")
    why = nothing_or(fields.String, "Why it was not decided.")
    levels = whole("How many levels are moved in all.")
    moves = several(CriterionMoveSchema)
    now = place()
    then = place()


class CounterfactualAnswerSchema(ExplainedSchema):
    """The least change that brings a strategy in, out, or among the first, role by role."""

    items = several(CounterfactualSchema)
