"""One assessment over HTTP: the engine's answer, whatever the order in which it was asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from marshmallow import RAISE
from werkzeug.test import TestResponse

from leverpoint import Advisor, load_rulebook, read_request, shipped_rules, to_json
from leverpoint_api.examples import ASSESSMENTS
from leverpoint_api.schemas import AnswerSchema

Ask = Callable[..., TestResponse]
CRITERIA = ("equity.partnership", "learning.collaboration", "lifelong.credentials", "learning.evaluation")


@pytest.mark.parametrize("explain", ["none", "reasons", "full"])
@pytest.mark.parametrize("roles", [["district"], ["school", "state", "district", "higher_ed"]])
def test_answers_fit_their_schema(ask: Ask, roles: list[str], explain: str) -> None:
    """Real answers load with the documented schema, in which nothing is unknown and nothing missing."""
    answer = ask(roles=roles, options={"explain": explain}).get_json()
    loaded = AnswerSchema(unknown=RAISE).load(answer)
    assert [one["role"] for one in loaded["advice"]] == [
        r for r in ("state", "district", "school", "higher_ed") if r in roles
    ]
    assert ("plan" in answer) is (len(roles) > 1)


@pytest.mark.parametrize("name", ASSESSMENTS)
def test_the_bytes_are_the_engines(client: FlaskClient, name: str) -> None:
    """What is sent is what the engine writes for the same question, byte for byte."""
    rulebook, question = load_rulebook(shipped_rules()), ASSESSMENTS[name]["value"]
    sent = client.post("/v1/recommendations", json={**question, "options": {"as_of": "2026-02-02"}})
    expected = read_request({**question, "options": {"as_of": "2026-02-02"}}, rulebook, dt.date(2026, 1, 1))
    assert sent.data == to_json(Advisor(rulebook).advise(expected))


def test_order_does_not_matter(ask: Ask) -> None:
    """The same question gets the same bytes whatever the order of its roles, ratings, raters and members."""
    ratings: list[Mapping[str, Any]] = [
        {"criterion": name, "level": 1 + at % 4} for at, name in enumerate(CRITERIA[:3])
    ]
    raters = [{"rater": "r1", "level": 2}, {"rater": "r2", "level": 4}]
    one = ask(
        roles=["school", "state"], assessment={"ratings": [*ratings, {"criterion": CRITERIA[3], "ratings": raters}]}
    )
    other_row = {"ratings": raters[::-1], "criterion": CRITERIA[3]}
    other = ask(assessment={"ratings": [other_row, *ratings[::-1]]}, roles=["state", "school"])
    assert one.status_code == 200
    assert one.data == other.data


def test_headers_say_what_answered(ask: Ask) -> None:
    """An evaluation names the revision and the matcher, is not to be stored, and holds no time and no request id."""
    answer = ask()
    assert answer.headers["Ruleset-Revision"] == answer.get_json()["provenance"]["ruleset"]["revision"]
    assert answer.headers["Leverpoint-Matcher"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Request-Id"].encode() not in answer.data


def test_a_rule_set_can_be_asked_for_by_name(client: FlaskClient, ask: Ask) -> None:
    """`options.ruleset` takes the alias, the revision and the bare digest; they are the same question."""
    revision = client.get("/v1/rulesets/active").get_json()["revision"]
    answers = {ask(options={"ruleset": name}).data for name in ("active", revision, revision.removeprefix("sha256:"))}
    assert answers == {ask(options={}).data}


def test_an_unknown_rule_set_is_a_problem_like_others(ask: Ask, problem_of: Callable[..., Any]) -> None:
    """Another revision than the active one is refused together with everything else that is wrong."""
    answer = ask(options={"ruleset": "sha256:0"}, roles=["districts"])
    errors = problem_of(answer, 422, "assessment-invalid")["errors"]
    assert [(one["pointer"], one["code"]) for one in errors] == [
        ("/roles/0", "unknown-role"),
        ("/options/ruleset", "unknown-ruleset"),
    ]
    assert problem_of(ask(options={"ruleset": "old"}), 422, "assessment-invalid")["errors"][0]["allowed"][0] == "active"


def test_not_rated_is_the_same_as_absent(ask: Ask) -> None:
    """A level of null and a criterion left out are one question."""
    rating = {"criterion": CRITERIA[0], "level": 2}
    one = ask(assessment={"ratings": [rating, {"criterion": CRITERIA[1], "level": None}]})
    assert one.data == ask(assessment={"ratings": [rating]}).data


def test_a_batch_answers_each_in_its_place(client: FlaskClient, ask: Ask) -> None:
    """A batch is 200: each item has the bytes of its own answer or its own problem, in order."""
    items = [{"roles": ["district"], "assessment": {}}, 7, {"roles": ["nobody"], "assessment": {}}, None]
    answer = client.post("/v1/recommendations/batch", json={"items": items})
    found = answer.get_json()["items"]
    single = client.post("/v1/recommendations", json=items[0])
    assert [item["status"] for item in found] == [200, 422, 422, 422]
    assert single.data in answer.data
    assert found[2]["problem"]["errors"][0]["code"] == "unknown-role"
    assert "request_id" not in found[2]["problem"]
    assert answer.headers["Leverpoint-Matcher"] == single.headers["Leverpoint-Matcher"]


def test_a_batch_of_mistakes_names_no_matcher(client: FlaskClient) -> None:
    """Where nothing was evaluated, no matcher is named, but the revision is."""
    answer = client.post("/v1/recommendations/batch", json={"items": [{}]})
    assert answer.headers["Ruleset-Revision"]
    assert "Leverpoint-Matcher" not in answer.headers


@pytest.mark.parametrize(("items", "pointer"), [([], "/items"), ([0] * 1001, "/items"), ("many", "/items")])
def test_a_batch_has_from_one_to_a_thousand_items(
    client: FlaskClient, problem_of: Callable[..., Any], items: Any, pointer: str
) -> None:
    """A batch without items, with too many or without a list is refused as a whole."""
    answer = client.post("/v1/recommendations/batch", json={"items": items})
    assert problem_of(answer, 422, "batch-invalid")["errors"][0]["pointer"] == pointer


def test_a_thousand_items_are_answered(client: FlaskClient) -> None:
    """The largest batch is answered."""
    body = orjson.dumps({"items": [{"roles": []}] * 1000})
    answer = client.post("/v1/recommendations/batch", data=body, content_type="application/json")
    assert len(answer.get_json()["items"]) == 1000
