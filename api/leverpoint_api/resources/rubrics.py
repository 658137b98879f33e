"""The rubrics that an assessment is made with."""

from __future__ import annotations

from typing import Any

from flask import Response

from leverpoint_api.blueprint import Blueprint
from leverpoint_api.pages import found, listed, page
from leverpoint_api.schemas import RubricSchema, page_of

blueprint = Blueprint("rubrics", "catalog")
PAGE, ONE = page_of(RubricSchema), RubricSchema()


@blueprint.catalog("/v1/rubrics", PAGE)
def list_rubrics(_place: Any) -> Response:
    """List the rubrics with all their criteria and levels."""
    return page(PAGE, lambda rulebook: listed(rulebook.catalog.rubrics.values()))


@blueprint.catalog("/v1/rubrics/<string:rubric_id>", ONE, rubric_id="learning")
def get_rubric(_place: Any, rubric_id: str) -> Response:
    """Give one rubric with its criteria and levels."""
    return page(ONE, lambda rulebook: found("rubric", rubric_id, rulebook.catalog.rubrics))
