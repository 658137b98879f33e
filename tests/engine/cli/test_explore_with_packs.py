"""Every command that explores an assessment asks the rules of the organization that it names, local ones among them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
BOAT = "harbour.BOAT"


@pytest.fixture
def harbour(data_folder: Path) -> tuple[object, ...]:
    """The options that bring the pack of a harbor's libraries."""
    return ("--packs-dir", data_folder / "packs" / "harbour")


@pytest.fixture
def question(tmp_path: Path) -> Path:
    """A question of a branch in the harbor, in which its boat can sail."""
    file = tmp_path / "question.yaml"
    file.write_text(
        "roles: [branch]\norganization: {system: nces-leaid, identifier: '9900010'}\ncontext: {harbour.tide: true}\n"
        "assessment: {ratings: [{criterion: people.trust, level: 1}, {criterion: harbour.moorings, level: 1}]}\n"
    )
    return file


COMMANDS: dict[str, tuple[object, ...]] = {
    "advise": (),
    "compare": (BOAT, "MEET"),
    "explain": (BOAT,),
    "least-change": (BOAT, "--out"),
    "record": (),
    "robustness": (),
    "sweep": ("--over", "people.trust"),
    "whatif": ("--set", "harbour.tide=no"),
    "why-not": (BOAT,),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_local_strategy_is_spoken_of(run: Run, harbour: tuple[object, ...], question: Path, command: str) -> None:
    """The district's own strategy is known by its id, and stands where `advise` puts it."""
    result = run(command, question, *COMMANDS[command], *harbour, "--json")
    assert result.exit_code == 0, result.stderr
    assert BOAT in result.stdout


def test_robustness_holds_what_is_advised(run: Run, harbour: tuple[object, ...], question: Path) -> None:
    """What is varied is the ranking that `advise` shows to this organization, score by score."""
    (advised,) = json.loads(run("advise", question, *harbour, "--json").stdout)["advice"]
    (held,) = json.loads(run("robustness", question, *harbour, "--top", 100, "--json").stdout)
    assert [(one["strategy"], one["place"]["score"]) for one in held["recommendations"]] == [
        (one["strategy"], one["priority"]["score"]) for one in advised["recommendations"]
    ]
