"""Packs on the command line: check one, ask its scenarios, list them, and be answered by them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
HARBOUR = "nces-leaid:9900010"


@pytest.fixture
def harbour(data_folder: Path, tmp_path: Path) -> Path:
    """A copy of a pack of the small rulebook, in a folder of packs."""
    return Path(shutil.copytree(data_folder / "packs" / "harbour", tmp_path / "packs" / "harbour"))


@pytest.fixture
def broken(harbour: Path) -> Path:
    """The same with an overlay that was written for another version."""
    overlays = harbour / "overlays.yaml"
    overlays.write_text(overlays.read_text().replace('"0.3.0"', '"0.2.0"', 1))
    return harbour


def test_check_finds_nothing_wrong_in_a_good_pack(run: Run, harbour: Path) -> None:
    """`pack check` and `check` say so alike."""
    for words in (("pack", "check"), ("check",)):
        result = run(*words, harbour)
        assert (result.exit_code, result.stdout) == (0, "Nothing is wrong.\n")


def test_check_says_where_a_pack_is_wrong(run: Run, broken: Path) -> None:
    """Every problem with its place and what to do, and 1 at the end; the same as JSON."""
    result = run("pack", "check", broken)
    assert (result.exit_code, "overlays.yaml:3:9: stale-overlay" in result.stdout) == (1, True)
    found = json.loads(run("pack", "check", broken, "--json").stdout)
    assert (found["ok"], [one["code"] for one in found["problems"]]) == (False, ["stale-overlay"])


def test_check_reads_the_scenarios_of_a_pack(run: Run, harbour: Path) -> None:
    """What a scenario names must exist, for the organization that asks in it."""
    scenarios = harbour / "scenarios" / "harbour.yaml"
    scenarios.write_text(scenarios.read_text().replace("include: [MEET]", "include: [harbour.BOAT]"))
    result = run("pack", "check", harbour)
    assert (result.exit_code, "unknown-strategy" in result.stdout) == (1, True)


def test_check_says_that_a_folder_is_no_pack(run: Run, tmp_path: Path, library_rules: Path) -> None:
    """A folder without a description, and the core itself."""
    (tmp_path / "empty").mkdir()
    assert run("pack", "check", tmp_path / "empty").exit_code == 1
    assert "core-only" in run("pack", "check", library_rules).stdout


def test_scenarios_are_asked_as_the_first_in_scope(run: Run, harbour: Path) -> None:
    """Those that name another organization are answered by its rules."""
    result = run("pack", "test", harbour)
    assert (result.exit_code, result.stdout) == (0, "2 asked, 2 hold, 0 do not\n")
    assert run("pack", "test", harbour, "--run", "elsewhere").stdout == "1 asked, 1 hold, 0 do not\n"
    assert run("--packs-dir", harbour, "--for", HARBOUR, "test", harbour / "scenarios").exit_code == 0


def test_an_expectation_that_does_not_hold_fails_the_pack(run: Run, harbour: Path) -> None:
    """1 where an answer is not as expected."""
    (harbour / "scenarios" / "more.yaml").write_text(
        "- name: No learning with a tide\n"
        "  given: {roles: [branch], ratings: {people.learning: 0}, context: {phase: starting, harbour.tide: false}}\n"
        "  expect: {exclude: [LEARN]}\n"
    )
    assert run("pack", "test", harbour).exit_code == 1


def test_a_pack_that_cannot_be_used_is_not_asked(run: Run, broken: Path) -> None:
    """2, and what is wrong; also where there is no scenario at all, or no pack."""
    result = run("pack", "test", broken)
    assert (result.exit_code, "stale-overlay" in result.stderr) == (2, True)
    shutil.rmtree(broken / "scenarios")
    (broken / "overlays.yaml").unlink()
    assert run("pack", "test", broken).exit_code == 2
    (broken / "pack.yaml").unlink()
    assert run("pack", "test", broken).exit_code == 2


def test_plugins_lists_packs_with_what_is_wrong(run: Run, broken: Path, tmp_path: Path) -> None:
    """Name, version, layer, scope, rules, state and error; also of what could not be read."""
    unread = tmp_path / "packs" / "unread"
    unread.mkdir()
    (unread / "pack.yaml").write_text("name: [unread]\n")
    result = run("plugins", "--packs-dir", tmp_path / "packs")
    assert result.exit_code == 0
    _, harbour, other = result.stdout.splitlines()
    assert harbour.split()[:6] == ["harbour", "1.2.0", "district", HARBOUR, "3", "quarantined"]
    assert "stale-overlay: this was written for library 0.2.0" in harbour
    assert other.split()[:2] == ["unread", "quarantined"]
    found = json.loads(run("--packs-dir", tmp_path / "packs", "plugins", "--json").stdout)
    assert [(one["name"], one["state"], len(one["problems"])) for one in found] == [
        ("harbour", "quarantined", 1),
        ("unread", "quarantined", 4),
    ]


def test_without_packs_there_is_nothing_to_list(run: Run) -> None:
    """It says how to name some."""
    result = run("plugins")
    assert (result.exit_code, "--packs-dir" in result.stderr) == (0, True)


def test_advice_is_that_of_the_organization_in_the_file(run: Run, harbour: Path, request_file: Path) -> None:
    """The file's organization decides; where it names none, the one of --for; else the core answers."""
    label = "library 0.3.0 + harbour 1.2.0"
    assert label not in run("--packs-dir", harbour, "advise", request_file).stdout
    assert label in run("--packs-dir", harbour, "--for", HARBOUR, "advise", request_file).stdout
    assert label in run("advise", request_file, "--packs-dir", harbour.parent, "--for", HARBOUR).stdout
    text = request_file.read_text() + 'organization: {system: nces-leaid, identifier: "9900020"}\n'
    assert label not in run("--packs-dir", harbour, "--for", HARBOUR, "advise", "-", text=text).stdout
    text = text.replace("9900020", "9900010")
    assert label in run("--packs-dir", harbour, "advise", "-", text=text).stdout
    wrong = run("--packs-dir", harbour, "advise", "-", text=text.replace("9900010", "99"))
    assert (wrong.exit_code, "identifier-format" in wrong.stderr) == (1, True)


def test_rules_strategies_forms_and_reasons_are_those_of_the_organization(
    run: Run, harbour: Path, request_file: Path
) -> None:
    """What a pack adds is there for its organization, and for nobody else."""
    packs = ("--packs-dir", harbour, "--for", HARBOUR)
    assert "harbour.boat" in run("rules", *packs).stdout
    assert "harbour.boat" not in run("rules", "--packs-dir", harbour).stdout
    assert "Nothing" not in run("strategies", "harbour.BOAT", *packs).stdout
    assert "harbour.moorings" in run("criteria", *packs).stdout
    form = run("form", "--role", "branch", *packs).stdout
    assert ("harbour.moorings" in form, "harbour.tide" in form) == (True, True)
    assert "harbour.boat" in run("explain", request_file, "OPEN", *packs).stdout


def test_the_environment_names_folders_of_packs(
    run: Run, harbour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LEVERPOINT_PACKS_DIR, several folders separated as in PATH."""
    monkeypatch.setenv("LEVERPOINT_PACKS_DIR", os.pathsep.join([str(tmp_path), str(harbour)]))
    assert "harbour" in run("plugins").stdout


@pytest.mark.parametrize("wrong", ["9900010", "nces-leaid:99", "nces:9900010", "nces-leaid:"])
def test_an_organization_is_written_system_and_identifier(run: Run, wrong: str) -> None:
    """Anything else is refused."""
    assert run("--for", wrong, "rules").exit_code == 2


def test_a_pack_that_must_not_be_missing_ends_the_command(run: Run, broken: Path, request_file: Path) -> None:
    """With `on_failure: abort` nothing is answered in its scope, and what is wrong is shown."""
    with (broken / "pack.yaml").open("a") as description:
        description.write("on_failure: abort\n")
    result = run("--packs-dir", broken, "--for", HARBOUR, "advise", request_file)
    assert (result.exit_code, "stale-overlay" in result.stderr, "'harbour'" in result.stderr) == (2, True, True)


def test_a_quarantined_pack_is_named_below_the_advice(run: Run, broken: Path, request_file: Path) -> None:
    """People who read the advice see that their district's rules are not in it."""
    result = run("--packs-dir", broken, "--for", HARBOUR, "advise", request_file)
    assert (result.exit_code, "Warning: the pack 'harbour' is quarantined" in result.stdout) == (0, True)


@pytest.fixture
def pier(tmp_path: Path) -> Path:
    """A pack of a school that overlays a rule of its district's pack, with a scenario."""
    files = {
        "pack.yaml": "name: pier\nversion: 1.0.0\nlayer: school\ntitle: Pier\n"
        "scope: [{system: nces-school, identifier: '990001000001'}]\n",
        "overlays.yaml": "- retune: {target: harbour.boat, strategy: OPEN, points: 4}\n  reason: Q.\n  seen: 1.2.0\n",
        "scenarios/pier.yaml": "- name: The boat sails here\n  given: {roles: [branch], ratings: {people.trust: 2},"
        " context: {harbour.tide: true}}\n  expect: {include: [harbour.BOAT]}\n",
    }
    for file, text in files.items():
        (tmp_path / "pier" / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "pier" / file).write_text(text)
    return tmp_path / "pier"


@pytest.mark.usefixtures("harbour")
@pytest.mark.parametrize("words", ["check", "pack check", "pack test", "pack impact --count 1", "pack build -o ZIP"])
@pytest.mark.parametrize("before", [True, False], ids=["before", "behind"])
def test_a_pack_may_build_on_another(run: Run, pier: Path, tmp_path: Path, words: str, before: bool) -> None:
    """A rule of the district is there to be overlaid where its pack is named, and is unknown where it is not."""
    line = [*words.replace("ZIP", str(tmp_path / "pier.zip")).split(), pier]
    packs = ["--packs-dir", tmp_path / "packs"]
    if words == "check" and not before:
        return  # it takes packs before its name alone
    result = run(*packs, *line) if before else run(*line, *packs)
    assert (result.exit_code, "unknown-target" in result.output) == (0, False), result.output
    alone = run(*line)
    assert (alone.exit_code > 0, "unknown-target" in alone.output) == (True, True)


def test_a_pack_takes_the_place_of_the_one_of_its_name(run: Run, harbour: Path, tmp_path: Path) -> None:
    """An author may keep the version that is in service among the packs beside."""
    newer = Path(shutil.copytree(harbour, tmp_path / "newer"))
    result = run("pack", "check", newer, "--packs-dir", harbour.parent)
    assert (result.exit_code, result.stdout) == (0, "Nothing is wrong.\n")
    assert run("pack", "test", newer, "--packs-dir", harbour.parent).exit_code == 0


def test_a_pack_for_everybody_can_be_tried_out(run: Run, pier: Path) -> None:
    """An author tries out a pack with the scope `any`; whether it may have it somewhere is said there."""
    (pier / "overlays.yaml").unlink()
    head = "name: pier\nversion: 1.0.0\nlayer: state\ntitle: Pier\nscope: any\n"
    (pier / "pack.yaml").write_text(head)
    rule = "- {id: pier.x, title: X, when: {people.trust: {at_most: 2}}, because: X, provenance: authored, "
    (pier / "rules").mkdir()
    (pier / "rules" / "x.yaml").write_text(rule + "then: [{recommend: {strategy: MEET, points: 1}}]}\n")
    (pier / "scenarios" / "pier.yaml").write_text(
        "- name: It speaks\n  given: {roles: [branch], ratings: {people.trust: 2}}\n"
        "  expect: {include: [{strategy: MEET, because: pier.x}]}\n"
    )
    for words in (("check",), ("test",), ("impact", "--count", "1")):
        assert run("pack", words[0], pier, *words[1:]).exit_code == 0, words


def test_impact_compares_with_the_other_packs_on_both_sides(run: Run, pier: Path, harbour: Path) -> None:
    """What the packs beside change is no difference that the pack makes."""
    (pier / "overlays.yaml").unlink()
    result = run("pack", "impact", pier, "--packs-dir", harbour, "--count", "3", "--json")
    found = json.loads(result.stdout)
    assert [one["changed"] for one in (*found["scenarios"], *found["sample"])] == [0] * (
        len(found["scenarios"]) + len(found["sample"])
    )
