"""Northlake's hooks: facts from its timetable, and a line for each answer in a file that the district keeps."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leverpoint.hookspecs import hookimpl
from leverpoint_northlake.timetable import read_timetable

if TYPE_CHECKING:
    from leverpoint import Assessment

HERE = Path(__file__).parent
TIMETABLE = read_timetable(HERE / "timetable.csv")
"""Read when the plugin is loaded, for which there is more time than for a hook."""
COUNTS = "NORTHLAKE_COUNTS"
"""The variable of the environment that names the file of the observer; without it nothing is written."""


@hookimpl
def leverpoint_packs() -> list[Path]:
    """The rules that read our facts."""
    return [HERE / "pack"]


@hookimpl
def leverpoint_facts(assessment: Assessment) -> Mapping[str, int]:
    """What the timetable says of whoever asks: one of our schools, or the district as a whole."""
    who = assessment.organization.identifier
    found = TIMETABLE.school(who) if assessment.organization.system == "nces-school" else TIMETABLE.district
    if found is None:
        return {}
    return {
        "northlake.planning-minutes": found.planning_minutes,
        "northlake.new-teachers": found.new_teachers,
    }


@hookimpl
def leverpoint_observe(decision: Mapping[str, Any]) -> None:
    """Keep which strategies came first: the id of the decision, and for each role its first three."""
    if file := os.environ.get(COUNTS):
        first = {one["role"]: [item["strategy"] for item in one["recommendations"][:3]] for one in decision["advice"]}
        with Path(file).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"decision": decision["decision_id"], "first": first}) + "\n")
