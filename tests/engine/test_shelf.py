"""Compiled packs are made once, by one thread while others answer, and let go when memory runs short."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from leverpoint import Advisor, Library, Organization, Policy, Rulebook, State, read_packs, read_source
from leverpoint.matching import units
from leverpoint.matching.units import Unit
from leverpoint.shelf import BYTES_PER_GROUP, BYTES_PER_ROW, Places, Shelf

ROOM = 1024 * 1024 * 1024
RULE = """\
- id: {name}.rule
  title: {name} speaks
  when: {when}
  then: [{{warn: {{text: Hm.}}}}]
  because: {name} knows.
  provenance: authored
"""
TRUST = "{people.trust: {at_most: 1}}"


def write(folder: Path, name: str, system: str, identifier: str, when: str = TRUST, layer: str = "district") -> Path:
    """A pack with one rule."""
    (folder / name / "rules").mkdir(parents=True)
    (folder / name / "pack.yaml").write_text(
        f'name: {name}\nversion: "1.0.0"\nlayer: {layer}\ntitle: {name}\n'
        f'scope: [{{system: {system}, identifier: "{identifier}"}}]\n'
    )
    (folder / name / "rules" / "rules.yaml").write_text(RULE.format(name=name, when=when))
    return folder / name


def district(number: int) -> Organization:
    """One of the districts."""
    return Organization(f"99000{number}", "nces-leaid")


@pytest.fixture
def districts(tmp_path: Path, library_rules: Path) -> Library:
    """Three districts with a pack each."""
    paths = [write(tmp_path, f"d{n}", "nces-leaid", f"99000{n}") for n in range(10, 13)]
    return Library(read_source(library_rules), read_packs(paths, Policy()))


def test_threads_that_want_the_same_compile_it_once(districts: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight threads ask for one cold pack at once: it is compiled once, and all get the same advisor."""
    compiled: list[int] = []
    together = threading.Barrier(8)

    class Counted(Unit):
        def __init__(self, *given: object) -> None:
            compiled.append(1)
            super().__init__(*given)  # type: ignore[arg-type]

    def ask(_: int) -> Advisor:
        together.wait()
        return districts.advisor(district(10))

    monkeypatch.setattr(units, "Unit", Counted)
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(ask, range(8)))
    assert (len(found), len(compiled)) == (1, 1)


def test_nobody_waits_for_a_pack_that_is_not_theirs(districts: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one cold pack is being compiled, the core and other packs answer, cold ones too."""
    begun, go_on = threading.Event(), threading.Event()

    class Slow(Unit):
        def __init__(self, *given: object) -> None:
            super().__init__(*given)  # type: ignore[arg-type]
            if threading.current_thread() is not threading.main_thread():
                begun.set()
                assert go_on.wait(30)

    warm = districts.advisor(district(11))
    monkeypatch.setattr(units, "Unit", Slow)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(districts.advisor, district(10))
        assert begun.wait(30)
        assert districts.advisor(Organization()) is districts.core
        assert districts.advisor(district(11)) is warm
        assert districts.advisor(district(12)).rulebook.label.endswith("d12 1.0.0")
        assert not slow.done()
        go_on.set()
        assert slow.result(30).rulebook.label.endswith("d10 1.0.0")


def test_what_fails_is_told_to_all_who_wait_and_tried_anew(librarian: Advisor) -> None:
    """Who asked while it failed hears why; who asks later has it made again."""
    shelf, go_on = Shelf(ROOM), threading.Event()

    def failing(_: Places) -> Advisor:
        assert go_on.wait(30)
        raise RuntimeError("no")

    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(shelf.advisor, (1,), failing) for _ in range(4)]
        go_on.set()
        assert [str(one.exception(30)) for one in asked] == ["no"] * 4
    assert shelf.advisor((1,), lambda _: librarian) is librarian


def test_the_memory_that_is_taken_is_estimated_from_what_was_compiled(districts: Library) -> None:
    """A group counts for itself and for each row of its rules; the core, which all share, counts for nothing."""
    assert (districts.memory, districts.advisor(Organization()) is districts.core) == (0, True)
    districts.advisor(district(10))
    districts.advisor(district(10))
    assert districts.memory == BYTES_PER_GROUP + BYTES_PER_ROW
    districts.advisor(district(11))
    assert districts.memory == 2 * (BYTES_PER_GROUP + BYTES_PER_ROW)


def test_what_districts_share_counts_once(tmp_path: Path, library_rules: Path) -> None:
    """The rules of a state are compiled once for all of its districts, and are let go with the last of them."""
    paths = [write(tmp_path, f"d{n}", "nces-leaid", f"99000{n}") for n in range(10, 13)]
    paths.append(write(tmp_path, "upper", "nces-state", "99", layer="state"))
    one = BYTES_PER_GROUP + BYTES_PER_ROW
    library = Library(read_source(library_rules), read_packs(paths, Policy()), memory=2 * one + BYTES_PER_ROW)
    for number, taken in ((10, one + BYTES_PER_ROW), (11, 2 * one + BYTES_PER_ROW), (12, 2 * one + BYTES_PER_ROW)):
        library.advisor(district(number))
        assert library.memory == taken


def test_the_newest_stays_however_large_it_is(districts: Library, library: Rulebook) -> None:
    """A memory bound below one group still keeps that one, so that its organization is not compiled for each time."""
    small = Library(districts.source, districts.packs, memory=1)
    first = small.advisor(district(10))
    assert small.advisor(district(10)) is first
    second = small.advisor(district(11))
    assert small.advisor(district(11)) is second
    assert small.advisor(district(10)) is not first


def test_check_finds_what_no_matcher_takes(tmp_path: Path, library_rules: Path) -> None:
    """A rule of too many alternatives is found when packs are checked; what can be told at a glance is not compiled."""
    rows = ("people.trust", "people.voice", "people.learning", "place.hours", "place.sharing")
    facts = [*(f"{row}: {{is: 1}}" for row in rows), *(f"{row}.disagreement: {{is: 1}}" for row in rows)]
    facts += ["phase: {is: starting}", "staff: {is: 1}", "visits: {is: 1}", "has-partner: {is: true}"]
    facts += [f"{rubric}.{fact}: {{at_most: 1}}" for rubric in ("people", "place") for fact in ("mean", "min")]
    pairs = zip(facts[::2], facts[1::2], strict=True)
    wide = "{all: [" + ", ".join(f"{{any: [{{{one}}}, {{{other}}}]}}" for one, other in pairs) + "]}"
    paths = [write(tmp_path, "wide", "nces-leaid", "9900010", wide), write(tmp_path, "fine", "nces-leaid", "9900011")]
    library = Library(read_source(library_rules), read_packs(paths, Policy()))
    before = len(library._units)
    library.check()
    found = {pack.name: (pack.state, [one.code for one in pack.problems]) for pack in library.packs}
    assert found == {"fine": (State.ACTIVE, []), "wide": (State.QUARANTINED, ["too-many-alternatives"])}
    assert len(library._units) == before
