"""What a caller may ask besides an assessment: query parameters and batches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from leverpoint.intake import IDENTIFIERS
from leverpoint.reader.fields import OneOf, Raw, Record, Several, Text
from leverpoint.reader.schemas.request import SYSTEMS

MOST_ITEMS = 1000
MOST_RULES = 200


class PlaceSchema(Record):
    """Whose catalog is wanted: an organization's, with what the packs that speak for it add."""

    system = OneOf(*SYSTEMS, metadata={"description": "The system that the identifier belongs to."})
    identifier = Text(60, metadata={"description": "An organization's identifier; leading zeros count."})

    @validates_schema
    def go_together(self, data: Mapping[str, Any], **more: Any) -> None:
        """An identifier means something only within its system, and has its shape."""
        if ("identifier" in data) is not ("system" in data):
            absent = "system" if "identifier" in data else "identifier"
            raise ValidationError("an identifier and its system go together", absent)
        shape = IDENTIFIERS.get(data.get("system", ""))
        if shape and not shape[0].fullmatch(data["identifier"]):
            raise ValidationError(f"an identifier of system {data['system']} has {shape[1]}", "identifier")


class Count(fields.Integer):
    """A whole number in a query, written in plain digits."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value):
            raise ValidationError("this must be a whole number")
        return int(value)


class RulesQuerySchema(PlaceSchema):
    """Which page of the rules is wanted."""

    cursor = Text(200, metadata={"description": "The `next` of the page before."})
    limit = Count(
        load_default=50,
        validate=validate.Range(1, MOST_RULES, error=f"this must be a whole number from 1 to {MOST_RULES}"),
        metadata={"description": "How many rules a page holds."},
    )


# What fits best is a request; what does not fit is answered in its place.
ANYTHING = {"anyOf": [{"$ref": "#/components/schemas/Request"}, {}]}


class BatchSchema(Record):
    """Several requests at once. Each is judged by itself, so that a bad one never spoils the others."""

    items = Several(Raw(allow_none=True, metadata=ANYTHING), fewest=1, most=MOST_ITEMS, required=True)
