"""The fast loader loads what the schema loads, and leaves every message to the schema."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import (
    EXCLUDE,
    RAISE,
    Schema,
    ValidationError,
    fields,
    post_load,
    pre_load,
    validate,
    validates,
    validates_schema,
)

from leverpoint import RequestSchema
from leverpoint_api.examples import SMALL, WHOLE
from leverpoint_api.fastload import fast_loader

Load = Callable[[Any], Any]
SCHEMA = RequestSchema()
FAST = fast_loader(SCHEMA)

ids = st.sampled_from(["district", "equity.partnership", "a b", "", "x" * 130, "learning.evaluation"])
odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 6),
    st.floats(),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
    st.just(2.0),
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=400))
days = st.one_of(st.dates().map(str), st.sampled_from(["20260101", "2026-W01-1", "soon", "2026-02-30"]))
rater = st.fixed_dictionaries({"rater": ids, "level": st.integers(1, 5)})
rating = st.fixed_dictionaries(
    {"criterion": ids},
    optional={
        "level": st.one_of(st.none(), st.integers(0, 5)),
        "not_applicable": st.booleans(),
        "ratings": st.lists(rater, max_size=3),
    },
)
request = st.fixed_dictionaries(
    {
        "roles": st.lists(ids, max_size=4),
        "assessment": st.fixed_dictionaries(
            {},
            optional={
                "assessed_on": days,
                "rubrics": st.dictionaries(ids, st.text(max_size=3), max_size=3),
                "ratings": st.lists(rating, max_size=4),
            },
        ),
    },
    optional={
        "organization": st.fixed_dictionaries(
            {}, optional={"name": ids, "identifier": ids, "system": st.sampled_from(["local", "nces"]), "state": ids}
        ),
        "context": st.dictionaries(ids, scalars, max_size=3),
        "options": st.fixed_dictionaries(
            {},
            optional={
                "limit": st.one_of(st.none(), st.integers(-1, 1002)),
                "explain": st.sampled_from(["none", "full", "all"]),
                "certainty": st.sampled_from(["certain", "likely"]),
                "ruleset": ids,
                "as_of": days,
            },
        ),
    },
)


def outcome(load: Load, data: Any) -> tuple[Any, Any]:
    """What loading gives, or the messages with which it fails."""
    try:
        return repr(load(copy.deepcopy(data))), None
    except ValidationError as error:
        return None, error.messages


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A request in which something at a random place is replaced, taken away or added."""
    data = draw(st.one_of(request, st.just(dict(SMALL)), st.just(dict(WHOLE))).map(copy.deepcopy))
    here: Any = data
    while isinstance(here, dict | list) and here:
        keys: list[Any] = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = draw(st.sampled_from(keys))
        below = here[key]
        if not isinstance(below, dict | list) or not below or draw(st.booleans()):
            act = draw(st.sampled_from(["replace", "drop", "add"]))
            if act == "drop":
                del here[key]
            elif act == "add" and isinstance(here, dict):
                here[draw(st.text(max_size=3))] = draw(odd)
            else:
                here[key] = draw(odd)
            break
        here = below
    return data


@settings(max_examples=400)
@given(st.one_of(request, mutated(), odd))
def test_fast_and_slow_agree(data: Any) -> None:
    """On random sound and broken requests the fast loader gives what the schema gives, word for word."""
    assert outcome(FAST, data) == outcome(SCHEMA.load, data)


def never(_data: Any) -> Any:
    """Stands for the schema where it must not be needed."""
    raise AssertionError("the slow way was taken")


@pytest.mark.parametrize("example", [SMALL, WHOLE])
def test_ordinary_requests_take_the_fast_way(example: Any) -> None:
    """The documented requests load without the schema being asked."""
    assert fast_loader(SCHEMA, never)(dict(example)) == SCHEMA.load(dict(example))


class Inner(Schema):
    """A nested record."""

    at = fields.Integer(required=True, data_key="where", validate=validate.Range(1, 3))


class Lenient(Schema):
    """A record that lets unknown fields pass, which only the schema itself can judge."""

    class Meta:
        unknown = EXCLUDE

    name = fields.String()


class Hooked(Schema):
    """A record that changes what it reads."""

    name = fields.String()

    @pre_load
    def strip(self, data: Any, **more: Any) -> Any:
        """Spaces around a name do not count."""
        return {key: value.strip() for key, value in data.items()}


class Finished(Schema):
    """A record that becomes something else."""

    name = fields.String()

    @post_load
    def upper(self, data: Any, **more: Any) -> Any:
        """The name in capitals."""
        return str(data["name"]).upper()


class Checked(Schema):
    """A record with a check of one field and one of the whole."""

    name = fields.String()

    @validates("name")
    def short(self, value: str, **more: Any) -> None:
        """Names are short."""
        if len(value) > 3:
            raise ValidationError("too long")

    @validates_schema(pass_original=True)
    def not_both(self, data: Any, original: Any, **more: Any) -> None:
        """The original is looked at."""
        if original.get("name") == "no":
            raise ValidationError("no")


class Original(Schema):
    """A record whose check wants to see what was sent."""

    name = fields.String()

    @validates_schema(pass_original=True)
    def said(self, data: Any, original: Any, **more: Any) -> None:
        """What was sent counts."""
        if original["name"] == "no":
            raise ValidationError("no")


class Everything(Schema):
    """Fields of every kind that the compiler knows, and of some that it leaves alone."""

    text = fields.String(load_default="none", validate=[validate.Length(max=4), validate.Regexp("^[a-z]*$")])
    made = fields.List(fields.Integer(), load_default=list)
    key = fields.UUID()
    when = fields.DateTime(attribute="moment")
    number = fields.Float(validate=validate.Range(min=0))
    flag = fields.Boolean(truthy={True, "yes"}, falsy={False})
    word = fields.String(validate=validate.OneOf(["a", "b"]), allow_none=True)
    exact = fields.String(validate=validate.Length(equal=2))
    raw = fields.Raw(validate=validate.Length(max=2))
    inner = fields.Nested(Inner)
    inners = fields.Nested(Inner, many=True)
    lenient = fields.Nested(Lenient)
    hooked = fields.Nested(Hooked)
    finished = fields.Nested(Finished)
    checked = fields.Nested(Checked)
    original = fields.Nested(Original)
    table = fields.Dict(keys=fields.String(validate=validate.Length(1)), values=fields.Nested(Inner))
    loose = fields.Dict()
    trimmed = fields.String(pre_load=lambda value: value.strip())


SAMPLES: dict[str, list[Any]] = {
    "text": ["abc", "ABC", "abcde", 1, None],
    "made": [[1, 2], ["1"], [1.0], "1", None],
    "key": ["12345678-1234-5678-1234-567812345678", "x"],
    "when": ["2026-01-01T00:00:00", "x"],
    "number": [1, 1.5, -1, "2", True],
    "flag": [True, False, "yes", "no", 1],
    "word": ["a", None, "c", []],
    "exact": ["ab", "abc"],
    "raw": [[1], "abc", None],
    "inner": [{"where": 1}, {"where": 9}, {}, {"at": 1}, {"where": 1, "more": 2}, []],
    "inners": [[{"where": 1}], [{"where": 0}], {}],
    "lenient": [{"name": "a", "more": 1}, {"name": 1}],
    "hooked": [{"name": " a "}, {"other": "a"}],
    "finished": [{"name": "a"}, {"other": 1}],
    "checked": [{"name": "abc"}, {"name": "abcd"}, {"name": "no"}],
    "original": [{"name": "yes"}, {"name": "no"}],
    "table": [{"a": {"where": 2}}, {"": {"where": 2}}, {"a": 1}, []],
    "loose": [{"a": 1}, 1],
    "trimmed": [" a ", None],
}
EVERYTHING = Everything(unknown=RAISE)
FAST_EVERYTHING = fast_loader(EVERYTHING)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in SAMPLES.items() for value in values])
def test_every_kind_of_field_loads_alike(name: str, value: Any) -> None:
    """Fields with defaults, hooks, attributes and checks of every kind come out as the schema would have them."""
    assert outcome(FAST_EVERYTHING, {name: value}) == outcome(EVERYTHING.load, {name: value})


def test_defaults_are_filled_in_the_fast_way() -> None:
    """What is absent takes its default without the schema's help."""
    assert fast_loader(EVERYTHING, never)({}) == {"text": "none", "made": []}
