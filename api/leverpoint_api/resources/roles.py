"""The roles from which a leader acts."""

from __future__ import annotations

from typing import Any

from flask import Response

from leverpoint_api.blueprint import Blueprint
from leverpoint_api.pages import listed, page
from leverpoint_api.schemas import RoleSchema, page_of

blueprint = Blueprint("roles", "catalog")
PAGE = page_of(RoleSchema)


@blueprint.catalog("/v1/roles", PAGE)
def list_roles(_place: Any) -> Response:
    """List the roles from which a leader acts."""
    return page(PAGE, lambda rulebook: listed(rulebook.catalog.roles.values()))
