"""The report's themes."""

from __future__ import annotations

from typing import Any

from flask import Response

from leverpoint_api.blueprint import Blueprint
from leverpoint_api.pages import listed, page
from leverpoint_api.schemas import ThemeSchema, page_of

blueprint = Blueprint("themes", "catalog")
PAGE = page_of(ThemeSchema)


@blueprint.catalog("/v1/themes", PAGE)
def list_themes(_place: Any) -> Response:
    """List the themes that strategies and rubrics belong to."""
    return page(PAGE, lambda rulebook: listed(rulebook.catalog.themes.values()))
