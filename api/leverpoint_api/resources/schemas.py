"""The JSON Schemas of the files that authors write, so that editors complete and check."""

from __future__ import annotations

import orjson
from flask import Response

from leverpoint.reader.jsonschema import KINDS, json_schema
from leverpoint_api.blueprint import IF_NONE_MATCH, Blueprint
from leverpoint_api.pages import found, listed, tagged
from leverpoint_api.schemas import SchemaLinkSchema, page_of

blueprint = Blueprint("schemas", "authors")
PAGE = page_of(SchemaLinkSchema)
KIND = {"name": "kind", "in": "path", "required": True, "schema": {"type": "string", "enum": list(KINDS)}}


@blueprint.route("/v1/schemas", parameters=[dict(IF_NONE_MATCH)])
@blueprint.response(200, PAGE)
@blueprint.alt_response(304, description="What the caller has still holds.")
def list_schemas() -> Response:
    """List the kinds of file that authors write."""
    links = listed({"kind": kind, "href": f"/v1/schemas/{kind}"} for kind in KINDS)
    return tagged(orjson.dumps(links))


@blueprint.route("/v1/schemas/<string:kind>", parameters=[{**KIND, "example": "rules"}, dict(IF_NONE_MATCH)])
@blueprint.response(200, {"type": "object"}, content_type="application/schema+json")
@blueprint.alt_response(304, description="What the caller has still holds.")
@blueprint.problems(404)
def get_schema(kind: str) -> Response:
    """Give the JSON Schema (2020-12) of one kind of file."""
    known = found("kind of file", kind, dict.fromkeys(KINDS, kind))
    return tagged(orjson.dumps(json_schema(known)), mimetype="application/schema+json")
