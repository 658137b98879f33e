"""`leverpoint whatif`, `sweep`, `why-not`, `compare` and `robustness`: what people read and what programs get."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


def test_whatif_side_by_side(run: Run, request_file: Path) -> None:
    """What is changed, each strategy before and after, and which terms made the difference."""
    found = run("whatif", request_file, "--set", "people.trust=strong", "--set", "staff=40", "--unset", "phase")
    assert found.exit_code == 0
    assert "Trust in the team: level 1 of 2, Growing -> level 2 of 2, Strong (people.trust)" in found.stdout
    assert "Phase of the work: Just starting -> not answered yet (phase)" in found.stdout
    assert "BEFORE  AFTER  ID" in found.stdout
    assert "rule +5 -> none (library.meet-weekly)" in " ".join(found.stdout.split())


def test_whatif_for_programs(run: Run, request_file: Path) -> None:
    """The changes and, for each role, what happened to each strategy."""
    done = run("whatif", request_file, "--set", "people.trust=2", "--role", "town", "--role", "branch", "--json")
    found = json.loads(done.stdout)
    assert found["changes"] == [{"fact": "people.trust", "value": 2}]
    assert [one["role"] for one in found["roles"]] == ["town", "branch"]
    assert {"strategy", "title", "before", "after", "terms", "what"} == set(found["roles"][0]["strategies"][0])


def test_whatif_says_all_that_is_wrong(run: Run, request_file: Path) -> None:
    """Each problem stands under what was typed, with the nearest name; nothing is asked."""
    done = run("whatif", request_file, "--set", "people.trst=1", "--set", "place.hours=9", "--unset", "phse")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "--set people.trst=1: unknown-fact: there is no fact 'people.trst'" in done.stderr
    assert "did you mean 'people.trust'?" in done.stderr
    assert "--set place.hours=9: level-off-scale: place.hours: 9 is not one of 1, 2, 3, 4, 5" in done.stderr
    assert "--unset phse: unknown-fact" in done.stderr
    assert "3 problems" in done.stderr


@pytest.mark.parametrize(("arguments", "text"), [([], "Nothing is changed."), (["--set", "phase"], "write FACT=VALUE")])
def test_whatif_needs_a_change(run: Run, request_file: Path, arguments: list[str], text: str) -> None:
    """Without a change, or with one that says no value, it could not be done."""
    done = run("whatif", request_file, *arguments)
    assert done.exit_code == 2
    assert text in done.stderr


def test_sweep_in_every_form(run: Run, request_file: Path, tmp_path: Path) -> None:
    """A table for people, rows, a chart, a page and JSON from one sweep of two facts."""
    files = {kind: tmp_path / f"out.{kind}" for kind in ("csv", "svg", "html")}
    written = [part for kind, file in files.items() for part in (f"--{kind}", file)]
    done = run("sweep", request_file, "--over", "people.trust", "--over", "staff=0..20..10", *written)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[2].split()[:3] == ["PEOPLE.TRUST", "STAFF", "MEET"]
    assert len([line for line in lines if line[2:3].isdigit()]) == 9
    assert files["csv"].read_text().startswith("role,people.trust,staff,assessments,strategy,listed,")
    assert files["svg"].read_text().startswith("<svg")
    assert "<svg" in files["html"].read_text()
    found = json.loads(run("sweep", request_file, "--over", "people.trust", "--json").stdout)
    assert [one["values"] for one in found["roles"][0]["points"]] == [[0], [1], [2]]


def test_sweep_of_drawn_assessments(run: Run) -> None:
    """Without a file everything else is drawn, and the seed decides what."""
    line = ["sweep", "--over", "people.trust", "--sample", 10, "--role", "branch"]
    first, again, other = (run(*line, "--seed", seed).stdout for seed in (1, 1, 2))
    assert "10 drawn assessments" in first
    assert first == again != other


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["--over", "people.trst"], 1, "--over people.trst: unknown-fact"),
        (["--over", "staff=0..990", "--over", "visits=0..990"], 1, "the sweep puts 982,081 questions"),
        (["--over", "staff", "--over", "staff"], 1, "--over: several-answers: 'staff' is swept more than once"),
        (["--over", "staff=0..1e9999999"], 1, "is no range"),
        (["--over", "staff=0..10..1e-30"], 1, "is no range"),
        (["--over", "staff=0..9e14..0.001"], 1, "may take 1,000"),
        (["--over", "staff", "--csv", "no/such/folder/x.csv"], 2, "cannot be written"),
        (["--over", "staff", "--role", "town", "--role", "branch", "--svg", "x.svg"], 2, "A chart shows one role"),
        (["--over", "staff", "--role", "twon"], 2, "there is no role 'twon'"),
    ],
)
def test_sweep_refuses(run: Run, request_file: Path, arguments: list[str], code: int, text: str) -> None:
    """Unknown names, too many points, and a chart of two roles are refused in words."""
    done = run("sweep", request_file, *arguments)
    assert done.exit_code == code
    assert text in done.stderr
    assert not Path("x.svg").exists()


def test_sweep_needs_something_to_ask(run: Run) -> None:
    """Neither a file nor a number of drawn assessments, or a role that nobody has: it could not be done."""
    assert "Name a FILE, or draw assessments" in run("sweep", "--over", "staff").stderr
    done = run("sweep", "--over", "staff", "--sample", 3, "--role", "twon")
    assert done.exit_code == 2
    assert "there is no role 'twon'" in done.stderr


def test_why_not(run: Run, request_file: Path) -> None:
    """Every strategy that is not certain, with the rule, its owner, what was found and what was needed."""
    text = run("why-not", request_file).stdout
    assert "LEARN Learn from each other: only possible\n" in text
    assert "? library.learn-together (library 0.3.0, core) recommends it (+3)" in " ".join(text.split())
    assert "Learning at work: found not answered yet; needed level 1 or below" in " ".join(text.split())
    found = json.loads(run("why-not", request_file, "garden", "--json").stdout)
    assert [(one["strategy"], one["certainty"]) for one in found] == [("GARDEN", "excluded")]
    assert found[0]["rules"][0]["owner"]["source"] == "library"


def test_why_not_where_no_rule_speaks(run: Run, tmp_path: Path) -> None:
    """Alternatives are told as such, conclusions down to their rules, and rules for others only are named."""
    file = tmp_path / "request.yaml"
    rows = "[{criterion: people.learning, level: 1}, {criterion: people.trust, level: 0}]"
    context = "{phase: settled, has-partner: false}"
    file.write_text(f"roles: [region]\nassessment: {{ratings: {rows}}}\ncontext: {context}\n")
    text = run("why-not", file, "LEARN", "SHARE", "GARDEN").stdout
    assert "needed is any one of these:" in text
    assert "library.fragile (library 0.3.0, core) concludes it" in " ".join(text.split())


def test_compare(run: Run, request_file: Path) -> None:
    """The sentence that says why, a row for each kind of term, and the sum."""
    text = run("compare", request_file, "meet", "learn").stdout
    assert "Branch: MEET is above LEARN by" in text
    assert "TERM" in text
    assert "score" in text
    (found,) = json.loads(run("compare", request_file, "LEARN", "MEET", "--json").stdout)
    assert (found["above"], found["decided_by"]) == ("MEET", "score")
    assert "One is certain and one is possible" in text
    assert "not on the list" in run("compare", request_file, "GARDEN", "MEET").stdout


def test_robustness(run: Run, request_file: Path, tmp_path: Path) -> None:
    """In how many variations each of the first holds, and what breaks it."""
    text = run("robustness", request_file, "--top", 2).stdout
    assert "6 variations: 2 raters alone, 4 levels one up or one down." in " ".join(text.split())
    assert "in 6 of 6" in text
    (found,) = json.loads(run("robustness", request_file, "--json").stdout)
    assert found["recommendations"][0]["strategy"] == "MEET"
    file = tmp_path / "empty.yaml"
    file.write_text("roles: [branch]\nassessment: {}\n")
    assert "Nothing was rated" in run("robustness", file).stdout


def test_compare_needs_two_strategies(run: Run, request_file: Path) -> None:
    """A strategy is not above itself."""
    done = run("compare", request_file, "MEET", "meet")
    assert (done.exit_code, done.stderr) == (2, "Error: Name two strategies to compare; both are MEET.\n")


def test_whatif_says_that_nothing_is_new(run: Run, request_file: Path) -> None:
    """A fact that is set to what it was is no change."""
    told = run("whatif", request_file, "--set", "people.trust=1").stdout
    assert "Trust in the team: level 1 of 2, Growing, as before (people.trust)" in told
