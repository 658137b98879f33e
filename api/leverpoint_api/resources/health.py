"""Whether this worker is alive and whether it can answer."""

from __future__ import annotations

from leverpoint_api.blueprint import Blueprint
from leverpoint_api.schemas import HealthSchema
from leverpoint_api.service import active

blueprint = Blueprint("health", "service")
HEALTH = HealthSchema()


@blueprint.route("/healthz")
@blueprint.response(200, HEALTH)
def get_health() -> dict[str, str]:
    """Say that the process is alive, whatever the state of its rules."""
    return {"status": "alive"}


@blueprint.route("/readyz")
@blueprint.response(200, HEALTH)
@blueprint.problems(503)
def get_readiness() -> dict[str, str]:
    """Say whether a rule set is active."""
    active()
    return {"status": "ready"}
