"""A rule speaks to its roles, on its days, when its condition holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from leverpoint import Advice, Rulebook
from leverpoint.conditions import AllOf, Comparison, Op, Truth, guarded, truth
from leverpoint.model import Assessment

FIRST, LAST = dt.date(2026, 6, 1), dt.date(2026, 8, 31)
DAY = dt.timedelta(days=1)


def test_roles_and_days_are_conditions_like_any_other(library: Rulebook) -> None:
    """What must hold is the role, the first day, the last day and then what the author wrote."""
    rule = library.rules["library.summer-garden"]
    assert guarded(rule) == AllOf(
        (
            Comparison("role", Op.IN, ("branch",)),
            Comparison("as-of", Op.AT_LEAST, (FIRST.toordinal(),)),
            Comparison("as-of", Op.AT_MOST, (LAST.toordinal(),)),
            rule.when,
        )
    )


def test_without_roles_and_days_the_condition_stands_alone(library: Rulebook) -> None:
    """A rule that speaks to all, at all times, is its condition and nothing more."""
    rule = library.rules["library.open-longer"]
    assert guarded(rule) is rule.when


@pytest.mark.parametrize(
    ("day", "holds"), [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False), (dt.date.min, False)]
)
def test_both_ends_of_effective_are_included(day: dt.date, holds: bool, ask: Callable[..., Advice]) -> None:
    """A rule is in effect on its first day and on its last, and on no other side of them."""
    advice = ask(["branch"], {"place.sharing": 1}, as_of=day.isoformat())
    rules = [rule.id for item in advice.roles[0].recommendations for rule in item.rules]
    assert ("library.summer-garden" in rules) is holds


OPEN_ENDED = [(FIRST, None, FIRST - DAY, False), (FIRST, None, dt.date.max, True), (None, LAST, dt.date.min, True)]


@pytest.mark.parametrize(("since", "until", "day", "holds"), OPEN_ENDED)
def test_either_end_of_effective_may_be_open(
    since: dt.date | None, until: dt.date | None, day: dt.date, holds: bool, library: Rulebook
) -> None:
    """A rule without a last day never ends, one without a first day always was."""
    rule = replace(library.rules["library.open-longer"], since=since, until=until)
    facts = library.vocabulary.facts_of(Assessment(("town",), day, {"place.hours": {"": 2}}), "town")
    assert (truth(guarded(rule), facts) is Truth.TRUE) is holds
