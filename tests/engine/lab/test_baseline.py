"""Baselines: what is accepted, what is new, what is stale, and a file that is refused where a reason is missing."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from leverpoint import RulebookError
from leverpoint.lab.proving.baseline import Baseline, accept, read_baseline
from leverpoint.lab.proving.findings import Code, Finding, Location, Status

STARVED = Finding(Code.STARVED, (), 'never in "the top": 5', "raise it", ("core",), about=(("strategy", "LC4"),))
SHADOWED = Finding(Code.SHADOWED, ("core.a", "core.b"), "never counts", "drop it", ("core",))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A baseline with both findings, each with a reason."""
    path = tmp_path / "accepted.yaml"
    accept(path, [STARVED, SHADOWED])
    path.write_text(path.read_text().replace('reason: ""', "reason: We know."))
    return path


def test_what_is_accepted_is_no_longer_new(file: Path) -> None:
    """A finding of the file is accepted with its reason, any other is new, and an entry without one is stale."""
    other = dataclasses.replace(SHADOWED, rules=("core.c",))
    judged = read_baseline(file).judge([STARVED, other])
    assert judged.new == (other,)
    assert [(one, entry.reason) for one, entry in judged.accepted] == [(STARVED, "We know.")]
    assert [(one.code, one.line) for one in judged.stale] == [("shadowed", 9)]


def test_entries_of_codes_that_were_not_searched_are_not_stale(file: Path) -> None:
    """Who searches for one code alone is not told that the others are gone."""
    assert read_baseline(file).judge([], [Code.GAP]).stale == ()


def test_an_entry_about_which_nothing_was_decided_is_not_stale(file: Path) -> None:
    """Where the time ran out before an accepted finding was found again, it is not called gone; it is open, and new."""
    open_ = dataclasses.replace(SHADOWED, status=Status.NOT_DECIDED)
    judged = read_baseline(file).judge([STARVED, open_])
    assert (judged.new, judged.stale) == ((open_,), ())


def test_one_fault_in_two_places_is_accepted_once(tmp_path: Path) -> None:
    """What shows in two lines is one entry, so that the file that was written can be read again."""
    twice = [dataclasses.replace(SHADOWED, location=Location("a.yaml", line)) for line in (3, 9)]
    path = tmp_path / "accepted.yaml"
    assert accept(path, twice) == 1
    path.write_text(path.read_text().replace('reason: ""', "reason: We know."))
    assert read_baseline(path).judge(twice).new == ()


def test_an_entry_without_a_reason_is_refused(tmp_path: Path) -> None:
    """What was just accepted is an error, with its line, until somebody says why."""
    path = tmp_path / "accepted.yaml"
    assert accept(path, [STARVED, SHADOWED]) == 2
    with pytest.raises(RulebookError) as caught:
        read_baseline(path)
    assert [(one.code, one.line, one.pointer) for one in caught.value.problems] == [
        ("missing-field", 7, "/0/reason"),
        ("missing-field", 13, "/1/reason"),
    ]


def test_accepting_more_leaves_the_file_as_it_is(file: Path) -> None:
    """New entries are added below; reasons and comments above stay."""
    before = file.read_text() + "# ours\n"
    file.write_text(before)
    accept(file, [dataclasses.replace(SHADOWED, rules=("core.c",))])
    assert file.read_text().startswith(before)
    assert accept(file, []) == 0


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("- {fingerprint: a, code: gap}", ["missing-field"]),
        ("- {fingerprint: a, code: gab, reason: So.}", ["wrong-value"]),
        ("- {fingerprint: a, code: gap, reason: So.}\n- {fingerprint: a, code: gap, reason: ' '}",
         ["missing-field", "duplicate-id"]),
        ("- {fingerprint: a, code: gap, reason: So., because: x}", ["unknown-field"]),
        ("fingerprint: a", ["wrong-type"]),
    ],
)  # fmt: skip
def test_every_mistake_in_a_baseline_is_located(tmp_path: Path, text: str, codes: list[str]) -> None:
    """A missing reason, an unknown code, an entry twice, a field too many or another shape: all at once, with lines."""
    path = tmp_path / "accepted.yaml"
    path.write_text(text)
    with pytest.raises(RulebookError) as caught:
        read_baseline(path)
    assert [one.code for one in caught.value.problems] == codes
    assert all(one.line and one.file == str(path) for one in caught.value.problems)


def test_an_empty_file_accepts_nothing(tmp_path: Path) -> None:
    """A file with nothing but its heading is a baseline without entries."""
    path = tmp_path / "accepted.yaml"
    path.write_text("# nothing yet\n[]\n")
    assert read_baseline(path) == Baseline(str(path))
    accept(path, [STARVED])
    path.write_text(path.read_text().replace('reason: ""', "reason: We know."))
    assert [one.code for one in read_baseline(path).entries] == ["starved"]
