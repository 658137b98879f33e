"""Northlake's plugin, as it is installed: its facts, its rules, its observer, and who hears of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from leverpoint import Library, Organization, Plugins, read_request, read_source, shipped_rules, to_json
from leverpoint_northlake import COUNTS
from leverpoint_northlake.timetable import read_timetable

DISTRICT = {"system": "nces-leaid", "identifier": "9900027"}
BIRCH = {"system": "nces-school", "identifier": "990002700001"}
HIGH = {"system": "nces-school", "identifier": "990002700003"}
NEIGHBOR = {"system": "nces-leaid", "identifier": "9900020"}
Ask = Callable[..., Mapping[str, Any]]


@pytest.fixture(scope="module")
def library() -> Library:
    """The shipped rules with what is installed; a slow machine is given time."""
    plugins = Plugins(budget=10)
    return Library(read_source(shipped_rules()), plugins.read_packs([]), plugins=plugins)


@pytest.fixture(scope="module")
def ask(library: Library) -> Ask:
    """Asks as an organization and gives the answer's document."""

    def answer(organization: Mapping[str, str], role: str = "school", **context: Any) -> Mapping[str, Any]:
        advisor = library.advisor(Organization(**organization))
        ratings = [{"criterion": "learning.professional-learning", "level": 2}]
        request = {
            "roles": [role],
            "organization": organization,
            "assessment": {"ratings": ratings},
            "context": context,
        }
        advice = advisor.advise(read_request(request, advisor.rulebook, dt.date(2026, 2, 2)))
        document: Mapping[str, Any] = json.loads(to_json(advice))
        assert document["warnings"] == []
        return document

    return answer


def rules(answer: Mapping[str, Any]) -> set[str]:
    """The rules of Northlake that counted for a strategy."""
    found = {rule["id"] for one in answer["advice"][0]["recommendations"] for rule in one["rules"]}
    return {rule for rule in found if rule.startswith("northlake.")}


def test_a_school_is_seen_as_its_timetable_says(ask: Ask) -> None:
    """Birch has no time and many new teachers; the high school has time."""
    assert rules(ask(BIRCH)) == {"northlake.no-time-to-plan", "northlake.many-new-teachers"}
    assert rules(ask(HIGH)) == {"northlake.use-the-time"}


def test_the_district_is_seen_as_its_least_fortunate_schools(ask: Ask) -> None:
    """The fewest minutes and the most new teachers of any school."""
    assert rules(ask(DISTRICT, "district")) == {"northlake.no-time-to-plan", "northlake.many-new-teachers"}


def test_what_a_request_states_wins(ask: Ask) -> None:
    """Whoever knows better than the timetable says so, and nobody is asked for what it has."""
    assert rules(ask(BIRCH, **{"northlake.planning-minutes": 45})) == {"northlake.many-new-teachers"}
    assert not {one["fact"] for one in ask(BIRCH)["next_questions"]} & {"northlake.planning-minutes"}


def test_a_neighbor_hears_nothing_of_it(ask: Ask) -> None:
    """Outside its district the plugin is not named."""
    assert [one["name"] for one in ask(NEIGHBOR)["provenance"]["sources"]] == ["core"]


def test_the_observer_keeps_what_came_first(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line for each answer, in the file that the environment names; without one, none."""
    ask(BIRCH)
    monkeypatch.setenv(COUNTS, str(tmp_path / "counts.jsonl"))
    answers = [ask(BIRCH), ask(HIGH)]
    lines = [json.loads(line) for line in (tmp_path / "counts.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["decision"] for line in lines] == [one["decision_id"] for one in answers]
    firsts = [one["strategy"] for one in answers[0]["advice"][0]["recommendations"][:3]]
    assert lines[0]["first"] == {"school": firsts}


def test_a_timetable_with_a_wrong_cell_is_refused(tmp_path: Path) -> None:
    """The plugin would not load, and Leverpoint would say so."""
    file = tmp_path / "timetable.csv"
    file.write_text("school,name,planning_minutes,new_teachers\n990002700001,Birch,many,41\n", encoding="utf-8")
    with pytest.raises(ValueError, match="many"):
        read_timetable(file)
