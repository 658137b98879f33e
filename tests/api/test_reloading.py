"""Rules and packs that change while the service answers: taken in, or refused and told, and nobody is interrupted."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leverpoint_api import reloading
from leverpoint_api.answers import load_request
from leverpoint_api.app import create_app
from leverpoint_api.logs import build_logger
from leverpoint_api.service import EXTENSION, Service
from leverpoint_api.settings import Settings

RIVERSIDE, NORTHLAKE = "9900010", "9900020"
PATIENCE = 30


def write_pack(folder: Path, name: str, identifier: str, points: int) -> None:
    """A pack with one rule that speaks for one district and gives so many points."""
    (folder / name / "rules").mkdir(parents=True, exist_ok=True)
    (folder / name / "pack.yaml").write_text(
        f"name: {name}\nversion: 1.0.0\nlayer: district\ntitle: {name}\n"
        f'scope: [{{system: nces-leaid, identifier: "{identifier}"}}]\n'
    )
    (folder / name / "rules" / "ours.yaml").write_text(
        f"- id: {name}.our-year\n  title: Our year\n  when: {{learning.collaboration: {{at_most: 4}}}}\n"
        f"  then: [{{recommend: {{strategy: LC4, points: {points}}}}}]\n"
        "  because: We said so.\n  provenance: authored\n"
    )


def question(identifier: str) -> dict[str, Any]:
    """A request of one district."""
    return {
        "roles": ["district"],
        "organization": {"system": "nces-leaid", "identifier": identifier},
        "assessment": {"ratings": [{"criterion": "learning.collaboration", "level": 2}]},
        "options": {"as_of": "2026-02-02"},
    }


def points_of(answer: dict[str, Any], pack: str) -> list[int]:
    """The points that a pack's rule has given."""
    terms = [term for one in answer["advice"][0]["recommendations"] for term in one["priority"]["terms"]]
    return [term["points"] for term in terms if term["by"] == pack]


@pytest.fixture
def lines() -> io.BytesIO:
    """What the service has logged."""
    return io.BytesIO()


@pytest.fixture
def app(tmp_path: Path, lines: io.BytesIO) -> Flask:
    """A service with two packs."""
    write_pack(tmp_path, "riverside", RIVERSIDE, 5)
    write_pack(tmp_path, "northlake", NORTHLAKE, 5)
    return create_app(Settings(packs_dir=(tmp_path,), access_log=False), build_logger(lines))


@pytest.fixture
def service(app: Flask) -> Service:
    """The parts of the service."""
    found: Service = app.extensions[EXTENSION]
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A caller of it."""
    return app.test_client()


@pytest.fixture
def looked(service: Service) -> Callable[[], list[str]]:
    """Two looks, as the thread of a worker makes them."""
    return lambda: [*reloading.look(service), *reloading.look(service)]


def asked(client: FlaskClient, identifier: str = RIVERSIDE) -> dict[str, Any]:
    """An answer."""
    found: dict[str, Any] = client.post("/v1/recommendations", json=question(identifier)).get_json()
    return found


def test_a_changed_pack_answers(client: FlaskClient, looked: Callable[[], list[str]], tmp_path: Path) -> None:
    """After two looks the new version answers, under another revision; another district is told the same bytes."""
    before, other = asked(client), client.post("/v1/recommendations", json=question(NORTHLAKE)).data
    write_pack(tmp_path, "riverside", RIVERSIDE, 9)
    assert looked() == ["accepted"]
    after = asked(client)
    assert (points_of(before, "riverside"), points_of(after, "riverside")) == ([5], [9])
    assert before["provenance"]["ruleset"]["revision"] != after["provenance"]["ruleset"]["revision"]
    assert client.post("/v1/recommendations", json=question(NORTHLAKE)).data == other


def test_a_refused_version_is_told_everywhere(
    client: FlaskClient, looked: Callable[[], list[str]], tmp_path: Path, lines: io.BytesIO
) -> None:
    """Status, plugins, metrics and the log say what is wrong with the file; the last good version answers."""
    write_pack(tmp_path, "riverside", RIVERSIDE, 99)
    assert looked() == ["refused"]
    assert points_of(asked(client), "riverside") == [5]
    sources = {one["name"]: one for one in client.get("/v1/status").get_json()["sources"]}
    assert {name: (one["state"], bool(one["last_failed_load"])) for name, one in sources.items()} == {
        "core": ("active", False),
        "northlake": ("active", False),
        "riverside": ("active", True),
    }
    assert [one["code"] for one in sources["riverside"]["problems"]] == ["past-bound"]
    plugin = next(one for one in client.get("/v1/plugins").get_json()["items"] if one["name"] == "riverside")
    assert (plugin["state"], plugin["problems"], plugin["last_good_load"] < plugin["last_failed_load"]) == (
        "active",
        [],
        True,
    )
    assert [(one["code"], one["file"], one["line"]) for one in plugin["refused"]] == [
        ("past-bound", "rules/ours.yaml", 4)
    ]
    assert plugin["last_error"] == plugin["refused"][0]["message"]
    assert client.get("/v1/plugins/riverside").get_json() == plugin
    numbers = client.get("/metrics").text
    assert "leverpoint_sources_refused 1.0" in numbers
    assert 'leverpoint_packs{state="active"} 2.0' in numbers
    assert 'leverpoint_source_changes_total{outcome="refused"} 1.0' in numbers
    said = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [(one["level"], one["source"]) for one in said if one["event"] == "source-refused"] == [
        ("error", "riverside")
    ]


def test_a_newcomer_of_a_taken_name_hides_nobody(
    client: FlaskClient, looked: Callable[[], list[str]], tmp_path: Path
) -> None:
    """The list has both, and the address of the name gives the one that counts."""
    shutil.copytree(tmp_path / "riverside", tmp_path / "another")
    assert looked() == ["refused"]
    found = [one["state"] for one in client.get("/v1/plugins").get_json()["items"] if one["name"] == "riverside"]
    assert sorted(found) == ["active", "quarantined"]
    assert client.get("/v1/plugins/riverside").get_json()["state"] == "active"


def test_numbers_follow_what_was_looked_at(service: Service, looked: Callable[[], list[str]], tmp_path: Path) -> None:
    """What a worker counts as quarantined is right before anybody asks it, since another may be asked for all."""
    (tmp_path / "hm.zip").write_bytes(b"no zip")
    assert looked() == ["refused"]
    assert b"leverpoint_plugins_quarantined 1.0" in service.metrics.exposition()
    (tmp_path / "hm.zip").unlink()
    assert looked() == ["removed"]
    assert b"leverpoint_plugins_quarantined 0.0" in service.metrics.exposition()


def test_a_request_stays_with_what_it_began_with(
    service: Service, looked: Callable[[], list[str]], tmp_path: Path
) -> None:
    """Who holds what answered at the beginning, as a batch does, is answered by it after it has been exchanged."""
    began, asks = service.rulesets.current, load_request(question(RIVERSIDE))
    write_pack(tmp_path, "riverside", RIVERSIDE, 9)
    assert looked() == ["accepted"]
    revisions = [one.advise(asks).revision for one in (began, service.rulesets.current, began)]
    assert (revisions[0] == revisions[2], revisions[0] != revisions[1]) == (True, True)


def test_a_fault_while_looking_changes_nothing(
    service: Service, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, lines: io.BytesIO
) -> None:
    """Whatever breaks in a look is logged, and answers go on."""

    def broken() -> tuple[str, ...]:
        raise OSError("the disk is gone")

    monkeypatch.setattr(service.rulesets, "look", broken)
    assert reloading.look(service) == ()
    assert points_of(asked(client), "riverside") == [5]
    assert json.loads(lines.getvalue().splitlines()[-1])["event"] == "unforeseen"


def test_pages_are_those_of_what_answers(client: FlaskClient, looked: Callable[[], list[str]], tmp_path: Path) -> None:
    """A page that a caller has is new after the swap: its ETag no longer holds."""
    where = f"/v1/rulesets/active?system=nces-leaid&identifier={RIVERSIDE}"
    first = client.get(where)
    assert client.get(where, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    write_pack(tmp_path, "riverside", RIVERSIDE, 9)
    looked()
    again = client.get(where, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.headers["Ruleset-Revision"]) == (200, again.get_json()["revision"])
    assert first.get_json()["revision"] != again.get_json()["revision"]


@contextlib.contextmanager
def serving(packs: Path) -> Iterator[Callable[[str, Any], dict[str, Any]]]:
    """`leverpoint serve` with two workers that look every second; gives a way to ask it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = Settings(port=port, packs_dir=(packs,), access_log=False, reload=1)
    command = [str(Path(sys.executable).with_name("leverpoint")), "serve"]
    environment = {**_others(), **settings.to_environment()}

    def ask(path: str, body: Any = None) -> dict[str, Any]:
        with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
            sent = json.dumps(body).encode() if body else None
            connection.request("POST" if sent else "GET", path, sent, {"Content-Type": "application/json"})
            found: dict[str, Any] = json.loads(connection.getresponse().read())
            return found

    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        while "Ctrl+C" not in process.stdout.readline():
            assert process.poll() is None
        yield ask
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


def _others() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("LEVERPOINT_")}


def until_all(ask: Callable[[str, Any], dict[str, Any]], holds: Callable[[dict[str, Any]], bool]) -> bool:
    """Wait until the status of both workers is as wanted, each asked over and over."""
    good: set[int] = set()
    end = time.monotonic() + PATIENCE
    while len(good) < 2 and time.monotonic() < end:
        status = ask("/v1/status", None)
        (good.add if holds(status) else good.discard)(status["worker"]["pid"])
        time.sleep(0.02)
    return len(good) == 2


def test_every_worker_takes_in_what_changes(tmp_path: Path) -> None:
    """Of a running server each worker answers by the changed pack; when it is broken, by its last good version."""
    write_pack(tmp_path, "riverside", RIVERSIDE, 5)

    def source(status: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = next(one for one in status["sources"] if one["name"] == "riverside")
        return found

    with serving(tmp_path) as ask:
        before = source(ask("/v1/status", None))
        assert points_of(ask("/v1/recommendations", question(RIVERSIDE)), "riverside") == [5]
        write_pack(tmp_path, "riverside", RIVERSIDE, 9)
        assert until_all(ask, lambda status: source(status)["digest"] != before["digest"])
        answers = [ask("/v1/recommendations", question(RIVERSIDE)) for _ in range(8)]
        assert {tuple(points_of(one, "riverside")) for one in answers} == {(9,)}
        (tmp_path / "riverside" / "rules" / "ours.yaml").write_text("- nonsense\n")
        assert until_all(ask, lambda status: bool(source(status)["problems"]))
        assert {json.dumps(ask("/v1/recommendations", question(RIVERSIDE))) for _ in range(8)} == {
            json.dumps(answers[0])
        }
        assert source(ask("/v1/status", None))["state"] == "active"
