"""Compile a marshmallow schema into plain functions that load ordinary JSON many times faster than `schema.load`.

Whatever is out of the ordinary, a mistake above all, is loaded again by the schema itself, so that every message stays
marshmallow's. A property test holds the two to the same results.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, missing, validate

Read = Callable[[Any], Any]
Check = Callable[[Any], Any]


class _UnusualError(Exception):
    """The value is not of the ordinary kind: let the schema judge it."""


def fast_loader(schema: Schema, otherwise: Read | None = None) -> Read:
    """A function that does what `schema.load` does with one document.

    `otherwise` is called with whatever is out of the ordinary; without it, `schema.load` is.
    """
    read, otherwise = _compile_schema(schema), otherwise or schema.load

    def load(data: Any) -> Any:
        try:
            return read(data)
        except (_UnusualError, ValidationError):
            return otherwise(data)

    return load


def _compile_schema(schema: Schema) -> Read:
    hooks = {name: found for name, found in schema._hooks.items() if found}  # noqa: SLF001 - nothing public tells
    judges = hooks.pop("validates_schema", [])
    if hooks or any(many or more.get("pass_original") for _, many, more in judges) or not _plain(schema):
        return schema.load
    checks = [getattr(schema, name) for name, *_ in judges]
    rows = [(f.data_key or name, f.attribute or name, *_reads(f)) for name, f in schema.load_fields.items()]

    def read(data: Any) -> dict[str, Any]:
        loaded: dict[str, Any] = {}
        if type(data) is not dict or _read_rows(data, rows, loaded) != len(data):
            raise _UnusualError
        for check in checks:
            check(loaded, partial=None, many=False, unknown=RAISE)
        return loaded

    return read


def _plain(schema: Schema) -> bool:
    return not schema.partial and not schema.many and schema.unknown == RAISE


def _read_rows(data: dict[str, Any], rows: Iterable[tuple[str, str, Read, Any]], loaded: dict[str, Any]) -> int:
    """Put into `loaded` what the fields make of `data`; how many of its keys they know."""
    known = 0
    for key, name, read, default in rows:
        value = data.get(key, missing)
        if value is not missing:
            loaded[name], known = read(value), known + 1
        elif default is not missing:
            loaded[name] = default()
    return known


def _reads(field: fields.Field[Any]) -> tuple[Read, Any]:
    """How to read a field, and what makes its value where it is absent: its default, if any, or a refusal."""
    default = field.load_default
    if field.required:
        default = _refuse
    return _compile(field), default if default is missing or callable(default) else lambda: default


def _refuse(_value: Any = None) -> Any:
    raise _UnusualError


def _compile(field: fields.Field[Any]) -> Read:
    read = _compile_value(field)
    if field.pre_load or field.post_load or read is None:
        return field.deserialize
    checks, nothing = tuple(_compile_checks(field)), field.allow_none

    def checked(value: Any) -> Any:
        if value is None:
            return None if nothing else _refuse()
        loaded = read(value)
        for check in checks:
            if not check(loaded):
                raise _UnusualError
        return loaded

    return checked


def _compile_value(field: fields.Field[Any]) -> Read | None:
    """How to read a value that is there, validators aside; nothing for a field of which only itself knows how."""
    match field:
        case fields.Nested(many=None | False):
            return _compile_schema(field.schema)
        case fields.List():
            items = _compile(field.inner)
            return _of_type(list, lambda value: [items(one) for one in value])
        case fields.Dict(key_field=fields.Field() as key_field, value_field=fields.Field() as value_field):
            key, item = _compile(key_field), _compile(value_field)
            return _of_type(dict, lambda value: {key(name): item(one) for name, one in value.items()})
        case fields.Raw():
            return _same
    return _compile_leaf(field)


def _compile_leaf(field: fields.Field[Any]) -> Read | None:
    # These hand an exact instance of their type on as it is. A subclass may refuse more, through validators as well;
    # one that turns such a value into another has no place in a schema that is compiled.
    kinds = {fields.String: str, fields.Integer: int, fields.Boolean: bool}
    plain = next((plain for kind, plain in kinds.items() if isinstance(field, kind)), None)
    return None if plain is None or isinstance(field, fields.UUID) else _of_type(plain, _same)


def _same(value: Any) -> Any:
    return value


def _of_type(plain: type, read: Read) -> Read:
    return lambda value: read(value) if type(value) is plain else _refuse()


def _compile_checks(field: fields.Field[Any]) -> Iterator[Check]:
    """Each validator as a question; an answer that is no settles nothing, the schema is asked then."""
    plain, text = not isinstance(field, fields.Raw), isinstance(field, fields.String)
    for validator in field.validators:
        match validator:
            case validate.Length(equal=None, min=low, max=high) if plain:
                yield _between(low or 0, math.inf if high is None else high, len)
            case validate.Range(min=int(low), max=int(high), min_inclusive=True, max_inclusive=True) if plain:
                yield _between(low, high, _same)
            case validate.OneOf(choices=choices) if text:
                yield frozenset(choices).__contains__
            case _:
                yield _passes(validator)


def _between(low: float, high: float, measure: Callable[[Any], float]) -> Check:
    return lambda value: low <= measure(value) <= high


def _passes(validator: Callable[[Any], Any]) -> Check:
    return lambda value: validator(value) is validator or True
