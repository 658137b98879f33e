"""What surrounds every request: ids, traces, safe headers, log lines and numbers."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from leverpoint_api.app import create_app
from leverpoint_api.envelope import new_id, trace_of
from leverpoint_api.logs import JsonFormatter, build_logger
from leverpoint_api.rulesets import Rulesets
from leverpoint_api.settings import Settings

TRACE = "0af7651916cd43dd8448eb211c80319c"
HOSTILE = "<script>alert(1)</script>"


@pytest.mark.parametrize("said", ["a", "01J9ZQ4W6T3H5N8P2R7V1X0Y9B", "x" * 128, "a/b:c=d@e+f.g_h-i"])
def test_a_request_id_is_handed_back(client: FlaskClient, said: str) -> None:
    """A caller's own id is kept."""
    assert client.get("/healthz", headers={"X-Request-Id": said}).headers["X-Request-Id"] == said


@pytest.mark.parametrize("said", ["", "x" * 129, HOSTILE, "a b", "é", '"'])
def test_a_strange_request_id_is_replaced(client: FlaskClient, said: str) -> None:
    """What could be anything but an id is not handed on."""
    given_back = client.get("/healthz", headers={"X-Request-Id": said}).headers["X-Request-Id"]
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{26}", given_back)


def test_new_ids_sort_by_time() -> None:
    """Ids made later are not smaller in their first ten characters, and no two are equal."""
    ids = [new_id() for _ in range(1000)]
    assert [one[:10] for one in ids] == sorted(one[:10] for one in ids)
    assert len(set(ids)) == len(ids)


def test_a_trace_is_taken_up(client: FlaskClient, log_lines: io.BytesIO) -> None:
    """Without an id of its own a request goes by its trace id, which is logged too."""
    answer = client.get("/healthz", headers={"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"})
    assert answer.headers["X-Request-Id"] == TRACE
    assert json.loads(log_lines.getvalue().splitlines()[-1])["trace_id"] == TRACE


@pytest.mark.parametrize(
    ("header", "trace"),
    [
        (f"00-{TRACE}-b7ad6b7169203331-01", TRACE),
        (f"cc-{TRACE}-b7ad6b7169203331-01-what-comes-later", TRACE),
        (f"cc-{TRACE}-b7ad6b7169203331-01", TRACE),
        (f"00-{TRACE}-b7ad6b7169203331-01-x", None),
        (f"ff-{TRACE}-b7ad6b7169203331-01", None),
        (f"00-{'0' * 32}-b7ad6b7169203331-01", None),
        (f"00-{TRACE}-{'0' * 16}-01", None),
        (f"00-{TRACE.upper()}-b7ad6b7169203331-01", None),
        (f"cc-{TRACE}-b7ad6b7169203331-01x", None),
        ("", None),
    ],
)
def test_traces_are_read_as_w3c_wrote(header: str, trace: str | None) -> None:
    """The trace id is taken from well-formed headers of this and later versions, and from no others."""
    assert trace_of(header) == trace


@given(st.text())
def test_any_other_header_is_no_trace(header: str) -> None:
    """Whatever stands in the header, reading it never fails."""
    assert trace_of(header) is None or len(header) >= 55


@pytest.mark.parametrize("path", ["/", "/v1/roles", "/nothing", "/metrics", "/assets/docs.js"])
def test_every_answer_is_guarded(client: FlaskClient, path: str) -> None:
    """No answer may be sniffed, framed or told on, and none allows another origin."""
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert not any(name.lower().startswith("access-control") for name, _ in headers)


@pytest.mark.parametrize("path", ["/healthz", "/v1/roles", "/openapi.json"])
def test_head_and_options_behave(client: FlaskClient, path: str) -> None:
    """HEAD is GET without the body, OPTIONS names the methods."""
    got, head, options = client.get(path), client.head(path), client.options(path)
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(len(got.data)))
    assert set(options.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert options.data == b""


def test_a_body_on_a_get_is_ignored(client: FlaskClient) -> None:
    """Whatever comes with a GET changes nothing."""
    assert client.get("/v1/roles", data=b"{nonsense", content_type="application/json").status_code == 200


def test_a_log_line_is_json_without_the_question(client: FlaskClient, log_lines: io.BytesIO) -> None:
    """Each request is one line of JSON with its route, status and time, and nothing that the body or the query said."""
    client.post("/v1/recommendations?secret=1", json={"roles": ["secret"], "assessment": {}})
    line = log_lines.getvalue().splitlines()[-1]
    said = json.loads(line)
    assert (said["event"], said["method"], said["path"], said["status"]) == (
        "answered",
        "POST",
        "/v1/recommendations",
        422,
    )
    assert {"milliseconds", "request_id", "timestamp", "level"} <= set(said)
    assert b"secret" not in line


def quiet_app(lines: io.BytesIO) -> FlaskClient:
    """A service that logs no requests, and what it said when it began forgotten."""
    app = create_app(Settings(access_log=False), build_logger(lines))
    lines.seek(0)
    lines.truncate()
    app.add_url_rule("/boom", view_func=lambda: str(1 / 0))
    return app.test_client()


def test_the_access_log_can_be_turned_off() -> None:
    """Without the access log an error still leaves its line, with the traceback and the id of the request."""
    lines = io.BytesIO()
    quiet_app(lines).get("/healthz")
    assert lines.getvalue() == b""
    answer = quiet_app(lines).get("/boom")
    said = json.loads(lines.getvalue())
    assert "ZeroDivisionError" in said["exception"]
    assert said["request_id"] == answer.headers["X-Request-Id"]


def test_the_servers_messages_are_json_too() -> None:
    """What comes through the standard library's logging is one line of JSON as well."""
    error = ValueError("no")
    record = logging.LogRecord("granian", logging.ERROR, "", 1, "lost %s", ("worker",), (ValueError, error, None))
    said = json.loads(JsonFormatter().format(record))
    assert (said["event"], said["level"], said["logger"]) == ("lost worker", "error", "granian")
    assert "ValueError: no" in said["exception"]


def sample(text: str, name: str, **labels: str) -> float:
    """One number of the metrics."""
    wanted = {f'{key}="{value}"' for key, value in labels.items()}
    for line in text.splitlines():
        head, _, value = line.rpartition(" ")
        if head.startswith(f"{name}{{") and wanted <= set(head[len(name) + 1 : -1].split(",")):
            return float(value)
    return 0


def test_requests_and_evaluations_are_counted(client: FlaskClient) -> None:
    """A question moves the counters by one, under its route and never under what a caller wrote."""
    asked = {"method": "POST", "route": "/v1/recommendations", "status": "200"}
    before = client.get("/metrics").get_data(as_text=True)
    answer = client.post("/v1/recommendations", json={"roles": ["district"], "assessment": {}})
    client.open("/made-up-by-a-caller", method="MADE-UP-BY-A-CALLER")
    after = client.get("/metrics").get_data(as_text=True)
    matcher = answer.headers["Leverpoint-Matcher"]
    assert (
        sample(after, "leverpoint_requests_total", **asked) - sample(before, "leverpoint_requests_total", **asked) == 1
    )
    grown = [sample(text, "leverpoint_evaluations_total", matcher=matcher) for text in (before, after)]
    assert grown[1] - grown[0] == 1
    assert "made-up-by-a-caller" not in after.lower()
    assert sample(after, "leverpoint_requests_total", method="other", route="none", status="404") >= 1


def test_workers_numbers_are_added_up(tmp_path: Path) -> None:
    """Two worker processes that share a folder are counted together."""
    count = """
from leverpoint import Health
from leverpoint_api.metrics import Metrics
metrics = Metrics()
metrics.evaluated("durable-rules", Health(disagreements=1), 3)
"""
    show = "print(metrics.exposition().decode())"
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", count], env=environment, check=True)
    shown = subprocess.run(
        [sys.executable, "-c", count + show], env=environment, check=True, capture_output=True, text=True
    )
    assert sample(shown.stdout, "leverpoint_evaluations_total", matcher="durable-rules") == 6
    assert "leverpoint_matcher_disagreements 2.0" in shown.stdout


def test_status_says_what_is_loaded(client: FlaskClient) -> None:
    """The status names the revision, its sources with their state, the matchers' health and the worker."""
    client.post("/v1/recommendations", json={"roles": ["district"], "assessment": {}})
    status = client.get("/v1/status").get_json()
    assert status["ready"] is True
    assert status["active"] == client.get("/v1/rulesets/active").get_json()["revision"]
    assert [(one["name"], one["state"]) for one in status["sources"]] == [("core", "active")]
    assert status["worker"]["pid"] == os.getpid()
    assert status["matcher"]["disagreements"] == 0
    assert status["problems"] == []


def test_loading_is_logged(library_rules: Path, tmp_path: Path) -> None:
    """Which revision was loaded, or every reason why none was, is a line of the log."""
    lines = io.BytesIO()
    revision = (
        create_app(Settings(rules=library_rules), build_logger(lines)).extensions["leverpoint"].rulesets.active.revision
    )
    create_app(Settings(rules=tmp_path), build_logger(lines))
    good, bad = (json.loads(line) for line in lines.getvalue().splitlines())
    assert (good["event"], good["revision"]) == ("rules-loaded", revision)
    assert (bad["event"], bad["level"]) == ("rules-not-loaded", "error")
    assert bad["problems"]


def test_status_names_the_matcher_that_answers(app: Flask) -> None:
    """Where durable-rules is absent, the status says that the bit sets answer."""
    rulesets = Rulesets(app.extensions["leverpoint"].settings.rules, None)
    assert rulesets.matcher == "durable-rules"
    rulesets.health.broke("it is not there")
    assert rulesets.matcher == "bitsets"


def test_status_says_why_nothing_is_loaded(broken_client: FlaskClient, tmp_path: Path) -> None:
    """With broken rules the status holds every problem, the files named within their folder."""
    status = broken_client.get("/v1/status").get_json()
    assert (status["ready"], status["active"], status["sources"]) == (False, None, [])
    assert status["last_failed_load"]
    assert {one["file"] for one in status["problems"]} >= {"pack.yaml"}
    assert str(tmp_path) not in json.dumps(status)
