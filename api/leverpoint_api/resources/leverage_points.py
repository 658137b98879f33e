"""Where each role can press."""

from __future__ import annotations

from typing import Any

from flask import Response

from leverpoint_api.blueprint import Blueprint
from leverpoint_api.pages import listed, page
from leverpoint_api.schemas import LeveragePointSchema, page_of

blueprint = Blueprint("leverage_points", "catalog")
PAGE = page_of(LeveragePointSchema)


@blueprint.catalog("/v1/leverage-points", PAGE)
def list_leverage_points(_place: Any) -> Response:
    """List where each role can press, with concrete actions."""
    return page(PAGE, lambda rulebook: listed(rulebook.catalog.leverage_points.values()))
