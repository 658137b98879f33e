"""POST /v1/rulesets/test: scenarios run by the rules in service or by a pack; nothing is activated."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from leverpoint_zips import zipped
from werkzeug.test import TestResponse

from leverpoint import shipped_rules
from leverpoint.cli.test import test as command
from leverpoint.reader import read_file
from leverpoint_api.app import create_app
from leverpoint_api.examples import PACKS, SCENARIO_RUNS
from leverpoint_api.logs import build_logger
from leverpoint_api.settings import Settings

ProblemOf = Callable[[TestResponse, int, str], Mapping[str, Any]]
ADDRESS = "/v1/rulesets/test"
PLUGINS = Path(__file__).parents[2] / "plugins"
RIVERSIDE = {"system": "nces-leaid", "identifier": "9900010"}
SOUND = PACKS["sound"]["value"]["files"]
TESTED = SCENARIO_RUNS["pack"]["value"]["files"]
GIVEN = {"roles": ["district"], "ratings": {"learning.collaboration": 1}, "as_of": "2026-02-02"}


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """A service with the pack of Riverside."""
    return create_app(Settings(packs_dir=(PLUGINS,), access_log=False), build_logger(io.BytesIO())).test_client()


def run(client: FlaskClient, **said: Any) -> dict[str, Any]:
    """The report."""
    answer = client.post(ADDRESS, json=said)
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.get_json()
    return report


def scenario(name: str = "one", *, by: Any = None, given: Mapping[str, Any] = GIVEN, **said: Any) -> dict[str, Any]:
    """A scenario that holds, unless something else is said; `by` is what it is asked with."""
    asked_with = {"with": by} if by else {}
    return {"name": name, "given": dict(given), "expect": {"include": ["LC4"]}, **asked_with, **said}


def files(*rules: Path) -> dict[str, str]:
    """The files of a pack in a folder."""
    return {str(file.relative_to(root)): file.read_text() for root in rules for file in sorted(root.rglob("*.yaml"))}


def test_scenarios_of_the_core_are_as_the_command_line_says(client: FlaskClient, tmp_path: Path) -> None:
    """The same counts, names, expectations and reasons for what was sent as for the file."""
    file = min((shipped_rules() / "scenarios").glob("*.yaml"))
    sent = [{**one, "expect": {"exclude": ["LC4"]}} if at == 0 and "cases" not in one else one
            for at, one in enumerate(read_file(file).data)]  # fmt: skip
    report = run(client, scenarios=sent)
    (tmp_path / "sent.json").write_text(json.dumps(sent))
    said = json.loads(CliRunner().invoke(command, [str(tmp_path / "sent.json"), "--json"]).stdout)
    assert report["asked"] == said["asked"] > 5
    assert report["failed"] == said["failed"]
    for ours, theirs in zip(report["outcomes"], said["outcomes"], strict=True):
        assert ours["pointer"] == f"/scenarios{theirs['pointer']}"
        assert (ours["file"], ours["line"]) == (None, None)
        same = ("scenario", "case", "keywords", "holds")
        assert {key: ours[key] for key in same} == {key: theirs[key] for key in same}
        for mine, one in zip(ours["failures"], theirs["failures"], strict=True):
            assert mine == {**one, "line": None, "pointer": f"/scenarios{one['pointer']}"}


def test_what_does_not_hold_is_told_where_it_is_expected(client: FlaskClient) -> None:
    """What was expected, what was found, why, and a pointer into the body; a table's row is named."""
    rows = [{"name": "good", "given": {"ratings": {"learning.collaboration": 4}}}, {}]
    report = run(client, scenarios=[scenario("a"), scenario("b", cases=rows)])
    assert (report["asked"], report["failed"]) == (3, 1)
    failed = next(one for one in report["outcomes"] if not one["holds"])
    assert (failed["scenario"], failed["case"], failed["pointer"]) == ("b", "good", "/scenarios/1/cases/0")
    (failure,) = failed["failures"]
    assert (failure["expected"], failure["found"]) == ("LC4 is certain", "LC4 is excluded")
    assert (failure["pointer"], failure["line"]) == ("/scenarios/1/expect/include/0", None)
    assert any("found level 4" in why for why in failure["why"])


def test_each_organization_is_asked_by_its_own_rules(client: FlaskClient) -> None:
    """A scenario that names nobody is asked as `organization`; the header names every revision that answered."""
    mine = {"include": [{"strategy": "LC4", "because": "riverside.year-of-teams"}]}
    report = run(client, scenarios=[scenario(expect=mine)], organization=RIVERSIDE)
    assert (report["failed"], report["ruleset"]["label"].startswith("core 1.0.0 + riverside")) == (0, True)
    named = scenario(given={**GIVEN, "organization": RIVERSIDE}, expect=mine)
    answer = client.post(ADDRESS, json={"scenarios": [named, scenario("two")]})
    assert answer.get_json()["failed"] == 0
    assert len(answer.headers["Ruleset-Revision"].split(", ")) == 2
    assert answer.headers["Leverpoint-Matcher"] == "durable-rules"


@pytest.mark.parametrize("as_zip", [False, True])
def test_the_scenarios_of_a_pack(client: FlaskClient, as_zip: bool) -> None:
    """Run by the core with the pack on top, as the first in its scope; file and line are those of the pack."""
    before = client.get("/v1/rulesets/active").data
    broken = {**TESTED, "scenarios/no.yaml": "- name: no\n  given: {roles: [school]}\n  expect: {include: [LC4]}\n"}
    content = zipped([(name, text.encode()) for name, text in broken.items()])
    said: dict[str, Any] = (
        {"data": content, "content_type": "application/zip"} if as_zip else {"json": {"files": broken}}
    )
    report = client.post(ADDRESS, **said).get_json()
    assert (report["asked"], report["failed"]) == (2, 1)
    failed = next(one for one in report["outcomes"] if not one["holds"])
    assert (failed["file"], failed["line"], failed["failures"][0]["line"]) == ("scenarios/no.yaml", 1, 3)
    assert "eastfield" in report["ruleset"]["label"]
    assert client.get("/v1/rulesets/active").data == before


def test_scenarios_that_are_put_to_a_pack(client: FlaskClient) -> None:
    """Scenarios and a pack in one body: these are asked of that pack, under other weights where they say so."""
    because = {"include": [{"strategy": "LC4", "because": "eastfield.time-for-teams"}]}
    weights = {"priority": {"weights": {"need": {"points": 0}}}, "packs": ["eastfield"]}
    light = {"include": [{"strategy": "LC4", "score": {"at_most": 50}}]}
    sent = [
        scenario("a", expect=because),
        scenario("b", expect=light),
        scenario("c", expect=light, by=weights),
    ]
    report = run(client, files=TESTED, scenarios=sent)
    assert [one["holds"] for one in report["outcomes"]] == [True, False, True]


def test_a_whole_pack_as_it_is_shipped(client: FlaskClient) -> None:
    """The example pack of Riverside holds all of its own scenarios."""
    report = run(client, files=files(PLUGINS / "riverside"))
    assert (report["asked"] > 3, report["failed"]) == (True, 0)


def test_the_same_run_has_the_same_bytes(client: FlaskClient) -> None:
    """Nothing of one run is in the next."""
    first, again = (client.post(ADDRESS, json={"scenarios": [scenario()]}) for _ in range(2))
    assert first.data == again.data


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({}, [("", "missing-field")]),
        ({"scenarios": []}, [("/scenarios", "wrong-value")]),
        ({"scenarios": [3, {"name": "x"}]}, [("/scenarios/0", "wrong-type"), ("/scenarios/1", "missing-field")]),
        ({"scenarios": [scenario(expect={})]}, [("/scenarios/0", "wrong-value")]),
        (
            {"scenarios": [scenario(given={**GIVEN, "ratings": {"learning.colaboration": 1}})]},
            [("/scenarios/0/given/ratings/learning.colaboration", "unknown-criterion")],
        ),
        (
            {"scenarios": [scenario(given={**GIVEN, "ratings": {"learning.collaboration": {"a": 9}}})]},
            [("/scenarios/0/given/ratings/learning.collaboration/a", "level-off-scale")],
        ),
        (
            {"scenarios": [scenario("a", expect={"exclude": ["LC44"]}), scenario("a")]},
            [("/scenarios/0/expect/exclude/0", "unknown-strategy"), ("/scenarios/1/name", "duplicate-name")],
        ),
        ({"scenarios": [scenario(by={"ruleset": "/etc"})]}, [("/scenarios/0/with", "unknown-ruleset")]),
        ({"scenarios": [scenario(by={"packs": ["./a"]})]}, [("/scenarios/0/with", "unknown-ruleset")]),
        (
            {"scenarios": [scenario(by={"packs": ["riversid"]})]},
            [("/scenarios/0/with/packs/0", "unknown-pack")],
        ),
        ({"scenarios": [scenario(cases=[{}] * 1001)]}, [("/scenarios", "too-large")]),
        ({"scenarios": [scenario(str(number)) for number in range(1001)]}, [("/scenarios", "wrong-value")]),
        ({"files": TESTED, "organization": RIVERSIDE}, [("/organization", "wrong-value")]),
        ({"scenario": [scenario()]}, [("/scenario", "unknown-field")]),
    ],
)
def test_what_does_not_fit_is_pointed_at(
    client: FlaskClient, problem_of: ProblemOf, said: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    """Everything that is wrong at once, with pointers that lead into the body."""
    document = problem_of(client.post(ADDRESS, json=said), 422, "scenarios-invalid")
    found = [(one["pointer"], one["code"]) for one in document["errors"]]
    assert [one for one in found if one in errors] == errors
    assert {pointer for pointer, _ in found} == {pointer for pointer, _ in errors}


def test_a_pack_with_very_many_cases_is_refused(client: FlaskClient, problem_of: ProblemOf) -> None:
    """More than a thousand are run on the command line."""
    many = TESTED["scenarios/teams.yaml"] + "  cases:\n" + "    - {name: again}\n" * 1001
    answer = client.post(ADDRESS, json={"files": {**TESTED, "scenarios/teams.yaml": many}})
    (one,) = problem_of(answer, 422, "scenarios-invalid")["errors"]
    assert (one["code"], one["pointer"]) == ("too-large", "/files")


def test_an_empty_run_is_refused(client: FlaskClient, problem_of: ProblemOf) -> None:
    """A pack without scenarios proves nothing."""
    assert "no scenario" in problem_of(client.post(ADDRESS, json={"files": SOUND}), 422, "scenarios-invalid")["detail"]


FOLDER_NAMED = "- {name: x, with: {ruleset: /etc}, given: {roles: [state]}, expect: {exclude: [LC4]}}"
ROLE_MISSPELT = "- {name: x, given: {roles: [distrct]}, expect: {include: [LC4]}}"


@pytest.mark.parametrize(
    ("changed", "code", "file"),
    [
        (PACKS["mistaken"]["value"]["files"], "unknown-fact", "rules/teams.yaml"),
        ({"scenarios/teams.yaml": ROLE_MISSPELT}, "unknown-role", "scenarios/teams.yaml"),
        ({"scenarios/teams.yaml": FOLDER_NAMED}, "unknown-ruleset", "scenarios/teams.yaml"),
        ({"scenarios/teams.yaml": "- ["}, "yaml-syntax", "scenarios/teams.yaml"),
    ],
)
def test_a_pack_with_mistakes_is_refused(
    client: FlaskClient, problem_of: ProblemOf, changed: dict[str, str], code: str, file: str
) -> None:
    """In its rules or in its scenarios, each with its file; no path of this machine is told."""
    answer = client.post(ADDRESS, json={"files": {**TESTED, **changed}})
    (one,) = problem_of(answer, 422, "pack-invalid")["errors"]
    assert (one["code"], one["file"]) == (code, file)
    assert one["pointer"] == f"/files/{file.replace('/', '~1')}"
    assert str(shipped_rules()) not in answer.text


def test_no_files_at_all_are_no_pack(client: FlaskClient, problem_of: ProblemOf) -> None:
    """An empty mapping of files is told as what it is."""
    (one,) = problem_of(client.post(ADDRESS, json={"files": {}}), 422, "pack-invalid")["errors"]
    assert (one["code"], one["pointer"]) == ("no-files", "/files")


def test_very_many_rules_are_413(client: FlaskClient, problem_of: ProblemOf) -> None:
    """As where a pack is validated."""
    rules = "".join(SOUND["rules/teams.yaml"].replace("teams", f"t{number}", 1) for number in range(1001))
    problem_of(client.post(ADDRESS, json={"files": {**TESTED, "rules/teams.yaml": rules}}), 413, "body-too-large")


@pytest.mark.parametrize(
    ("body", "content_type", "status", "kind"),
    [
        (b"{", "application/json", 400, "not-json"),
        (b'{"scenarios": [], "scenarios": []}', "application/json", 400, "ambiguous-json"),
        (b"{}", "text/yaml", 415, "not-a-pack"),
        (b" " * 2_000_000, "application/json", 413, "body-too-large"),
        (b"PK", "application/zip", 422, "pack-invalid"),
    ],
)
def test_what_cannot_be_read_is_a_problem(
    client: FlaskClient, problem_of: ProblemOf, body: bytes, content_type: str, status: int, kind: str
) -> None:
    """Another type is 415, too much is 413, what is no zip is 422."""
    problem_of(client.post(ADDRESS, data=body, content_type=content_type), status, kind)


def test_not_ready(broken_client: FlaskClient, problem_of: ProblemOf) -> None:
    """Without rules there is nothing to ask."""
    for said in ({"scenarios": [scenario()]}, {"files": TESTED}):
        problem_of(broken_client.post(ADDRESS, json=said), 503, "not-ready")
