"""What the tests of the service share: an app on the shipped rules, a client of it, and a way to ask."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from leverpoint_api.app import create_app
from leverpoint_api.examples import SMALL
from leverpoint_api.logs import build_logger
from leverpoint_api.settings import Settings

Ask = Callable[..., TestResponse]


@pytest.fixture(scope="session")
def log_lines() -> io.BytesIO:
    """What the app of `app` has logged."""
    return io.BytesIO()


@pytest.fixture(scope="session")
def app(log_lines: io.BytesIO) -> Flask:
    """The service on the shipped rules."""
    return create_app(Settings(), build_logger(log_lines))


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A caller of `app`."""
    with app.test_client() as caller:
        yield caller


@pytest.fixture
def broken_client(tmp_path: Path) -> FlaskClient:
    """A caller of a service whose rules cannot be loaded."""
    (tmp_path / "pack.yaml").write_text("name: [unfinished\n")
    return create_app(Settings(rules=tmp_path), build_logger(io.BytesIO())).test_client()


@pytest.fixture
def ask(client: FlaskClient) -> Ask:
    """Sends the small example with parts of it replaced."""

    def send(path: str = "/v1/recommendations", **parts: Any) -> TestResponse:
        return client.post(path, json={**SMALL, **parts})

    return send


@pytest.fixture
def problem_of() -> Callable[[TestResponse, int, str], Mapping[str, Any]]:
    """Checks that an answer is a problem of a status and kind, and gives its document."""

    def checked(response: TestResponse, status: int, kind: str) -> Mapping[str, Any]:
        document: Mapping[str, Any] = response.get_json(force=True)
        assert (response.status_code, response.mimetype) == (status, "application/problem+json")
        assert (document["type"], document["status"]) == (f"urn:leverpoint:problem:{kind}", status)
        assert document["request_id"] == response.headers["X-Request-Id"]
        return document

    return checked
