"""What a pack may do to the rules of others: each overlay with its reason and the version that it was written for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import validates_schema

from leverpoint.reader.fields import SEMVER, Id, One, Pattern, Raw, Record, Text, exactly_one, points
from leverpoint.reader.schemas.rule import RuleSchema

OPERATIONS = ("retune", "narrow", "replace", "suppress")


class RetuneSchema(Record):
    """Other points for what a rule recommends or adjusts; `strategy` says which where it moves several."""

    target = Id(required=True)
    points = points(required=True)
    strategy = Id()


class NarrowSchema(Record):
    """One more condition, joined to the rule's own by `all`."""

    target = Id(required=True)
    when = Raw(required=True)


class ReplaceSchema(Record):
    """Another rule in the place of the target, under an id of the pack."""

    target = Id(required=True)
    rule = One(RuleSchema, required=True)


class SuppressRuleSchema(Record):
    """Silence a rule for the organizations in scope."""

    target = Id(required=True)


class OverlaySchema(Record):
    """One change to one rule of another source."""

    retune = One(RetuneSchema)
    narrow = One(NarrowSchema)
    replace = One(ReplaceSchema)
    suppress = One(SuppressRuleSchema)
    reason = Text(required=True)
    seen = Text(60, required=True, validate=[Pattern(SEMVER, error="a version is like 1.2.0")])

    @validates_schema
    def does_one_thing(self, data: Mapping[str, Any], **more: Any) -> None:
        """An overlay is one of the four."""
        exactly_one(data, OPERATIONS)
