"""Every error is a problem document that says all that is wrong, and nothing of what is inside."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import ImATeapot
from werkzeug.test import TestResponse

from leverpoint_api.app import create_app
from leverpoint_api.examples import MISTAKEN
from leverpoint_api.logs import build_logger
from leverpoint_api.problems import KINDS
from leverpoint_api.settings import Settings

ProblemOf = Callable[[TestResponse, int, str], Mapping[str, Any]]
WHERE = "/v1/recommendations"


def send(client: FlaskClient, body: bytes | str, content_type: str | None = "application/json") -> TestResponse:
    """A body as it is."""
    return client.post(WHERE, data=body, content_type=content_type)


def send_json(client: FlaskClient, body: Any) -> TestResponse:
    """A body as JSON."""
    return client.post(WHERE, json=body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1e400}',
        b'"\\ud800"',
        b'"\xff"',
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
    ],
)
def test_what_is_not_json_is_400(client: FlaskClient, problem_of: ProblemOf, body: bytes) -> None:
    """NaN, infinity, half characters, broken UTF-8 and bottomless nesting are not JSON."""
    assert problem_of(send(client, body), 400, "not-json")["detail"]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ('{"roles": ["district"], "roles": ["school"], "assessment": {}}', ["/roles"]),
        ('{"context": {"a/b": 1, "x": [{"q": 1, "q": 2}], "a/b": "a:b"}}', ["/context/a~1b", "/context/x/0/q"]),
    ],
)
def test_a_repeated_name_is_refused(client: FlaskClient, problem_of: ProblemOf, body: str, pointers: list[str]) -> None:
    """Two readers may take a different one of two members of the same name, so such a body is refused."""
    errors = problem_of(send(client, body), 400, "ambiguous-json")["errors"]
    assert [(one["pointer"], one["code"]) for one in errors] == [(pointer, "duplicate-key") for pointer in pointers]


def test_colons_in_texts_are_no_repetition(client: FlaskClient) -> None:
    """A name with a colon in it is only text."""
    body = {"roles": ["district"], "organization": {"name": "A: B: C"}, "assessment": {}}
    assert send_json(client, body).status_code == 200


def test_deep_nesting_is_refused(client: FlaskClient, problem_of: ProblemOf) -> None:
    """What is nested deeper than any request needs is refused before anything walks it."""
    problem_of(send(client, "[" * 33 + "]" * 33), 400, "too-deep")
    problem_of(send(client, "[" * 32 + "]" * 32), 422, "assessment-invalid")


@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "application/x-www-form-urlencoded", "application/ld+json"]
)
def test_another_content_type_is_415(client: FlaskClient, problem_of: ProblemOf, content_type: str | None) -> None:
    """Only application/json is read."""
    problem_of(send(client, json.dumps(dict(MISTAKEN)), content_type), 415, "not-application-json")


def test_a_charset_beside_the_type_is_fine(client: FlaskClient) -> None:
    """JSON is UTF-8, whether that is said or not."""
    body = json.dumps({"roles": ["district"], "assessment": {}})
    assert send(client, body, "application/json; charset=utf-8").status_code == 200


def test_a_large_body_is_413(problem_of: ProblemOf) -> None:
    """A body over the limit is refused, whether its length is announced or not; one at the limit is read."""
    client = create_app(Settings(max_body=1024), build_logger(io.BytesIO())).test_client()
    problem_of(send(client, b" " * 5000), 413, "body-too-large")
    problem_of(send(client, b" " * 1025), 413, "body-too-large")
    problem_of(send(client, b"[" + b" " * 1022 + b"]"), 422, "assessment-invalid")
    chunked = {"wsgi.input_terminated": True}
    stream = io.BytesIO(b"[" + b" " * 1022 + b"]" + b"trailing")
    answer = client.post(WHERE, input_stream=stream, content_type="application/json", environ_overrides=chunked)
    problem_of(answer, 413, "body-too-large")


@pytest.mark.parametrize(
    "path", ["/nothing", "/v1", "/v1/recommendations/", "//v1/roles", "/v1/roles/", "/v1/strategies/LC99"]
)
def test_an_unknown_address_is_404(client: FlaskClient, problem_of: ProblemOf, path: str) -> None:
    """What is not there is a problem, and no redirect with a page of HTML."""
    problem_of(client.get(path), 404, "not-found")


def test_a_near_miss_is_suggested(client: FlaskClient, problem_of: ProblemOf) -> None:
    """An id that nearly exists is named."""
    assert "'LC4'" in problem_of(client.get("/v1/strategies/LC44"), 404, "not-found")["detail"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", WHERE, "OPTIONS, POST"),
        ("DELETE", "/v1/roles", "GET, HEAD, OPTIONS"),
        ("PUT", "/", "GET, HEAD, OPTIONS"),
    ],
)
def test_another_method_is_405(
    client: FlaskClient, problem_of: ProblemOf, method: str, path: str, allowed: str
) -> None:
    """A method that an address does not know is refused with those that it does."""
    answer = client.open(path, method=method)
    problem_of(answer, 405, "method-not-allowed")
    assert answer.headers["Allow"] == allowed


def test_all_that_is_wrong_is_said_at_once(client: FlaskClient, problem_of: ProblemOf) -> None:
    """A request's mistakes come together, each with its place, its code and what would be right."""
    document = problem_of(client.post(WHERE, json=dict(MISTAKEN)), 422, "assessment-invalid")
    assert document["instance"] == WHERE
    assert document["detail"] == "2 problems"
    assert document["errors"] == [
        {
            "pointer": "/assessment/ratings/0/level",
            "code": "level-off-scale",
            "detail": "level 5 is not one of 1, 2, 3, 4",
            "allowed": [1, 2, 3, 4],
        },
        {
            "pointer": "/assessment/ratings/1/criterion",
            "code": "unknown-criterion",
            "detail": "there is no criterion 'learning.colaboration' in rubric learning 1.0",
            "suggestion": "learning.collaboration",
        },
    ]


SHAPES = [
    ({}, "", "missing-field"),
    ([], "", "wrong-type"),
    ({"roles": ["district"], "assessment": {}, "student_name": "A"}, "/student_name", "unknown-field"),
    ({"roles": "district", "assessment": {}}, "/roles", "wrong-type"),
    ({"roles": ["district"], "assessment": {"ratings": [{"criterion": "x"}]}}, "/assessment/ratings/0", "exactly-one"),
    ({"roles": ["district"], "assessment": {"assessed_on": "soon"}}, "/assessment/assessed_on", "bad-date"),
    ({"roles": ["district"], "assessment": {}, "options": {"limit": True}}, "/options/limit", "wrong-type"),
    ({"roles": ["district"], "assessment": {}, "options": {"limit": 0}}, "/options/limit", "wrong-value"),
]


@pytest.mark.parametrize(("body", "pointer", "code"), SHAPES)
def test_a_wrong_shape_is_pointed_at(
    client: FlaskClient, problem_of: ProblemOf, body: Any, pointer: str, code: str
) -> None:
    """What has the wrong shape is pointed at, in the words of the file reader."""
    errors = problem_of(send_json(client, body), 422, "assessment-invalid")["errors"]
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in errors]


def test_very_many_mistakes_are_cut(client: FlaskClient, problem_of: ProblemOf) -> None:
    """A hundred mistakes are listed and no more, so that a small question cannot cause an endless answer."""
    body = {"roles": ["district"], "assessment": {}, **{f"field{number}": 1 for number in range(5000)}}
    document = problem_of(send_json(client, body), 422, "assessment-invalid")
    assert len(document["errors"]) == 100
    assert document["detail"] == "more than 100 problems; these are the first"


def test_long_texts_are_not_echoed_whole(client: FlaskClient, problem_of: ProblemOf) -> None:
    """An absurdly long name is pointed at by what holds it, and a long value is cut short."""
    body = {"roles": ["district"], "assessment": {}, "x" * 9000: 1, "context": {"stage": ["y" * 9000]}}
    answer = send_json(client, body)
    assert problem_of(answer, 422, "assessment-invalid")["errors"][0]["pointer"] == ""
    assert len(answer.data) < 2000


QUERIES = [
    ("system=local", "identifier", "wrong-value"),
    ("system=nces-leaid&identifier=12", "identifier", "wrong-value"),
    ("sytem=local", "sytem", "unknown-parameter"),
    ("system=local&system=local&identifier=1", "system", "repeated-parameter"),
    ("a/b=1", "a/b", "unknown-parameter"),
]


@pytest.mark.parametrize(("query", "parameter", "code"), QUERIES)
def test_a_wrong_query_names_the_parameter(
    client: FlaskClient, problem_of: ProblemOf, query: str, parameter: str, code: str
) -> None:
    """Unknown, repeated and ill-fitting query parameters are 422."""
    errors = problem_of(client.get(f"/v1/roles?{query}"), 422, "parameters-invalid")["errors"]
    assert (parameter, code) in [(one["parameter"], one["code"]) for one in errors]


def raising(error: Exception) -> FlaskClient:
    """A caller of a service with a view that raises `error` at /boom."""
    app = create_app(Settings(), build_logger(io.BytesIO()))

    def boom() -> str:
        raise error

    app.add_url_rule("/boom", view_func=boom)
    return app.test_client()


def test_a_fault_of_ours_says_nothing_of_the_inside(problem_of: ProblemOf) -> None:
    """A 500 holds no text of the exception."""
    answer = raising(RuntimeError("secret <b>inner</b> text")).get("/boom")
    problem_of(answer, 500, "internal-error")
    assert b"secret" not in answer.data


def test_a_status_without_a_kind_is_about_blank() -> None:
    """An HTTP error that we have no kind for is the plain problem that RFC 9457 foresees."""
    document = raising(ImATeapot()).get("/boom").get_json(force=True)
    assert (document["type"], document["status"], document["title"]) == ("about:blank", 418, "I'm a Teapot")


def test_a_fault_in_one_item_spoils_no_other(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """An item that breaks the engine is a 500 in its place."""
    advisor = app.extensions["leverpoint"].rulesets.active.advisor
    whole = type(advisor).advise

    def fragile(self: Any, assessment: Any) -> Any:
        if assessment.roles == ("school",):
            raise RuntimeError("secret")
        return whole(self, assessment)

    monkeypatch.setattr(type(advisor), "advise", fragile)
    items = [{"roles": [role], "assessment": {}} for role in ("school", "district")]
    answer = client.post(f"{WHERE}/batch", json={"items": items})
    assert [one["status"] for one in answer.get_json()["items"]] == [500, 200]
    assert b"secret" not in answer.data


def test_without_rules_it_is_not_ready(broken_client: FlaskClient, problem_of: ProblemOf) -> None:
    """While no rule set is active, questions and the catalog are 503 with a time to come back; alive it is."""
    question = {"roles": ["district"], "assessment": {}}
    for answer in (broken_client.get("/readyz"), broken_client.get("/v1/roles"), send_json(broken_client, question)):
        problem_of(answer, 503, "not-ready")
        assert answer.headers["Retry-After"] == "5"
    assert broken_client.get("/healthz").status_code == 200


def test_kinds_have_a_title_of_their_own() -> None:
    """No two kinds of problem share a title."""
    assert len({kind.title for kind in KINDS.values()}) == len(KINDS)
