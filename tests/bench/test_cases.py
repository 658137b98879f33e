"""The seeded rules and facts on which every engine is measured."""

from __future__ import annotations

from itertools import islice

import pytest
from bench import cases

from leverpoint.conditions import Truth, comparisons, truth
from leverpoint.vocabulary import ROLE, Facts


def test_the_same_seed_draws_the_same_rules_and_requests() -> None:
    """Rules and requests follow from their seed alone."""
    drawn = cases.rules(80, seed=7)
    assert drawn == cases.rules(80, seed=7)
    assert drawn != cases.rules(80, seed=8)
    assert cases.requests(drawn, 3, seed=7) == cases.requests(drawn, 3, seed=7)


@pytest.mark.parametrize("count", [100, 400])
def test_every_request_gives_all_facts_and_matches_five_to_eleven_rules(count: int) -> None:
    """Whatever the number of rules, a request names all twenty facts and a role, and 5 to 11 rules match it."""
    drawn = cases.rules(count)
    for values in cases.requests(drawn, 10):
        assert set(values) == {ROLE, *cases.NAMES}
        assert 5 <= len(cases.expected(drawn, values)) <= 11


def test_fewer_rules_than_can_match_five_times_are_refused() -> None:
    """Below 60 rules nothing is drawn, instead of drawing for ever."""
    with pytest.raises(ValueError, match="60"):
        cases.rules(59)


def test_every_rule_has_a_role_and_three_or_four_conditions_that_its_facts_allow() -> None:
    """A rule compares three or four different facts, each with values that the vocabulary knows."""
    known = cases.vocabulary()
    for rule in cases.rules(200):
        assert rule.role in cases.ROLES
        assert len({test.fact for test in rule.tests}) == len(rule.tests) in (3, 4)
        assert all(not known[one.fact].problem_with(value) for one in rule.tests for value in one.operand)


def test_the_plain_reading_of_a_rule_is_leverpoints() -> None:
    """What `holds` says of a rule is what the engine's own walker says of its condition."""
    drawn, draw = cases.rules(80), cases.generator(11)
    for values in [cases.draw_values(draw) for _ in range(40)]:
        found = {rule.id for rule in drawn if truth(rule.condition, Facts(values)) is Truth.TRUE}
        assert found == cases.expected(drawn, values)


def test_the_facts_of_the_long_run_are_all_different() -> None:
    """No two of the fact sets of the endurance run are alike, and some facts are missing in most of them."""
    drawn = list(islice(cases.different_facts(5_000), 5_000))
    assert len({(one.values[cases.INTEGERS[0]], one.values[cases.INTEGERS[1]]) for one in drawn}) == len(drawn)
    assert sum(len(one.values) < len(cases.NAMES) + 1 for one in drawn) > len(drawn) / 2


def test_every_comparison_of_the_language_that_peers_can_express_is_drawn() -> None:
    """The rules use every comparison that all engines have in common."""
    words = {str(one.op) for rule in cases.rules(400) for one in comparisons(rule.condition)}
    assert words == {"at_most", "at_least", "is", "is_not", "in", "between"}
