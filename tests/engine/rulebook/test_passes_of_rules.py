"""Rules are sorted into passes by what they read and conclude, and rules that wait for each other are shown."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leverpoint import Rulebook
from leverpoint.conditions import AllOf, Comparison, Op, comparisons
from leverpoint.model import Conclude, Layer, Rule, Warn
from leverpoint.rulebook import RuleCycleError, sort_into_strata


def rule(name: str, reads: str = "", concludes: str = "", layer: Layer = Layer.CORE) -> Rule:
    """A rule that reads and concludes facts of one letter each."""
    when = AllOf(tuple(Comparison(fact, Op.IS, (True,)) for fact in reads or "_"))
    then = tuple(Conclude(fact) for fact in concludes) or (Warn("!"),)
    return Rule(name, name, "core", layer, when, then, "", "authored", ())


def passes(*rules: Rule) -> list[str]:
    return ["".join(one.id for one in stratum) for stratum in sort_into_strata(rules)]


SORTED = [
    ([], []),
    ([rule("1"), rule("0")], ["01"]),
    ([rule("0", reads="a"), rule("1", concludes="a")], ["1", "0"]),
    ([rule("0", "b"), rule("1", "a", "b"), rule("2", concludes="a")], ["2", "1", "0"]),
    ([rule("0", "ab"), rule("1", concludes="a"), rule("2", "a", "b"), rule("3")], ["13", "2", "0"]),
    ([rule("0", "a"), rule("1", concludes="a"), rule("2", "b", "a"), rule("3", concludes="b")], ["13", "2", "0"]),
    ([rule("0", "x"), rule("1", "y")], ["01"]),
    ([rule("0", reads="a"), rule("1", concludes="a", layer=Layer.SCHOOL)], ["1", "0"]),
]


@pytest.mark.parametrize(("rules", "expected"), SORTED)
def test_a_rule_comes_after_all_that_conclude_what_it_reads(rules: list[Rule], expected: list[str]) -> None:
    """Passes follow from reading and concluding alone, whatever the order, the ids or the layers."""
    assert passes(*rules) == passes(*reversed(rules)) == expected


RINGS = [
    ([rule("0", "a", "a")], ["0", "0"]),
    ([rule("0", "a", "b"), rule("1", "b", "a")], ["0", "1", "0"]),
    ([rule("0", "c", "a"), rule("1", "a", "b"), rule("2", "b", "c"), rule("3", concludes="a")], ["0", "2", "1", "0"]),
]


@pytest.mark.parametrize(("rules", "ring"), RINGS)
def test_rules_that_wait_for_each_other_are_shown_as_a_ring(rules: list[Rule], ring: list[str]) -> None:
    """Each rule of the ring waits for the next, and the first stands again at the end."""
    with pytest.raises(RuleCycleError) as caught:
        sort_into_strata(rules)
    found = caught.value.rules
    assert set(found) == set(ring)
    assert (len(found), found[0]) == (len(ring), found[-1])
    by_id = {one.id: one for one in rules}
    for waiting, awaited in pairwise(found):
        reads = {comparison.fact for comparison in comparisons(by_id[waiting].when)}
        assert reads & set(by_id[awaited].concludes)


FACTS = st.sets(st.sampled_from("abcdef"), max_size=2)


@given(st.lists(st.tuples(FACTS, FACTS), max_size=9))
def test_passes_hold_every_rule_once_and_as_early_as_can_be(shapes: list[tuple[set[str], set[str]]]) -> None:
    """However rules read and conclude: either there is a ring, or each stands right after the last that it reads."""
    rules = [rule(str(place), "".join(reads), "".join(done)) for place, (reads, done) in enumerate(shapes)]
    try:
        strata = sort_into_strata(rules)
    except RuleCycleError:
        return
    place = {one.id: number for number, stratum in enumerate(strata) for one in stratum}
    assert sorted(place) == sorted(one.id for one in rules)
    for one in rules:
        reads = {comparison.fact for comparison in comparisons(one.when)}
        awaited = [place[other.id] for other in rules if reads & set(other.concludes)]
        assert place[one.id] == max(awaited, default=-1) + 1


def test_the_small_rulebook_takes_three_passes(library: Rulebook) -> None:
    """A fragile team is concluded first, what follows from it second, and what to do about that third."""
    assert [[one.id for one in stratum if one.concludes or place] for place, stratum in enumerate(library.strata)] == [
        ["library.fragile"],
        ["library.ready", "library.strained"],
        ["library.rest-first", "library.share"],
    ]
    assert sum(map(len, library.strata)) == len(library.rules)


def test_a_local_rule_may_conclude_what_the_core_reads(library: Rulebook) -> None:
    """Layers decide precedence and nothing else: a district's conclusion comes before the core's rule on it."""
    local = replace(
        library.rules["library.open-longer"], id="town.tired", layer=Layer.DISTRICT, then=(Conclude("strained"),)
    )
    strata = sort_into_strata([*library.rules.values(), local])
    place = {one.id: number for number, stratum in enumerate(strata) for one in stratum}
    assert place["town.tired"] < place["library.rest-first"]
