"""Hostile input: what breaks parsers and programs is answered with problems, never with a 500."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from leverpoint_api.examples import WHOLE

DATA = Path(__file__).parent / "data"
OURS = yaml.safe_load((DATA / "json_cases.yaml").read_text(encoding="utf-8"))
NAUGHTY = yaml.safe_load((DATA / "naughty_strings.yaml").read_text(encoding="utf-8"))
WHERE = "/v1/recommendations"
# Quickly answered, so that a thousand of them are.
ASKED = {**WHOLE, "roles": ["school"], "options": {"explain": "none", "ruleset": "active", "as_of": "2026-02-02"}}


@pytest.fixture(scope="module")
def fixtures() -> Path:
    """The folder of large sets of hostile input."""
    folder = os.environ.get("LEVERPOINT_FIXTURES")
    if not folder:
        pytest.skip("LEVERPOINT_FIXTURES does not name the folder of hostile input")
    return Path(folder)


def send(client: FlaskClient, body: bytes) -> list[TestResponse]:
    """A body to both operations that read one."""
    return [client.post(path, data=body, content_type="application/json") for path in (WHERE, f"{WHERE}/batch")]


def assert_plain(answer: TestResponse) -> None:
    """An answer is JSON or a problem, and no fault of ours."""
    assert answer.status_code < 500, answer.data
    assert answer.mimetype in ("application/json", "application/problem+json")


@pytest.mark.parametrize("text", OURS["not_json"])
def test_what_is_not_json_is_refused(client: FlaskClient, text: str) -> None:
    """Each of our own malformed bodies is a 400."""
    assert {answer.status_code for answer in send(client, text.encode())} == {400}


@pytest.mark.parametrize("text", OURS["json"])
def test_any_json_is_answered(client: FlaskClient, text: str) -> None:
    """Each of our own well-formed bodies gets an answer that is no fault."""
    for answer in send(client, text.encode()):
        assert_plain(answer)


def test_the_large_set_of_malformed_bodies_is_refused(client: FlaskClient, fixtures: Path) -> None:
    """Every file that no parser may accept is a 400; those that one should or may accept are never a 500."""
    files = sorted((fixtures / "json-parsing" / "test_parsing").glob("*.json"))
    assert len(files) > 300
    for file in files:
        for answer in send(client, file.read_bytes()):
            assert_plain(answer)
            assert answer.status_code == 400 or not file.name.startswith("n_"), file.name


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every text of a document as its container and its key there; every key of an object as the object and nothing."""
    items = list(data.items()) if isinstance(data, dict) else list(enumerate(data))
    for key, value in items:
        if isinstance(value, str):
            yield data, key
        elif isinstance(value, dict | list):
            yield from places(value)


def requests_with(naughty: str) -> Iterator[dict[str, Any]]:
    """The whole example with a naughty string in the place of each of its texts, and as a name at each level."""
    count = sum(1 for _ in places(copy.deepcopy(ASKED)))
    for index in range(count):
        data = copy.deepcopy(ASKED)
        container, key = list(places(data))[index]
        container[key] = naughty
        yield data
    for name in (None, "organization", "assessment", "context", "options"):
        data = copy.deepcopy(ASKED)
        (data if name is None else data[name])[naughty] = naughty
        yield data


def assert_withstood(client: FlaskClient, naughty: str) -> None:
    """A string is withstood in every place of a request, of an address and of a query."""
    bodies = list(requests_with(naughty))
    for body in (bodies[0], bodies[-1], {"items": bodies}):
        path = f"{WHERE}/batch" if "items" in body else WHERE
        answer = client.post(path, data=json.dumps(body), content_type="application/json")
        assert_plain(answer)
        assert b'"status":500' not in answer.data
    there = quote(naughty, safe="")
    for path in (
        f"/v1/strategies/{there}",
        f"/v1/roles?system={there}",
        f"/v1/rulesets/active/rules?cursor={there}",
        f"/{there}",
    ):
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code in (200, 400, 404, 422)
        assert answer.mimetype == "application/problem+json" or answer.status_code == 200


@pytest.mark.parametrize("naughty", NAUGHTY)
def test_naughty_strings_are_withstood(client: FlaskClient, naughty: str) -> None:
    """Each of our own naughty strings, everywhere, is never a 500 and never comes back as HTML."""
    assert_withstood(client, naughty)


def test_the_large_set_of_naughty_strings_is_withstood(client: FlaskClient, fixtures: Path) -> None:
    """So is every string of the large set."""
    strings = json.loads((fixtures / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
    assert len(strings) > 400
    for naughty in strings:
        assert_withstood(client, naughty)
