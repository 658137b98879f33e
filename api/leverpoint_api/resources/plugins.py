"""The packs and plugins that were found: which count, which do not, and why."""

from __future__ import annotations

from typing import Any

from leverpoint.plugins import own_plugins
from leverpoint_api.blueprint import Blueprint
from leverpoint_api.pages import found, listed
from leverpoint_api.schemas import PluginSchema, page_of
from leverpoint_api.service import service
from leverpoint_api.worker import plugins_of, written_plugin

blueprint = Blueprint("plugins", "service")
NAME = {"name": "name", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}, "example": "core"}


@blueprint.route("/v1/plugins")
@blueprint.response(200, page_of(PluginSchema))
def list_plugins() -> dict[str, Any]:
    """List every pack and plugin that this worker found, with its state and what is wrong with it."""
    rulesets = service().rulesets
    return listed(written_plugin(rulesets, one) for one in plugins_of(rulesets))


@blueprint.route("/v1/plugins/<string:name>", parameters=[NAME])
@blueprint.response(200, PluginSchema())
@blueprint.problems(404)
def get_plugin(name: str) -> dict[str, Any]:
    """Give one pack or plugin; Leverpoint's own plugins, which the list leaves out, are there too."""
    rulesets = service().rulesets
    known = {one.name: one for one in (*own_plugins(rulesets.plugins), *plugins_of(rulesets))}
    return written_plugin(rulesets, found("plugin", name, known))
