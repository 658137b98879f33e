"""Questions about an answer over HTTP: why not, which of two, what if; and what changed between two rule sets."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from leverpoint_api.app import create_app
from leverpoint_api.examples import SMALL, WHOLE
from leverpoint_api.settings import Settings

ProblemOf = Callable[[TestResponse, int, str], Mapping[str, Any]]
REQUEST = {**SMALL, "options": {"as_of": "2026-02-02"}}
RIVERSIDE = {"system": "nces-leaid", "identifier": "9900010"}


@pytest.fixture(scope="module")
def local() -> FlaskClient:
    """A caller of a service with the pack of Riverside."""
    packs = Path(__file__).parents[2] / "plugins"
    return create_app(Settings(packs_dir=(packs,), access_log=False)).test_client()


def test_why_not(client: FlaskClient) -> None:
    """The rules that could have recommended a strategy, with whose they are and what they are missing."""
    answer = client.post("/v1/explanations/why-not", json={"request": REQUEST, "strategies": ["LL4"]})
    document = answer.get_json()
    assert answer.headers["Ruleset-Revision"] == document["ruleset"]["revision"]
    assert answer.headers["Leverpoint-Matcher"] == "durable-rules"
    (item,) = document["items"]
    assert (item["strategy"], item["role"]) == ("LL4", "district")
    assert {rule["owner"]["source"] for rule in item["rules"]} == {"core"}
    assert all(rule["missing"] for rule in item["rules"])


def test_compare(client: FlaskClient) -> None:
    """The terms of both, and the sentence that says what decided."""
    question = {"request": dict(WHOLE), "first": "LC3", "second": "EQ1"}
    items = client.post("/v1/explanations/compare", json=question).get_json()["items"]
    assert [one["role"] for one in items] == ["district", "school"]
    for one in items:
        total = sum(term["difference"] for term in one["terms"])
        assert total == one["first"]["place"]["score"] - one["second"]["place"]["score"]
        assert one["above"] in one["reason"]


def test_scenarios_over_answers_and_weights(client: FlaskClient) -> None:
    """A changed answer is side by side with the old list; other weights have another revision, and only they do."""
    said = [
        {"name": "better", "changes": [{"fact": "learning.collaboration", "value": 4}]},
        {"weights": {"need": 1000}},
        {"weights": {"readiness": 0, "weak_below": 1, "horizon": {"now": 0}}},
    ]
    document = client.post("/v1/simulations", json={"request": REQUEST, "scenarios": said}).get_json()
    better, heavy, _ = document["scenarios"]
    assert (better["name"], better["revision"]) == ("better", document["ruleset"]["revision"])
    assert [one["what"] for one in better["roles"][0]["strategies"] if one["strategy"] == "LC4"] == ["left"]
    assert heavy["name"] is None
    assert heavy["revision"] != document["ruleset"]["revision"]
    first = heavy["roles"][0]["strategies"][0]
    assert first["after"]["score"] > 900
    assert [term["name"] for term in first["terms"]] == ["need"]


def test_another_rule_set_over_the_baseline(local: FlaskClient) -> None:
    """What the pack does for its district, seen by asking the core: its rules go, and what only it asks is left out."""
    ratings = [*REQUEST["assessment"]["ratings"], {"criterion": "riverside.family-languages", "level": 1}]
    request = {**REQUEST, "organization": RIVERSIDE, "assessment": {"ratings": ratings}}
    question = {"request": request, "scenarios": [{"ruleset": "core"}, {"ruleset": "active", "weights": {"need": 1}}]}
    document = local.post("/v1/simulations", json=question).get_json()
    core, _ = document["scenarios"]
    assert core["revision"] != document["ruleset"]["revision"]
    gone = [term["from"] for one in core["roles"][0]["strategies"] for term in one["terms"] if term["after"] is None]
    assert "riverside.hear-families" in gone


def test_simulating_leaves_no_trace(client: FlaskClient) -> None:
    """The same question is answered with the same bytes after weights were tried out."""
    before = client.post("/v1/recommendations", json=REQUEST).data
    client.post("/v1/simulations", json={"request": REQUEST, "scenarios": [{"weights": {"need": 0}}]})
    assert client.post("/v1/recommendations", json=REQUEST).data == before


def test_sweep(client: FlaskClient) -> None:
    """Every point of the product, in its order; whole numbers may be written with a fraction of zero."""
    over = [{"fact": "learning.collaboration"}, {"fact": "enrollment", "values": [500.0, 30000]}]
    sweep = client.post("/v1/simulations", json={"request": REQUEST, "over": over}).get_json()["sweep"]
    points = sweep["roles"][0]["points"]
    assert [one["values"] for one in points[:3]] == [[1, 500], [1, 30000], [2, 500]]
    assert len(points) == 8


@pytest.mark.parametrize(
    ("path", "question", "errors"),
    [
        (
            "explanations/why-not",
            {"request": REQUEST, "strategies": ["LC4", "LX9"]},
            [("/strategies/1", "unknown-strategy")],
        ),
        (
            "explanations/why-not",
            {"request": {**REQUEST, "roles": ["distrct"], "context": {"x": 1}}},
            [("/request/roles/0", "unknown-role"), ("/request/context/x", "unknown-fact")],
        ),
        ("explanations/why-not", {}, [("", "missing-field")]),
        (
            "explanations/compare",
            {"request": REQUEST, "first": "A", "second": "B", "third": "C"},
            [("/third", "unknown-field")],
        ),
        (
            "explanations/compare",
            {"request": REQUEST, "first": "A", "second": "B"},
            [("/first", "unknown-strategy"), ("/second", "unknown-strategy")],
        ),
        ("simulations", {"request": REQUEST}, [("", "exactly-one")]),
        (
            "simulations",
            {"request": REQUEST, "scenarios": [{"changes": [{"fact": "stage", "value": "x"}]}]},
            [("/scenarios/0/changes/0/value", "wrong-value")],
        ),
        ("simulations", {"request": REQUEST, "scenarios": [{"name": "x"}]}, [("/scenarios/0", "wrong-value")]),
        (
            "simulations",
            {"request": REQUEST, "scenarios": [{"changes": [{"fact": "stage", "value": ["x"]}]}]},
            [("/scenarios/0/changes/0/value", "wrong-value")],
        ),
        (
            "simulations",
            {"request": REQUEST, "over": [{"fact": "stage", "values": [{}]}]},
            [("/over/0/values/0", "wrong-value")],
        ),
        (
            "simulations",
            {"request": REQUEST, "scenarios": [{"ruleset": "cor"}]},
            [("/scenarios/0/ruleset", "unknown-ruleset")],
        ),
        (
            "simulations",
            {"request": REQUEST, "over": [{"fact": "learning.colaboration"}]},
            [("/over/0/fact", "unknown-fact")],
        ),
        (
            "simulations",
            {"request": REQUEST, "over": [{"fact": "stage"}], "sample": 1000, "seed": 1},
            None,
        ),
        (
            "simulations",
            {"request": REQUEST, "over": [{"fact": "stage"}, {"fact": "equity.culture"}], "sample": 1000},
            [("/over", "too-large")],
        ),
        (
            "simulations",
            {"request": REQUEST, "over": [{"fact": "stage"}, {"fact": "stage"}]},
            [("/over/1/fact", "several-answers")],
        ),
        (
            "simulations",
            {"request": REQUEST, "scenarios": [{"weights": {"need": -1, "role": {"boss": 3}}}]},
            [("/scenarios/0/weights/need", "wrong-value"), ("/scenarios/0/weights/role/boss", "unknown-field")],
        ),
    ],
)
def test_what_does_not_fit_is_pointed_at(
    client: FlaskClient, problem_of: ProblemOf, path: str, question: Any, errors: list[tuple[str, str]] | None
) -> None:
    """Unknown names, wrong values and too much work are 422, each with a pointer into the body."""
    answer = client.post(f"/v1/{path}", json=question)
    if errors is None:
        assert answer.status_code == 200
        return
    document = problem_of(answer, 422, "question-invalid")
    assert [(one["pointer"], one["code"]) for one in document["errors"]] == errors


def test_diff_of_the_core_and_a_district(local: FlaskClient) -> None:
    """What a pack changes for its district: rules in words, what cannot be asked of both, and the impact by role."""
    query = {**RIVERSIDE, "sample": 40, "as_of": "2026-02-02"}
    answer = local.get("/v1/rulesets/core/diff/active", query_string=query)
    document = answer.get_json()
    assert answer.headers["Ruleset-Revision"] == document["after"]["revision"] != document["before"]["revision"]
    assert any(one["rule"] == "riverside.year-of-teams" and one["change"] == "added" for one in document["rules"])
    assert {one["in"] for one in document["left_out"]} == {"after"}
    shares = {one["role"]: one["share"] for one in document["impact"]["roles"]}
    assert shares["district"] > 0
    assert shares["state"] == 0
    example = next(one for one in document["impact"]["roles"] if one["role"] == "district")["examples"][0]
    assert local.post("/v1/recommendations", json=example["request"]).status_code == 200


def test_a_diff_is_kept_as_long_as_nothing_changes(local: FlaskClient) -> None:
    """The same question has the same ETag and is 304; another sample, or another day, is another question."""
    path, query = "/v1/rulesets/active/diff/core", {"sample": 8, "as_of": "2026-02-02"}
    first = local.get(path, query_string=query)
    again = local.get(path, query_string=query, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    for other in ({"sample": 4}, {"as_of": "2026-02-03"}, {"top": 1}, {"seed": 5}, RIVERSIDE):
        assert local.get(path, query_string={**query, **other}).headers["ETag"] != first.headers["ETag"]


def test_an_exact_diff_of_the_core_and_a_district(local: FlaskClient) -> None:
    """A role's assessments are searched: yes with one as each side was given it, none, and the same bytes again."""
    query = {**RIVERSIDE, "sample": 0, "as_of": "2026-02-02", "exact": "district", "strategy": "LL4"}
    answer = local.get("/v1/rulesets/core/diff/active", query_string=query)
    exact = answer.get_json()["exact"]
    answers = {one["kind"]: one for one in exact["answers"]}
    assert {(one["role"], one["subject"]) for one in answers.values()} == {("district", "LL4")}
    assert (answers["goes"]["answer"], answers["comes"]["answer"]) == ("yes", "none")
    witness = exact["witnesses"][answers["goes"]["witness"]]
    told = local.post("/v1/recommendations", json={**witness["after"], "options": {"as_of": "2026-02-02"}})
    listed = told.get_json()["advice"][0]["recommendations"]
    assert "LL4" not in [one["strategy"] for one in listed if one["certainty"] == "certain"]
    assert local.get("/v1/rulesets/core/diff/active", query_string=query).data == answer.data


def test_an_exact_diff_is_asked_for(local: FlaskClient, problem_of: ProblemOf) -> None:
    """Without `exact` there is no such part; a strategy by itself is 422, and an unknown role or strategy 404."""
    path = "/v1/rulesets/core/diff/active?sample=0"
    assert "exact" not in local.get(path).get_json()
    problem_of(local.get(f"{path}&strategy=LC4"), 422, "parameters-invalid")
    assert "district" in problem_of(local.get(f"{path}&exact=distric"), 404, "not-found")["detail"]
    problem_of(local.get(f"{path}&exact=district&strategy=LC44"), 404, "not-found")


WITHOUT_SOLVER = """
import sys
sys.modules["ortools"] = None
from leverpoint_api.app import create_app
from leverpoint_api.settings import Settings
client = create_app(Settings()).test_client()
path = "/v1/rulesets/core/diff/active?sample=0"
answer = client.get(f"{path}&exact=district")
print(client.get(path).status_code, answer.status_code, answer.get_json(force=True)["type"])
"""


def test_an_exact_diff_needs_the_solver() -> None:
    """A service that lacks what exact answers need says so with 503, and goes on to answer the rest."""
    done = subprocess.run([sys.executable, "-c", WITHOUT_SOLVER], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["200", "503", "urn:leverpoint:problem:extra-missing"], done.stderr


def test_diff_by_revision_and_unknown_ones(local: FlaskClient, problem_of: ProblemOf) -> None:
    """A revision names what it is; what this service does not know is 404 with what it knows nearest."""
    revision = local.get("/v1/rulesets/active").get_json()["revision"]
    answer = local.get(f"/v1/rulesets/{revision}/diff/active?sample=0")
    assert answer.get_json()["rules"] == []
    assert answer.get_json()["impact"]["asked"] == 0
    problem_of(local.get(f"/v1/rulesets/core/diff/sha256:{'0' * 64}"), 404, "not-found")
    problem_of(local.get("/v1/rulesets/core/diff/active?sample=1001&x=1"), 422, "parameters-invalid")


def test_not_ready(broken_client: FlaskClient, problem_of: ProblemOf) -> None:
    """Without rules, every question is 503."""
    question = {"request": REQUEST, "scenarios": [{"weights": {"need": 3}}]}
    problem_of(broken_client.post("/v1/simulations", json=question), 503, "not-ready")
    problem_of(broken_client.get("/v1/rulesets/core/diff/active"), 503, "not-ready")
