"""What citations name."""

from __future__ import annotations

from typing import Any

from flask import Response

from leverpoint_api.blueprint import Blueprint
from leverpoint_api.pages import listed, page
from leverpoint_api.schemas import SourceSchema, page_of

blueprint = Blueprint("sources", "catalog")
PAGE = page_of(SourceSchema)


@blueprint.catalog("/v1/sources", PAGE)
def list_sources(_place: Any) -> Response:
    """List the sources that citations name."""
    return page(PAGE, lambda rulebook: listed(rulebook.catalog.sources.values()))
