"""The application, put together from its parts."""

from __future__ import annotations

import os
from functools import partial

from flask import Flask

from leverpoint_api import envelope, mounts, problems
from leverpoint_api.logs import Logger, build_logger
from leverpoint_api.metrics import Metrics
from leverpoint_api.openapi import document_of, written
from leverpoint_api.orjson_provider import OrjsonProvider
from leverpoint_api.resources import docs
from leverpoint_api.rulesets import Rulesets
from leverpoint_api.service import EXTENSION, Service
from leverpoint_api.settings import MIB, Settings
from leverpoint_api.worker import failed, show


def create_app(settings: Settings | None = None, log: Logger | None = None) -> Flask:
    """The service as a WSGI application, its rules loaded. With broken rules it answers that it is not ready."""
    settings = settings or Settings.from_environment(os.environ)
    app = Flask("leverpoint_api", static_folder=None)
    app.json = OrjsonProvider(app)
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body + 1  # Werkzeug cuts a longer chunked body here, silently
    envelope.register(app)
    problems.register(app)
    app.register_blueprint(docs.blueprint)
    openapi = written(document_of(app))
    log = log or build_logger()
    metrics = Metrics()
    plugins = settings.load_plugins(partial(failed, log, metrics))
    rulesets = Rulesets(settings.rules, log, settings.packs_dir, plugins, settings.packs_memory * MIB)
    app.extensions[EXTENSION] = Service(settings, rulesets, metrics, log, openapi)
    rulesets.load()
    mounts.register(app, plugins)
    metrics.loaded(rulesets.packs(), rulesets.core)
    show(rulesets, metrics)
    return app
