"""The packs and plugins that were found: which count, which do not, and why."""

from __future__ import annotations

from typing import Any

from leverpoint import State
from leverpoint.plugins import Listed, own_plugins
from leverpoint_api.blueprint import Blueprint
from leverpoint_api.pages import found, listed
from leverpoint_api.rulesets import Rulesets
from leverpoint_api.schemas import PluginSchema, page_of
from leverpoint_api.service import service
from leverpoint_api.worker import plugins_of, written_plugins

blueprint = Blueprint("plugins", "service")
NAME = {"name": "name", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}, "example": "core"}


@blueprint.route("/v1/plugins")
@blueprint.response(200, page_of(PluginSchema))
def list_plugins() -> dict[str, Any]:
    """List every pack and plugin that this worker found, with its state and what is wrong with it."""
    rulesets = service().rulesets
    return listed(written_plugins(rulesets, plugins_of(rulesets)))


@blueprint.route("/v1/plugins/<string:name>", parameters=[NAME])
@blueprint.response(200, PluginSchema())
@blueprint.problems(404)
def get_plugin(name: str) -> dict[str, Any]:
    """Give one pack or plugin; Leverpoint's own plugins, which the list leaves out, are there too."""
    rulesets = service().rulesets
    known = {one.name: one for one in (*own_plugins(rulesets.plugins), *_those_that_count_last(rulesets))}
    (written,) = written_plugins(rulesets, [found("plugin", name, known)])
    return written


def _those_that_count_last(rulesets: Rulesets) -> list[Listed]:
    """Of two packs that are called alike, one may have been there first and count."""
    return sorted(plugins_of(rulesets), key=lambda one: one.state is State.ACTIVE)
