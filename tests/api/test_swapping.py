"""Two hundred revisions one after the other, while eight callers ask: nobody is answered by two of them at once."""

from __future__ import annotations

import io
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from leverpoint import Organization
from leverpoint_api import reloading
from leverpoint_api.app import create_app
from leverpoint_api.logs import build_logger
from leverpoint_api.service import EXTENSION, Service
from leverpoint_api.settings import Settings

SWAPS, CALLERS = 200, 8
HARBOUR = {"system": "nces-leaid", "identifier": "9900010"}
QUESTION: dict[str, Any] = {
    "roles": ["branch"],
    "organization": HARBOUR,
    "assessment": {"ratings": [{"criterion": "people.trust", "level": 1}]},
    "options": {"as_of": "2026-02-02"},
}
RULE = """\
- id: harbour.rule
  title: A rule that changes
  when: {{people.trust: {{at_most: {level}}}}}
  then: [{{warn: {{text: "{text}"}}}}]
  because: We said so.
  provenance: authored
"""
Answered = list[tuple[str, str, bytes]]


@pytest.fixture
def app(tmp_path: Path, library_rules: Path) -> Flask:
    """A service on the small rulebook with one pack."""
    folder = tmp_path / "harbour"
    (folder / "rules").mkdir(parents=True)
    (folder / "pack.yaml").write_text(
        'name: harbour\nversion: "1.0.0"\nlayer: district\ntitle: Harbour\n'
        'scope: [{system: nces-leaid, identifier: "9900010"}]\n'
    )
    (folder / "rules" / "ours.yaml").write_text(RULE.format(level=1, text="0"))
    return create_app(
        Settings(rules=library_rules, packs_dir=(tmp_path,), access_log=False), build_logger(io.BytesIO())
    )


def _alone(app: Flask) -> Answered:
    """One answer: the revision in its header, and what it says as it was sent."""
    response = app.test_client().post("/v1/recommendations", json=QUESTION)
    assert response.status_code == 200
    body = response.get_json()
    return [_said(response.headers["Ruleset-Revision"], body, response.data)]


def _together(app: Flask) -> Answered:
    """A batch of three: its header names one revision, and that one has answered each item."""
    response = app.test_client().post("/v1/recommendations/batch", json={"items": [QUESTION] * 3})
    assert response.status_code == 200
    items = [one["result"] for one in response.get_json()["items"]]
    return [_said(response.headers["Ruleset-Revision"], one, repr(one).encode()) for one in items]


def _said(header: str, body: dict[str, Any], whole: bytes) -> tuple[str, str, bytes]:
    assert header == body["provenance"]["ruleset"]["revision"]
    (text,) = (one["text"] for one in body["advice"][0]["warnings"] if one["rule"] == "harbour.rule")
    return header, text, whole


@pytest.mark.usefixtures("turns")
def test_every_answer_belongs_to_one_revision(app: Flask, tmp_path: Path) -> None:
    """Header, provenance and content agree with what that revision says, and equal revisions answer in equal bytes."""
    service: Service = app.extensions[EXTENSION]
    done, said = threading.Event(), {_revision(service): "0"}

    def ask(number: int) -> Answered:
        found: Answered = []
        while not done.wait(0.03):  # so that the swaps get their turn as well
            found += _together(app) if number == 0 else _alone(app)
        return found

    with ThreadPoolExecutor(CALLERS) as threads:
        asking = [threads.submit(ask, number) for number in range(CALLERS)]
        try:
            for swap in range(1, SWAPS + 1):
                rules = RULE.format(level=1 + swap % 2, text=swap)
                (tmp_path / "harbour" / "rules" / "ours.yaml").write_text(rules)
                assert (*reloading.look(service), *reloading.look(service)) == ("accepted",)
                said[_revision(service)] = str(swap)
        finally:
            done.set()
        answered = [one.result() for one in asking]
    assert len(said) == SWAPS + 1
    assert all(answered)
    assert {(revision, text) for found in answered for revision, text, _ in found} <= set(said.items())
    bodies = defaultdict(set)
    for revision, _, whole in (one for found in answered[1:] for one in found):
        bodies[revision].add(whole)
    assert {len(found) for found in bodies.values()} == {1}


def _revision(service: Service) -> str:
    """What answers the district now."""
    return service.rulesets.current.require(Organization("9900010", "nces-leaid")).revision
