"""What can be told about the context, and what rules conclude from it."""

from __future__ import annotations

from typing import Any

from flask import Response

from leverpoint.vocabulary import Kind
from leverpoint_api.blueprint import Blueprint
from leverpoint_api.pages import listed, page
from leverpoint_api.schemas import FactSchema, page_of

blueprint = Blueprint("facts", "catalog")
PAGE = page_of(FactSchema)


@blueprint.catalog("/v1/facts", PAGE)
def list_facts(_place: Any) -> Response:
    """List the context facts that a request may state, and the conclusions that rules draw."""
    return page(PAGE, lambda rulebook: listed(rulebook.vocabulary.of_kind(Kind.CONTEXT, Kind.CONCLUSION)))
