"""The packs that were found: which count, which do not, and why."""

from __future__ import annotations

from typing import Any

from leverpoint_api.blueprint import Blueprint
from leverpoint_api.pages import listed
from leverpoint_api.schemas import PluginSchema, page_of
from leverpoint_api.service import service
from leverpoint_api.worker import packs_of

blueprint = Blueprint("plugins", "service")


@blueprint.route("/v1/plugins")
@blueprint.response(200, page_of(PluginSchema))
def list_plugins() -> dict[str, Any]:
    """List every pack that this worker found, with its state and what is wrong with it."""
    return listed(packs_of(service().rulesets))
