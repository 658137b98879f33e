"""The measurements as a whole: that they can run, not how fast anything is."""

from __future__ import annotations

import sys

import pytest
from bench import __main__ as command
from bench import advising, assessments
from bench.report import ALONE, Section, document, renewed

from leverpoint import load_rulebook, shipped_rules


def test_an_unknown_measurement_is_refused_with_the_known_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that is none stops the run with exit code 2 and the list of names."""
    monkeypatch.setattr(sys, "argv", ["bench", "matchin"])
    with pytest.raises(SystemExit) as stopped:
        command.main()
    assert stopped.value.code == 2
    assert "matching, compiling, advising" in capsys.readouterr().err


def test_assessments_follow_from_their_seed_and_go_through_the_roles() -> None:
    """Requests for the core rulebook are repeatable, the roles in turns; with a share of 1 nothing is left open."""
    rulebook = load_rulebook(shipped_rules())
    drawn = assessments.documents(rulebook, 4, 1.0)
    assert drawn == assessments.documents(rulebook, 4, 1.0)
    assert [one["roles"] for one in drawn] == [[role] for role in rulebook.catalog.roles]
    assert all(len(one["assessment"]["ratings"]) == len(rulebook.catalog.criteria()) for one in drawn)


def test_the_time_of_an_answer_is_put_down_to_the_advisors_steps() -> None:
    """Every stage of the breakdown is a step that the advisor really takes, and afterwards no clock is left on any."""
    rulebook = load_rulebook(shipped_rules())
    plain = [getattr(owner, name) for owner, name, _ in advising.STEPS]
    found = advising.breakdown(rulebook, advising.assessments(rulebook, 4, 0.8))
    assert set(found) == {*(stage for _, _, stage in advising.STEPS), advising.REST, advising.JSON}
    assert [getattr(owner, name) for owner, name, _ in advising.STEPS] == plain


def test_a_section_is_renewed_in_its_place() -> None:
    """What was measured again stands where it stood, and says that it is of another run; what is new comes last."""
    page = document([Section("First", "One."), Section("Second", "Two.")], 0.0)
    found = renewed(page, [Section("First", "Three."), Section("Third", "Four.")], 0.0)
    assert [line for line in found.splitlines() if line.startswith("## ")][1:] == ["## First", "## Second", "## Third"]
    assert ("One." in found, "Two." in found, found.count(ALONE)) == (False, True, 2)
    assert renewed(found, [], 0.0) == found
