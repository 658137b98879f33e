"""`leverpoint test` with all its choices, and `record`, `coverage` and `mutate`, as people call them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import orjson
import pytest
from click.testing import Result

from leverpoint.cli.failures import Refused
from leverpoint.cli.watching import repeat, watching
from leverpoint.errors import Problem, RulebookError

Run = Callable[..., Result]
SCENARIOS = """\
- name: low trust leads to a meeting
  keywords: [smoke, trust]
  given: {roles: [branch], ratings: {people.trust: 1, people.voice: 2}}
  expect: {include: [{strategy: MEET, because: library.meet-weekly}]}
- name: strong trust & <no> meeting
  keywords: [trust]
  given: {roles: [branch], ratings: {people.trust: 2, people.voice: 2}}
  expect: {exclude: [MEET]}
"""
FAILS = """\
- name: trust does not matter
  given: {roles: [branch], ratings: {people.trust: 2, people.voice: 2}}
  expect: {include: [MEET]}
"""


@pytest.fixture
def scenarios(tmp_path: Path) -> Path:
    """A file of two scenarios that hold."""
    file = tmp_path / "scenarios.yaml"
    file.write_text(SCENARIOS)
    return file


@pytest.mark.parametrize(
    ("choice", "asked"),
    [
        (["--keyword", "smoke"], 1),
        (["--keyword", "SMOKE", "--keyword", "trust"], 2),
        (["--keyword", "trust", "--run", "strong"], 1),
    ],
)
def test_keywords_choose(run: Run, scenarios: Path, choice: list[str], asked: int) -> None:
    """A keyword is a whole word, in capitals or not; one of several is enough, and a pattern narrows it."""
    assert run("test", scenarios, *choice).stdout == f"{asked} asked, {asked} hold, 0 do not\n"


def test_a_keyword_that_nobody_has(run: Run, scenarios: Path) -> None:
    """A part of a keyword is none: nothing is asked, and that is no success."""
    result = run("test", scenarios, "--keyword", "smo")
    assert (result.exit_code, result.stderr) == (2, "Error: No scenario has the keyword 'smo'.\n")


def test_junit(run: Run, scenarios: Path, tmp_path: Path) -> None:
    """A build server gets every case, and of each failure where it is, what was expected and why."""
    bad, report = tmp_path / "bad.yaml", tmp_path / "report.xml"
    bad.write_text(FAILS)
    assert run("test", scenarios, bad, "--junit", report).exit_code == 1
    root = ET.parse(report).getroot()  # noqa: S314 # it was written here
    assert (root.attrib["tests"], root.attrib["failures"]) == ("3", "1")
    assert [one.attrib["name"] for one in root.iter("testcase")][1] == "strong trust & <no> meeting"
    (failure,) = root.iter("failure")
    assert failure.attrib["message"] == "(branch) expected: MEET is certain; found: MEET is excluded"
    assert f"{bad}:3\n" in str(failure.text)


def test_junit_is_xml_whatever_a_scenario_is_called(run: Run, tmp_path: Path) -> None:
    """Characters that XML cannot hold are replaced, and a case that fails twice has one failure that tells both."""
    odd, report = tmp_path / "odd.yaml", tmp_path / "report.xml"
    expect = "{include: [{strategy: MEET, score: {at_least: 900}}], warnings: [library.they-disagree]}"
    odd.write_text(f'- name: "a bell \\a & \\uFFFE ]]> 😀"\n  given: {{roles: [branch]}}\n  expect: {expect}\n')
    assert run("test", odd, "--junit", report).exit_code == 1
    root = ET.parse(report).getroot()  # noqa: S314 # it was written here
    assert [one.attrib["name"] for one in root.iter("testcase")] == ["a bell � & � ]]> 😀"]
    (failure,) = root.iter("failure")
    assert failure.attrib["message"].endswith("; and 1 more")
    assert str(failure.text).count("expected: ") == 2


def test_watching_goes_on_whatever_goes_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    """The work is done at once and after every change, broken rules or none to run."""
    errors = iter([None, RulebookError([Problem("cycle", "rules wait for each other")]), Refused("Nothing is here.")])
    done = []

    def work() -> int:
        done.append(1)
        if error := next(errors):
            raise error
        return 0

    repeat(work, [{"a change"}, {"another"}])
    assert len(done) == 3
    told = capsys.readouterr().err
    assert "rules wait for each other" in told
    assert "Nothing is here." in told


def test_watching_needs_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without watchfiles the extra that brings it is named."""
    monkeypatch.setitem(__import__("sys").modules, "watchfiles", None)
    with pytest.raises(click.ClickException, match=r"pip install 'leverpoint\[authoring\]'"):
        watching(lambda: 0, [tmp_path])


@pytest.mark.parametrize("suffix", ["yaml", "-"])
def test_what_is_recorded_holds(run: Run, request_file: Path, tmp_path: Path, suffix: str) -> None:
    """A question from a file or standard input becomes a scenario that holds at once, twice under two names."""
    target = tmp_path / "recorded.yaml"
    text = request_file.read_text() if suffix == "-" else None
    for _ in range(2):
        result = run("record", "-" if text else request_file, "--as", target, "--keyword", "recorded", text=text)
        assert result.exit_code == 0, result.stderr
    assert run("test", target, "--keyword", "recorded").stdout == "2 asked, 2 hold, 0 do not\n"


def test_a_recording_is_ready_to_paste(run: Run, request_file: Path) -> None:
    """Without a file to add to, the scenario is written out; for programs as JSON."""
    text = run("record", request_file, "--name", "Ours").stdout
    assert text.startswith("- name: Ours\n  given:\n    roles: [branch]\n")
    assert "      - {strategy: MEET, rank_at_most: 1, because: library.any-voice-missing}\n" in text
    assert json.loads(run("record", request_file, "--json").stdout)["name"] == "Recorded from request.yaml"


def test_a_stored_answer_is_recorded(run: Run, request_file: Path, tmp_path: Path) -> None:
    """With the answer that was given, what it said is expected, whatever is answered now."""
    stored, target = tmp_path / "answer.json", tmp_path / "recorded.yaml"
    answer = orjson.loads(run("advise", request_file, "--json").stdout)
    stored.write_bytes(orjson.dumps(answer))
    assert run("record", request_file, "--answer", stored, "--as", target).exit_code == 0
    assert run("test", target).exit_code == 0
    del answer["advice"][0]["recommendations"][0]
    stored.write_bytes(orjson.dumps(answer))
    assert run("record", request_file, "--answer", stored, "--as", target).exit_code == 0
    assert run("test", target).exit_code == 1


def test_what_a_cut_answer_leaves_out_is_not_expected_to_be_excluded(
    run: Run, request_file: Path, tmp_path: Path
) -> None:
    """An answer that belongs to exactly this question excludes what it does not list; another may be cut."""
    stored = tmp_path / "answer.json"
    stored.write_text(run("advise", request_file, "--json").stdout)
    whole = run("record", request_file, "--answer", stored, "--json")
    assert whole.stderr == ""
    stored.write_text(run("advise", request_file, "--json", "--limit", "1").stdout)
    cut = run("record", request_file, "--answer", stored, "--json")
    assert "what it leaves out may be cut" in cut.stderr
    assert "exclude" in json.loads(whole.stdout)["expect"]
    assert "exclude" not in json.loads(cut.stdout)["expect"]


@pytest.mark.parametrize("text", ["{}", "[1]", "no answer", '{"as_of": "2026-01-01", "advice": [{}]}'])
def test_what_is_no_answer_is_refused(run: Run, request_file: Path, tmp_path: Path, text: str) -> None:
    """A file that holds something else is named."""
    stored = tmp_path / "answer.json"
    stored.write_text(text)
    result = run("record", request_file, "--answer", stored)
    assert (result.exit_code, result.stderr) == (2, f"Error: {stored} holds no answer of Leverpoint.\n")


def test_an_answer_to_another_role_is_refused(run: Run, request_file: Path, tmp_path: Path) -> None:
    """A question and an answer that do not belong together make no scenario."""
    stored = tmp_path / "answer.json"
    stored.write_text(run("advise", request_file, "--json", "--role", "town").stdout)
    result = run("record", request_file, "--answer", stored)
    assert result.exit_code == 2
    assert "The answer is for town, and the question for branch." in result.stderr


def test_an_answer_with_holes_is_refused(run: Run, request_file: Path, tmp_path: Path) -> None:
    """A recommendation without its parts ends with one line, not with a traceback."""
    stored = tmp_path / "answer.json"
    answer = orjson.loads(run("advise", request_file, "--json").stdout)
    answer["advice"][0]["recommendations"] = [{"strategy": "MEET"}]
    stored.write_bytes(orjson.dumps(answer))
    result = run("record", request_file, "--answer", stored)
    assert result.exit_code == 2
    assert "The answer lacks parts" in result.stderr


def test_nothing_is_recorded_over_another_file(run: Run, request_file: Path) -> None:
    """A file that is no list of scenarios stays as it is."""
    before = request_file.read_text()
    assert run("record", request_file, "--as", request_file).exit_code == 2
    assert request_file.read_text() == before


def test_coverage(run: Run, scenarios: Path, tmp_path: Path) -> None:
    """Shares, then what is missing; a threshold ends with 1; the page is written."""
    page = tmp_path / "page.html"
    result = run("coverage", scenarios, "--html", page, "--threshold", "50")
    assert result.exit_code == 1
    assert result.stdout.startswith("2 cases, 2 questions\n")
    for title in ("Rules that never fired", "Conditions seen one way only", "Levels that nobody gave"):
        assert title in result.stdout
    assert page.read_text().startswith("<!doctype html>")
    assert run("coverage", scenarios, "--threshold", "1").exit_code == 0


def test_coverage_for_programs(run: Run, scenarios: Path) -> None:
    """JSON has the shares and everything that they count."""
    found = json.loads(run("coverage", scenarios, "--json").stdout)
    assert found["rules"]["library.meet-weekly"] == 1
    assert found["shares"]["rules"]["touched"] == sum(map(bool, found["rules"].values()))
    assert {"role": "branch", "criterion": "people.trust", "level": 1, "count": 1} in found["answers"]
    assert found["conditions"][0].keys() == {"rule", "path", "text", "true", "false"}


def test_mutate(run: Run, scenarios: Path) -> None:
    """Survivors in words with a scenario for each, then the score, the same every time; a threshold ends with 1."""
    result = run("mutate", scenarios, "--rule", "meet-weekly", "--threshold", "99")
    assert result.exit_code == 1
    assert "No scenario would notice if library.meet-weekly did not speak to the role" in result.stdout
    assert "    - name: " in result.stdout
    assert "score " in result.stdout.splitlines()[-1]
    assert run("mutate", scenarios, "--rule", "meet-weekly").stdout == result.stdout


def test_mutate_for_programs(run: Run, scenarios: Path) -> None:
    """JSON has the counts, and of each survivor what nobody would notice and what would."""
    found = json.loads(run("mutate", scenarios, "--sample", "30", "--seed", "3", "--json").stdout)
    assert found["mutants"] == 30
    assert found["noticed"] + found["survived"] + found["maybe_equivalent"] == 30
    assert {"rule", "kind", "message", "could_notice", "suggestion"} == set(found["survivors"][0])


def test_suggestions_raise_the_score(run: Run, scenarios: Path) -> None:
    """With the suggested scenarios added, they hold, and what they were suggested for is noticed."""
    first = json.loads(run("mutate", scenarios, "--rule", "meet-weekly", "--json").stdout)
    text = run("mutate", scenarios, "--rule", "meet-weekly").stdout
    added = "\n".join(line[4:] for line in text.splitlines() if line.startswith("    "))
    scenarios.write_text(SCENARIOS + added + "\n")
    assert run("test", scenarios).exit_code == 0
    second = json.loads(run("mutate", scenarios, "--rule", "meet-weekly", "--json").stdout)
    assert first["survived"] > 0
    assert (second["survived"], second["score"]) == (0, 100.0)


@pytest.mark.parametrize("command", ["coverage", "mutate"])
def test_nothing_to_measure(run: Run, tmp_path: Path, scenarios: Path, command: str) -> None:
    """Without a scenario, with a broken one, or with one that fails already, nothing is measured."""
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run(command, empty).exit_code == 2
    scenarios.write_text(SCENARIOS.replace("MEET", "MET"))
    result = run(command, scenarios)
    assert result.exit_code == 2
    assert "unknown-strategy" in result.stderr


def test_mutate_needs_scenarios_that_hold(run: Run, tmp_path: Path) -> None:
    """A scenario that fails of the rules as they are would notice every mistake."""
    bad = tmp_path / "bad.yaml"
    bad.write_text(FAILS)
    assert "see leverpoint test" in run("mutate", bad).stderr


def test_scenarios_of_the_rulebook_are_the_default(run: Run, library_rules: Path, tmp_path: Path) -> None:
    """Without a path those beside the rules are measured, and those that ask other rules are left out."""
    rules = Path(shutil.copytree(library_rules, tmp_path / "rules"))
    (rules / "scenarios").mkdir()
    other = FAILS.replace("  given", "  with: {priority: {weights: {need: {points: 1}}}}\n  given")
    (rules / "scenarios" / "mine.yaml").write_text(SCENARIOS + other)
    result = run("--rules", rules, "coverage")
    assert result.stdout.startswith("2 cases")
    assert "1 of 3 ask other rules and are left out" in result.stderr


@pytest.mark.parametrize(("command", "option"), [("coverage", "--html"), ("test", "--junit")])
def test_what_cannot_be_written_is_said(run: Run, scenarios: Path, tmp_path: Path, command: str, option: str) -> None:
    """A folder that is not there ends with 2 and one line, and leaves nothing behind."""
    result = run(command, scenarios, option, tmp_path / "nowhere" / "report")
    assert result.exit_code == 2
    assert result.stderr == f"Error: {tmp_path / 'nowhere' / 'report'} cannot be written: No such file or directory\n"


def test_what_is_no_text_is_not_recorded_over(run: Run, request_file: Path, tmp_path: Path) -> None:
    """A file of another kind stays as it is."""
    target = tmp_path / "picture.yaml"
    target.write_bytes(b"\xff\xd8\xff")
    assert run("record", request_file, "--as", target).exit_code == 2
    assert target.read_bytes() == b"\xff\xd8\xff"


RIVERSIDE = Path(__file__).parents[3] / "plugins" / "riverside"


@pytest.mark.parametrize("path", [RIVERSIDE, RIVERSIDE / "scenarios", RIVERSIDE / "scenarios" / "riverside.yaml"])
def test_scenarios_of_a_pack_are_asked_as_the_first_in_its_scope(run: Run, path: Path) -> None:
    """With the pack, whoever names nobody asks as its district; without, it is said how to get there."""
    assert run("test", "--packs-dir", RIVERSIDE, path, rules=False).stdout == "4 asked, 4 hold, 0 do not\n"
    without = run("test", path, rules=False)
    assert without.exit_code == 2
    assert "leverpoint pack test " in without.stderr
    other = run("test", "--packs-dir", RIVERSIDE, "--for", "nces-leaid:9900020", path, rules=False)
    assert other.exit_code == 2
    assert "leverpoint pack test " not in other.stderr


def test_an_order_names_each_strategy_once(run: Run, tmp_path: Path) -> None:
    """That a strategy stands before itself could never fail, so it is no expectation."""
    file = tmp_path / "mine.yaml"
    file.write_text("- name: twice\n  given: {roles: [branch]}\n  expect: {order: [MEET, MEET]}\n")
    result = run("test", file)
    assert result.exit_code == 2
    assert "mine.yaml:3:19: wrong-value: a strategy stands here twice" in result.stderr


def test_an_answer_is_no_question(run: Run, tmp_path: Path) -> None:
    """Whoever names the answer where its question belongs is told where each goes."""
    question, answer = tmp_path / "question.json", tmp_path / "answer.json"
    question.write_text('{"roles": ["branch"], "assessment": {"ratings": []}}')
    answer.write_text(run("advise", question, "--json").stdout)
    result = run("record", answer)
    assert (result.exit_code, f"--answer {answer}" in result.stderr) == (2, True)
    assert run("record", question, "--answer", answer).exit_code == 0
