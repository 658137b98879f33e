"""`leverpoint test` reports every scenario that does not hold, and ends with what it found."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

HOLDS = """\
- name: low trust leads to a meeting
  keywords: [smoke]
  given: {roles: [branch], ratings: {people.trust: 1, people.voice: 2}}
  expect: {include: [MEET]}
"""
FAILS = """\
- name: trust does not matter
  given: {roles: [branch], ratings: {people.trust: 2, people.voice: 2}}
  expect:
    include: [MEET]
"""


@pytest.fixture
def scenarios(tmp_path: Path) -> Path:
    """A file with one scenario that holds and one that does not."""
    file = tmp_path / "scenarios.yaml"
    file.write_text(HOLDS + FAILS)
    return file


def test_all_hold(run: Callable[..., Result], scenarios: Path) -> None:
    """0 and a tally where all hold."""
    result = run("test", scenarios, "--run", "low trust")
    assert (result.exit_code, result.stdout) == (0, "1 asked, 1 hold, 0 do not\n")


def test_some_do_not(run: Callable[..., Result], scenarios: Path) -> None:
    """1 where some do not hold: for each, where it is written, expected, found and why."""
    result = run("test", scenarios)
    assert result.exit_code == 1
    assert result.stdout == (
        "FAILED trust does not matter\n"
        f"  {scenarios}:8 (branch)\n"
        "    expected: MEET is certain\n"
        "    found:    MEET is excluded\n"
        "    - library.any-voice-missing does not match: A voice for everybody: found level 2 of 2, Strong;\n"
        "      needed anything but level 2\n"
        "    - library.meet-weekly does not match: Trust in the team: found level 2 of 2, Strong; needed\n"
        "      level 1 or below\n"
        "\n"
        "2 asked, 1 hold, 1 do not\n"
    )


def test_json(run: Callable[..., Result], scenarios: Path) -> None:
    """A program gets every outcome with the same words."""
    result = run("test", scenarios, "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["asked"], found["failed"]) == (1, 2, 1)
    good, bad = found["outcomes"]
    assert (good["holds"], good["keywords"], good["failures"]) == (True, ["smoke"], [])
    assert (bad["scenario"], bad["case"], bad["line"], bad["file"]) == (
        "trust does not matter",
        None,
        5,
        str(scenarios),
    )
    assert (bad["failures"][0]["role"], bad["failures"][0]["line"]) == ("branch", 8)
    assert bad["failures"][0]["expected"] == "MEET is certain"


@pytest.mark.parametrize("pattern", ["SMOKE", "^low", "meeting$"])
def test_some_are_chosen_by_name_or_keyword(run: Callable[..., Result], scenarios: Path, pattern: str) -> None:
    """A pattern chooses by name and by keyword, in capitals or not."""
    assert run("test", scenarios, "--run", pattern).stdout == "1 asked, 1 hold, 0 do not\n"


def test_without_a_path_those_of_the_rulebook_run(
    run: Callable[..., Result], library_rules: Path, tmp_path: Path, scenarios: Path
) -> None:
    """A rulebook's own scenarios are the default; a rulebook may be named as a path, too."""
    copy = Path(shutil.copytree(library_rules, tmp_path / "library"))
    (copy / "scenarios").mkdir()
    (copy / "scenarios" / "one.yaml").write_text(HOLDS)
    for line in (["--rules", copy], [copy]):
        assert run("test", *line).stdout == "1 asked, 1 hold, 0 do not\n"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (HOLDS, ["--run", "nothing like it"], "Error: No scenario is like 'nothing like it'.\n"),
        ("[]\n", [], "Error: There is no scenario to run.\n"),
        (HOLDS, ["--run", "("], "this is no regular expression"),
        (HOLDS.replace("MEET", "MEAT"), [], "scenarios.yaml:4:22: unknown-strategy"),
        (HOLDS.replace("{include: [MEET]}", "{}"), [], "this expects nothing"),
    ],
)
def test_could_not_run(run: Callable[..., Result], tmp_path: Path, text: str, line: list[str], told: str) -> None:
    """2 where nothing ran, or where a scenario cannot be asked."""
    file = tmp_path / "scenarios.yaml"
    file.write_text(text)
    result = run("test", file, *line)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_a_rulebook_without_scenarios(run: Callable[..., Result]) -> None:
    """An empty run fails."""
    result = run("test")
    assert (result.exit_code, result.stderr) == (2, "Error: There is no scenario to run.\n")
