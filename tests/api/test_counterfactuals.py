"""POST /v1/explanations/counterfactuals: the least that would have to be rated otherwise, and that it is the least."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from leverpoint_api import counterfactuals, searching
from leverpoint_api.app import create_app
from leverpoint_api.service import EXTENSION, SEARCHES
from leverpoint_api.settings import Settings

ProblemOf = Callable[[TestResponse, int, str], Mapping[str, Any]]
ADDRESS = "/v1/explanations/counterfactuals"
ROLES = ["district", "school"]
RATINGS: list[dict[str, Any]] = [
    {"criterion": "learning.collaboration", "level": 1},
    {"criterion": "learning.evaluation", "level": 3},
    {"criterion": "equity.culture", "ratings": [{"rater": "a", "level": 2}, {"rater": "b", "level": 4}]},
    {"criterion": "equity.partnership", "level": 4},
    {"criterion": "equity.barriers", "not_applicable": True},
]
REQUEST = {"roles": ROLES, "assessment": {"ratings": RATINGS}, "options": {"as_of": "2026-02-02"}}


def least(client: FlaskClient, **said: Any) -> list[dict[str, Any]]:
    """The least change for each role."""
    answer = client.post(ADDRESS, json={"request": REQUEST, **said})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.get_json()["items"]
    return items


def moved(item: Mapping[str, Any]) -> dict[str, Any]:
    """The request for one role, with the moves made."""
    levels = {one["criterion"]: one["to"] for one in item["moves"]}
    rows = [
        {"criterion": row["criterion"], "level": levels[row["criterion"]]} if row["criterion"] in levels else row
        for row in RATINGS
    ]
    return {**REQUEST, "roles": [item["role"]], "assessment": {"ratings": rows}}


@pytest.mark.parametrize(
    ("strategy", "aim"),
    [
        ("LC3", {"aim": "in"}),
        ("EQ1", {}),
        ("LC4", {"aim": "out"}),
        ("LC3", {"top": 1}),
        ("LC3", {"top": 2, "aim": "top"}),
    ],
)
def test_the_advisor_shows_the_change(client: FlaskClient, strategy: str, aim: dict[str, Any]) -> None:
    """The moves, made in the request, bring the strategy where it is to be, for each role that asks."""
    for item in least(client, strategy=strategy, **aim):
        assert (item["strategy"], item["verdict"], item["proven"]) == (strategy, "found", True)
        assert item["levels"] == sum(abs(one["to"] - one["from"]) for one in item["moves"])
        answer = client.post("/v1/recommendations", json=moved(item)).get_json()
        found = [one for one in answer["advice"][0]["recommendations"] if one["strategy"] == strategy]
        standing = [
            {"rank": one["rank"], "score": one["priority"]["score"], "certainty": one["certainty"]} for one in found
        ]
        assert (standing[0] if standing else None) == item["then"]
        assert bool(found) is (item["aim"] != "out")
        assert all(one["rank"] <= item["top"] for one in found if item["top"])


def test_what_nothing_does_is_proven(client: FlaskClient) -> None:
    """Where no other rating of what is rated does it, the answer says so as a proof, with where it stands now."""
    for item in least(client, strategy="LL4"):
        assert (item["verdict"], item["proven"], item["moves"], item["then"]) == ("impossible", True, [], None)


def test_the_same_question_has_the_same_bytes(client: FlaskClient) -> None:
    """Also with its roles and ratings in another order; the revision that answers is named."""
    turned = {**REQUEST, "roles": ROLES[::-1], "assessment": {"ratings": RATINGS[::-1]}}
    first, again = (client.post(ADDRESS, json={"request": one, "strategy": "LC3"}) for one in (REQUEST, turned))
    assert first.data == again.data
    assert first.headers["Ruleset-Revision"] == first.get_json()["ruleset"]["revision"]


def test_a_search_that_is_cut_short_is_not_decided(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too little work for an answer is "not decided" with the reason, never "impossible", and always the same."""
    monkeypatch.setattr(counterfactuals, "WORK", 1e-9)
    first, again = (client.post(ADDRESS, json={"request": REQUEST, "strategy": "EQ1", "top": 1}) for _ in range(2))
    assert first.data == again.data
    for item in first.get_json()["items"]:
        assert (item["verdict"], item["proven"], item["moves"]) == ("not-decided", False, [])
        assert item["why"] == "not settled within the work allowed"


def test_the_clock_bounds_all_roles_together(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the time is up before a role is searched, that role is not decided, and the answer comes all the same."""
    parts = app.extensions[EXTENSION]
    late = replace(parts, settings=replace(parts.settings, search_seconds=-1))
    monkeypatch.setitem(app.extensions, EXTENSION, late)
    for item in least(app.test_client(), strategy="EQ1", top=1):
        assert (item["verdict"], item["proven"]) == ("not-decided", False)
        assert "seconds" in item["why"]


def test_whoever_finds_no_turn_is_told(app: Flask, problem_of: ProblemOf, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a worker makes as many searches as it does at a time, the next is 503, and other answers go on."""
    monkeypatch.setattr(searching, "PATIENCE", 0.01)
    turns, client = app.extensions[EXTENSION].searches, app.test_client()
    for _ in range(SEARCHES):
        assert turns.acquire(timeout=1)
    try:
        refused = client.post(ADDRESS, json={"request": REQUEST, "strategy": "LC3"})
        problem_of(refused, 503, "busy")
        assert refused.headers["Retry-After"]
        assert client.post("/v1/recommendations", json=REQUEST).status_code == 200
    finally:
        turns.release(SEARCHES)
    assert client.post(ADDRESS, json={"request": REQUEST, "strategy": "LC3"}).status_code == 200


def test_a_district_is_answered_by_its_own_rules() -> None:
    """The strategies and rules of a pack count for its organization, and nobody else knows them."""
    packs = Path(__file__).parents[2] / "plugins"
    client = create_app(Settings(packs_dir=(packs,), access_log=False)).test_client()
    riverside = {**REQUEST, "organization": {"system": "nces-leaid", "identifier": "9900010"}}
    answer = client.post(ADDRESS, json={"request": riverside, "strategy": "LC4", "aim": "out"}).get_json()
    assert "riverside" in answer["ruleset"]["label"]
    assert answer["items"] != least(client, strategy="LC4", aim="out")


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({}, [("", "missing-field")]),
        ({"strategy": "LC44"}, [("/strategy", "unknown-strategy")]),
        ({"strategy": "LC4", "aim": "top"}, [("", "missing-field")]),
        ({"strategy": "LC4", "aim": "out", "top": 3}, [("/top", "wrong-value")]),
        ({"strategy": "LC4", "aim": "up", "top": 0}, [("/aim", "wrong-value"), ("/top", "wrong-value")]),
        (
            {"strategy": "LC4", "request": {**REQUEST, "roles": ["distrct"], "context": {"x": 1}}},
            [("/request/roles/0", "unknown-role"), ("/request/context/x", "unknown-fact")],
        ),
    ],
)
def test_what_does_not_fit_is_pointed_at(
    client: FlaskClient, problem_of: ProblemOf, said: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    """Everything that is wrong at once, each with a pointer into the body."""
    document = problem_of(client.post(ADDRESS, json={"request": REQUEST, **said}), 422, "question-invalid")
    assert [(one["pointer"], one["code"]) for one in document["errors"]] == errors


def test_not_ready(broken_client: FlaskClient, problem_of: ProblemOf) -> None:
    """Without rules the question is 503."""
    problem_of(broken_client.post(ADDRESS, json={"request": REQUEST, "strategy": "LC4"}), 503, "not-ready")
