"""The corpus of seeded defects: each is found, its repaired twin is clean, and its witness shows the fault."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from leverpoint_defects import Defect, analyzed, defects

from leverpoint.lab.findings import Code, ordered

DEFECTS = defects()


def test_every_code_is_seeded() -> None:
    """There are at least forty defects, and at least three of each of the twelve codes."""
    counted = Counter(one.code for one in DEFECTS)
    assert len(DEFECTS) >= 40
    assert set(counted) == set(Code)
    assert min(counted.values()) >= 3


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda one: f"{one.code}: {one.name}")
def test_the_defect_is_found(defect: Defect, tmp_path: Path) -> None:
    """Analysis finds what was seeded, with its code, its rules and what it is about."""
    found = analyzed(defect.broken, tmp_path)
    assert defect.is_found_in(found), [(one.code, one.rules, one.about, one.message) for one in ordered(found)]


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda one: f"{one.code}: {one.name}")
def test_the_repaired_twin_is_clean(defect: Defect, tmp_path: Path) -> None:
    """With the mistake put right, analysis finds nothing at all."""
    found = analyzed(defect.repaired, tmp_path)
    assert [(one.code, one.rules, one.about, one.message) for one in found] == []
