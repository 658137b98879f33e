"""An answer is held to what a scenario expects, and every difference is explained."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from leverpoint import Advisor, read_request
from leverpoint.lab.asking import asked
from leverpoint.lab.expectations import failures
from leverpoint.lab.why import Standing
from leverpoint.reader import read_file

CASES = read_file(Path(__file__).with_name("scenario_cases.yaml")).data
TODAY = dt.date(2026, 2, 2)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_reports_what_does_not_hold(case: dict[str, Any], librarian: Advisor) -> None:
    """Each expectation that does not hold is reported with its place, what was found, and why."""
    request = asked([("", case["given"])]).request
    standing = Standing(librarian, read_request(request, librarian.rulebook, TODAY), case["given"]["roles"][0])
    found = [
        {"line": one.pointer, "expected": one.expected, "found": one.found, "why": list(one.why)}
        for one in failures(case["expect"], standing)
    ]
    assert found == case["fails"]
