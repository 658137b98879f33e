"""A dry run for authors: everything that is wrong with a pack, and nothing is activated."""

from __future__ import annotations

from typing import Any

from flask import request

from leverpoint_api.blueprint import Blueprint
from leverpoint_api.examples import PACKS
from leverpoint_api.posted import body_of
from leverpoint_api.schemas import PostedPackSchema, ValidationSchema
from leverpoint_api.service import active
from leverpoint_api.validation import judged

blueprint = Blueprint("validation", "authors")


@blueprint.route("/v1/rulesets/validate", methods=["POST"])
@blueprint.doc(requestBody=body_of(PostedPackSchema(), PACKS))
@blueprint.response(200, ValidationSchema())
@blueprint.problems(400, 413, 415, 422, 503)
def validate_pack() -> dict[str, Any]:
    """Find every mistake in a pack, posted as JSON or as a zip, among the rules in service; nothing is activated."""
    active()
    return judged(request)
