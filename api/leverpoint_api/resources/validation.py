"""A dry run for authors: everything that is wrong with a pack, and nothing is activated."""

from __future__ import annotations

from typing import Any

from flask import request

from leverpoint_api.blueprint import Blueprint
from leverpoint_api.examples import PACKS
from leverpoint_api.schemas import ValidationSchema
from leverpoint_api.service import service
from leverpoint_api.validation import JSON, ZIP, judged

blueprint = Blueprint("validation", "authors")
FILES = {
    "type": "object",
    "description": "The text of each file by its name.",
    "maxProperties": 500,
    "propertyNames": {"minLength": 1, "maxLength": 120},
    "additionalProperties": {"type": "string", "maxLength": 1_048_576},
}
BODY = {
    "required": True,
    "content": {
        JSON: {
            "schema": {"type": "object", "properties": {"files": FILES}, "required": ["files"],
                       "additionalProperties": False},
            "examples": PACKS,
        },
        ZIP: {"schema": {"type": "string", "format": "binary"}},
    },
}  # fmt: skip


@blueprint.route("/v1/rulesets/validate", methods=["POST"])
@blueprint.doc(requestBody=BODY)
@blueprint.response(200, ValidationSchema())
@blueprint.problems(400, 413, 415, 422, 503)
def validate_pack() -> dict[str, Any]:
    """Find every mistake in a pack, posted as JSON or as a zip, among the rules in service; nothing is activated."""
    return judged(request, service().rulesets.current.library)
