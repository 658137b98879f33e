"""What a rule may say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validate, validates_schema

from leverpoint.reader.fields import (
    LONGEST_LINE,
    Day,
    Flag,
    Id,
    One,
    OneOf,
    Raw,
    Record,
    Several,
    Table,
    Text,
    exactly_one,
    points,
)
from leverpoint.reader.schemas.provenance import PROVENANCES

EFFECTS = ("recommend", "adjust", "suppress", "warn", "conclude")


class RuleCitationSchema(Record):
    """A citation of a rule; without a provenance of its own it takes the rule's."""

    source = Id(required=True)
    locator = Text(LONGEST_LINE, required=True)
    provenance = OneOf(*PROVENANCES)


class RecommendSchema(Record):
    """Put a strategy on the list; without named leverage points, all of the role's for it."""

    strategy = Id(required=True)
    points = points()
    leverage_points = Several(Id(), fewest=1)


class AdjustSchema(Record):
    """Move a strategy that is recommended anyway up or down."""

    strategy = Id(required=True)
    points = points(required=True)
    reason = Text(required=True)


class SuppressSchema(Record):
    """Take a strategy off the list."""

    strategy = Id(required=True)
    reason = Text(required=True)


class WarnSchema(Record):
    """Say something that the reader should weigh."""

    text = Text(required=True)


class EffectSchema(Record):
    """One thing that a rule does."""

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
    """The first and the last day on which a rule is in effect."""

    from_ = Day(data_key="from", allow_none=True)
    until = Day(allow_none=True)

    @validates_schema
    def in_order(self, data: Mapping[str, Any], **more: Any) -> None:
        """The first day does not come after the last."""
        if (since := data.get("from_")) and (until := data.get("until")) and since > until:
            raise ValidationError(f"the rule would end on {until}, before it begins on {since}", "until")


def says_why(value: str) -> None:
    """An excuse that says nothing excuses nothing. Raises ValidationError."""
    if not value.strip():
        raise ValidationError("say why a better rating may make this more urgent")


class RuleSchema(Record):
    """When something holds, then do something, because of a reason, on the authority of a source."""

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
    non_monotone = Text(validate=[says_why])
