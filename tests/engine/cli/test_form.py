"""`leverpoint form` writes a blank assessment that `leverpoint advise` reads once it is filled in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

END = '\nn/a: Not ours to answer.",'
FORMATS = {"yaml": "yaml", "csv": "csv", "markdown": "md"}


def _advice(run: Callable[..., Result], text: bytes | str, name: str, tmp_path: Path) -> Any:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    result = run("advise", file, "--json", "--as-of", "2026-02-02")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize(("format_", "suffix"), FORMATS.items())
def test_a_blank_form_is_a_question_without_answers(
    run: Callable[..., Result], tmp_path: Path, format_: str, suffix: str
) -> None:
    """What nobody filled in counts as not answered, in every format."""
    form = run("form", "--role", "region", "--format", format_)
    assert form.exit_code == 0
    plain = _advice(run, "roles: [region]\nassessment: {}\n", "plain.yaml", tmp_path)
    blank = _advice(run, form.stdout_bytes, f"blank.{suffix}", tmp_path)
    assert blank["advice"] == plain["advice"]


def test_spreadsheets_are_told_that_it_is_utf8(run: Callable[..., Result]) -> None:
    """The CSV form begins with the mark that Excel looks for, the others with none."""
    assert run("form", "--role", "branch", "--format", "csv").stdout_bytes.startswith(b"\xef\xbb\xbfid,title,")
    assert run("form", "--role", "branch").stdout_bytes.startswith(b"# Self-assessment: Branch.")


@pytest.mark.parametrize(("format_", "suffix"), FORMATS.items())
def test_filled_in_forms_give_the_same_answer(
    run: Callable[..., Result], tmp_path: Path, format_: str, suffix: str
) -> None:
    """The same answers written into each format are the same question, so the answer has the same id."""
    text = run("form", "--role", "branch", "--format", format_).stdout
    fill = {
        "yaml": [
            ("criterion: people.trust\n      level:", "criterion: people.trust\n      level: 1"),
            ("criterion: place.sharing\n      level:", "criterion: place.sharing\n      level: n/a"),
            ("  phase:", "  phase: starting"),
            ("  staff:", "  staff: 1200"),
            ("  has-partner:", "  has-partner: true"),
        ],
        "csv": [
            (f'Strong: Everybody does.{END}', f'Strong: Everybody does.{END}1'),
            (f'Everybody who wants to.{END}', f'Everybody who wants to.{END}n/a'),
            ('settled Settled",', 'settled Settled",Just starting'),
            ('20,000 (people).",', '20,000 (people).","1,200"'),
            ('true Yes\nfalse No",', 'true Yes\nfalse No",yes'),
        ],
        "markdown": [
            ("- [ ] `1` **Growing.** Some do.", "- [x] `1` **Growing.** Some do."),
            ("Everybody who wants to.\n- [ ]", "Everybody who wants to.\n- [X]"),
            ("- [ ] `starting`", "- [x] `starting`"),
            ("20,000 (people).\n\nAnswer:", "20,000 (people).\n\nAnswer: 1200"),
            ("- [ ] `true`", "- [ x ] `true`"),
        ],
    }[format_]  # fmt: skip
    for blank, filled in fill:
        assert text.count(blank) == 1, blank
        text = text.replace(blank, filled)
    found = _advice(run, text, f"form.{suffix}", tmp_path)
    request = """\
roles: [branch]
assessment:
  rubrics: {people: "3", place: "1.4"}
  ratings: [{criterion: people.trust, level: 1}, {criterion: place.sharing, not_applicable: true}]
context: {phase: starting, staff: 1200, has-partner: true}
"""
    assert found["decision_id"] == _advice(run, request, "request.yaml", tmp_path)["decision_id"]


def test_the_role_must_be_said(run: Callable[..., Result]) -> None:
    """Without a role the command says which there are; with a wrong one, which is near."""
    result = run("form")
    assert result.exit_code == 2
    assert "Say who will answer with --role, one of region, town, branch." in result.stderr
    assert run("form", "--role", "brnch").stderr == "Error: there is no role 'brnch', did you mean 'branch'?\n"


def test_a_mistake_in_a_form_is_found_where_it_is(run: Callable[..., Result], tmp_path: Path) -> None:
    """A level that is off the scale is reported with the line on which it was written."""
    text = run("form", "--role", "branch", "--format", "csv").stdout
    file = tmp_path / "form.csv"
    filled = text.replace(f"Strong: Everybody does.{END}", f"Strong: Everybody does.{END}9")
    file.write_text(filled)
    line = 1 + filled[: filled.index("people.trust")].count("\n")
    result = run("advise", file)
    assert (result.exit_code, result.stderr.splitlines()[0]) == (
        1,
        f"{file}:{line}:1: level-off-scale: level 9 is not one of 0, 1, 2",
    )
