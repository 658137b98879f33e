"""Scenarios are read with every problem located, asked, and held to what they expect."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from leverpoint import Advisor, Problem
from leverpoint.lab.scenarios.run import Suite, load_scenarios, run_scenarios, scenario_files
from leverpoint.reader import read_file

BROKEN = read_file(Path(__file__).with_name("broken_scenarios.yaml")).data
TODAY = dt.date(2026, 2, 2)
MEETS = """\
- name: low trust leads to a meeting
  keywords: [smoke]
  given: {roles: [branch], ratings: {people.trust: 1, people.voice: 2}}
  expect: {include: [MEET]}
"""
TABLE = """\
- name: trust decides about the meeting
  given: {roles: [branch], ratings: {people.trust: 1, people.voice: 2}}
  expect:
    include: [MEET]
    warnings: []
  cases:
    - {}
    - given: {ratings: {people.trust: 0}}
    - name: trust is strong
      given: {ratings: {people.trust: 2}, context: {staff: 4}}
      expect:
        exclude: [MEET]
"""


def _suite(text: str, folder: Path, librarian: Advisor) -> Suite:
    file = folder / "scenarios.yaml"
    file.write_text(text)
    return load_scenarios([file], librarian.rulebook, TODAY)


def _told(problem: Problem) -> str:
    return f"{problem.line}:{problem.column} {problem.code}: {problem.message}"


def test_a_scenario_that_holds(tmp_path: Path, librarian: Advisor) -> None:
    """Nothing is reported of a scenario whose expectations are all met."""
    suite = _suite(MEETS, tmp_path, librarian)
    (outcome,) = run_scenarios(suite.cases, librarian)
    assert (suite.problems, outcome.holds, outcome.case.name) == ([], True, "low trust leads to a meeting")
    assert (outcome.case.line, outcome.case.keywords) == (1, ("smoke",))


def test_each_row_of_a_table_is_a_case(tmp_path: Path, librarian: Advisor) -> None:
    """A row is named by what it changes, or by its own name, and stands on its own line."""
    suite = _suite(TABLE, tmp_path, librarian)
    assert [(case.row, case.line) for case in suite.cases] == [
        ("1", 7),
        ("2: people.trust: 0", 8),
        ("trust is strong", 9),
    ]
    assert suite.cases[2].name == "trust decides about the meeting [trust is strong]"


def test_a_row_replaces_expectations_kind_by_kind(tmp_path: Path, librarian: Advisor) -> None:
    """A failure points to the line on which what failed was expected, in the row or in the scenario."""
    suite = _suite(TABLE, tmp_path, librarian)
    outcomes = list(run_scenarios(suite.cases, librarian))
    assert [one.holds for one in outcomes] == [True, True, False]
    (failed,) = outcomes[2].failures
    assert (failed.role, failed.line, failed.failure.expected) == ("branch", 4, "MEET is certain")


def test_roles_have_expectations_of_their_own(tmp_path: Path, librarian: Advisor) -> None:
    """With several roles, each is held to what stands under its name."""
    text = """\
- name: two roles
  given: {roles: [town, branch], ratings: {people.trust: 1, people.voice: 2}}
  expect:
    branch: {include: [{strategy: MEET, score: {at_least: 32}}]}
    town: {include: [{strategy: MEET, score: {at_least: 32}}]}
"""
    (outcome,) = run_scenarios(_suite(text, tmp_path, librarian).cases, librarian)
    assert [(one.role, one.line) for one in outcome.failures] == [("town", 5)]


def test_limits_and_certainty_of_the_question_do_not_count(tmp_path: Path, librarian: Advisor) -> None:
    """Ranks are over the uncut list, whatever the question's options cut."""
    text = """\
- name: cut
  given:
    roles: [branch]
    assessment: {ratings: [{criterion: people.trust, level: 1}, {criterion: people.voice, level: 2}]}
    options: {limit: 1, certainty: certain, explain: full}
  expect: {include: [{strategy: LEARN, certainty: possible, rank_at_most: 3}]}
"""
    (outcome,) = run_scenarios(_suite(text, tmp_path, librarian).cases, librarian)
    assert outcome.holds


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["case"])
def test_every_problem_is_located(case: dict[str, Any], tmp_path: Path, librarian: Advisor) -> None:
    """What keeps a scenario from being asked is found with its line and column, all of it, and it is not asked."""
    suite = _suite(case["text"], tmp_path, librarian)
    assert [_told(problem) for problem in suite.problems] == case["problems"]
    assert len(suite.cases) == case.get("asked", 0)


def test_problems_of_one_scenario_do_not_stop_the_others(tmp_path: Path, librarian: Advisor) -> None:
    """What is sound in a file with a mistake can still be asked."""
    broken = MEETS.replace("low trust", "no trust").replace("MEET]", "MET]")
    suite = _suite(MEETS + broken, tmp_path, librarian)
    assert [case.scenario for case in suite.cases] == ["low trust leads to a meeting"]
    assert [problem.suggestion for problem in suite.problems] == ["MEET"]


def test_a_name_is_used_once(tmp_path: Path, librarian: Advisor) -> None:
    """Two scenarios of one name are reported, across files too, with the place of the first."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(MEETS)
    (problem,) = load_scenarios([tmp_path], librarian.rulebook, TODAY).problems
    assert problem.code == "duplicate-name"
    assert problem.message == f"another scenario has this name, in {tmp_path / 'a.yaml'}, line 1"
    assert problem.file == str(tmp_path / "b.yaml")


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path, librarian: Advisor) -> None:
    """A file and its folder may both be given."""
    file = tmp_path / "a.yaml"
    file.write_text(MEETS)
    suite = load_scenarios([file, tmp_path], librarian.rulebook, TODAY)
    assert (len(suite.cases), suite.problems) == (1, [])


def test_files_are_found_in_the_order_of_their_names(tmp_path: Path) -> None:
    """Folders are searched all the way down, for YAML and JSON; of a rulebook's folder, only its scenarios."""
    inside = tmp_path / "scenarios" / "deep"
    inside.mkdir(parents=True)
    for name in ("b.yaml", "a.json", "c.yml", "notes.txt"):
        (inside / name).touch()
    (tmp_path / "pack.yaml").touch()
    names = [file.name for file in scenario_files(tmp_path)]
    assert names == [file.name for file in scenario_files(inside)] == ["a.json", "b.yaml", "c.yml"]
    assert scenario_files(tmp_path / "pack.yaml") == [tmp_path / "pack.yaml"]


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path, librarian: Advisor) -> None:
    """A missing file and one that is no YAML are reported like everything else."""
    (tmp_path / "bad.yaml").write_text("- {name: ")
    suite = load_scenarios([tmp_path / "gone.yaml", tmp_path / "bad.yaml"], librarian.rulebook, TODAY)
    assert [problem.code for problem in suite.problems] == ["file-unreadable", "yaml-syntax"]
