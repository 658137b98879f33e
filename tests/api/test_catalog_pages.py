"""The catalog and the rule sets: what a caller needs to fill in a request, with tags that say when it has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from leverpoint import load_rulebook, shipped_rules
from leverpoint.reader.jsonschema import KINDS, json_schema
from leverpoint_api.app import create_app
from leverpoint_api.logs import build_logger
from leverpoint_api.settings import Settings

ProblemOf = Callable[[TestResponse, int, str], Mapping[str, Any]]
LISTS = ("roles", "themes", "rubrics", "strategies", "leverage-points", "facts", "sources", "rulesets", "schemas")
TAGGED = (
    *(f"/v1/{name}" for name in LISTS),
    "/v1/rubrics/learning",
    "/v1/strategies/LC4",
    "/v1/rulesets/active",
    "/v1/rulesets/active/rules",
    "/v1/schemas/rules",
    "/openapi.json",
)


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_items_and_next(client: FlaskClient, name: str) -> None:
    """Every list has the same shape, and none of the shipped ones is empty."""
    document = client.get(f"/v1/{name}").get_json()
    assert set(document) == {"items", "next"}
    assert document["items"]


@pytest.mark.parametrize("path", TAGGED)
def test_tags_save_sending_again(client: FlaskClient, path: str) -> None:
    """Who sends back the ETag gets 304 and no body; who sends another gets the whole."""
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "no-cache"
    assert client.get(path, headers={"If-None-Match": '"other"'}).data == first.data


def test_tags_follow_revision_and_address(client: FlaskClient, library_rules: Path) -> None:
    """Another address has another tag, and so has the same address of another revision."""
    other = create_app(Settings(rules=library_rules), build_logger()).test_client()
    tags = [client.get("/v1/roles"), client.get("/v1/themes"), other.get("/v1/roles")]
    assert len({answer.headers["ETag"] for answer in tags}) == 3
    assert client.get("/v1/roles").headers["ETag"] == tags[0].headers["ETag"]


def test_a_rubric_holds_all_that_a_form_needs(client: FlaskClient) -> None:
    """A rubric has its scale, every criterion with a descriptor for each level, and other words for some roles."""
    rubric = client.get("/v1/rubrics/learning").get_json()
    assert list(rubric)[:5] == ["id", "version", "theme", "title", "scale"]
    assert len(rubric["criteria"]) == 5
    for criterion in rubric["criteria"]:
        assert [one["level"] for one in criterion["levels"]] == [one["level"] for one in rubric["scale"]["levels"]]
        assert all(one["descriptor"] and one["label"] for one in criterion["levels"])
        assert criterion["question"]


def test_a_strategy_says_where_it_comes_from(client: FlaskClient) -> None:
    """A strategy has its official number, its roles and horizon, and citations with all three keys."""
    strategy = client.get("/v1/strategies/LC4").get_json()
    assert strategy["id"] == "LC4"
    assert set(strategy["horizon"]) == {"state", "district", "school", "higher_ed"}
    assert set(strategy["roles"]) <= {"lead", "share", "influence"}
    assert all(set(one) == {"source", "locator", "provenance"} for one in strategy["citations"])


def test_facts_say_what_they_take(client: FlaskClient) -> None:
    """A choice lists its values, a number its bounds, and a conclusion is told from what is asked."""
    facts = {one["id"]: one for one in client.get("/v1/facts").get_json()["items"]}
    assert facts["stage"]["values"][0]["value"] == "ramping-up"
    assert (facts["enrollment"]["minimum"], facts["enrollment"]["maximum"]) == (0, 5_000_000)
    assert {one["kind"] for one in facts.values()} == {"context", "conclusion"}


def test_a_place_may_be_named(client: FlaskClient) -> None:
    """Today an organization changes nothing in the catalog."""
    there = client.get("/v1/roles?system=nces-leaid&identifier=9900010")
    assert there.data == client.get("/v1/roles").data


def test_rules_come_a_page_at_a_time(client: FlaskClient) -> None:
    """Following the cursor gives every rule once, in the order of ids."""
    found: list[str] = []
    query = ""
    while True:
        page = client.get(f"/v1/rulesets/active/rules?limit=37{query}").get_json()
        found += [rule["id"] for rule in page["items"]]
        if page["next"] is None:
            break
        query = f"&cursor={page['next']}"
    assert found == sorted(load_rulebook(shipped_rules()).rules)


@pytest.mark.parametrize(
    "query", ["cursor=%C3%A9", "cursor=abc", "cursor=_w", "limit=0", "limit=201", "limit=1e2", "limit="]
)
def test_a_strange_page_is_refused(client: FlaskClient, problem_of: ProblemOf, query: str) -> None:
    """A cursor that is not ours and a limit out of bounds are 422."""
    errors = problem_of(client.get(f"/v1/rulesets/active/rules?{query}"), 422, "parameters-invalid")["errors"]
    assert errors[0]["parameter"] == query.partition("=")[0]


def test_rules_are_shown_as_they_are_written(client: FlaskClient, library_rules: Path) -> None:
    """A rule's condition and effects fit the schema of rule files, and its condition is there in words."""
    validator = Draft202012Validator(json_schema("rule"))
    library = create_app(Settings(rules=library_rules), build_logger()).test_client()
    for caller in (client, library):
        for rule in caller.get("/v1/rulesets/active/rules?limit=200").get_json()["items"]:
            written = {key: rule[key] for key in ("id", "title", "when", "then", "because", "provenance")}
            assert rule["words"]
            assert not list(validator.iter_errors(written)), rule["id"]


def test_written_conditions_read_back_as_the_same(library_rules: Path) -> None:
    """What is shown of a condition parses to the very tree that it was made from."""
    from leverpoint.conditions import parse
    from leverpoint_api.written import written_condition

    for folder in (library_rules, shipped_rules()):
        rulebook = load_rulebook(folder)
        for rule in rulebook.rules.values():
            assert parse(written_condition(rule.when), rulebook.vocabulary) == (rule.when, [])


def test_a_rule_set_goes_by_its_names(client: FlaskClient, problem_of: ProblemOf) -> None:
    """The alias, the revision and its digest lead to the same rule set; another revision is 404."""
    active = client.get("/v1/rulesets/active").get_json()
    for name in (active["revision"], active["revision"].removeprefix("sha256:")):
        assert client.get(f"/v1/rulesets/{name}").get_json() == active
    for path in ("", "/rules", "/rules/core.x"):
        problem_of(client.get(f"/v1/rulesets/sha256:0{path}"), 404, "not-found")
    assert active["rules"] == len(load_rulebook(shipped_rules()).rules)


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_of_files_are_served(client: FlaskClient, kind: str) -> None:
    """Every kind of file has its JSON Schema here."""
    answer = client.get(f"/v1/schemas/{kind}")
    assert answer.mimetype == "application/schema+json"
    assert answer.get_json(force=True) == json_schema(kind)
