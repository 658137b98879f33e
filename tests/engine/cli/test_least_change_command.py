"""`leverpoint least-change`: what would have to be rated otherwise, in words and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

REQUEST = """\
roles: [branch]
assessment:
  ratings:
    - {criterion: people.trust, level: 1}
    - {criterion: people.voice, ratings: [{rater: anna, level: 1}, {rater: ben, level: 2}]}
    - {criterion: place.hours, level: 4}
    - {criterion: place.sharing, level: n/a}
context: {phase: starting, staff: 3}
options: {as_of: 2026-02-02}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of an assessment with gaps, of raters who differ."""
    path = tmp_path / "request.yaml"
    path.write_text(REQUEST)
    return path


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["OPEN"], 0, ["Branch: OPEN on the list", "1 level in 1 criterion; nothing less does it.", "place.hours"]),
        (["meet", "--out"], 0, ["off the list", "2 levels in 2 criteria", "then not on the list."]),
        (["MEET"], 0, ["It is so already: rank 1"]),
        (["GARDEN"], 1, ["No other rating of what is rated does it; that is proven."]),
        (["OPEN", "--top", "1", "--seconds", "1e-9"], 2, ["Not decided: not settled within"]),
        (["OPEN", "--role", "town", "--role", "branch"], 0, ["Town: OPEN", "Branch: OPEN"]),
    ],
)
def test_the_least_change_in_words(run: Run, file: Path, arguments: list[str], code: int, said: list[str]) -> None:
    """In, out, already, impossible, not decided, and for several roles, each with its exit code."""
    result = run("least-change", file, *arguments)
    assert result.exit_code == code, result.output
    assert [words for words in said if words not in result.stdout] == []


def test_the_least_change_as_json(run: Run, file: Path) -> None:
    """A program gets the moves, how many levels they are, and the standing before and after."""
    (found,) = json.loads(run("least-change", file, "OPEN", "--top", "1", "--json").stdout)
    assert (found["aim"], found["verdict"], found["proven"]) == ("among the first 1", "found", True)
    assert found["levels"] == sum(abs(move["to"] - move["from"]) for move in found["moves"]) == 3
    assert found["now"] is None
    assert found["then"]["rank"] == 1


@pytest.mark.parametrize(
    "arguments", [["OPNE"], ["OPEN", "--top", "0"], ["OPEN", "--role", "tower"], ["OPEN", "--out", "--top", "2"]]
)
def test_what_does_not_exist_is_refused(run: Run, file: Path, arguments: list[str]) -> None:
    """A strategy or role that nobody has, a place that there is not, or two aims at once end with 2."""
    assert run("least-change", file, *arguments).exit_code == 2
