"""Packs over HTTP: each organization sees the core and its own, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from leverpoint import shipped_rules
from leverpoint_api.app import create_app
from leverpoint_api.settings import Settings

RIVERSIDE, NORTHLAKE = "9900010", "9900020"
TODAY = {"as_of": "2026-02-02"}


def write_pack(folder: Path, name: str, identifier: str, rules: str | None = None, more: str = "") -> None:
    """A pack with one rule that speaks for one district."""
    (folder / name / "rules").mkdir(parents=True)
    (folder / name / "pack.yaml").write_text(
        f"name: {name}\nversion: 1.2.0\nlayer: district\ntitle: {name}\n"
        f'scope: [{{system: nces-leaid, identifier: "{identifier}"}}]\n{more}'
    )
    rule = (
        f"- id: {name}.our-year\n  title: Our year\n  when: {{learning.collaboration: {{at_most: 4}}}}\n"
        "  then: [{recommend: {strategy: LC4, points: 11}}]\n  because: We said so.\n  provenance: authored\n"
    )
    (folder / name / "rules" / "ours.yaml").write_text(rule if rules is None else rules)


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """A service with two sound packs and a broken one."""
    write_pack(tmp_path, "riverside", RIVERSIDE)
    write_pack(tmp_path, "northlake", NORTHLAKE)
    write_pack(tmp_path, "broken", RIVERSIDE, "- id: broken.rule\n  title: Half a rule\n")
    return create_app(Settings(packs_dir=(tmp_path,), access_log=False)).test_client()


def asked(identifier: str | None) -> dict[str, Any]:
    """A request of one district, or of nobody in particular."""
    organization = {"organization": {"system": "nces-leaid", "identifier": identifier}} if identifier else {}
    ratings = [{"criterion": "learning.collaboration", "level": 2}]
    return {
        "roles": ["district"],
        "assessment": {"ratings": ratings},
        "options": {"as_of": "2026-02-02"},
        **organization,
    }


def sources(client: FlaskClient, identifier: str | None) -> list[str]:
    """The names of the sources that counted in an answer."""
    answer = client.post("/v1/recommendations", json=asked(identifier)).get_json()
    return [one["name"] for one in answer["provenance"]["sources"] if one["state"] == "active"]


def test_each_district_sees_its_own_pack_and_no_other(client: FlaskClient) -> None:
    """The sources of an answer are the core and the packs in whose scope the organization lies."""
    seen = [sources(client, identifier) for identifier in (None, RIVERSIDE, NORTHLAKE, "9900030")]
    assert seen == [["core"], ["core", "riverside"], ["core", "northlake"], ["core"]]


def test_a_batch_asks_each_item_s_own_rules(client: FlaskClient) -> None:
    """Items of several districts are each answered from their own revision, and the header names all of them."""
    items = [asked(RIVERSIDE), asked(NORTHLAKE), asked(None)]
    response = client.post("/v1/recommendations/batch", json={"items": items})
    revisions = {item["result"]["provenance"]["ruleset"]["revision"] for item in response.get_json()["items"]}
    assert len(revisions) == 3
    assert response.headers["Ruleset-Revision"] == ", ".join(sorted(revisions))


def test_active_means_what_the_organization_sees(client: FlaskClient) -> None:
    """`active` resolves for each organization, and one may ask for no other organization's revision."""
    theirs = client.get(f"/v1/rulesets/active?system=nces-leaid&identifier={RIVERSIDE}").get_json()
    assert theirs["label"] == "core 1.0.0 + riverside 1.2.0"
    wanted = asked(NORTHLAKE)
    wanted["options"]["ruleset"] = theirs["revision"]
    assert client.post("/v1/recommendations", json=wanted).status_code == 422


def test_a_broken_pack_is_named_and_the_rest_answers(client: FlaskClient) -> None:
    """A pack that does not fit is quarantined with its problems, located, and takes nobody down."""
    packs = {one["name"]: one for one in client.get("/v1/plugins").get_json()["items"]}
    assert {name: one["state"] for name, one in packs.items()} == {
        "broken": "quarantined",
        "northlake": "active",
        "riverside": "active",
    }
    assert packs["broken"]["problems"][0]["file"] == "rules/ours.yaml"
    assert packs["riverside"]["rules"] == 1


def test_a_broken_pack_in_scope_is_a_warning_of_the_service(client: FlaskClient) -> None:
    """An organization is told that a pack which speaks for it did not count."""
    answer = client.post("/v1/recommendations", json=asked(RIVERSIDE)).get_json()
    assert [(one["code"], one["plugin"]) for one in answer["warnings"]] == [("plugin-quarantined", "broken")]


def test_where_packs_lie_is_nobody_s_business(tmp_path: Path) -> None:
    """Also where a problem names another file, neither answers nor lists say where on the machine it is."""
    write_pack(tmp_path, "twice", RIVERSIDE)
    rules = tmp_path / "twice" / "rules"
    (rules / "theirs.yaml").write_text((rules / "ours.yaml").read_text())
    (tmp_path / "twice" / "catalog").mkdir()
    (tmp_path / "twice" / "catalog" / "x.yaml").write_text("sources: [{id: mtm, title: Ours, note: Hm.}]\n")
    client = create_app(Settings(packs_dir=(tmp_path,), access_log=False)).test_client()
    answer = client.post("/v1/recommendations", json=asked(RIVERSIDE))
    (warning,) = answer.get_json()["warnings"]
    assert "is already in catalog/sources.yaml, line" in warning["detail"]
    texts = [answer.text, *(client.get(path).text for path in ("/v1/plugins", "/v1/plugins/twice", "/v1/status"))]
    assert not [text for text in texts if str(tmp_path) in text or str(shipped_rules()) in text]


LOCAL = """\
sources: [{{id: {name}.notes, title: Notes, note: Hm.}}]
strategies:
  - id: {name}.walk
    number: {number}
    title: Walk ({name})
    theme: learning
    summary: Walk.
    horizon: now
    roles: {{lead: [district], share: [], influence: []}}
    strengthen_first: []
    provenance: authored
    citations: [{{source: {name}.notes, locator: x, provenance: authored}}]
facts:
  - id: {name}.hills
    type: boolean
    title: Hills ({name})
    question: Are there hills?
    provenance: authored
    citations: [{{source: {name}.notes, locator: x, provenance: authored}}]
"""
CATALOG = ("facts", "sources", "strategies", "leverage-points", "rubrics", "rulesets", "rulesets/active/rules")
SIMULATION = {"scenarios": [{"changes": [{"fact": "learning.collaboration", "value": 4}]}, {"ruleset": "core"}]}


def test_no_address_tells_one_district_of_another(tmp_path: Path) -> None:
    """Catalog, rules, diffs, answers, explanations and simulations; who names nobody is told of no pack at all."""
    for number, (name, identifier) in enumerate((("riverside", RIVERSIDE), ("northlake", NORTHLAKE)), 90):
        write_pack(tmp_path, name, identifier)
        (tmp_path / name / "catalog").mkdir()
        (tmp_path / name / "catalog" / "x.yaml").write_text(LOCAL.format(name=name, number=number))
    client = create_app(Settings(packs_dir=(tmp_path,), access_log=False)).test_client()
    assert {one["state"] for one in client.get("/v1/plugins").get_json()["items"]} == {"active"}
    both = ("riverside", "northlake")
    strangers: dict[str | None, tuple[str, ...]] = {RIVERSIDE: both[1:], NORTHLAKE: both[:1], None: both}
    for who, others in strangers.items():
        texts = list(told(client, who))
        assert not [text for text in texts if any(name in text for name in others)]
        assert bool([text for text in texts if "our-year" in text]) is (who is not None)


def told(client: FlaskClient, identifier: str | None) -> Iterator[str]:
    """All that a district, or nobody in particular, can be told; what is mistyped, too."""
    who = f"?system=nces-leaid&identifier={identifier}" if identifier else ""
    question = asked(identifier)
    paths = (*(f"/v1/{name}{who}" for name in CATALOG), f"/v1/rulesets/core/diff/active{who}", f"/v1/facts/x{who}")
    posts = {
        "recommendations": question,
        "recommendations/batch": {"items": [question, {**question, "context": {"hills": True}}]},
        "explanations/why-not": {"request": question},
        "explanations/compare": {"request": question, "first": "LC4", "second": "LC2"},
        "simulations": {"request": question, **SIMULATION},
    }
    yield from (client.get(path).text for path in paths)
    yield from (client.post(f"/v1/{path}", json=body).text for path, body in posts.items())
    yield client.get(f"/v1/rulesets/active/rules/northlake.our-yeer{who}").get_json()["detail"].partition("did you")[2]
    yield client.get(f"/v1/rulesets/active/rules/riverside.our-yeer{who}").get_json()["detail"].partition("did you")[2]


def test_a_pack_that_must_not_be_left_out_stops_the_answer(tmp_path: Path) -> None:
    """With `on_failure: abort` a request in its scope fails with a problem that names it; others are answered."""
    write_pack(tmp_path, "strict", RIVERSIDE, "- id: strict.rule\n  title: Half a rule\n", "on_failure: abort\n")
    client = create_app(Settings(packs_dir=(tmp_path,), access_log=False)).test_client()
    refused = client.post("/v1/recommendations", json=asked(RIVERSIDE))
    assert (refused.status_code, refused.get_json()["type"]) == (503, "urn:leverpoint:problem:pack-unusable")
    assert "strict" in refused.get_json()["detail"]
    assert client.post("/v1/recommendations", json=asked(NORTHLAKE)).status_code == 200
