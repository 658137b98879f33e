"""The two applications that are compared over HTTP: the service itself, and Flask with next to nothing in it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import orjson
from flask import Flask, Response, request

ANSWER = "LEVERPOINT_BENCH_ANSWER"
"""Names the file with the bytes that the bare routes answer."""


def service() -> Flask:
    """The service as `leverpoint serve` runs it."""
    from leverpoint_api.app import create_app

    return create_app()


def bare() -> Flask:
    """Routes that take the same request and answer with a fixed document: as bytes, and through JSON both ways."""
    answer = Path(os.environ[ANSWER]).read_bytes()
    document = orjson.loads(answer)

    def move_bytes() -> Response:
        request.get_data()
        return Response(answer, mimetype="application/json")

    def read_and_write_json() -> Response:
        orjson.loads(request.get_data())
        return Response(orjson.dumps(document), mimetype="application/json")

    views: dict[str, Callable[[], Response]] = {"/bytes": move_bytes, "/json": read_and_write_json}
    app = Flask("bare", static_folder=None)
    for path, view in views.items():
        app.add_url_rule(path, path, view, methods=["POST"])
    return app
