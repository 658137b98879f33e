"""POST /v1/rulesets/analyze: what is wrong with the rules in service or with a pack, each fault with its witness."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from leverpoint_zips import zipped
from werkzeug.test import TestResponse

from leverpoint import shipped_rules
from leverpoint.cli.analyze import analyze
from leverpoint_api import analyzing
from leverpoint_api.app import create_app
from leverpoint_api.examples import PACKS
from leverpoint_api.logs import build_logger
from leverpoint_api.settings import Settings

ProblemOf = Callable[[TestResponse, int, str], Mapping[str, Any]]
ADDRESS, DAY = "/v1/rulesets/analyze", "2026-02-02"
PLUGINS = Path(__file__).parents[2] / "plugins"
RIVERSIDE = {"system": "nces-leaid", "identifier": "9900010"}
SOUND = PACKS["sound"]["value"]["files"]
AT_ODDS = """\
- id: eastfield.team-time
  title: Time for teams
  when: {learning.innovation: {at_most: 2}}
  then: [{recommend: {strategy: LL4}}]
  because: The board promised it.
  provenance: authored
- id: eastfield.no-licences
  title: Not our licence
  when: {learning.innovation: {is: 1}}
  then: [{suppress: {strategy: LL4, reason: The state licenses.}}]
  because: The state licenses.
  provenance: authored
- id: eastfield.never
  title: Never
  when: {all: [{learning.innovation: {at_most: 1}}, {learning.innovation: {at_least: 3}}]}
  then: [{warn: {text: Look here.}}]
  because: We said so.
  provenance: authored
"""
FAULTY = {**SOUND, "rules/odds.yaml": AT_ODDS}


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """A service with the pack of Riverside."""
    return create_app(Settings(packs_dir=(PLUGINS,), access_log=False), build_logger(io.BytesIO())).test_client()


def analyzed(client: FlaskClient, **said: Any) -> dict[str, Any]:
    """What analysis says."""
    answer = client.post(ADDRESS, json={"as_of": DAY, **said})
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.get_json()
    return document


def test_the_core_is_as_the_command_line_says(client: FlaskClient) -> None:
    """The same findings, accepted ones with their reasons, but for where on this machine the files lie."""
    codes = ["promise-broken", "gap", "uncited", "dangling"]
    found = analyzed(client, codes=codes)
    arguments = [part for code in codes for part in ("--code", code)]
    said = json.loads(CliRunner().invoke(analyze, [*arguments, "--as-of", DAY, "--json"]).stdout)
    for one in (*said["findings"], *said["accepted"]):
        one["location"]["file"] = one["location"]["file"].removeprefix(f"{shipped_rules()}/")
    assert said.pop("left_out") == []
    assert {key: found[key] for key in said} == said
    assert (found["complete"], found["omitted"]) == (True, 0)
    assert found["accepted"]
    assert all(one["reason"] for one in found["accepted"])


def test_an_organization_is_analyzed_by_its_own_rules(client: FlaskClient) -> None:
    """The findings in its packs, with the file within the pack; the witness shows the fault when it is sent."""
    found = analyzed(client, organization={**RIVERSIDE, "name": "Riverside"}, codes=["promise-broken"])
    assert found["ruleset"]["label"].startswith("core 1.0.0 + riverside")
    theirs = next(one for one in found["findings"] if one["sources"] == ["riverside"])
    assert theirs["location"]["file"] == "rules/riverside.yaml"
    assert theirs["witness"]["organization"] == RIVERSIDE
    advice = client.post("/v1/recommendations", json=theirs["witness"]).get_json()["advice"][0]
    fired = {rule["id"] for one in advice["recommendations"] for rule in one["rules"]}
    assert set(theirs["rules"]) <= fired | {one["rule"] for one in advice["warnings"]}
    assert found["ruleset"] != analyzed(client, codes=["expired"])["ruleset"]


@pytest.mark.parametrize("as_zip", [False, True])
def test_a_pack_is_analyzed_on_top_of_the_core(client: FlaskClient, as_zip: bool) -> None:
    """Its contradiction is found with a witness, its impossible rule without one; nothing is activated."""
    before = client.get("/v1/rulesets/active").data
    if as_zip:
        content = zipped([(name, text.encode()) for name, text in FAULTY.items()])
        found = client.post(ADDRESS, data=content, content_type="application/zip").get_json()
        assert len(found["searched"]) == 12
    else:
        found = analyzed(client, files=FAULTY, codes=["contradiction", "unreachable"])
    by_code = {one["code"]: one for one in found["findings"] if one["sources"] == ["eastfield"]}
    assert {"contradiction", "unreachable"} <= set(by_code)
    assert by_code["contradiction"]["witness"]["organization"]["identifier"] == "9900070"
    assert by_code["contradiction"]["about"] == {"strategy": "LL4"}
    assert by_code["unreachable"]["rules"] == ["eastfield.never"]
    assert {one["location"]["file"] for one in by_code.values()} == {"rules/odds.yaml"}
    assert client.get("/v1/rulesets/active").data == before


def test_what_a_pack_names_and_is_not_there_is_a_finding(client: FlaskClient) -> None:
    """As on the command line: nothing could be searched, and the finding says what was meant."""
    found = analyzed(client, files=PACKS["mistaken"]["value"]["files"])
    assert (found["ruleset"], found["searched"], found["complete"]) == (None, [], False)
    (one,) = found["findings"]
    assert (one["code"], one["location"]["file"], one["location"]["line"]) == ("dangling", "rules/teams.yaml", 3)
    assert "learning.collaboration" in one["fix"]
    assert analyzed(client, files=PACKS["mistaken"]["value"]["files"], codes=["gap"])["findings"] == []


@pytest.mark.parametrize("as_zip", [False, True])
def test_a_broken_pack_is_refused_with_every_mistake(client: FlaskClient, problem_of: ProblemOf, as_zip: bool) -> None:
    """File, line, column and rule of each; the pointer leads to the file in the body, where there is one."""
    files = {**PACKS["mistaken"]["value"]["files"], "rules/half.yaml": "- id: eastfield.half\n  title: Half a rule\n"}
    body = zipped([(name, text.encode()) for name, text in files.items()])
    said: dict[str, Any] = {"data": body, "content_type": "application/zip"} if as_zip else {"json": {"files": files}}
    errors = problem_of(client.post(ADDRESS, **said), 422, "pack-invalid")["errors"]
    assert len(errors) > 1
    assert {(one["code"], one["file"], one["line"]) for one in errors} >= {("missing-field", "rules/half.yaml", 1)}
    assert {one.get("pointer") for one in errors if one["file"] == "rules/half.yaml"} == (
        {None} if as_zip else {"/files/rules~1half.yaml"}
    )


def test_a_zip_that_is_not_to_be_trusted_is_refused(client: FlaskClient, problem_of: ProblemOf) -> None:
    """Its faults are those of whoever sent it."""
    answer = client.post(ADDRESS, data=zipped([("../x.yaml", b"a")]), content_type="application/zip")
    assert [one["code"] for one in problem_of(answer, 422, "pack-invalid")["errors"]] == ["zip-path"]


def test_what_is_not_settled_is_not_decided(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """With hardly any work allowed, questions stay open, each is told, and the same question has the same bytes."""
    monkeypatch.setattr(analyzing, "WORK", 1e-6)
    first, again = (client.post(ADDRESS, json={"as_of": DAY, "codes": ["starved"]}) for _ in range(2))
    document = first.get_json()
    assert first.data == again.data
    assert document["complete"] is False
    open_ = [one for one in document["findings"] if one["status"] == "not-decided"]
    assert open_
    assert {one["severity"] for one in open_} == {"note"}
    assert all(one["message"].startswith("not decided: ") for one in open_)


def test_very_many_findings_are_counted(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the most that are told, the rest is a number."""
    monkeypatch.setattr(analyzing, "MOST_FINDINGS", 1)
    found = analyzed(client, files=FAULTY, codes=["contradiction", "unreachable"])
    assert (len(found["findings"]), found["omitted"] > 0, found["complete"]) == (1, True, False)


def test_a_search_that_finds_too_much_stops(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the most that are counted, nothing more is searched for."""
    monkeypatch.setattr(analyzing, "MOST_COUNTED", 1)
    found = analyzed(client, files=FAULTY, codes=["contradiction", "unreachable"])
    assert (len(found["findings"]), found["complete"]) == (1, False)


def test_a_baseline_that_cannot_be_read_is_logged(tmp_path: Path) -> None:
    """Then nothing is accepted, and what is found is told."""
    rules, log = Path(shutil.copytree(shipped_rules(), tmp_path / "rules")), io.BytesIO()
    (rules / "accepted.yaml").write_text("- fingerprint: [unfinished\n")
    client = create_app(Settings(rules=rules, access_log=False), build_logger(log)).test_client()
    found = analyzed(client, codes=["promise-broken"])
    assert (bool(found["findings"]), found["accepted"]) == (True, [])
    assert b"baseline-unreadable" in log.getvalue()
    assert str(tmp_path) not in json.dumps(found)


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({"codes": []}, [("/codes", "wrong-value")]),
        ({"codes": ["gpa"], "as_of": "now"}, [("/codes/0", "wrong-value"), ("/as_of", "bad-date")]),
        ({"organization": {"system": "nces-leaid"}}, [("/organization/identifier", "wrong-value")]),
        ({"organization": {"system": "nces-leaid", "identifier": "1"}}, [("/organization/identifier", "wrong-value")]),
        ({"organization": RIVERSIDE, "files": SOUND}, [("/organization", "wrong-value")]),
        (
            {"files": {"pack.yaml": 1}, "code": ["gap"]},
            [("/files/pack.yaml", "wrong-type"), ("/code", "unknown-field")],
        ),
        ([], [("", "wrong-type")]),
    ],
)
def test_what_does_not_fit_is_pointed_at(
    client: FlaskClient, problem_of: ProblemOf, said: Any, errors: list[tuple[str, str]]
) -> None:
    """Everything that is wrong at once."""
    document = problem_of(client.post(ADDRESS, json=said), 422, "analysis-invalid")
    assert sorted((one["pointer"], one["code"]) for one in document["errors"]) == sorted(errors)


@pytest.mark.parametrize(
    ("body", "content_type", "status", "kind"),
    [
        (b"{", "application/json", 400, "not-json"),
        (b"{}", "text/yaml", 415, "not-a-pack"),
        (b" " * 2_000_000, "application/zip", 413, "body-too-large"),
        (b" " * 2_000_000, "application/json", 413, "body-too-large"),
    ],
)
def test_what_cannot_be_read_is_a_problem(
    client: FlaskClient, problem_of: ProblemOf, body: bytes, content_type: str, status: int, kind: str
) -> None:
    """Another type is 415, too much is 413."""
    problem_of(client.post(ADDRESS, data=body, content_type=content_type), status, kind)


def test_not_ready(broken_client: FlaskClient, problem_of: ProblemOf) -> None:
    """Without rules there is nothing to analyze."""
    for said in ({}, {"files": SOUND}):
        problem_of(broken_client.post(ADDRESS, json=said), 503, "not-ready")
