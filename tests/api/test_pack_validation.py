"""POST /v1/rulesets/validate: every mistake of a posted pack, located, and nothing is activated."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from leverpoint import shipped_rules
from leverpoint_api.app import create_app
from leverpoint_api.examples import PACKS
from leverpoint_api.settings import Settings

ADDRESS = "/v1/rulesets/validate"
SOUND, MISTAKEN = (PACKS[name]["value"] for name in ("sound", "mistaken"))


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """A service on the shipped rules."""
    return create_app(Settings(access_log=False)).test_client()


def zipped(files: dict[str, str]) -> bytes:
    """The same pack as a zip."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def posted(client: FlaskClient, files: dict[str, str], as_zip: bool) -> dict[str, Any]:
    """The answer to a pack, sent in one of the two ways."""
    if as_zip:
        answer = client.post(ADDRESS, data=zipped(files), content_type="application/zip")
    else:
        answer = client.post(ADDRESS, json={"files": files})
    assert answer.status_code == 200, answer.get_data()
    return dict(answer.get_json())


@pytest.mark.parametrize("as_zip", [False, True])
def test_nothing_is_wrong_with_a_sound_pack(client: FlaskClient, as_zip: bool) -> None:
    """Its name, version and digest come back, the same for JSON and zip."""
    found = posted(client, SOUND["files"], as_zip)
    assert (found["ok"], found["name"], found["version"], found["problems"]) == (True, "eastfield", "1.0.0", [])
    assert found["digest"] == posted(client, SOUND["files"], not as_zip)["digest"]


@pytest.mark.parametrize("as_zip", [False, True])
def test_every_mistake_has_its_place(client: FlaskClient, as_zip: bool) -> None:
    """File within the pack, line, column, rule, pointer and the nearest right name; a scenario's mistakes too."""
    (problem,) = posted(client, MISTAKEN["files"], as_zip)["problems"]
    assert problem == {
        "code": "unknown-fact",
        "message": "there is no fact 'learning.colaboration'",
        "file": "rules/teams.yaml",
        "line": 3,
        "column": 10,
        "rule": "eastfield.time-for-teams",
        "pointer": "/0/when/learning.colaboration",
        "suggestion": "learning.collaboration",
    }
    scenario = "- {name: Nothing, given: {roles: [district]}, expect: {include: [LC44]}}\n"
    files = {**SOUND["files"], "scenarios/x.yaml": scenario}
    (problem,) = posted(client, files, as_zip)["problems"]
    assert (problem["code"], problem["file"], problem["suggestion"]) == ("unknown-strategy", "scenarios/x.yaml", "LC4")


@pytest.mark.parametrize("wanted", ["{packs: [FOLDER]}", "{ruleset: FOLDER}", "{packs: [../../..FOLDER]}"])
def test_a_posted_pack_looks_into_no_folder(client: FlaskClient, tmp_path: Path, wanted: str) -> None:
    """A scenario that names one is refused without a word of what lies there; other weights it may ask with."""
    (tmp_path / "pack.yaml").write_text("password: tiger\n")
    scenario = "- {{name: Here, with: {}, given: {{roles: [district], ratings: {{}}}}, expect: {{exclude: [LC4]}}}}\n"
    files = {**SOUND["files"], "scenarios/x.yaml": scenario.format(wanted.replace("FOLDER", str(tmp_path)))}
    (problem,) = posted(client, files, as_zip=False)["problems"]
    assert (problem["code"], problem["file"]) == ("unknown-ruleset", "scenarios/x.yaml")
    assert "password" not in str(problem)
    files["scenarios/x.yaml"] = scenario.format("{priority: {weights: {need: {points: 20}}}}")
    assert posted(client, files, as_zip=False)["ok"]


STATE = "name: upper\nversion: 1.0.0\nlayer: state\ntitle: X\nscope: [{system: nces-state, identifier: '99'}]\n"
RULE = "- {id: upper.x, title: X, when: {learning.collaboration: {at_most: 2}}, because: X, provenance: authored, "
RULE += "then: [{recommend: {strategy: LC4, points: 3}}]}\n"
OVERLAY = "- {retune: {target: upper.x, points: 4}, reason: X, seen: '1.0.0'}\n"


def test_a_pack_is_tried_among_those_that_answer(tmp_path: Path) -> None:
    """What its state says is there to be overlaid; what has been broken on the disk since is in nobody's way."""
    core = Path(shutil.copytree(shipped_rules(), tmp_path / "core"))
    for file, text in (("pack.yaml", STATE), ("rules/x.yaml", RULE)):
        (tmp_path / "packs" / "upper" / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "packs" / "upper" / file).write_text(text)
    client = create_app(Settings(access_log=False, rules=core, packs_dir=(tmp_path / "packs",))).test_client()
    files = {**SOUND["files"], "overlays.yaml": OVERLAY}
    assert posted(client, files, as_zip=False)["problems"] == []
    (core / "pack.yaml").write_text("name: [")
    assert posted(client, files, as_zip=True)["ok"]
    newer = {"pack.yaml": STATE.replace("1.0.0", "2.0.0"), "rules/x.yaml": RULE}
    assert posted(client, newer, as_zip=False)["ok"], "a new version takes the place of the one that is there"


def test_nothing_is_activated(client: FlaskClient) -> None:
    """The active revision and the list of packs are what they were."""
    before = client.get("/v1/rulesets/active").get_json()["revision"]
    posted(client, SOUND["files"], as_zip=False)
    assert client.get("/v1/rulesets/active").get_json()["revision"] == before
    assert client.get("/v1/plugins").get_json()["items"] == []


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, "no-files"),
        ({"rules/x.yaml": "- {}\n"}, "missing-field"),
        ({"pack.yaml": ""}, "empty-file"),
        ({**SOUND["files"], "priority.yaml": "weights: {}\n"}, "missing-field"),
        ({**SOUND["files"], "pack.yaml": SOUND["files"]["pack.yaml"].replace("district", "core")}, "missing-file"),
    ],
)
def test_what_is_no_pack_is_told(client: FlaskClient, files: dict[str, str], code: str) -> None:
    """No description, an empty one, the layer of the core."""
    found = posted(client, files, as_zip=False)
    assert found["ok"] is False
    assert code in {one["code"] for one in found["problems"]}


@pytest.mark.parametrize(("content", "code"), [(b"PK", "zip-unreadable"), (zipped({"../x.yaml": "a"}), "zip-path")])
def test_a_zip_that_is_not_to_be_trusted_is_told(client: FlaskClient, content: bytes, code: str) -> None:
    """Its faults are problems like any other."""
    answer = client.post(ADDRESS, data=content, content_type="application/zip")
    assert (answer.status_code, [one["code"] for one in answer.get_json()["problems"]]) == (200, [code])


@pytest.mark.parametrize(
    ("body", "content_type", "status", "kind"),
    [
        (b"{}", "application/json", 422, "pack-invalid"),
        (b'{"files": {"pack.yaml": 1}}', "application/json", 422, "pack-invalid"),
        (b"{", "application/json", 400, "not-json"),
        (b"{}", "text/yaml", 415, "not-a-pack"),
        (b" " * 2_000_000, "application/zip", 413, "body-too-large"),
        (b" " * 2_000_000, "application/json", 413, "body-too-large"),
    ],
)
def test_what_cannot_be_read_is_a_problem(
    client: FlaskClient, body: bytes, content_type: str, status: int, kind: str
) -> None:
    """Another type is 415, too much is 413, what does not fit is 422."""
    answer = client.post(ADDRESS, data=body, content_type=content_type)
    assert (answer.status_code, answer.get_json()["type"]) == (status, f"urn:leverpoint:problem:{kind}")


def test_very_many_rules_are_413(client: FlaskClient) -> None:
    """Putting thousands of rules together would keep everybody else waiting."""
    rules = "".join(SOUND["files"]["rules/teams.yaml"].replace("teams", f"t{number}", 1) for number in range(1001))
    answer = client.post(ADDRESS, json={"files": {**SOUND["files"], "rules/teams.yaml": rules}})
    assert (answer.status_code, answer.get_json()["type"]) == (413, "urn:leverpoint:problem:body-too-large")


def test_where_the_rules_lie_is_nobodys_business(client: FlaskClient) -> None:
    """No answer holds a path of this machine."""
    for files in (
        MISTAKEN["files"],
        {"pack.yaml": "a: ["},
        {**SOUND["files"], "overlays.yaml": "- {suppress: {target: x}}"},
    ):
        answer = client.post(ADDRESS, json={"files": files}).get_data(as_text=True)
        assert str(shipped_rules()) not in answer
        assert "/tmp" not in answer  # noqa: S108 # looked for, not written to
