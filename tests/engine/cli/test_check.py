"""`leverpoint check` shows every mistake with its place, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

RULES = """\
- id: harbour.early
  title: Open early
  when:
    people.trast: {at_most: 1}
  then:
    - recommend: {strategy: MEAT}
  because: The ships come in at six.
  provenance: authored
"""


def test_sound_rules_end_with_0(run: Callable[..., Result], library_rules: Path) -> None:
    """Without a path the chosen rulebook is checked; nothing wrong is said so."""
    for path in ([], [library_rules], [library_rules / "rules"]):
        result = run("check", *path)
        assert (result.exit_code, result.stdout) == (0, "Nothing is wrong.\n")


def test_mistakes_end_with_1(run: Callable[..., Result], tmp_path: Path) -> None:
    """Each problem has its place, code, rule and message, and below it what helps; a count comes last."""
    file = tmp_path / "rules.yaml"
    file.write_text(RULES)
    result = run("check", file)
    assert result.exit_code == 1
    assert result.stdout == (
        f"{file}:4:5: unknown-fact [harbour.early]: there is no fact 'people.trast'\n"
        "    did you mean 'people.trust'?\n"
        f"{file}:6:29: unknown-strategy [harbour.early]: there is no strategy 'MEAT'\n"
        "    did you mean 'MEET'?\n"
        "2 problems\n"
    )


def test_what_was_found_and_expected_is_shown_once(run: Callable[..., Result], tmp_path: Path) -> None:
    """What the message already says is not repeated."""
    file = tmp_path / "rules.yaml"
    file.write_text(RULES.replace("people.trast: {at_most: 1}", "people.trust: {at_most: 9}").replace("MEAT", "MEET"))
    result = run("check", file)
    assert result.stdout == (
        f"{file}:4:29: level-off-scale [harbour.early]: 9 is not one of 0, 1, 2 ('people.trust', criterion)\n"
        "1 problem\n"
    )


def test_json_holds_all_that_is_known_of_a_problem(run: Callable[..., Result], tmp_path: Path) -> None:
    """A program gets the same as data."""
    file = tmp_path / "rules.yaml"
    file.write_text(RULES)
    for option in (["--json"], ["--format", "json"]):
        result = run("check", file, *option)
        found = json.loads(result.stdout)
        assert (result.exit_code, found["ok"], len(found["problems"])) == (1, False, 2)
        assert found["problems"][0] == {
            "code": "unknown-fact",
            "message": "there is no fact 'people.trast'",
            "pointer": "/0/when/people.trast",
            "file": str(file),
            "line": 4,
            "column": 5,
            "rule": "harbour.early",
            "found": "people.trast",
            "expected": None,
            "suggestion": "people.trust",
        }


def test_several_paths_are_checked_together(run: Callable[..., Result], tmp_path: Path, library_rules: Path) -> None:
    """One run takes as many paths as there are, each as what it is."""
    file = tmp_path / "rules.yaml"
    file.write_text(RULES)
    result = run("check", library_rules, file, file)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "4 problems")


def test_a_path_that_is_not_there(run: Callable[..., Result], tmp_path: Path) -> None:
    """What does not exist cannot be checked."""
    assert run("check", tmp_path / "gone").exit_code == 2
