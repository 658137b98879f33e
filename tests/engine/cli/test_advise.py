"""`leverpoint advise` answers what is in a file, in the form that is wanted."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from leverpoint import Advisor, read_request, to_json
from leverpoint.reader import read_text

TODAY = dt.date(2026, 2, 2)


def test_json_is_the_bytes_of_the_engine(run: Callable[..., Result], request_file: Path, librarian: Advisor) -> None:
    """What `--json` writes is the one serialisation of the answer, and a line break."""
    request = read_text(request_file.read_text().replace("level: n/a", "not_applicable: true"), "request").data
    expected = to_json(librarian.advise(read_request(request, librarian.rulebook, TODAY)))
    for option in (["--json"], ["--format", "json"]):
        result = run("advise", request_file, *option)
        assert (result.exit_code, result.stdout_bytes) == (0, expected + b"\n")


def test_table_shows_the_order_and_the_reasons(run: Callable[..., Result], request_file: Path) -> None:
    """A person reads what to do in which order, why, where to press, and what to weigh."""
    text = run("advise", request_file).stdout
    assert "Branch: what to do, in this order" in text
    assert "1  MEET" in text
    assert "1. MEET Meet every week" in text
    assert "Trust in the team is at level 1 of 2, Growing" in text
    assert "(branch.weekly-hour)" in text
    assert "! You do not agree about trust" not in text
    assert "Worth answering next" in text
    assert "library 0.3.0, rules in effect on 2026-02-02, revision" in text


def test_markdown_can_be_pasted(run: Callable[..., Result], request_file: Path) -> None:
    """The same as headings, a table and lists."""
    text = run("advise", request_file, "--format", "markdown").stdout
    assert text.startswith("# Where to press next\n\n## Branch\n\n| # | Id | Strategy | Score | When | Sure |\n")
    assert "| 1 | MEET | Meet every week | " in text
    assert "### 1. MEET Meet every week" in text


@pytest.mark.parametrize("format_", ["table", "markdown"])
def test_full_explanation_shows_the_terms(run: Callable[..., Result], request_file: Path, format_: str) -> None:
    """With `--explain full` each score is taken apart; with none, only the list is left."""
    full = run("advise", request_file, "--format", format_, "--explain", "full").stdout
    assert "+13 need: level 1 of 2" in full
    none = run("advise", request_file, "--format", format_, "--explain", "none").stdout
    assert "need" not in none
    assert "1. MEET" not in none


@pytest.mark.parametrize("format_", ["table", "markdown"])
def test_several_roles_make_one_plan(run: Callable[..., Result], tmp_path: Path, format_: str) -> None:
    """Suppressed strategies, warnings, what comes first and the plan of several roles are all shown."""
    file = tmp_path / "two.yaml"
    rows = ["people.trust, level: 0", "people.learning, level: 0", "people.voice, level: 0", "place.hours, level: 2",
            "place.sharing, level: 1"]  # fmt: skip
    ratings = ", ".join(f"{{criterion: {row}}}" for row in rows)
    file.write_text(f"roles: [branch, town]\nassessment: {{ratings: [{ratings}]}}\ncontext: {{phase: starting}}\n")
    text = run("advise", file, "--format", format_).stdout
    assert "One plan for all roles" in text
    assert "MEET Meet every week (town)" in text
    assert "Left out: OPEN Open the doors longer. First the team needs rest." in text
    assert "This team carries too much." in text
    assert "Strengthen MEET Meet every week first" in text


@pytest.mark.parametrize("format_", ["table", "markdown"])
def test_no_strategy_is_said_in_words(run: Callable[..., Result], tmp_path: Path, format_: str) -> None:
    """An empty list is an answer, not an empty page."""
    criteria = ("people.voice", "people.trust", "place.hours", "place.sharing", "people.learning")
    rows = [f"{{criterion: {row}, level: n/a}}" for row in criteria]
    file = tmp_path / "none.yaml"
    file.write_text(
        f"roles: [region]\nassessment: {{ratings: [{', '.join(rows)}]}}\ncontext: {{phase: starting, staff: 0}}\n"
    )
    assert "No strategy is recommended for what is known so far." in run("advise", file, "--format", format_).stdout


def test_options_win_over_those_of_the_file(run: Callable[..., Result], request_file: Path) -> None:
    """Role, limit, certainty, explanation and day can be given on the line."""
    line = ["--role", "town", "--role", "region", "--limit", "1", "--certainty", "possible", "--as-of", "2026-07-01"]
    answer = json.loads(run("advise", request_file, "--json", "--explain", "none", *line).stdout)
    assert [one["role"] for one in answer["advice"]] == ["region", "town"]
    assert [len(one["recommendations"]) for one in answer["advice"]] == [1, 1]
    assert answer["as_of"] == "2026-07-01"
    certain = json.loads(run("advise", request_file, "--json", "--certainty", "certain").stdout)
    assert {one["certainty"] for one in certain["advice"][0]["recommendations"]} == {"certain"}


def test_the_day_is_today_where_nobody_says(run: Callable[..., Result], tmp_path: Path) -> None:
    """Without a day the answer is as of today, the same day everywhere on Earth."""
    file = tmp_path / "plain.json"
    file.write_text('{"roles": ["branch"], "assessment": {}}')
    before = dt.datetime.now(dt.UTC).date().isoformat()
    found = json.loads(run("advise", file, "--json").stdout)["as_of"]
    assert found in (before, dt.datetime.now(dt.UTC).date().isoformat())


def test_reads_standard_input(run: Callable[..., Result], request_file: Path) -> None:
    """A dash reads the request from standard input."""
    answer = run("advise", "-", "--json", text=request_file.read_text())
    assert answer.stdout == run("advise", request_file, "--json").stdout


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("roles: [brunch]\nassessment: {}\n",
         ["FILE:1:9: unknown-role: there is no role 'brunch'", "did you mean 'branch'?"]),
        ("assessment: {}\n", ["FILE:1:1: missing-field: 'roles' is needed and missing"]),
        ("roles: [branch]\nassessment: {ratings: [{criterion: people.trust, level: 9}]}\n",
         ["FILE:2:57: level-off-scale: level 9 is not one of 0, 1, 2"]),
        ("roles: [branch]\nassessment: {}\ncontext: {has-partner: maybe}\n",
         ["FILE:3:24: wrong-value: 'maybe' is not one of false, true"]),
        ("just text\n", ["FILE:1:1: wrong-type: this must be a mapping of fields"]),
        ("roles: [branch]\nassessment: {}\noptions: 3\n", ["FILE:3:10: wrong-type"]),
    ],
)  # fmt: skip
def test_a_request_that_does_not_fit(run: Callable[..., Result], tmp_path: Path, text: str, told: list[str]) -> None:
    """Each problem is shown with its place on standard error, and the command ends with 1."""
    file = tmp_path / "request.yaml"
    file.write_text(text)
    result = run("advise", file, "--limit", "2")
    assert (result.exit_code, result.stdout) == (1, "")
    for line in told:
        assert line.replace("FILE", str(file)) in result.stderr


def test_every_problem_is_shown_and_counted(run: Callable[..., Result], tmp_path: Path) -> None:
    """All problems at once, and how many."""
    file = tmp_path / "request.yaml"
    file.write_text("roles: [brunch]\nassessment: {}\ncontext: {weather: fine}\n")
    assert run("advise", file).stderr.endswith("2 problems\n")


def test_a_file_that_cannot_be_read(run: Callable[..., Result], tmp_path: Path) -> None:
    """A file that is missing, or is no YAML, ends with 2 and a message."""
    file = tmp_path / "bad.yaml"
    file.write_text("roles: [branch\n")
    result = run("advise", file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{file}:1:8: yaml-syntax" in result.stderr
    gone = run("advise", tmp_path / "gone.yaml")
    assert (gone.exit_code, "does not exist" in gone.stderr) == (2, True)


def test_a_role_that_nobody_has(run: Callable[..., Result], request_file: Path) -> None:
    """A wrong role on the line is refused with the nearest one."""
    result = run("advise", request_file, "--role", "twon")
    assert (result.exit_code, result.stderr) == (2, "Error: there is no role 'twon', did you mean 'town'?\n")
