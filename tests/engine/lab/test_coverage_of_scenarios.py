"""Coverage counts what scenarios touch: rules, both sides of conditions, and the answers of each role."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from leverpoint import Rulebook
from leverpoint.lab.measuring.coverage import Coverage, coverage
from leverpoint.lab.measuring.coverage_page import coverage_page
from leverpoint.lab.scenarios.run import load_scenarios

TODAY = dt.date(2026, 2, 2)
SCENARIOS = """\
- name: trust
  given: {roles: [branch], ratings: {people.trust: 1}}
  expect: {include: [MEET]}
  cases:
    - {}
    - given: {ratings: {people.trust: 2, people.voice: n/a}}
      expect: {exclude: [{strategy: MEET}]}
"""


@pytest.fixture
def found(tmp_path: Path, library: Rulebook) -> Coverage:
    """What two cases touch of the small rulebook."""
    file = tmp_path / "scenarios.yaml"
    file.write_text(SCENARIOS)
    suite = load_scenarios([file], library, TODAY)
    assert suite.problems == []
    return coverage(suite.cases, library)


def test_rules_that_fired(found: Coverage, library: Rulebook) -> None:
    """Every rule is counted, those that never fired with 0."""
    assert (found.cases, found.questions) == (2, 2)
    assert set(found.fired) == set(library.rules)
    assert found.fired["library.meet-weekly"] == 1
    assert found.fired["library.learn-together"] == 0


def test_conditions_seen_both_ways(found: Coverage) -> None:
    """Each node is counted, guards too; what is unknown or does not apply is neither true nor false."""
    nodes = {(one.rule, one.path): one for one in found.nodes}
    whole, guard, trust = (nodes["library.meet-weekly", path] for path in ((), (0,), (1,)))
    assert (whole.true, whole.false, whole.never) == (1, 1, "")
    assert (guard.true, guard.false, guard.never) == (2, 0, "false")
    assert trust.both
    voice = nodes["library.any-voice-missing", ()]
    assert (voice.true, voice.false, voice.never) == (0, 0, "either")
    assert nodes["library.voice-lifts-meeting", (0,)].never == "either"


def test_the_map_of_answers(found: Coverage) -> None:
    """Role by criterion by level: each cell counts the questions in which that answer is given."""
    assert found.cells["branch", "people.trust", 1] == 1
    assert found.cells["branch", "people.trust", 2] == 1
    assert found.cells["town", "people.trust", 1] == 0
    assert sum(found.cells.values()) == 2


def test_shares(found: Coverage) -> None:
    """Each share says how much was touched, of how much, and in percent."""
    touched, cells = found.shares["answers"]
    assert (touched, cells) == (2, len(found.cells))
    assert found.percents["answers"] == pytest.approx(200 / cells)
    empty = Coverage(0, 0, {}, (), {})
    assert empty.percents == {"rules": 100.0, "conditions": 100.0, "answers": 100.0}


def test_the_page_holds_it_all(found: Coverage, library: Rulebook) -> None:
    """The page has a map for each role, every rule, what was seen one way only, and loads nothing."""
    page = coverage_page(found, library)
    for role in library.catalog.roles.values():
        assert f"<h2>{role.title}</h2>" in page
    assert page.count('role="img"') == len(library.catalog.roles)
    assert all(rule in page for rule in library.rules)
    assert not any(word in page for word in ("<script", "http-equiv", "src=", "@import"))
