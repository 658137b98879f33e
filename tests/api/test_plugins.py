"""Plugins in the service: their addresses, what is told of them, and what becomes of a request when one fails."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from leverpoint_plugins import RAISING, RULES_ON_BOATS, Site, on_the_path
from werkzeug.test import TestResponse

from leverpoint_api.app import create_app
from leverpoint_api.logs import build_logger
from leverpoint_api.settings import Settings

DOCK, PIER = "9900010", "9900020"
PAGES = """
from flask import Blueprint, abort, redirect, request
pages = Blueprint("pages", __name__)

@pages.before_app_request
def mark():
    request.environ["lp.marked"] = "yes"

@pages.get("/")
def front():
    return {"front": request.environ["lp.marked"], "at": request.script_root}

@pages.post("/echo")
def echo():
    return request.get_json()

@pages.get("/moved")
def moved():
    return redirect("/elsewhere")

@pages.get("/secret")
def secret():
    abort(404)

@pages.get("/broken")
def broken():
    raise ValueError("the operator's password")

@hookimpl
def leverpoint_blueprints():
    return [pages]
"""


@dataclass(frozen=True)
class Running:
    """A service, what it has logged, and a short way to ask it as a district."""

    client: FlaskClient
    log: io.BytesIO

    def ask(self, district: str | None = None) -> TestResponse:
        """Ask as a district, or as nobody in particular."""
        organization = {"organization": {"system": "nces-leaid", "identifier": district}} if district else {}
        ratings = [{"criterion": "learning.collaboration", "level": 2}]
        request = {"roles": ["district"], "assessment": {"ratings": ratings}, "options": {"as_of": "2026-02-02"}}
        return self.client.post("/v1/recommendations", json={**request, **organization})

    def answer(self, district: str | None = None) -> Mapping[str, Any]:
        """The answer to a district."""
        answered: Mapping[str, Any] = self.ask(district).get_json()
        return answered

    def number(self, name: str) -> float:
        """One of the numbers for Prometheus."""
        lines = self.client.get("/metrics").text.splitlines()
        return float(next(line for line in lines if line.startswith(name)).split()[-1])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """An empty folder for packages, on Python's path as long as the test lasts."""
    with on_the_path(tmp_path / "site") as folder:
        yield folder


@pytest.fixture
def run() -> Callable[..., Running]:
    """Starts a service with what is installed."""

    def start(**settings: Any) -> Running:
        log = io.BytesIO()
        app = create_app(Settings(access_log=False, **{"plugin_budget": 5_000, **settings}), build_logger(log))
        return Running(app.test_client(), log)

    return start


def test_hook_leverpoint_blueprints(site: Site, run: Callable[..., Running]) -> None:
    """A plugin's addresses lie below its name, read bodies, redirect and refuse as they would anywhere."""
    site.install("harbor", PAGES)
    client = run().client
    assert client.get("/plugins/harbor/").get_json() == {"front": "yes", "at": "/plugins/harbor"}
    assert client.post("/plugins/harbor/echo", json={"a": 1}).get_json() == {"a": 1}
    assert client.get("/plugins/harbor/moved").headers["Location"] == "/elsewhere"
    answered = [client.get(f"/plugins/{path}") for path in ("harbor/secret", "harbor/nothing", "harbour/")]
    assert [(one.status_code, one.mimetype) for one in answered] == [(404, "application/problem+json")] * 3
    assert "did you mean 'harbor'" in answered[2].get_json(force=True)["detail"]
    assert client.post("/plugins/harbor/").status_code == 405
    assert client.get("/healthz").status_code == 200, "what it registers for an application is for its own"


def test_a_view_that_raises_takes_down_its_plugin_alone(site: Site, run: Callable[..., Running]) -> None:
    """500 without a word of what was raised; then 503 for all of its addresses; everything else goes on."""
    site.install("harbor", PAGES)
    service = run()
    before = service.ask().data
    broken = service.client.get("/plugins/harbor/broken")
    assert (broken.status_code, "password" in broken.text) == (500, False)
    after = service.client.get("/plugins/harbor/")
    assert (after.status_code, after.get_json(force=True)["type"]) == (503, "urn:leverpoint:problem:plugin-unusable")
    assert "harbor" in after.get_json(force=True)["detail"]
    assert service.ask().data == before, "it has no part in answers, and is not named there"
    assert b"the operator's password" in service.log.getvalue()


def test_a_blueprint_that_cannot_be_mounted(site: Site, run: Callable[..., Running]) -> None:
    """A plugin whose blueprints are none, or clash, is quarantined when the service starts, which goes on."""
    site.install("odd", "@hookimpl\ndef leverpoint_blueprints():\n    return ['pages']\n")
    site.install("twin", PAGES.replace("return [pages]", "return [pages, Blueprint('pages', 'other')]"))
    client = run().client
    found = {one["name"]: one["last_error"] for one in client.get("/v1/plugins").get_json()["items"]}
    told = "leverpoint_blueprints: it returned an object of the type str among its objects of the kind Blueprint"
    assert found == {"odd": told, "twin": "leverpoint_blueprints raised ValueError"}
    assert client.get("/plugins/twin/").status_code == 503


def test_each_district_hears_its_own_plugin(site: Site, run: Callable[..., Running]) -> None:
    """Computed facts, points and notes reach the organizations of the plugin's pack and nobody else."""
    for name, district in (("dock", DOCK), ("pier", PIER)):
        code = f"@hookimpl\ndef leverpoint_facts():\n    return {{'{name}.boats': 5}}\n"
        code += "@hookimpl\ndef leverpoint_enrich():\n    return ['Ahoy.']\n"
        site.install(name, code, pack=district, rules=RULES_ON_BOATS.format(name=name))
    service = run()
    for name, district in (("dock", DOCK), ("pier", PIER)):
        answer = service.answer(district)
        assert [one["name"] for one in answer["provenance"]["sources"]] == ["core", name]
        assert {note["by"] for one in answer["advice"][0]["recommendations"] for note in one["notes"]} == {name}
    assert [one["name"] for one in service.answer()["provenance"]["sources"]] == ["core"]
    assert "notes" not in service.answer("9900030")["advice"][0]["recommendations"][0]


def test_what_is_told_of_plugins(site: Site, run: Callable[..., Running]) -> None:
    """Name, version, layer, scope, hooks, rules and state, one by one too; a wrong name gets the nearest."""
    site.install(
        "dock",
        "@hookimpl\ndef leverpoint_facts():\n    return {'dock.boats': 5}\n",
        pack=DOCK,
        rules=RULES_ON_BOATS.format(name="dock"),
    )
    client = run().client
    (one,) = client.get("/v1/plugins").get_json()["items"]
    assert client.get("/v1/plugins/dock").get_json() == one
    assert {key: one[key] for key in ("name", "state", "layer", "hooks", "last_error", "anywhere")} == {
        "name": "dock",
        "state": "active",
        "layer": "district",
        "hooks": ["leverpoint_facts", "leverpoint_packs"],
        "last_error": None,
        "anywhere": False,
    }
    assert (one["scope"], one["rules"]) == ([{"system": "nces-leaid", "identifier": DOCK}], 1)
    refused = client.get("/v1/plugins/dok")
    assert (refused.status_code, "did you mean 'dock'" in refused.get_json(force=True)["detail"]) == (404, True)
    assert client.get("/v1/plugins/core").get_json()["hooks"] == ["leverpoint_packs"]


def test_a_plugin_that_fails_is_named_everywhere(site: Site, run: Callable[..., Running]) -> None:
    """In warnings, status, the list, the numbers and the log; what it raised stands in the log alone."""
    site.install("dock", RAISING, pack=DOCK, rules=RULES_ON_BOATS.format(name="dock"))
    service = run()
    assert service.number("leverpoint_plugins_quarantined") == 0
    first = service.ask(DOCK)
    (warning,) = first.get_json()["warnings"]
    told = "leverpoint_facts raised ValueError"
    assert warning["detail"] == f"the plugin 'dock' is quarantined and left out: {told}"
    assert service.ask(DOCK).data == first.data
    status = service.client.get("/v1/status").get_json()
    assert status["plugins"] == [{"name": "dock", "state": "quarantined", "last_error": told}]
    assert status["abandoned_threads"] == 0
    assert service.client.get("/v1/plugins/dock").get_json()["last_error"] == told
    assert service.number("leverpoint_plugins_quarantined") == 1
    assert service.number('leverpoint_plugin_failures_total{plugin="dock"}') == 1
    (line,) = [json.loads(one) for one in service.log.getvalue().splitlines() if b"plugin-failed" in one]
    assert (line["plugin"], line["raised"]) == ("dock", "ValueError: the operator's password")
    pages = [service.client.get(path).text for path in ("/v1/status", "/v1/plugins", "/v1/plugins/dock")]
    assert not any("password" in text or str(site.path) in text for text in (*pages, first.text))


def test_a_call_that_is_late_is_abandoned_and_counted(site: Site, run: Callable[..., Running]) -> None:
    """The answer comes without the plugin, and the thread that was left behind is told of."""
    late = "import time\n@hookimpl\ndef leverpoint_observe():\n    time.sleep(3)\n"
    site.install("slow", late)
    service = run(plugin_budget=50)
    assert [one["plugin"] for one in service.answer()["warnings"]] == ["slow"]
    assert service.client.get("/v1/status").get_json()["abandoned_threads"] == 1
    assert service.number("leverpoint_plugin_threads_abandoned") == 1


def test_a_plugin_that_must_not_be_missing_stops_its_own_district(site: Site, run: Callable[..., Running]) -> None:
    """With `on_failure: abort` in its pack the request fails, at once and later; others do not."""
    site.install("dock", RAISING, pack=DOCK, rules=RULES_ON_BOATS.format(name="dock"), head="on_failure: abort\n")
    service = run()
    for _ in range(2):
        refused = service.ask(DOCK)
        assert (refused.status_code, refused.get_json(force=True)["type"]) == (
            503,
            "urn:leverpoint:problem:pack-unusable",
        )
        assert "'dock'" in refused.get_json(force=True)["detail"]
    assert service.ask(PIER).status_code == 200


def test_the_switch_turns_plugins_off(site: Site, run: Callable[..., Running]) -> None:
    """With LEVERPOINT_PLUGINS=off nothing of others is loaded, and answers are those of a service without any."""
    plain = run().ask(DOCK).data
    site.install(
        "dock",
        "@hookimpl\ndef leverpoint_enrich():\n    return ['Ahoy.']\n",
        pack=DOCK,
        rules=RULES_ON_BOATS.format(name="dock"),
    )
    off = run(plugins=False)
    assert (off.ask(DOCK).data, off.client.get("/v1/plugins").get_json()["items"]) == (plain, [])
    assert run().ask(DOCK).data != plain
    blocked = run(packs_block=frozenset({"dock"}))
    assert blocked.ask(DOCK).data == plain
    assert blocked.client.get("/v1/plugins/dock").get_json()["state"] == "blocked"
