"""What this worker has loaded and how its matchers fare."""

from __future__ import annotations

from typing import Any

from leverpoint_api.blueprint import Blueprint
from leverpoint_api.schemas import StatusSchema
from leverpoint_api.service import service
from leverpoint_api.worker import status_of

blueprint = Blueprint("status", "service")


@blueprint.route("/v1/status")
@blueprint.response(200, StatusSchema())
def get_status() -> dict[str, Any]:
    """Say which revision is active, from which sources, and how loading and matching have gone in this worker."""
    return status_of(service())
