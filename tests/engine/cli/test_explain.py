"""`leverpoint explain` says why a strategy is on the list, or why it is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

LISTED = """\
MEET Meet every week

Branch: certain, rank 1 of 5, score 32
   +13 need: level 1 of 2 (people.trust)
"""


def test_why(run: Callable[..., Result], request_file: Path) -> None:
    """A strategy on the list: its rank and score, the terms, and every rule that speaks of it."""
    text = run("explain", request_file, "meet").stdout
    assert text.startswith("MEET Meet every week\n\nBranch: certain, rank 1 of ")
    assert "   +13 need: level 1 of 2 (people." in text
    assert "  yes library.meet-weekly recommends it (+5): A team without trust meets every week\n" in text
    assert "      yes   Trust in the team: found level 1 of 2, Growing; needed level 1 or below\n" in text
    assert "   no library.voice-lifts-meeting moves it by +4" in text


def test_why_not(run: Callable[..., Result], tmp_path: Path) -> None:
    """A strategy that is not recommended: what each rule would have needed."""
    file = tmp_path / "request.yaml"
    file.write_text("roles: [region]\nassessment: {ratings: [{criterion: people.voice, level: 2}]}\n")
    text = run("explain", file, "MEET").stdout
    assert "Region: not recommended" in text
    assert "needed anything but level 2" in text
    assert "  1 more speak of it, to other roles." in text


def test_taken_off(run: Callable[..., Result], tmp_path: Path) -> None:
    """A strategy that a rule took off the list: which rule, and its reason."""
    file = tmp_path / "request.yaml"
    rows = "[{criterion: people.voice, level: 0}, {criterion: place.hours, level: 2}]"
    file.write_text(f"roles: [town]\nassessment: {{ratings: {rows}}}\n")
    text = run("explain", file, "OPEN").stdout
    assert "Town: taken off the list by library.rest-first: First the team needs rest." in text


def test_what_is_not_known_has_a_question_mark(run: Callable[..., Result], request_file: Path) -> None:
    """A part that waits for an answer is marked."""
    text = run("explain", request_file, "LEARN").stdout
    assert "Branch: possible" in text
    assert "        ?   Learning at work: found not answered yet; needed level 1 or below\n" in text


def test_json_for_each_role(run: Callable[..., Result], request_file: Path) -> None:
    """A program gets one entry a role, with the trace of every rule."""
    found = json.loads(run("explain", request_file, "MEET", "--role", "branch", "--role", "region", "--json").stdout)
    assert [(one["role"], one["certainty"]) for one in found] == [("region", "certain"), ("branch", "certain")]
    assert sum(term["points"] for term in found[1]["terms"]) == found[1]["score"]
    rule = next(one for one in found[1]["rules"] if one["rule"] == "library.meet-weekly")
    assert (rule["truth"], rule["says"], rule["trace"]["op"]) == ("true", "recommends it (+5)", "all")


def test_json_of_what_is_not_listed(run: Callable[..., Result], tmp_path: Path) -> None:
    """Without a rank there is neither score nor terms."""
    file = tmp_path / "request.yaml"
    file.write_text("roles: [region]\nassessment: {ratings: [{criterion: people.voice, level: 2}]}\n")
    (found,) = json.loads(run("explain", file, "MEET", "--json").stdout)
    assert (found["certainty"], found["rank"], found["score"], found["terms"]) == ("excluded", None, None, [])


def test_a_strategy_that_nobody_has(run: Callable[..., Result], request_file: Path) -> None:
    """A wrong strategy is refused with the nearest."""
    result = run("explain", request_file, "MEAT")
    assert (result.exit_code, result.stderr) == (2, "Error: there is no strategy 'MEAT', did you mean 'MEET'?\n")
