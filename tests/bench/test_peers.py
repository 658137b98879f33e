"""The translations of the rules for the engines that Leverpoint is measured against."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bench.cases import Values, draw_values, expected, generator, rules, vocabulary
from bench.matching import MismatchError, checked
from bench.peers import CONTENDERS, Contender

# Loose rules and narrow ones, together with comparisons of every kind.
FIFTY = (*rules(100)[:25], *rules(2_000)[25:50])
DRAW = generator(6)
RIGHT = tuple((values, expected(FIFTY, values)) for values in [draw_values(DRAW) for _ in range(40)])


@pytest.mark.parametrize("contender", CONTENDERS, ids=lambda one: one.name)
def test_every_engine_gives_the_matches_of_the_plain_reading(contender: Contender) -> None:
    """Each engine, given its own translation of fifty rules, finds exactly the rules that hold, facts at their limits
    included.
    """
    if not contender.installed:
        pytest.skip(f"{contender.distribution} is not installed here; make bench installs it")
    checked(contender.build(FIFTY), contender.name, (*RIGHT, *_at_the_limits()))


def test_a_wrong_match_stops_the_measurement() -> None:
    """An engine that misses a match is named, with the rules that differ."""
    contender = CONTENDERS[1]
    values, right = RIGHT[0]
    with pytest.raises(MismatchError, match=f"{contender.name}.*'rule-x'"):
        checked(contender.build(FIFTY), contender.name, [(values, right | {"rule-x"})])


def _at_the_limits() -> Iterator[tuple[Values, frozenset[str]]]:
    """For some comparisons with a number the facts just below it, at it and just above it."""
    known = vocabulary()
    numbers = [
        (one.fact, value) for rule in FIFTY for one in rule.tests for value in one.operand if isinstance(value, int)
    ]
    for (fact, limit), (values, _) in zip(numbers, RIGHT * len(numbers), strict=False):
        for near in (limit - 1, limit, limit + 1):
            if known[fact].problem_with(near) is None:
                changed = {**values, fact: near}
                yield changed, expected(FIFTY, changed)
