"""Which rulebooks are analyzed: each that packs make with the core for somebody, and each fault where it lies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from leverpoint_defects import DAY, lay
from leverpoint_faults import Shown
from leverpoint_plugins import on_the_path

from leverpoint.cli.app import app
from leverpoint.lab.proving.analysis import Subject, Wanted, analyze, subjects_of
from leverpoint.lab.proving.findings import Code, Finding
from leverpoint.library import Library
from leverpoint.model import Organization
from leverpoint.packs import Policy, find_packs, read_packs
from leverpoint.rulebook import read_source, shipped_rules

SNOW = [{"suppress": {"strategy": "PATHS", "reason": "Snow."}}]
ROAD = [{"recommend": {"strategy": "PATHS", "points": 2}}]


WINTER = {"season": {"is": "winter"}}


def pack(folder: Path, name: str, layer: str, scope: dict[str, str], then: list[Any], when: Any = WINTER) -> Path:
    """A pack with one rule, for the winter if nothing else is said."""
    head = {"name": name, "version": "0.1.0", "layer": layer, "title": name, "owner": "The tests", "scope": [scope]}
    rule = {"id": f"{name}.winter", "title": "Winter", "when": when, "then": then,
            "because": "It is so.", "provenance": "authored"}  # fmt: skip
    (folder / name / "rules").mkdir(parents=True)
    (folder / name / "pack.yaml").write_text(json.dumps(head))
    (folder / name / "rules" / "winter.yaml").write_text(json.dumps([rule]))
    return folder / name


def district(identifier: str) -> dict[str, str]:
    """The scope that is one district."""
    return {"system": "nces-leaid", "identifier": identifier}


def library_of(folder: Path, *packs: Path) -> Library:
    return Library(read_source(lay({}, folder)), read_packs(find_packs(packs), Policy(anywhere=None)))


def analyzed(library: Library, *codes: Code) -> tuple[list[Subject], tuple[Finding, ...]]:
    subjects = subjects_of(library, Organization())
    return list(subjects), analyze(subjects, Wanted(DAY, frozenset(codes)))


def test_a_gap_of_one_pack_does_not_hide_that_of_another(tmp_path: Path) -> None:
    """Two districts that leave the same role without advice are two findings, and two to accept."""
    packs = [pack(tmp_path, name, "district", district(who), SNOW) for name, who in (("tent", "9900010"),
                                                                                   ("cave", "9900020"))]  # fmt: skip
    _, found = analyzed(library_of(tmp_path, *packs), Code.GAP)
    told = {(one.sources, *(said for _, said in one.about)) for one in found}
    names, roles = ("tent", "cave"), ("club", "warden")
    assert told == {(("hut", name), "hut.paths", role) for name in names for role in roles}
    assert len({one.fingerprint for one in found}) == 4


def test_what_packs_do_to_a_rule_of_the_core_names_them(tmp_path: Path) -> None:
    """Each pack that leaves a rule without effect is told, and accepted, by itself; what the core has itself is not."""
    low = {"hut.paths": {"at_most": 2}}
    packs = [pack(tmp_path, name, "district", district(who), SNOW, low)
             for name, who in (("tent", "9900010"), ("cave", "9900020"))]  # fmt: skip
    air = {"id": "hut.air", "title": "Air", "because": "It is so.", "provenance": "authored",
           "when": {"season": {"is": "summer"}}, "then": [{"recommend": {"strategy": "BEDS"}}]}  # fmt: skip
    core = lay({"rules": [air]}, tmp_path)
    library = Library(read_source(core), read_packs(find_packs(packs), Policy(anywhere=None)))
    _, found = analyzed(library, Code.SHADOWED, Code.PROMISE_BROKEN)
    told = {(one.code, one.rules, one.sources) for one in found}
    assert told == {
        (Code.SHADOWED, ("hut.paths",), ("hut", "tent")),
        (Code.SHADOWED, ("hut.paths",), ("hut", "cave")),
        (Code.PROMISE_BROKEN, ("hut.air",), ("hut",)),
    }
    assert len({one.fingerprint for one in found}) == 3


def test_a_question_that_nobody_reads_is_told_once(tmp_path: Path) -> None:
    """What is written once is one fault, however many rulebooks it is a part of."""
    packs = [pack(tmp_path, name, "district", district(who), SNOW) for name, who in (("tent", "9900010"),
                                                                                   ("cave", "9900020"))]  # fmt: skip
    core = lay({"drop": ["hut.car-helps"]}, tmp_path)
    library = Library(read_source(core), read_packs(find_packs(packs), Policy(anywhere=None)))
    _, found = analyzed(library, Code.DANGLING)
    assert [one.about for one in found] == [(("fact", "has-car"),)]


def test_the_example_packs_leave_nobody_alone_but_where_they_mean_it() -> None:
    """Riverside issues no licenses and says so; what else it and Northlake add is answered at every level."""
    plugins = Path(__file__).parents[3] / "plugins"
    packs = [plugins / "riverside", plugins / "northlake" / "leverpoint_northlake" / "pack"]
    library = Library(read_source(shipped_rules()), read_packs(find_packs(packs), Policy()))
    _, found = analyzed(library, Code.GAP, Code.UNREACHABLE, Code.CONTRADICTION)
    told = {(one.code, one.sources[-1], *(said for _, said in one.about)) for one in found}
    assert told == {(Code.GAP, "riverside", "lifelong.credentials", role) for role in ("district", "school")}


def test_an_organization_is_asked_for_in_each_state_that_speaks(tmp_path: Path) -> None:
    """Where an identifier does not say in which state it lies, its pack is analyzed with that of each state, too."""
    land = pack(tmp_path, "land", "state", {"system": "nces-state", "identifier": "99"}, SNOW)
    barn = pack(tmp_path, "barn", "state", {"system": "local", "identifier": "barn"}, ROAD)
    library = library_of(tmp_path, land, barn)
    subjects, found = analyzed(library, Code.CONTRADICTION)
    sources = [[one.name for one in subject.rulebook.sources] for subject in subjects]
    assert sources == [["hut", "barn"], ["hut", "barn", "land"], ["hut", "land"]]
    (one,) = found
    assert one.rules == ("barn.winter", "land.winter")
    assert (one.witness or {})["organization"] == {"system": "local", "identifier": "barn", "state": "99"}
    assert Shown(one, subjects[1].rulebook).fault()


def test_a_plugin_that_adds_to_scores_is_named(tmp_path: Path) -> None:
    """What is proven of ranks is proven without it, and whoever reads the findings is told."""
    core = lay({}, tmp_path)
    with on_the_path(tmp_path / "site") as site:
        site.install("lift", "@hookimpl\ndef leverpoint_adjust(assessment, role, recommendations):\n    return []\n")
        line = ["--rules", str(core), "analyze", "--code", "starved"]
        done = CliRunner().invoke(app, line, prog_name="leverpoint")
    assert (done.exit_code, "The plugin lift may add to scores" in done.stderr) == (0, True)


def test_the_packs_of_installed_packages_are_analyzed_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What answers is analyzed: without a folder of packs being named, those that are installed count."""
    core = lay({}, tmp_path)
    with on_the_path(tmp_path / "site") as site:
        top = site.path / "lp_tent"
        pack(top, "tent", "district", district("9900010"), SNOW)
        (top / "__init__.py").write_text("")
        info = site.path / "lp_tent-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lp_tent\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text("[leverpoint.packs]\ntent = lp_tent\n")
        line = ["--rules", str(core), "analyze", "--code", "gap", "--json"]
        done = CliRunner().invoke(app, line, prog_name="leverpoint")
        without = CliRunner().invoke(app, ["--no-plugins", *line], prog_name="leverpoint")
    assert [one["sources"] for one in json.loads(done.stdout)["findings"]] == [["hut", "tent"]] * 2
    assert (done.exit_code, without.exit_code) == (1, 0)
