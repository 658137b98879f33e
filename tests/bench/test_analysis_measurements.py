"""What the measurements of analysis work on: seeded rules, and what others document for the seeded defects."""

from __future__ import annotations

import re

from bench import analyzing, defects
from leverpoint_defects import defects as corpus

from leverpoint import load_rulebook, shipped_rules
from leverpoint.lab.proving.least_change import Aim


def test_the_enlarged_rulebook_is_repeatable_and_keeps_the_core() -> None:
    """The same seed gives the same rules; the core's own are among them, and all have a pass."""
    core = load_rulebook(shipped_rules())
    drawn = analyzing.enlarged(core, 200)
    assert len(drawn.rules) == 200 == sum(map(len, drawn.strata))
    assert drawn.rules == analyzing.enlarged(core, 200).rules
    assert core.rules.items() <= drawn.rules.items()


def test_least_changes_are_measured_where_something_has_to_change() -> None:
    """Questions that are answered by "it is so already" are left out of the median."""
    took = analyzing.changes(load_rulebook(shipped_rules()), 4)
    assert took
    assert all(change.moves or change.verdict == "impossible" for _, change in took)
    assert {change.aim for _, change in took} <= {*analyzing.AIMS, Aim("in")}


def test_what_others_document_is_told_from_what_they_would_report_anyway() -> None:
    """Each mark is that a check tells the mistake from its twin, or that it would report both, and names the check."""
    marks = [
        (peer, mark, check) for one in corpus() for peer, said in one.elsewhere.items() for mark, check in said.items()
    ]
    assert {peer for peer, _, _ in marks} == set(defects.PEERS)
    assert {mark for _, mark, _ in marks} == {"found", "both"}
    assert all(re.fullmatch(r"[a-z ]+", check) for _, _, check in marks)


def test_the_table_of_defects_has_a_row_for_each_code() -> None:
    """Every code has its row, with as many defects as are seeded, and the last row adds them up."""
    cases = corpus()
    table = defects._table(cases, {(one.code, one.name): True for one in cases})
    assert [row[0] for row in table.rows][-1] == "all"
    assert len(table.rows) == 13
    assert sum(int(row[1]) for row in table.rows[:-1]) == int(table.rows[-1][1]) == len(cases)
