"""Hold our analysis, and what two other engines document of theirs, to the corpus of seeded defects."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bench.report import Goal, Section, Table
from leverpoint.lab.proving.findings import Code

if TYPE_CHECKING:
    from leverpoint_defects import Defect

SUPPORT = Path(__file__).parents[1] / "tests" / "support"
PEERS = {"drools": "Drools", "gorules": "GoRules"}
TEXT = """Every defect of tests/data/defects, each a mistake as authors make it on a small sound rulebook, with its
repaired twin. Leverpoint was run on both. The others were **not run**: their columns say what their documentation says
that they check, read in their favour, as if each rule were a row of one of their tables. A figure in brackets counts
checks that would report the repaired twin as well, and so do not tell the mistake from sound rules."""
NOTES = (
    """Drools: Red Hat Process Automation Manager 7.12, "Real-time verification and validation of guided decision
    tables", section "Types of problems in guided decision tables": redundancy, subsumption, conflicts (between rows,
    and between cells of a row), broken unique hit policy, deficiency, missing columns, incomplete ranges. It stands at
    docs.redhat.com, under "Developing decision services in Red Hat Process Automation Manager". These are checks within
    one table; rows here are taken as if all rules stood in one, and similar conditions with any other consequence as
    the conflict that is described there.""",
    """GoRules: the documentation of the JDM Editor (docs.gorules.io/developers/jdm/jdm-editor) describes completion and
    validation of expressions, that of its repository linting and type checking, and the guide a simulator to try a
    decision on examples. We found no check across rows described there.""",
    """Citations, overlays, promises and the top of a list are notions of ours. That the others check nothing there says
    what they are for, and is no fault of theirs.""",
)


def measure(quick: bool) -> Section:
    """How many defects of each code are found, by us and as others document."""
    if str(SUPPORT) not in sys.path:
        sys.path.insert(0, str(SUPPORT))  # the corpus belongs to the tests, which read it in the same way
    from leverpoint_defects import defects

    cases = defects()[:: 6 if quick else 1]
    ours = {(case.code, case.name): _tells_apart(case) for case in cases}
    found = sum(ours.values())
    goal = Goal("every defect found, its twin clean", f"{found} of {len(cases)}", found == len(cases))
    return Section("Seeded defects", TEXT, [goal], [("Found, by code:", _table(cases, ours))], NOTES)


def _tells_apart(case: Defect) -> bool:
    from leverpoint_defects import analyzed

    with tempfile.TemporaryDirectory() as broken, tempfile.TemporaryDirectory() as sound:
        found = case.is_found_in(analyzed(case.broken, Path(broken)))
        return found is not None and not analyzed(case.repaired, Path(sound))


def _table(cases: Sequence[Defect], ours: Mapping[tuple[Code, str], bool]) -> Table:
    rows = [_row(code, [one for one in cases if one.code is code], ours) for code in Code]
    rows.append(["all", *_cells(cases, ours)])
    return Table(["Code", "Defects", "Leverpoint", *(f"{name}, documented" for name in PEERS.values())], rows)


def _row(code: Code, cases: Sequence[Defect], ours: Mapping[tuple[Code, str], bool]) -> list[str]:
    return [code, *_cells(cases, ours)]


def _cells(cases: Sequence[Defect], ours: Mapping[tuple[Code, str], bool]) -> list[str]:
    found = sum(ours[case.code, case.name] for case in cases)
    return [str(len(cases)), str(found), *(_documented(peer, cases) for peer in PEERS)]


def _documented(peer: str, cases: Sequence[Defect]) -> str:
    marks = [mark for case in cases for mark in case.elsewhere.get(peer, ())]
    both = marks.count("both")
    return f"{marks.count('found')}{f' (+{both})' if both else ''}"
