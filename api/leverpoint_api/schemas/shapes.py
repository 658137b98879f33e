"""What all documents that we send have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, post_dump


class Sent(Schema):
    """A record that we send. What it has no value for is left out, never null, unless a field says otherwise."""

    @post_dump
    def without_nothing(self, data: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        """The record without the fields that have no value."""
        return {key: value for key, value in data.items() if value is not None}


def text(description: str = "", **more: Any) -> fields.String:
    """A text that is always there."""
    return fields.String(required=True, **_described(description, more))


def whole(description: str = "", **more: Any) -> fields.Integer:
    """A whole number that is always there."""
    return fields.Integer(required=True, strict=True, **_described(description, more))


def flag(description: str = "", **more: Any) -> fields.Boolean:
    """True or false, always there."""
    return fields.Boolean(required=True, **_described(description, more))


def several(item: Any, description: str = "") -> fields.List[Any]:
    """A list that is always there, of a schema's records or of a field's values."""
    inner = fields.Nested(item) if isinstance(item, type) and issubclass(item, Schema) else item
    return fields.List(inner, required=True, **_described(description, {}))


def texts(description: str = "") -> fields.List[Any]:
    """A list of texts that is always there."""
    return several(fields.String(), description)


def one(schema: type[Schema], description: str = "") -> fields.Nested:
    """A record inside this one, always there."""
    return fields.Nested(schema, required=True, **_described(description, {}))


def _described(description: str, more: dict[str, Any]) -> dict[str, Any]:
    return {**more, "metadata": {"description": description}} if description else more


def page_of(item: type[Schema]) -> Schema:
    """The schema of a list of such records, with the cursor of the next page where there is one."""
    cursor = {"description": "The `cursor` of the next page; null on the last."}
    members = {"items": several(item), "next": fields.String(required=True, allow_none=True, metadata=cursor)}
    name, doc = item.__name__.removesuffix("Schema"), f"A list. {item.__doc__}"
    page: type[Schema] = type(f"{name}PageSchema", (Schema,), {"__doc__": doc, **members})
    return page()
