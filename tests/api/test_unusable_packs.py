"""An organization whose pack must not be left out and cannot count: every address says so, and names the pack."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from leverpoint_plugins import RAISING, RULES_ON_BOATS, Site, on_the_path
from werkzeug.test import TestResponse

from leverpoint_api.app import create_app
from leverpoint_api.logs import build_logger
from leverpoint_api.settings import Settings

ProblemOf = Callable[[TestResponse, int, str], Mapping[str, Any]]
Body = Mapping[str, Any]
RATINGS = [{"criterion": "learning.collaboration", "level": 2}]
CHANGES = [{"fact": "learning.collaboration", "value": 3}]


def request_of(who: Body) -> dict[str, Any]:
    """A request of an organization."""
    return {"roles": ["district"], "organization": who, "assessment": {"ratings": RATINGS}}


def scenario_of(who: Body) -> dict[str, Any]:
    """A scenario that an organization asks."""
    return {
        "name": "ours",
        "given": {"roles": ["district"], "organization": who, "ratings": {"learning.collaboration": 2}},
        "expect": {"include": ["LC4"]},
    }


ASKED: Mapping[str, Callable[[Body], Body]] = {
    "/v1/recommendations": request_of,
    "/v1/explanations/why-not": lambda who: {"request": request_of(who)},
    "/v1/explanations/compare": lambda who: {"request": request_of(who), "first": "LC4", "second": "EQ1"},
    "/v1/explanations/counterfactuals": lambda who: {"request": request_of(who), "strategy": "LC4", "aim": "out"},
    "/v1/simulations": lambda who: {"request": request_of(who), "scenarios": [{"changes": CHANGES}]},
    "/v1/simulations?sweep": lambda who: {"request": request_of(who), "over": [{"fact": "stage"}]},
    "/v1/rulesets/test": lambda who: {"scenarios": [scenario_of(who)]},
    "/v1/rulesets/test?asker": lambda who: {
        "scenarios": [{**scenario_of(who), "given": {"roles": ["district"]}}],
        "organization": who,
    },
}
"""The addresses that ask an advisor, each with a body for an organization."""
LATER: Mapping[str, Callable[[Body], Body]] = {
    "/v1/rulesets/analyze": lambda who: {"organization": who, "codes": ["expired"]}
}
"""Those that ask no plugin: they answer until one is known to have failed."""
OTHERWISE = {"/v1/recommendations/batch", "/v1/rulesets/validate"}
"""A batch says it of each item; a pack that is validated belongs to nobody yet."""
ALL = (*ASKED, *LATER, "/v1/recommendations/batch", "diff")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A service in which each address has a district of its own, with a plugin that fails when it is asked."""
    with on_the_path(tmp_path_factory.mktemp("plugins") / "site") as site:
        for at in range(len(ALL)):
            install(site, f"dock{at}", district(at))
        app = create_app(Settings(access_log=False, plugin_budget=5_000), build_logger(io.BytesIO()))
        yield app.test_client()


def install(site: Site, name: str, identifier: str) -> None:
    """A plugin whose pack says that nothing is answered without it."""
    site.install(name, RAISING, pack=identifier, rules=RULES_ON_BOATS.format(name=name), head="on_failure: abort\n")


def district(at: int) -> str:
    return f"99001{at:02}"


def whose(address: str) -> tuple[str, Body]:
    """The pack that speaks for the district of an address, and that district."""
    at = ALL.index(address)
    return f"dock{at}", {"system": "nces-leaid", "identifier": district(at)}


def is_named(problem: Mapping[str, Any], pack: str) -> bool:
    """Whether a problem says which pack it is, and nothing of what was raised."""
    return f"'{pack}'" in problem["detail"] and "password" not in str(problem)


@pytest.mark.parametrize("address", ASKED)
def test_the_pack_is_named(client: FlaskClient, problem_of: ProblemOf, address: str) -> None:
    """At once, when the plugin fails, and later, when it is known to have failed: 503 that names the pack."""
    pack, who = whose(address)
    for _ in range(2):
        answer = client.post(address.partition("?")[0], json=ASKED[address](who))
        assert is_named(problem_of(answer, 503, "pack-unusable"), pack)
        assert answer.headers["Retry-After"]


@pytest.mark.parametrize("address", LATER)
def test_what_asks_no_plugin_answers_until_one_has_failed(
    client: FlaskClient, problem_of: ProblemOf, address: str
) -> None:
    """The rules by themselves can be looked at; once the plugin has failed, nobody is answered without it."""
    pack, who = whose(address)
    assert client.post(address, json=LATER[address](who)).status_code == 200
    client.post("/v1/recommendations", json=request_of(who))
    assert is_named(problem_of(client.post(address, json=LATER[address](who)), 503, "pack-unusable"), pack)


def test_an_item_of_a_batch_is_refused_by_itself(client: FlaskClient) -> None:
    """The other items are answered."""
    pack, who = whose("/v1/recommendations/batch")
    items = [request_of(who), {"roles": ["district"], "assessment": {"ratings": RATINGS}}]
    refused, answered = client.post("/v1/recommendations/batch", json={"items": items}).get_json()["items"]
    assert (refused["status"], answered["status"]) == (503, 200)
    assert is_named(refused["problem"], pack)


def test_a_diff_names_it_too(client: FlaskClient, problem_of: ProblemOf) -> None:
    """What is measured on advice needs the pack as well."""
    pack, who = whose("diff")
    answer = client.get("/v1/rulesets/core/diff/active", query_string={**who, "sample": 4})
    assert is_named(problem_of(answer, 503, "pack-unusable"), pack)


def test_no_address_is_forgotten(client: FlaskClient) -> None:
    """Every POST below /v1 is among those that are tried here."""
    rules = client.application.url_map.iter_rules()
    posts = {rule.rule for rule in rules if "POST" in (rule.methods or ()) and rule.rule.startswith("/v1/")}
    assert posts == {one.partition("?")[0] for one in ASKED} | set(LATER) | OTHERWISE


def test_others_are_answered(client: FlaskClient) -> None:
    """Nobody else notices anything."""
    other = {"system": "nces-leaid", "identifier": "9900999"}
    for address, body in {**ASKED, **LATER}.items():
        assert client.post(address.partition("?")[0], json=body(other)).status_code == 200, address
