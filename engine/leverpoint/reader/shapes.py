"""The parts of our JSON Schemas that are written by hand: conditions, fields of several shapes, checks across fields.

apispec sees what a field says by itself. The rest is here; tests hold it to the schemas, on sound and on broken files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import validate

from leverpoint.conditions import Op
from leverpoint.reader.fields import LONGEST_ID, Table
from leverpoint.reader.schemas.catalog import HORIZONS, Horizon
from leverpoint.reader.schemas.pack import Scope, ScopeSchema
from leverpoint.reader.schemas.scenario import Expectations, Expected, ExpectSchema, ShortRating
from leverpoint.reader.short_ratings import NOT_APPLICABLE

Json = dict[str, Any]


def ref(name: str) -> Json:
    """A reference to a definition of the same schema."""
    return {"$ref": f"#/$defs/{name}"}


SCALAR: Json = {"type": ["string", "number", "boolean"]}
ANSWER: Json = {"type": ["string", "number", "boolean", "null"]}
SCALARS: Json = {"type": "array", "minItems": 1, "items": SCALAR}
NUMBER: Json = {"type": "number"}
ONE_ENTRY: Json = {"type": "object", "minProperties": 1, "maxProperties": 1}
HORIZON: Json = {"enum": list(HORIZONS)}
LEVEL_BY_RATER: Json = {"type": "object", "minProperties": 1, "additionalProperties": {"type": "integer"}}

OPERANDS: Mapping[Op, Json] = {
    Op.AT_MOST: {**NUMBER, "description": "This value or less."},
    Op.AT_LEAST: {**NUMBER, "description": "This value or more."},
    Op.IS: {**SCALAR, "description": "Exactly this value."},
    Op.IS_NOT: {**SCALAR, "description": "Any value but this."},
    Op.IN: {**SCALARS, "description": "One of these values."},
    Op.NOT_IN: {**SCALARS, "description": "None of these values."},
    Op.BETWEEN: {
        "type": "array",
        "minItems": 2,
        "maxItems": 2,
        "items": NUMBER,
        "description": "The first value, the second, or anything between.",
    },
    Op.ANSWERED: {"type": "boolean", "description": "Whether there is an answer at all."},
}

CONDITIONS: Mapping[str, Json] = {
    "Condition": {
        "description": "One fact and one comparison, or one of all, any, not.",
        **ONE_ENTRY,
        "properties": {
            "all": {"description": "Every one of these holds.", **ref("Conditions")},
            "any": {"description": "At least one of these holds.", **ref("Conditions")},
            "not": {"description": "This does not hold.", **ref("Condition")},
        },
        "additionalProperties": ref("Comparison"),
    },
    "Conditions": {"type": "array", "minItems": 1, "items": ref("Condition")},
    "Comparison": {
        "description": "One comparison. Join several with all.",
        **ONE_ENTRY,
        "properties": {str(op): operand for op, operand in OPERANDS.items()},
        "additionalProperties": False,
    },
}
"""The language of `when`, which is parsed against the vocabulary and therefore has no schema to be generated from."""


def shape_of(converter: Any, field: Any, ret: Json) -> Json:
    """What apispec cannot see in one of our own fields; apispec calls this for every field."""
    if isinstance(field, Table):
        return _table(field, ret)
    shapes = _shapes(converter, field)
    return {"anyOf": shapes} if shapes else {}


def _shapes(converter: Any, field: Any) -> list[Json]:
    """The shapes between which a field lets its author choose."""
    nested = converter.resolve_nested_schema
    match field:
        case Horizon():
            return [HORIZON, {"type": "object", "additionalProperties": HORIZON}]
        case Scope():
            listed = {"type": "array", "minItems": 1, "maxItems": 1000, "items": nested(ScopeSchema)}
            return [{"const": "any"}, listed]
        case ShortRating():
            return [{"type": ["integer", "null"]}, {"const": NOT_APPLICABLE}, LEVEL_BY_RATER]
        case Expected():
            return [{"type": "string"}, nested(type(field.schema))]
        case Expectations():
            expect = nested(ExpectSchema)
            return [expect, {"type": "object", "minProperties": 1, "additionalProperties": expect}]
        case _:
            return []


def _table(field: Any, ret: Json) -> Json:
    for wrong in ("minLength", "maxLength"):  # apispec takes the size of a mapping for the length of text
        ret.pop(wrong, None)
    most = next(one.max for one in field.validators if isinstance(one, validate.Length))
    return {"maxProperties": most, "propertyNames": {"minLength": 1, "maxLength": LONGEST_ID}}


def tightened(name: str, body: Json) -> Json:
    """The definition of that name, with what its schema checks in Python."""
    if name == "Rule":
        body["properties"]["when"] = ref("Condition")
    if name == "Effect":
        body["properties"]["conclude"]["minProperties"] = 1
    if "context" in body["properties"] and name != "Mapping":
        body["properties"]["context"]["additionalProperties"] = ANSWER
    return {**body, **_CHECKS.get(name, {})}


def _says(*words: str) -> Json:
    return {"required": list(words)}


def _fact_of(kinds: list[str], *, values: bool, bounds: bool) -> Json:
    unwanted = [name for name, wanted in (("values", values), ("minimum", bounds), ("maximum", bounds)) if not wanted]
    wanted = [name for name in ("values", "minimum", "maximum") if name not in unwanted]
    then = {**_says(*wanted), "properties": dict.fromkeys(unwanted, False)}
    return {"if": {"properties": {"type": {"enum": kinds}}, **_says("type")}, "then": then}


_CHECKS: Mapping[str, Json] = {
    "Effect": {"minProperties": 1, "maxProperties": 1},
    "Rating": {"oneOf": [_says("level"), _says("not_applicable"), _says("ratings")]},
    "Organization": {"dependentRequired": {"identifier": ["system"], "system": ["identifier"]}},
    "Fact": {
        "allOf": [
            _fact_of(["choice"], values=True, bounds=False),
            _fact_of(["boolean"], values=False, bounds=False),
            _fact_of(["integer", "number"], values=False, bounds=True),
        ]
    },
    "Given": {
        "dependentSchemas": {
            "ratings": {"properties": {"assessment": False}},
            "as_of": {"properties": {"options": False}},
        }
    },
    "Cell": {"oneOf": [_says("column"), _says("constant")]},
    "Mapping": {
        "if": {"properties": {"one_row_a_rater": {"const": True}}, **_says("one_row_a_rater")},
        "then": _says("id"),
    },
    "Range": {"minProperties": 1},
    "Expect": {"minProperties": 1},
    "Scenario": {"anyOf": [_says("expect"), _says("cases")]},
}
