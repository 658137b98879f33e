"""Plugins' own addresses, below `/plugins/<name>/`: each plugin has an application of its own, in which it may fail."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from leverpoint import PluginError, UnknownIdError
from leverpoint.plugins import LOADING_SECONDS, Plugins, read_several
from leverpoint_api.orjson_provider import OrjsonProvider
from leverpoint_api.problems import ProblemError

HOOK = "leverpoint_blueprints"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
VIEW_SECONDS = LOADING_SECONDS


def register(app: Flask, plugins: Plugins) -> None:
    """Mount the blueprints of all plugins in `app`. One whose blueprints cannot be mounted is quarantined."""
    mounts = Mounts(plugins, app.config["MAX_CONTENT_LENGTH"])
    if not mounts.apps:
        return
    for rule in ("/plugins/<string:name>/", "/plugins/<string:name>/<path:rest>"):
        app.add_url_rule(rule, "plugin", mounts.respond, methods=METHODS, provide_automatic_options=False)


class Mounts:
    """The applications of plugins, by name."""

    def __init__(self, plugins: Plugins, max_body: int) -> None:
        said = plugins.ask_once(HOOK, lambda returned: read_several(returned, Blueprint))
        self.plugins = plugins
        self.apps = {name: _application(plugins, name, blueprints, max_body) for name, blueprints in said.items()}

    def respond(self, name: str, rest: str = "") -> Response:
        """What a plugin answers. Raises ProblemError where it does not count, or fails just now."""
        if name not in self.apps:
            raise UnknownIdError("plugin with addresses", name, self.apps)
        if not self.plugins.get(name).counts:
            raise ProblemError("plugin-unusable", f"The plugin '{name}' has failed; /v1/plugins/{name} says more.")
        act = partial(_answer, self.apps[name], _environ(name, rest))
        try:
            answered = self.plugins.ask(name, "one of its addresses", act, VIEW_SECONDS)
        except PluginError:
            raise ProblemError("internal-error") from None
        if isinstance(answered, HTTPException) and (answered.code or 500) >= HTTPStatus.BAD_REQUEST:
            raise answered
        response: Response = answered.get_response() if isinstance(answered, HTTPException) else answered
        return response


def _application(plugins: Plugins, name: str, blueprints: Iterable[Blueprint], max_body: int) -> Flask:
    app = Flask("leverpoint_api", static_folder=None)
    app.json = OrjsonProvider(app)
    app.config.update(PROPAGATE_EXCEPTIONS=True, TRAP_HTTP_EXCEPTIONS=True, MAX_CONTENT_LENGTH=max_body)

    def mount() -> None:
        for blueprint in blueprints:
            app.register_blueprint(blueprint)

    try:
        plugins.ask(name, HOOK, mount, LOADING_SECONDS)
    except PluginError:
        return app  # it is quarantined, and its addresses say so
    return app


def _environ(name: str, rest: str) -> dict[str, Any]:
    ours = {key: value for key, value in request.environ.items() if not key.startswith(("werkzeug.", "flask."))}
    return {**ours, "SCRIPT_NAME": f"{request.environ.get('SCRIPT_NAME', '')}/plugins/{name}", "PATH_INFO": f"/{rest}"}


def _answer(app: Flask, environ: dict[str, Any]) -> Response | HTTPException:
    """The whole answer of a plugin's application; what it refuses by itself is passed on as it is."""
    try:
        return Response.from_app(app, environ, buffered=True)
    except HTTPException as refused:
        return refused
