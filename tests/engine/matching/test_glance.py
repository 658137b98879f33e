"""What can be told of a condition without compiling it is true of it when it is compiled."""

from __future__ import annotations

import leverpoint_matching as write
import pytest
from hypothesis import given
from leverpoint_strategies import conditions, vocabulary

from leverpoint.conditions import AllOf, AnyOf, Condition
from leverpoint.matching import surely_fits
from leverpoint.matching.rows import MOST_CHECKS, MOST_ROWS, rows_of

KNOWN = vocabulary()
CONDITIONS = conditions(tuple(KNOWN))


@given(CONDITIONS, CONDITIONS)
def test_what_surely_fits_can_be_compiled(condition: Condition, other: Condition) -> None:
    """Beside whatever other rule, it comes to no more rows and checks than are allowed."""
    if surely_fits(condition) and surely_fits(other):
        found = rows_of([("one", condition), ("other", other)], KNOWN).rows
        assert all(len(row) <= MOST_CHECKS for row in found)
        assert sum("one" in rules for rules in found.values()) <= MOST_ROWS


@pytest.mark.parametrize(("pairs", "fits"), [(1, True), (8, True), (9, False), (40, False)])
def test_alternatives_multiply(pairs: int, fits: bool) -> None:
    """Each choice of two within `all` doubles the rows: eight of them are 256, and no more is certain to fit."""
    choices = tuple(AnyOf((write.at_most(f"a{n}", 1), write.at_most(f"b{n}", 1))) for n in range(pairs))
    assert surely_fits(AllOf(choices)) is fits
    assert surely_fits(AnyOf(choices)) is (pairs <= MOST_CHECKS // 2)
