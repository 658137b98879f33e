"""`rules`, `strategies` and `criteria` list what there is and show one of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from leverpoint import Rulebook

LISTS = {"rules": "library.meet-weekly", "strategies": "MEET", "criteria": "people.trust"}


@pytest.mark.parametrize("command", LISTS)
def test_lists_everything_in_columns(run: Callable[..., Result], command: str) -> None:
    """Into a pipe go plain columns, aligned by spaces, under headings in capitals."""
    lines = run(command).stdout.splitlines()
    assert lines[0].startswith("ID ")
    start = lines[0].index("TITLE")
    assert all(line[start - 2 : start] == "  " and line[start] != " " for line in lines[1:])


@pytest.mark.parametrize("command", LISTS)
def test_json_lists_everything(run: Callable[..., Result], library: Rulebook, command: str) -> None:
    """A program gets every record."""
    known = {"rules": library.rules, "strategies": library.catalog.strategies, "criteria": library.catalog.criteria()}
    assert [one["id"] for one in json.loads(run(command, "--json").stdout)] == list(known[command])


@pytest.mark.parametrize(("command", "id_"), LISTS.items())
def test_json_of_one_is_its_entry_in_the_list(run: Callable[..., Result], command: str, id_: str) -> None:
    """Asking for one gives the same record as the list does."""
    listed = {one["id"]: one for one in json.loads(run(command, "--json").stdout)}
    assert json.loads(run(command, id_, "--json").stdout) == listed[id_]


@pytest.mark.parametrize(("command", "id_"), LISTS.items())
def test_unknown_one_is_refused_with_the_nearest(run: Callable[..., Result], command: str, id_: str) -> None:
    """A misspelt id ends with 2 and a suggestion."""
    result = run(command, id_[:-1])
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"'{id_[:-1]}', did you mean '{id_}'?" in result.stderr


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--role", "region", "--strategy", "MEET"], ["any-voice-missing", "voice-lifts-meeting"]),
        (["--strategy", "open"], ["busy-already", "open-longer", "rest-first"]),
        (["--fact", "strained"], ["rest-first", "strained"]),
        (["--fact", "place.mean"], ["halfway"]),
        (["--text", "SHIPS"], []),
        (["--text", "it is worth"], ["halfway"]),
        (["--role", "region", "--text", "garden"], ["garden"]),
    ],
)
def test_rules_are_filtered(run: Callable[..., Result], options: list[str], found: list[str]) -> None:
    """By role, strategy, fact and text; what is said of several must all hold."""
    listed = json.loads(run("rules", *options, "--json").stdout)
    assert [one["id"].removeprefix("library.") for one in listed] == found


def test_no_rule_like_that_is_said(run: Callable[..., Result]) -> None:
    """An empty list is said in words, beside the output."""
    result = run("rules", "--text", "ships")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "No rule is like that.\n")


@pytest.mark.parametrize("options", [["--role", "twon"], ["--strategy", "MEAT"], ["--fact", "people.trast"]])
def test_a_filter_that_nobody_knows_is_refused(run: Callable[..., Result], options: list[str]) -> None:
    """A misspelt filter is no empty list."""
    result = run("rules", *options)
    assert (result.exit_code, "did you mean" in result.stderr) == (2, True)


def test_one_rule_in_words(run: Callable[..., Result], library_rules: Path) -> None:
    """Its place, when, then, because and where it comes from."""
    text = run("rules", "library.meet-weekly").stdout
    assert f"{library_rules / 'rules' / 'people.yaml'}:1" in text or "tests/data/small/rules/people.yaml:1" in text
    assert "Asked by town or branch, and Trust in the team is at level 1 or below." in text
    assert "- recommend MEET (+5) through branch.weekly-hour" in text
    assert "Trust grows where people talk." in text
    assert "- handbook, H1 (derived)" in text
    assert "Reviewed on 2026-01-05." in text


def test_a_rule_is_found_under_its_former_name(run: Callable[..., Result]) -> None:
    """Who remembers the old id finds the rule."""
    assert run("rules", "library.talk").stdout.startswith("library.meet-weekly ")


def test_the_days_of_a_rule_are_shown(run: Callable[..., Result]) -> None:
    """A rule with effective dates says from when until when."""
    assert "In effect from 2026-06-01 until 2026-08-31." in run("rules", "library.summer-garden").stdout


def test_every_effect_has_words(run: Callable[..., Result]) -> None:
    """Each of the five things that a rule can do is shown, in the list and by itself."""
    text = run("rules").stdout
    assert "suppress OPEN; warn" in text
    assert "conclude fragile-team" in text
    assert "adjust MEET +4" in text
    assert "- take OPEN off the list: First the team needs rest." in run("rules", "library.rest-first").stdout
    assert "- warn: This team carries too much." in run("rules", "library.rest-first").stdout
    assert "- conclude fragile-team" in run("rules", "library.fragile").stdout
    assert "- adjust OPEN by -3: People come already." in run("rules", "library.busy-already").stdout
    assert "Asked by any role" in run("rules", "library.busy-already").stdout


def test_the_condition_of_a_rule_as_it_is_written(run: Callable[..., Result]) -> None:
    """A program gets the condition as the file writes it."""
    rule = json.loads(run("rules", "library.learn-together", "--json").stdout)
    assert rule["when"] == {
        "all": [
            {"people.learning": {"at_most": 1}},
            {"any": [{"phase": {"in": ["starting", "growing"]}}, {"has-partner": {"is": True}}]},
        ]
    }
    assert rule["then"] == [{"recommend": {"strategy": "LEARN", "points": 3, "leverage_points": []}}]
    lifted = json.loads(run("rules", "library.voice-lifts-meeting", "--json").stdout)
    assert lifted["when"] == {"not": {"people.voice": {"at_least": 1}}}


def test_one_strategy(run: Callable[..., Result]) -> None:
    """Who moves it, what comes first, where to press, what speaks of it."""
    text = run("strategies", "share").stdout
    assert text.startswith("SHARE Share the building\n")
    assert "  region: lead, later" in text
    assert "  MEET Meet every week: Sharing works where people trust each other." in text
    assert "(region.shared-building)" in text
    assert "Rules: library.share" in text
    assert "- handbook, H2 (derived)" in text
    assert "  region: no part in it, now" in run("strategies", "GARDEN").stdout


def test_one_criterion(run: Callable[..., Result]) -> None:
    """Its question and levels, in the words of everyone and of each role that has its own."""
    text = run("criteria", "people.trust").stdout
    assert "In People, version 3. Feeds MEET." in text
    assert "For everyone\n  Do people here say what they think?\n  - 0 Absent: Nobody says a word." in text
    assert "Region\n  Do the towns say what they think?\n  - 0 Absent: No town does." in text
