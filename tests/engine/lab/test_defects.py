"""The corpus of seeded defects: each is found, its witness shows the fault, and its repaired twin is clean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from leverpoint_defects import Defect, analyzed, defects, subject_in
from leverpoint_faults import Shown

from leverpoint.lab.proving.findings import Code, ordered
from leverpoint.lab.proving.static_findings import STATIC

DEFECTS = defects()
WITHOUT_WITNESS = STATIC | {Code.UNREACHABLE}
"""Nothing to show: what is wrong is written, or is that there is no such assessment."""
by_name = pytest.mark.parametrize("defect", DEFECTS, ids=lambda one: f"{one.code}: {one.name}")


def test_every_code_is_seeded() -> None:
    """There are at least forty defects, and at least three of each of the twelve codes."""
    counted = Counter(one.code for one in DEFECTS)
    assert len(DEFECTS) >= 40
    assert set(counted) == set(Code)
    assert min(counted.values()) >= 3


@by_name
def test_the_defect_is_found_and_shown(defect: Defect, tmp_path: Path) -> None:
    """Analysis finds what was seeded, and its witness, put to the advisor, shows the fault."""
    found = analyzed(defect.broken, tmp_path, frozenset((defect.code,)))
    seeded = defect.is_found_in(found)
    assert seeded, [(one.code, one.rules, one.about, one.message) for one in ordered(found)]
    never_listed = defect.code is Code.STARVED and "never listed" in seeded.message
    assert (seeded.witness is None) is (defect.code in WITHOUT_WITNESS or never_listed)
    assert seeded.witness is None or Shown(seeded, subject_in(tmp_path).rulebook).fault()


@pytest.fixture(scope="module")
def findings_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Defect], list[str]]:
    """Everything that is found in the repaired twin; several defects have the sound base itself for a twin.

    All searches are made, or where the mistake was one of writing, all that look at what is written.
    """
    kept: dict[str, list[str]] = {}

    def found(defect: Defect) -> list[str]:
        codes = STATIC if defect.code in STATIC and defect.repaired else frozenset(Code)
        twin = repr((sorted(codes), defect.repaired))
        if twin not in kept:
            findings = analyzed(defect.repaired, tmp_path_factory.mktemp("twin"), codes)
            kept[twin] = [f"{one.code} {one.rules} {one.about} {one.message}" for one in findings]
        return kept[twin]

    return found


@by_name
def test_the_repaired_twin_is_clean(defect: Defect, findings_of: Callable[[Defect], list[str]]) -> None:
    """With the mistake put right, analysis finds nothing of any code, and leaves nothing undecided."""
    assert findings_of(defect) == []
