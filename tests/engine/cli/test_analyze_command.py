"""`leverpoint analyze`: what is shown, what is written, what is accepted, and what it ends with."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from leverpoint_defects import BASE, lay

from leverpoint.cli.app import app

Run = Callable[..., Result]
ROOT = Path(__file__).parents[3]
FAIR = {
    "id": "hut.fair",
    "when": {"season": {"is": "summer"}},
    "then": [{"warn": {"text": "The fair needs every bed."}}],
    "effective": {"until": "2025-08-31"},
}
OLD: Mapping[str, Any] = {"rules": [FAIR]}
STALE: Mapping[str, Any] = {"retune": {"target": "hut.roof", "points": 9}, "reason": "It leaks.", "seen": "0.1.0"}


@pytest.fixture
def analyze(tmp_path: Path) -> Run:
    """Analyzes the sound rulebook of the defects with a change on it; static searches alone unless others are named."""

    def invoke(change: Mapping[str, Any], *arguments: object) -> Result:
        shutil.rmtree(tmp_path / "hut", ignore_errors=True)
        line = ["--rules", lay(change, tmp_path), "analyze", "--as-of", "2026-02-02", *arguments]
        codes = () if "--code" in arguments else ("dangling", "uncited", "expired", "stale-overlay")
        given = [*map(str, line), *(word for code in codes for word in ("--code", code))]
        return CliRunner().invoke(app, given, prog_name="leverpoint")

    return invoke


def test_nothing_is_found_in_sound_rules(analyze: Run) -> None:
    """The sound rulebook ends with 0 and says that nothing was found."""
    result = analyze({})
    assert (result.exit_code, result.stdout) == (0, "0 found, 0 not decided, 0 accepted\n")


def test_findings_are_shown_as_a_table_and_in_full(analyze: Run) -> None:
    """A table names code, rule and fault; in full come the place and what to do. Both end with 1."""
    short, full = analyze(OLD), analyze(OLD, "--full")
    assert (short.exit_code, full.exit_code) == (1, 1)
    assert [line.split()[:2] for line in short.stdout.splitlines()[:2]] == [["CODE", "RULE"], ["expired", "hut.fair"]]
    assert "rules/hut.yaml:1" in full.stdout
    assert "What to do: renew it" in full.stdout


def test_findings_as_json_and_sarif(analyze: Run, tmp_path: Path) -> None:
    """Programs get the contract's fields on standard output, and SARIF in a file beside it."""
    sarif = tmp_path / "out.sarif"
    found = json.loads(analyze(OLD, "--json", "--sarif", sarif).stdout)
    assert [(one["code"], one["rules"]) for one in found["findings"]] == [("expired", ["hut.fair"])]
    (run,) = json.loads(sarif.read_text())["runs"]
    assert [one["ruleId"] for one in run["results"]] == ["expired"]


def test_the_day_decides_what_has_expired(analyze: Run) -> None:
    """As of a day on which the rule was in effect, it has not expired."""
    assert analyze(OLD, "--as-of", "2025-08-31").exit_code == 0


def test_one_code_alone_can_be_searched_for(analyze: Run) -> None:
    """Who asks for another code is not told of this one; a code that nobody has is refused."""
    assert analyze(OLD, "--code", "uncited").exit_code == 0
    assert analyze(OLD, "--code", "outdated").exit_code == 2


def test_accepted_findings_need_a_reason_and_are_then_no_fault(analyze: Run, tmp_path: Path) -> None:
    """What is accepted is written; without a reason that is refused; with one nothing is new; once gone it is stale."""
    file = tmp_path / "accepted.yaml"
    assert "1 added" in analyze(OLD, "--baseline", file, "--accept").stdout
    refused = analyze(OLD, "--baseline", file)
    assert (refused.exit_code, "missing-field" in refused.stderr) == (2, True)
    file.write_text(file.read_text().replace('reason: ""', "reason: The fair may come back."))
    accepted = analyze(OLD, "--baseline", file)
    assert (accepted.exit_code, accepted.stdout) == (0, "0 found, 0 not decided, 1 accepted\n")
    gone = analyze({}, "--baseline", file)
    assert (gone.exit_code, "this expired finding is gone" in gone.stderr) == (0, True)
    assert analyze(OLD, "--baseline", file, "--json").exit_code == 0


def test_with_packs_the_core_s_own_baseline_counts_beside_the_one_that_is_named(tmp_path: Path) -> None:
    """A district accepts what its own pack does, not what the core has accepted of itself."""
    core = lay({**OLD, "pack": {"rules": [{**FAIR, "id": "tent.fair"}]}}, tmp_path)
    line = ["--rules", core, "analyze", "--as-of", "2026-02-02", "--code", "expired", "--baseline"]

    def invoke(file: Path, *more: object) -> Result:
        done = CliRunner().invoke(app, [str(one) for one in (*line, file, *more)], prog_name="leverpoint")
        if "--accept" in more:
            file.write_text(file.read_text().replace('reason: ""', "reason: We know."))
        return done

    own, packs = tmp_path / "own.yaml", ("--packs-dir", tmp_path / "tent")
    assert "1 added" in invoke(core / "accepted.yaml", "--accept").stdout
    assert "1 added" in invoke(own, *packs, "--accept").stdout
    assert invoke(own, *packs).stdout == "0 found, 0 not decided, 2 accepted\n"
    alone = invoke(own)
    assert (alone.exit_code, alone.stdout.splitlines()[-1]) == (1, "1 found, 0 not decided, 0 accepted")


def test_how_many_places_count_is_said(analyze: Run) -> None:
    """A strategy that five others come before is starved among five and not among six, and accepted for each."""
    last = {"rules": [{"id": "hut.books", "when": {"hut.count_at_most_1": {"at_least": 6}},
                       "then": [{"recommend": {"strategy": "BOOKS", "points": -9}}]}]}  # fmt: skip
    five, four, six = (json.loads(analyze(last, "--code", "starved", "--json", "--top", top).stdout)["findings"]
                       for top in (5, 4, 6))  # fmt: skip
    assert [one["about"] for one in five + four] == [
        {"strategy": "BOOKS", "top": "5"},
        {"strategy": "BOOKS", "top": "4"},
    ]
    assert (five[0]["fingerprint"] != four[0]["fingerprint"], six) == (True, [])


def test_a_baseline_that_is_not_there_is_refused(analyze: Run, tmp_path: Path) -> None:
    """A misspelt name of the file is an error, never an empty baseline; to accept, a file must be named."""
    assert analyze({}, "--baseline", tmp_path / "none.yaml").exit_code == 2
    assert analyze({}, "--accept").exit_code == 2


def test_rules_that_cannot_be_read_are_findings_where_there_is_a_code(analyze: Run) -> None:
    """A rule that names what is not there dangles; the command says that nothing else was searched for."""
    change = {"rules": [{**FAIR, "when": {"saison": {"is": "summer"}}, "effective": {}}]}
    result = analyze(change)
    assert result.exit_code == 1
    assert "dangling" in result.stdout
    assert "nothing was searched for in them beyond that" in result.stderr


def test_a_search_that_could_not_be_made_never_ends_as_if_nothing_was_found(analyze: Run, tmp_path: Path) -> None:
    """Who asks for gaps in rules that do not even count, the core's or a pack's, is not told that there are none."""
    core = analyze({"rules": [{**FAIR, "when": {"saison": {"is": "summer"}}, "effective": {}}]}, "--code", "gap")
    assert (core.exit_code, "hut cannot be read" in core.stderr) == (2, True)
    stale = {"pack": {"overlays": [STALE]}}
    pack = analyze(stale, "--code", "gap", "--json", "--packs-dir", tmp_path / "tent")
    assert (pack.exit_code, json.loads(pack.stdout)["left_out"]) == (2, ["tent"])
    shutil.rmtree(tmp_path / "tent")
    told = analyze(stale, "--packs-dir", tmp_path / "tent")
    assert (told.exit_code, "tent cannot be read" in told.stderr) == (1, True)
    shutil.rmtree(tmp_path / "tent")
    elsewhere = analyze(stale, "--packs-dir", tmp_path / "tent", "--for", "nces-leaid:9900020")
    assert (elsewhere.exit_code, elsewhere.stderr) == (0, "")


def test_each_stale_overlay_is_a_finding_of_its_own(analyze: Run, tmp_path: Path) -> None:
    """To accept one is not to accept another: each names its target, and what was accepted can be read again."""
    other = {"suppress": {"target": "hut.car-helps"}, "reason": "We have none.", "seen": "0.1.0"}
    packs, file = ("--packs-dir", tmp_path / "tent"), tmp_path / "accepted.yaml"
    assert "1 added" in analyze({"pack": {"overlays": [STALE]}}, *packs, "--baseline", file, "--accept").stdout
    file.write_text(file.read_text().replace('reason: ""', "reason: We know."))
    shutil.rmtree(tmp_path / "tent")
    both = analyze({"pack": {"overlays": [STALE, other]}}, *packs, "--baseline", file, "--json")
    said = json.loads(both.stdout)
    assert [one["rules"] for one in said["findings"]] == [["hut.car-helps"]]
    assert [one["rules"] for one in said["accepted"]] == [["hut.roof"]]


def test_rules_that_cannot_be_read_at_all_are_refused(analyze: Run) -> None:
    """A fault that analysis has no code for is told as every command tells it, and ends with 2."""
    result = analyze({"rules": [{**FAIR, "when": {"hut.roof": {"at_most": 9}}}]})
    assert (result.exit_code, "level-off-scale" in result.stderr) == (2, True)


def test_packs_are_analyzed_on_the_core(analyze: Run, tmp_path: Path) -> None:
    """A stale overlay of a pack is found; a pack that cannot be read for another reason is refused."""
    stale = analyze({"pack": {"overlays": [STALE]}}, "--packs-dir", tmp_path / "tent")
    assert (stale.exit_code, "stale-overlay" in stale.stdout) == (1, True)
    shutil.rmtree(tmp_path / "tent")
    broken = analyze({"pack": {"rules": [{**FAIR, "id": "hat.fair"}]}}, "--packs-dir", tmp_path / "tent")
    assert (broken.exit_code, "id-prefix" in broken.stderr) == (2, True)


def test_findings_of_a_pack_are_for_whom_it_speaks(analyze: Run, tmp_path: Path) -> None:
    """With --for, the rulebook of that organization alone is analyzed: outside its scope a pack has no rules."""
    old = {"pack": {"rules": [{**FAIR, "id": "tent.fair"}]}}
    inside = analyze(old, "--packs-dir", tmp_path / "tent")
    shutil.rmtree(tmp_path / "tent")
    outside = analyze(old, "--packs-dir", tmp_path / "tent", "--for", "nces-leaid:9900020")
    assert (inside.exit_code, outside.exit_code) == (1, 0)


def test_the_base_of_the_defects_is_sound() -> None:
    """`check` finds nothing wrong with the rulebook on which all defects are seeded."""
    assert CliRunner().invoke(app, ["--rules", str(BASE), "check"]).exit_code == 0


def test_the_shipped_rules_are_clean_or_say_why() -> None:
    """All searches over the core find nothing that is not accepted with a reason, and leave nothing undecided."""
    done = CliRunner().invoke(app, ["analyze", "--as-of", "2026-02-02", "--seconds", "300"], prog_name="leverpoint")
    assert done.exit_code == 0, done.stdout
    assert done.stdout.startswith("0 found, 0 not decided")
    assert "is gone" not in done.stderr


def test_each_witness_can_be_asked_again(analyze: Run, tmp_path: Path) -> None:
    """A witness is written as a request file that names who asks; `advise` answers it, and shows the fault."""
    suppress = {"suppress": {"strategy": "PATHS", "reason": "Snow."}}
    snow: Mapping[str, Any] = {"id": "tent.snow", "when": {"season": {"is": "winter"}}, "then": [suppress]}
    folder, packs = tmp_path / "seen", ("--packs-dir", tmp_path / "tent")
    found = analyze({"pack": {"rules": [snow]}}, *packs, "--code", "gap", "--witness", folder)
    assert found.exit_code == 1
    files = sorted(folder.iterdir())
    assert [file.name.startswith("gap-") for file in files] == [True, True]
    line = ["--rules", tmp_path / "hut", *packs, "advise", files[0], "--json"]
    answer = json.loads(CliRunner().invoke(app, [str(part) for part in line], prog_name="leverpoint").stdout)
    assert json.loads(files[0].read_text())["organization"]["identifier"] == "9900010"
    assert [one["recommendations"] for one in answer["advice"]] == [[]]


def test_what_was_not_decided_is_told_as_such(analyze: Run) -> None:
    """With no time at all, every open question is new: it is told as not decided, and ends with 1."""
    result = analyze({}, "--code", "gap", "--seconds", "1e-9")
    assert result.exit_code == 1
    assert result.stdout.count("not decided: ") == 2
    assert result.stdout.endswith("0 found, 2 not decided, 0 accepted\n")


def test_what_was_not_decided_is_neither_none_nor_gone(analyze: Run, tmp_path: Path) -> None:
    """With no time at all, a search for redundant rules says so, and an accepted finding is not called gone."""
    late = analyze({}, "--code", "redundant", "--seconds", "1e-9")
    assert (late.exit_code, late.stdout.startswith("CODE")) == (1, True)
    assert "redundant  hut.roof" in late.stdout
    always = {"rules": [{"id": "hut.air", "when": {"season": {"is": "summer"}},
                         "then": [{"recommend": {"strategy": "BEDS", "points": 2}}]}]}  # fmt: skip
    file, code = tmp_path / "accepted.yaml", ("--code", "promise-broken")
    assert "1 added" in analyze(always, *code, "--baseline", file, "--accept").stdout
    file.write_text(file.read_text().replace('reason: ""', "reason: Air is good."))
    assert analyze(always, *code, "--baseline", file).exit_code == 0
    undecided = analyze(always, *code, "--baseline", file, "--seconds", "1e-9")
    assert (undecided.exit_code, "is gone" in undecided.stderr) == (1, False)
    analyze(always, *code, "--baseline", file, "--seconds", "1e-9", "--accept")
    file.write_text(file.read_text().replace('reason: ""', "reason: It takes too long."))
    waived = analyze(always, *code, "--baseline", file, "--seconds", "1e-9")
    assert (waived.exit_code, waived.stdout) == (0, "0 found, 0 not decided, 9 accepted (9 of them not decided)\n")


WITHOUT = "import sys; sys.modules['ortools'] = None; from leverpoint.cli import main; main()"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["analyze", "--code", "dangling"], 0, "0 found"),
        (["analyze", "--code", "gap"], 2, "pip install 'leverpoint[analysis]'"),
        (["least-change", ROOT / "rules/examples/riverside-district.yaml", "LC4"], 2, "leverpoint[analysis]"),
        (["diff", "core", "core", "--sample", "0", "--exact"], 2, "leverpoint[analysis]"),
    ],
)
def test_without_the_solver_the_extra_is_named(arguments: list[object], code: int, said: str) -> None:
    """What needs no solver runs without it; what does says in one line which extra to install."""
    line = [sys.executable, "-c", WITHOUT, *map(str, arguments)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.returncode, said in done.stdout + done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr
