"""The example plugins, installed as anybody would install them, answer over HTTP."""

from __future__ import annotations

import json
from pathlib import Path

from leverpoint_serving import running

RIVERSIDE = {"system": "nces-leaid", "identifier": "9900010"}


def test_wheels_answer_from_an_empty_environment(installed: Path) -> None:
    """Installed beside Leverpoint, the packs are found without a setting, and each speaks for its own district."""
    question = {"roles": ["district"], "organization": RIVERSIDE, "assessment": {"ratings": []}}
    with running(leverpoint=installed / "leverpoint") as service:
        status, answer = service.ask("/v1/recommendations", json.dumps(question).encode())
    assert status == 200
    sources = json.loads(answer)["provenance"]["sources"]
    assert [(one["name"], one["state"]) for one in sources] == [("core", "active"), ("riverside", "active")]
