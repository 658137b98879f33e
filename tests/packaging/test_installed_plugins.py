"""The example plugins, installed as anybody would install them, answer over HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from leverpoint_serving import Running, running

RIVERSIDE = {"system": "nces-leaid", "identifier": "9900010"}
BIRCH = {"system": "nces-school", "identifier": "990002700001"}
NEIGHBOR = {"system": "nces-leaid", "identifier": "9900011"}


def asked(service: Running, role: str, organization: Mapping[str, str]) -> Mapping[str, Any]:
    """What the service answers to somebody who has rated nothing yet."""
    question = {"roles": [role], "organization": organization, "assessment": {"ratings": []}}
    status, body = service.ask("/v1/recommendations", json.dumps(question).encode())
    assert status == 200, body
    answer: Mapping[str, Any] = json.loads(body)
    return answer


def heard(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Whose rules have answered, and how they stand."""
    assert answer["warnings"] == []
    return [(one["name"], one["state"]) for one in answer["provenance"]["sources"]]


def test_wheels_answer_from_an_empty_environment(installed: Path, tmp_path: Path) -> None:
    """Installed beside Leverpoint, each speaks for its own, and what Python computes and sees is there."""
    counts = tmp_path / "counts.jsonl"
    command = installed / "leverpoint"
    with running(leverpoint=command, NORTHLAKE_COUNTS=str(counts), LEVERPOINT_PLUGIN_BUDGET="10000") as service:
        river, birch = asked(service, "district", RIVERSIDE), asked(service, "school", BIRCH)
        assert heard(asked(service, "district", NEIGHBOR)) == [("core", "active")]
    assert heard(river) == [("core", "active"), ("riverside", "active")]
    assert heard(birch) == [("core", "active"), ("northlake", "active")]
    rules = {rule["id"] for one in birch["advice"][0]["recommendations"] for rule in one["rules"]}
    assert "northlake.no-time-to-plan" in rules
    (observed,) = map(json.loads, counts.read_text().splitlines())
    assert observed["decision"] == birch["decision_id"]
