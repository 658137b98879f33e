"""JSON Schemas (2020-12) of every kind of file, generated from the marshmallow schemas that read them."""

from __future__ import annotations

from inspect import getdoc
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from leverpoint.reader.schemas import RequestSchema, RuleSchema, file_schemas
from leverpoint.reader.schemas.baseline import AcceptedSchema
from leverpoint.reader.schemas.mapping import MappingSchema
from leverpoint.reader.schemas.scenario import ScenarioSchema
from leverpoint.reader.shapes import CONDITIONS, Json, ref, shape_of, tightened

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KINDS = {
    "pack": "A pack's name, version, layer and scope (pack.yaml).",
    "priority": "The weights that scores are made of (priority.yaml).",
    "catalog": "Roles, themes, sources, strategies, leverage points, facts, conclusions, criteria (catalog/*.yaml).",
    "rubric": "One rubric with its scale and criteria (rubrics/*.yaml).",
    "rules": "A list of rules (rules/*.yaml).",
    "rule": "One rule.",
    "overlays": "What a pack changes in the rules of others (overlays.yaml).",
    "baseline": "Findings of analysis that are accepted, each with its reason (accepted.yaml).",
    "scenarios": "A list of scenarios (scenarios/*.yaml).",
    "mapping": "Which column of a table is which answer, for `leverpoint batch --map`.",
    "assessment": "A request: an assessment, the roles that ask, and how the answer is wanted (examples/*.yaml).",
}
"""What there is a schema of, and what each describes."""


def json_schema(kind: str) -> Json:
    """The schema of one of KINDS, whole in itself: every reference points into its own `$defs`."""
    schema = _schemas()[kind]
    name = _name(schema)
    return {
        "$schema": DIALECT,
        "$id": f"urn:leverpoint:schema:{kind}",
        "title": f"Leverpoint: {kind}",
        "description": KINDS[kind],
        **({"type": "array", "items": ref(name)} if schema.many else ref(name)),
        "$defs": _definitions(schema),
    }


def _schemas() -> dict[str, Schema]:
    others: dict[str, Schema] = {
        "rule": RuleSchema(),
        "baseline": AcceptedSchema(many=True),
        "scenarios": ScenarioSchema(many=True),
        "mapping": MappingSchema(),
        "assessment": RequestSchema(),
    }
    return {**file_schemas(), **others}


def _definitions(schema: Schema) -> Json:
    plugin = _Plugin(schema_name_resolver=_name)
    spec = APISpec("Leverpoint", "1", "3.1.0", plugins=[plugin])
    spec.components.schema(_name(schema), schema=type(schema))
    generated: dict[str, Json] = _rewritten(spec.to_dict()["components"]["schemas"])
    said = {_name(key[0]): getdoc(key[0]) for key in plugin.converter.refs}
    found = {name: {"description": said[name], **tightened(name, body)} for name, body in generated.items()}
    if "Rule" in found or "Narrow" in found:
        found.update(CONDITIONS)
    return {name: found[name] for name in sorted(found)}


def _name(schema: Any) -> str:
    described: type[Schema] = schema if isinstance(schema, type) else type(schema)
    return described.__name__.removesuffix("Schema")


def _rewritten(node: Any) -> Any:
    """The same with every reference leading into `$defs`."""
    if isinstance(node, dict):
        return {key: _rewritten(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_rewritten(value) for value in node]
    return node.replace("#/components/schemas/", "#/$defs/") if isinstance(node, str) else node


class _Plugin(MarshmallowPlugin):
    """apispec's plugin, which also knows the fields that are ours."""

    converter: Any

    def init_spec(self, spec: APISpec) -> None:
        """Called by apispec with the document that the schemas go into."""
        super().init_spec(spec)
        self.converter.add_attribute_function(shape_of)
