"""A recorded scenario asks the same question again, and expects what was answered."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from leverpoint import Advisor, read_request
from leverpoint.document import to_json
from leverpoint.lab.sample import sample
from leverpoint.lab.scenarios.asking import asked
from leverpoint.lab.scenarios.recording import given_of, outcomes_of, scenario_of, written
from leverpoint.lab.scenarios.run import load_scenarios, run_scenarios
from leverpoint.reader import read_text
from leverpoint.reader.written import as_yaml

TODAY = dt.date(2026, 2, 2)
REQUESTS: list[dict[str, Any]] = [
    {"roles": ["branch"], "assessment": {"ratings": []}},
    {
        "roles": ["branch", "town"],
        "organization": {"system": "local", "identifier": "007", "name": "Nightjar: a 'library'"},
        "assessment": {
            "ratings": [
                {"criterion": "people.trust", "ratings": [{"rater": "no", "level": 0}, {"rater": "1", "level": 2}]},
                {"criterion": "people.voice", "not_applicable": True},
                {"criterion": "place.hours", "level": 2},
            ]
        },
        "context": {"phase": "starting", "staff": 3, "has-partner": True},
    },
    {
        "roles": ["town"],
        "assessment": {
            "assessed_on": "2026-01-02",
            "rubrics": {"people": "3"},
            "ratings": [
                {"criterion": "people.trust", "ratings": [{"rater": "anna", "level": 0}]},
                {"criterion": "people.voice", "level": 0},
                {"criterion": "place.sharing", "not_applicable": True},
            ],
        },
        "options": {"as_of": "2025-12-31"},
    },
]


@pytest.mark.parametrize("request_", REQUESTS)
def test_the_question_is_the_same(request_: dict[str, Any], librarian: Advisor) -> None:
    """Read again, the short form or the long one is the assessment that was recorded."""
    assessment = read_request(request_, librarian.rulebook, TODAY)
    again = asked([("", read_text(as_yaml(given_of(assessment)), "given.yaml").data)]).request
    assert read_request(again, librarian.rulebook, dt.date(1999, 1, 1)) == assessment


@pytest.mark.parametrize("answered", [0.3, 1.0])
def test_a_recorded_scenario_holds_at_once(tmp_path: Path, librarian: Advisor, answered: float) -> None:
    """What is expected of each seeded assessment is what is found, whatever is open, possible or taken off."""
    recorded = []
    for number, one in enumerate(sample(librarian.rulebook, 24, TODAY, answered=answered)):
        answer = orjson.loads(to_json(librarian.advise(one)))
        recorded.append(scenario_of(f"number {number}", one, outcomes_of(answer, librarian.rulebook)))
    file = tmp_path / "recorded.yaml"
    file.write_text(written(recorded))
    suite = load_scenarios([file], librarian.rulebook, TODAY)
    assert (suite.problems, len(suite.cases)) == ([], 24)
    assert [one for one in run_scenarios(suite.cases, librarian) if not one.holds] == []


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc: -#", min_size=1), inner, max_size=4),
    max_leaves=20,
)


@given(PLAIN)
def test_what_is_written_reads_the_same(data: Any) -> None:
    """Whatever plain data is written, in lines or in blocks, is the same when it is read."""
    assert yaml.safe_load(as_yaml(data)) == data
