"""What the description of a source of rules may say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields

from leverpoint.model import Layer
from leverpoint.reader.fields import LONGEST_LINE, SEMVER, Id, One, OneOf, Pattern, Record, Several, Table, Text

NAME = r"^[A-Za-z][A-Za-z0-9_-]*$"
NAME_SAID = "the name of a source is made of ASCII letters, digits, - and _; what it writes goes by ids below it"


class ScopeSchema(Record):
    """An organization for which a pack speaks."""

    system = Id(required=True)
    identifier = Text(60, required=True)


class Scope(fields.Field[Any]):
    """A list of organization identifiers, or the word `any`."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> Any:
        if value == "any":
            return value
        if not isinstance(value, list):
            raise ValidationError("this must be the word any, or a list of organizations: {system, identifier}")
        return Several(One(ScopeSchema), fewest=1, most=1000).deserialize(value)


class PackSchema(Record):
    """What a source of rules is called, where it stands and for whom it speaks."""

    name = Text(60, required=True, validate=[Pattern(NAME, error=NAME_SAID)])
    version = Text(60, required=True, validate=[Pattern(SEMVER, error="a version is like 1.2.0")])
    layer = OneOf(*Layer, required=True)
    title = Text(LONGEST_LINE, required=True)
    owner = Text(LONGEST_LINE)
    contact = Text(LONGEST_LINE)
    scope = Scope()
    requires = Table(Text(LONGEST_LINE))
    on_failure = OneOf("continue", "abort")
