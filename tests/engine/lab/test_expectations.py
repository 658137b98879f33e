"""An answer is held to what a scenario expects, and every difference is explained."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest

from leverpoint import Advisor, load_rulebook, read_request
from leverpoint.lab.exploring.why import Standing
from leverpoint.lab.scenarios.asking import asked
from leverpoint.lab.scenarios.expectations import failures
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


def test_a_strategy_that_is_nobodys_business_here(library_rules: Path, tmp_path: Path) -> None:
    """Where every rule that could recommend a strategy speaks to other roles, that is said."""
    copy = Path(shutil.copytree(library_rules, tmp_path / "library"))
    file = copy / "rules" / "people.yaml"
    title = "  title: A team in which not everybody has a voice meets too\n"
    file.write_text(file.read_text().replace(title, f"{title}  roles: [branch]\n"))
    advisor = Advisor(load_rulebook(copy))
    request = asked([("", {"roles": ["region"], "ratings": {"people.trust": 0}})]).request
    standing = Standing(advisor, read_request(request, advisor.rulebook, TODAY), "region")
    (failure,) = failures({"include": ["MEET"]}, standing)
    assert failure.why == ("no rule recommends MEET to the role region",)
