"""What changes on disk is tried aside and exchanged at once; what is bad never counts, and the last good goes on."""

from __future__ import annotations

import datetime as dt
import gc
import json
import shutil
import threading
import weakref
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from leverpoint_zips import of_folder

from leverpoint import (
    Library,
    MatcherError,
    Organization,
    Policy,
    Problem,
    Renewal,
    RulebookError,
    State,
    read_request,
    to_json,
)
from leverpoint.matching import Health, UnitCache, units
from leverpoint.matching.durable import DurableMatcher
from leverpoint.plugins import Plugins
from leverpoint.renewal import problems_in

NOW = dt.datetime(2026, 2, 2, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
HARBOUR = Organization("9900010", "nces-leaid")
INLAND = Organization("9900020", "nces-leaid")
RULE = """\
- id: {name}.rule
  title: {name} speaks
  when: {{people.trust: {{at_most: {level}}}}}
  then: [{{warn: {{text: "{text}"}}}}]
  because: {name} knows.
  provenance: authored
"""
SCENARIO = """\
- name: Low trust is warned of
  given: {{roles: [branch], ratings: {{people.trust: {level}}}}}
  expect: {{branch: {{warnings: [{rule}]}}}}
"""
Write = Callable[..., Path]


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """The folder of packs."""
    (tmp_path / "packs").mkdir()
    return tmp_path / "packs"


@pytest.fixture
def write(packs: Path) -> Write:
    """Writes a pack of one rule that speaks for one district, anew or over what is there."""

    def written(
        name: str, text: str = "one", level: int = 1, scope: Organization = HARBOUR, head: str = "", scenario: str = ""
    ) -> Path:
        folder = packs / name
        (folder / "rules").mkdir(parents=True, exist_ok=True)
        (folder / "pack.yaml").write_text(
            f'name: {name}\nversion: "1.0.0"\nlayer: district\ntitle: {name}\n'
            f'scope: [{{system: {scope.system}, identifier: "{scope.identifier}"}}]\n{head}'
        )
        (folder / "rules" / "rules.yaml").write_text(RULE.format(name=name, text=text, level=level))
        if scenario:
            (folder / "scenarios").mkdir(exist_ok=True)
            (folder / "scenarios" / "ours.yaml").write_text(scenario)
        return folder

    return written


@pytest.fixture
def begun(packs: Path, library_rules: Path) -> Callable[[], Renewal]:
    """Loads the small rulebook and the packs."""

    def load() -> Renewal:
        renewal = Renewal(library_rules, [packs])
        renewal.load(NOW)
        return renewal

    return load


def looked(renewal: Renewal) -> list[tuple[str, str]]:
    """What two looks have found: at the first nobody knows yet whether all is written."""
    changes = (*renewal.look(LATER), *renewal.look(LATER))
    return [(change.name, change.fate) for change in changes]


def answer(library: Library | None, organization: Organization = HARBOUR, level: int = 1) -> dict[str, Any]:
    """What an organization is told."""
    assert library
    advisor = library.advisor(organization)
    request = {
        "roles": ["branch"],
        "organization": {"system": organization.system, "identifier": organization.identifier},
        "assessment": {"ratings": [{"criterion": "people.trust", "level": level}]},
    }
    found: dict[str, Any] = json.loads(to_json(advisor.advise(read_request(request, advisor.rulebook, NOW.date()))))
    return found


def texts(library: Library | None, organization: Organization = HARBOUR) -> list[str]:
    """The warnings of local rules."""
    found = answer(library, organization)["advice"][0]["warnings"]
    return [one["text"] for one in found if not one["rule"].startswith("library.")]


def test_a_changed_pack_is_taken_in_once_it_is_at_rest(begun: Callable[[], Renewal], write: Write) -> None:
    """The first look after a change sees it and waits, the second takes it in; then there is nothing to do."""
    write("harbour")
    renewal = begun()
    assert (renewal.look(LATER), renewal.look(LATER)) == ((), ())
    write("harbour", "two")
    assert renewal.look(LATER) == ()
    assert texts(renewal.library) == ["one"]
    assert [(one.name, one.fate) for one in renewal.look(LATER)] == [("harbour", "accepted")]
    assert texts(renewal.library) == ["two"]
    assert looked(renewal) == []


def test_what_is_still_being_written_waits(begun: Callable[[], Renewal], write: Write) -> None:
    """A file that has changed again since the last look is left alone, however broken it is at that moment."""
    folder = write("harbour")
    renewal = begun()
    for half in ("- id: harb", "- id: harbour.rule\n  title: Half", "- id: harbour.rule\n  title: Half a rule\n"):
        (folder / "rules" / "rules.yaml").write_text(half)
        assert renewal.look(LATER) == ()
    write("harbour", "two")
    assert looked(renewal) == [("harbour", "accepted")]
    assert [loads.failed_at for _, loads in renewal.packs()] == [None]


BROKEN: Mapping[str, tuple[dict[str, Any], str]] = {
    "unreadable": ({"text": '"'}, "yaml-syntax"),
    "a level off its scale": ({"level": 99}, "level-off-scale"),
    "a version it does not fit": ({"text": "two", "head": 'requires: {leverpoint: ">=99"}\n'}, "incompatible"),
    "a scenario that fails": (
        {"text": "two", "scenario": SCENARIO.format(level=2, rule="harbour.rule")},
        "scenario-fails",
    ),
    "a scenario that cannot be asked": (
        {"text": "two", "scenario": SCENARIO.format(level=99, rule="harbour.rule")},
        "level-off-scale",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_bad_version_leaves_the_last_good_one(fault: str, begun: Callable[[], Renewal], write: Write) -> None:
    """Whatever is wrong with it is told, with when; the version before goes on, and the next good one takes over."""
    parts, code = BROKEN[fault]
    write("harbour", scenario=SCENARIO.format(level=1, rule="harbour.rule"))
    renewal = begun()
    write("harbour", **parts)
    assert looked(renewal) == [("harbour", "refused")]
    assert texts(renewal.library) == ["one"]
    ((pack, loads),) = renewal.packs()
    assert (pack.state, loads.good_at, loads.failed_at) == (State.ACTIVE, NOW, LATER)
    assert code in {problem.code for problem in loads.problems}
    assert looked(renewal) == []
    write("harbour", "three", scenario=SCENARIO.format(level=1, rule="harbour.rule"))
    assert looked(renewal) == [("harbour", "accepted")]
    assert (texts(renewal.library), [loads.problems for _, loads in renewal.packs()]) == (["three"], [()])


def test_the_scenarios_of_a_zip_are_asked_too(begun: Callable[[], Renewal], write: Write, packs: Path) -> None:
    """A changed zip whose scenario does not hold is refused, with the place in the zip; the version before goes on."""
    folder, packed = write("harbour", scenario=SCENARIO.format(level=1, rule="harbour.rule")), packs / "harbour.zip"
    packed.write_bytes(of_folder(folder))
    shutil.rmtree(folder)
    renewal = begun()
    folder = write("harbour", "two", scenario=SCENARIO.format(level=2, rule="harbour.rule"))
    packed.write_bytes(of_folder(folder))
    shutil.rmtree(folder)
    assert looked(renewal) == [("harbour", "refused")]
    ((pack, loads),) = renewal.packs()
    assert [(one.code, one.within(pack.path)) for one in loads.problems] == [("scenario-fails", "scenarios/ours.yaml")]
    assert texts(renewal.library) == ["one"]


def test_matchers_that_disagree_refuse_a_pack(
    begun: Callable[[], Renewal], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second opinion on boundary values comes before a pack counts."""
    write("harbour")
    renewal = begun()

    def astray(rules: Any, vocabulary: Any) -> Any:
        return DurableMatcher([(name, condition) for name, condition in rules if name != "harbour.rule"], vocabulary)

    monkeypatch.setattr(units, "DurableMatcher", astray)
    write("harbour", "two", level=2)
    assert looked(renewal) == [("harbour", "refused")]
    ((_, loads),) = renewal.packs()
    assert [(one.code, one.rule, one.line) for one in loads.problems] == [("matchers-disagree", "harbour.rule", 1)]
    assert texts(renewal.library) == ["one"]


def test_what_was_refused_counts_once_it_is_what_it_was(begun: Callable[[], Renewal], write: Write) -> None:
    """Who takes a bad change back has nothing left to hear of, and what answered was never another."""
    write("harbour")
    renewal = begun()
    before = renewal.library and renewal.library.advisor(HARBOUR)
    write("harbour", level=99)
    assert looked(renewal) == [("harbour", "refused")]
    write("harbour")
    assert looked(renewal) == []
    assert [loads.problems for _, loads in renewal.packs()] == [()]
    assert renewal.library
    assert renewal.library.advisor(HARBOUR) is before


def test_packs_come_and_go(begun: Callable[[], Renewal], write: Write) -> None:
    """A folder that is added counts, one that is removed does not, and nobody else notices."""
    write("harbour")
    renewal = begun()
    kept = renewal.library and renewal.library.advisor(HARBOUR)
    inland = write("inland", "inside", scope=INLAND)
    assert looked(renewal) == [("inland", "accepted")]
    assert texts(renewal.library, INLAND) == ["inside"]
    shutil.rmtree(inland)
    assert looked(renewal) == [("inland", "removed")]
    assert texts(renewal.library, INLAND) == []
    assert [pack.name for pack, _ in renewal.packs()] == ["harbour"]
    assert renewal.library
    assert renewal.library.advisor(HARBOUR) is kept


def test_a_new_pack_that_is_bad_is_named_and_does_not_count(begun: Callable[[], Renewal], write: Write) -> None:
    """Without a good version to keep, it is quarantined as it would be at a start, until it is mended."""
    renewal = begun()
    write("harbour", level=99)
    assert looked(renewal) == [("harbour", "refused")]
    assert [(pack.state, loads.good_at) for pack, loads in renewal.packs()] == [(State.QUARANTINED, None)]
    assert [one["plugin"] for one in answer(renewal.library)["warnings"]] == ["harbour"]
    write("harbour")
    assert looked(renewal) == [("harbour", "accepted")]
    assert (texts(renewal.library), answer(renewal.library)["warnings"]) == (["one"], [])


def test_a_pack_that_was_bad_at_the_start_is_mended(begun: Callable[[], Renewal], write: Write) -> None:
    """What is quarantined when the service starts counts as soon as its files are right."""
    write("harbour", level=99)
    renewal = begun()
    assert [(pack.state, loads.failed_at) for pack, loads in renewal.packs()] == [(State.QUARANTINED, NOW)]
    write("harbour")
    assert looked(renewal) == [("harbour", "accepted")]
    assert [(pack.state, loads.good_at) for pack, loads in renewal.packs()] == [(State.ACTIVE, LATER)]


def test_a_copy_of_a_pack_does_not_take_out_the_pack(begun: Callable[[], Renewal], write: Write, packs: Path) -> None:
    """The newcomer of a name that is taken is refused; once the name is free, it counts."""
    harbour = write("harbour")
    renewal = begun()
    shutil.copytree(harbour, packs / "copy")
    (packs / "copy" / "rules" / "rules.yaml").write_text(RULE.format(name="harbour", text="copied", level=1))
    assert looked(renewal) == [("harbour", "refused")]
    assert [(one.path.name, one.state) for one, _ in renewal.packs()] == [
        ("copy", State.QUARANTINED),
        ("harbour", State.ACTIVE),
    ]
    assert texts(renewal.library) == ["one"]
    shutil.rmtree(harbour)
    assert looked(renewal) == [("harbour", "removed"), ("harbour", "accepted")]
    assert texts(renewal.library) == ["copied"]


def test_a_changed_core_is_taken_in_and_a_bad_one_is_not(tmp_path: Path, library_rules: Path) -> None:
    """The same holds for the core: what is wrong with it is told, and what answered before goes on."""
    core = tmp_path / "core"
    shutil.copytree(library_rules, core)
    renewal = Renewal(core)
    renewal.load(NOW)
    before = renewal.library
    whole = (core / "rules" / "people.yaml").read_text()
    (core / "rules" / "people.yaml").write_text(f"{whole}- nonsense\n")
    assert looked(renewal) == [("library", "refused")]
    assert renewal.library is before
    assert (renewal.core.good_at, renewal.core.failed_at, bool(renewal.core.problems)) == (NOW, LATER, True)
    (core / "rules" / "people.yaml").write_text(whole + RULE.format(name="library", text="new", level=1))
    assert looked(renewal) == [("library", "accepted")]
    assert renewal.library
    assert "library.rule" in renewal.library.core.rulebook.rules
    assert (renewal.core.good_at, renewal.core.problems) == (LATER, ())


def test_a_core_whose_scenarios_fail_is_refused(tmp_path: Path, library_rules: Path) -> None:
    """A core that reads well and does not do what its own scenarios say does not count either."""
    core = tmp_path / "core"
    shutil.copytree(library_rules, core)
    renewal = Renewal(core)
    renewal.load(NOW)
    (core / "scenarios").mkdir()
    (core / "scenarios" / "ours.yaml").write_text(SCENARIO.format(level=1, rule="library.rule"))
    rules = (core / "rules" / "people.yaml").read_text()
    (core / "rules" / "people.yaml").write_text(rules + RULE.format(name="library", text="new", level=0))
    assert looked(renewal) == [("library", "refused")]


def test_a_pack_that_no_longer_fits_with_a_new_core_is_left_out(
    tmp_path: Path, library_rules: Path, packs: Path, write: Write
) -> None:
    """As it would be at a start: the pack is quarantined with its reason, until it or the core is changed again."""
    core = tmp_path / "core"
    shutil.copytree(library_rules, core)
    folder = write("harbour")
    narrow = "- retune: {target: library.open-longer, strategy: OPEN, points: 4}\n  reason: x\n  seen: 0.3.0\n"
    (folder / "overlays.yaml").write_text(narrow)
    renewal = Renewal(core, [packs])
    renewal.load(NOW)
    assert [pack.state for pack, _ in renewal.packs()] == [State.ACTIVE]
    rules = {file: file.read_text() for file in (core / "rules").iterdir()}
    for file, text in rules.items():
        file.write_text(text.replace("library.open-longer", "library.open-much-longer"))
    assert looked(renewal) == [("library", "accepted")]
    ((pack, loads),) = renewal.packs()
    assert (pack.state, loads.good_at, loads.failed_at) == (State.QUARANTINED, NOW, LATER)
    for file, text in rules.items():
        file.write_text(text)
    looked(renewal)
    assert [(pack.state, loads.problems) for pack, loads in renewal.packs()] == [(State.ACTIVE, ())]


def test_a_core_that_is_broken_at_the_start_is_mended(tmp_path: Path, library_rules: Path) -> None:
    """Nothing answers until the core has been mended; then the next look but one loads it."""
    core = tmp_path / "core"
    shutil.copytree(library_rules, core)
    (core / "pack.yaml").write_text("name: [unfinished\n")
    renewal = Renewal(core)
    with pytest.raises(RulebookError):
        renewal.load(NOW)
    assert (renewal.library, list(renewal.packs()), looked(renewal)) == (None, [], [])
    (core / "pack.yaml").write_text("name: [unfinished still\n")
    assert looked(renewal) == [("core", "refused")]
    shutil.copy(library_rules / "pack.yaml", core / "pack.yaml")
    assert looked(renewal) == [("core", "accepted")]
    assert renewal.library


def test_comments_and_layout_change_nothing(begun: Callable[[], Renewal], write: Write) -> None:
    """A source whose digest stays is the same source: nothing is compiled, and nothing is exchanged for it."""
    folder = write("harbour")
    renewal = begun()
    before = renewal.library and renewal.library.advisor(HARBOUR)
    rules = folder / "rules" / "rules.yaml"
    rules.write_text("# A comment.\n" + rules.read_text())
    assert looked(renewal) == []
    assert renewal.library
    assert renewal.library.advisor(HARBOUR) is before


def test_a_blocked_pack_comes_and_goes_in_silence(packs: Path, library_rules: Path, write: Write) -> None:
    """What the operator keeps out stays out, however often it changes."""
    write("harbour")
    renewal = Renewal(library_rules, [packs], Plugins((), Policy(block=frozenset({"harbour"}))))
    renewal.load(NOW)
    write("harbour", level=99)
    looked(renewal)
    assert [pack.state for pack, _ in renewal.packs()] == [State.BLOCKED]
    assert answer(renewal.library)["warnings"] == []


def test_why_rules_cannot_be_loaded() -> None:
    """Where the matchers refuse a rule, or cannot be built at all, that is the problem."""
    problem = Problem("too-many-alternatives", "no matcher takes this")
    assert problems_in(MatcherError("no", problem)) == (problem,)
    assert problems_in(MatcherError("broken")) == (Problem("matcher", "broken"),)


def traces(library: Library | None) -> list[weakref.ref[object]]:
    """Weak references to a library and to what it has compiled for one district."""
    assert library
    advisor = library.advisor(HARBOUR)
    units = [unit for unit in advisor._matching.units if unit.rules[0][0] == "harbour.rule"]
    return [weakref.ref(one) for one in (library, advisor, *units)]


@pytest.mark.usefixtures("turns")
def test_nothing_of_old_revisions_stays_alive(begun: Callable[[], Renewal], write: Write) -> None:
    """While a pack is exchanged, eight threads ask; afterwards every old library, advisor and unit is gone.

    What the rule says is tied to the revision that says it, and another district is told the same throughout.
    """
    write("harbour", "0")
    write("inland", "still", scope=INLAND)
    renewal = begun()
    said: dict[str, set[str]] = {}
    still: set[bytes] = set()
    done = threading.Event()

    def ask(number: int) -> int:
        for asked in count():
            if done.wait(0.03):  # so that the swaps get their turn as well
                return asked
            library = renewal.library
            if number % 4 == 0:
                still.add(json.dumps(answer(library, INLAND)).encode())
                continue
            found = answer(library)
            (text,) = (one["text"] for one in found["advice"][0]["warnings"] if one["rule"] == "harbour.rule")
            said.setdefault(found["provenance"]["ruleset"]["revision"], set()).add(text)
        return 0

    alive: list[weakref.ref[object]] = []
    with ThreadPoolExecutor(8) as threads:
        asking = [threads.submit(ask, number) for number in range(8)]
        try:
            for swap in range(1, 41):
                alive += traces(renewal.library)
                write("harbour", str(swap), level=1 + swap % 2)
                assert looked(renewal) == [("harbour", "accepted")]
        finally:
            done.set()
        answered = [one.result() for one in asking]
    assert min(answered) > 0
    assert all(len(found) == 1 for found in said.values())
    assert len(still) == 1
    gc.collect()
    assert len(alive) == 120
    assert renewal.library
    current = renewal.library.advisor(HARBOUR)._matching.units  # the condition of a rule may be what it was before
    assert [found for one in alive if (found := one()) is not None and found not in current] == []


def test_old_units_are_freed_and_shared_ones_kept(begun: Callable[[], Renewal], write: Write) -> None:
    """After swaps the cache holds the units of what answers, and none of what answered before."""
    write("harbour")
    renewal = begun()
    texts(renewal.library)
    assert renewal.library
    cache: UnitCache = renewal.library._units
    before = len(cache)
    for swap in range(10):
        write("harbour", str(swap), level=1 + swap % 2)
        looked(renewal)
    gc.collect()
    assert (renewal.library._units is cache, len(cache)) == (True, before)
    assert isinstance(renewal.health, Health)
