"""A folder full of packs that are broken on purpose: the service starts, says so, and serves the rest."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from leverpoint_zips import HOSTILE, PACK, zipped

from leverpoint_api.app import create_app
from leverpoint_api.logs import build_logger
from leverpoint_api.settings import Settings

RULE = (
    "- {id: one.ours, title: Ours, when: {learning.collaboration: {at_most: 4}}, because: We said so.,"
    " then: [{recommend: {strategy: LC4, points: 3}}], provenance: authored}\n"
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service whose folder of packs holds every hostile zip, one with a changed file, and a sound one."""
    folder = tmp_path_factory.mktemp("packs")
    for name, (make, _) in HOSTILE.items():
        (folder / f"{name}.zip").write_bytes(make())
    (folder / "sound.zip").write_bytes(zipped([("pack.yaml", PACK), ("rules/ours.yaml", RULE.encode())]))
    changed = PACK.replace(b"name: one", b"name: two").replace(b"identifier: x", b"identifier: y")
    manifest = b'{"name": "two", "version": "1.0.0", "requires": {}, "files": {"pack.yaml": "sha256:%s"}}' % (b"0" * 64)
    (folder / "changed.zip").write_bytes(zipped([("pack.yaml", changed), ("manifest.json", manifest)]))
    return create_app(Settings(packs_dir=(folder,), access_log=False), build_logger(io.BytesIO())).test_client()


def plugins(client: FlaskClient) -> dict[str, dict[str, Any]]:
    """The packs that the service found, by name."""
    return {one["name"]: one for one in client.get("/v1/plugins").get_json()["items"]}


def test_each_is_quarantined_with_its_reason(client: FlaskClient) -> None:
    """Under the name of its file, with the codes and places of what is wrong; no path of the machine is told."""
    found = plugins(client)
    for name, (_, expected) in HOSTILE.items():
        pack = found[f"{name}.zip"]
        places = [(code, within(place) or f"{name}.zip") for code, place in expected]
        assert (pack["state"], [(one["code"], one["file"]) for one in pack["problems"]]) == ("quarantined", places), (
            name
        )


def within(place: str | None) -> str:
    """The name of a member, without that of its zip."""
    return (place or "").removeprefix("a.zip").removeprefix("!/")


def test_a_pack_that_was_changed_after_it_was_built_does_not_count(client: FlaskClient) -> None:
    """It is known by its name, and its organization is told in every answer."""
    assert [one["code"] for one in plugins(client)["two"]["problems"]] == ["manifest-mismatch"]
    answer = asked(client, "y")
    assert [(one["code"], one["plugin"]) for one in answer["warnings"]] == [("plugin-quarantined", "two")]


def test_the_rest_answers(client: FlaskClient) -> None:
    """The sound pack speaks for its organization, and nobody else notices anything."""
    assert plugins(client)["one"]["state"] == "active"
    assert [one["name"] for one in asked(client, "x")["provenance"]["sources"]] == ["core", "one"]
    assert asked(client, "z")["warnings"] == []


def asked(client: FlaskClient, identifier: str) -> dict[str, Any]:
    """The answer to one organization."""
    answer = client.post(
        "/v1/recommendations",
        json={
            "roles": ["district"],
            "organization": {"system": "local", "identifier": identifier},
            "assessment": {"ratings": [{"criterion": "learning.collaboration", "level": 2}]},
        },
    )
    assert answer.status_code == 200
    return dict(answer.get_json())
