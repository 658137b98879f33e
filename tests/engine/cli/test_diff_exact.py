"""`leverpoint diff --exact`: what holds of every assessment, in text, JSON and the page, and when that ends with 1."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
PLUGINS = Path(__file__).parents[3] / "plugins"


def test_the_same_rules_never_differ(run: Run) -> None:
    """Of a rulebook beside itself every question has a proof, which --fail-any takes as good."""
    done = run("diff", "core", "active", "--sample", 0, "--exact", "--fail-any", "--json")
    assert done.exit_code == 0
    answers = json.loads(done.stdout)["exact"]["answers"]
    assert {one["answer"] for one in answers} == {"none"}
    assert {one["kind"] for one in answers} >= {"comes", "goes", "enters", "leaves", "order", "warns", "unwarns"}


def test_a_heavier_rule(run: Run, stronger: Path, tmp_path: Path) -> None:
    """More points bring a strategy to the top and never onto the list; the text, the page and the exit code say so."""
    page = tmp_path / "diff.html"
    done = run("diff", "core", stronger, "--sample", 0, "--top", 1, "--exact", "--fail-any", "--html", page)
    text = " ".join(done.stdout.split())
    assert done.exit_code == 1
    assert "There is an assessment for which the two differ" in done.stderr
    assert "Any assessment, complete or not" in text
    assert "A strategy comes onto the list: none" in text
    assert "A strategy enters the first 1: yes: OPEN; none for" in text
    assert "For example: OPEN enters at 1" in text
    assert "<h2>Any assessment</h2>" in page.read_text()
    assert "yes: OPEN; none for" in page.read_text()


def test_a_narrow_question(run: Run, stronger: Path) -> None:
    """Of one strategy and one role, nothing else is asked."""
    line = ["diff", "core", stronger, "--sample", 0, "--exact", "--role", "branch", "--strategy", "open", "--json"]
    found = json.loads(run(*line).stdout)["exact"]
    assert {(one["role"], one["subject"]) for one in found["answers"]} == {("branch", "OPEN")}
    assert all(one["role"] == "branch" for one in found["witnesses"])


def test_witnesses_can_be_asked_again(run: Run, stronger: Path, tmp_path: Path) -> None:
    """Each witness is written as a request, which both rulebooks answer, each otherwise."""
    line = ["diff", "core", stronger, "--sample", 0, "--top", 1, "--exact", "--strategy", "OPEN"]
    run(*line, "--examples", tmp_path / "examples")
    files = sorted((tmp_path / "examples").glob("any-*.json"))
    assert files
    asked = ["--json", "--limit", 1, "--certainty", "certain"]
    for file in files:
        old = json.loads(run("advise", file, *asked).stdout)
        new = json.loads(run("--rules", stronger, "advise", file, *asked, rules=False).stdout)
        firsts = [[one["strategy"] for one in said["advice"][0]["recommendations"]] for said in (old, new)]
        assert firsts[0] != firsts[1] == ["OPEN"]


def test_a_pack_beside_the_core(run: Run, tmp_path: Path) -> None:
    """For its district, Riverside's pack takes a strategy off, shown by one assessment as each side is given it."""
    line = ["diff", "core", PLUGINS / "riverside", "--sample", 0, "--exact", "--role", "district", "--strategy", "LL4"]
    done = run(*line, "--examples", tmp_path, "--json", rules=False)
    found = json.loads(done.stdout)["exact"]
    answers = {one["kind"]: one for one in found["answers"]}
    assert (answers["goes"]["answer"], answers["comes"]["answer"]) == ("yes", "none")
    number = answers["goes"]["witness"]
    files = [tmp_path / f"any-{number}-district-{side}.json" for side in ("before", "after")]
    old, new = (
        {one["strategy"] for one in json.loads(said.stdout)["advice"][0]["recommendations"]}
        for said in (
            run("advise", files[0], "--certainty", "certain", "--json", rules=False),
            run("advise", files[1], "--packs-dir", PLUGINS, "--certainty", "certain", "--json", rules=False),
        )
    )
    assert "LL4" in old - new


def test_too_little_time_is_no_proof(run: Run, stronger: Path) -> None:
    """Where there is no time, the answer is that it was not decided, and --fail-any does not pass it."""
    done = run("diff", "core", stronger, "--sample", 0, "--exact", "--fail-any", "--seconds", "0.000001")
    assert done.exit_code == 1
    text = " ".join(done.stdout.split())
    assert "not decided" in text
    assert "A strategy goes off the list: none" not in text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--fail-any"], "--fail-any needs --exact"),
        (["--strategy", "OPEN"], "--strategy needs --exact"),
        (["--role", "branch"], "--role needs --exact"),
        (["--exact", "--strategy", "OPN"], "there is no strategy 'OPN', did you mean 'OPEN'?"),
        (["--exact", "--role", "brunch"], "there is no shared role 'brunch', did you mean 'branch'?"),
    ],
)
def test_what_cannot_be_asked(run: Run, options: list[str], said: str) -> None:
    """What means nothing by itself, and names that nobody has, are refused with 2."""
    done = run("diff", "core", "active", "--sample", 0, *options)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
