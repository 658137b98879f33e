"""Rules matched pass by pass, by two matchers that watch each other."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

import leverpoint_matching as write
import pytest

from leverpoint.conditions import Condition
from leverpoint.errors import MatcherError
from leverpoint.matching import Health, Matches, Matching, UnitCache, check_boundaries
from leverpoint.matching.bitsets import BitsetMatcher
from leverpoint.matching.units import Unit
from leverpoint.model import Conclude, Effect, Layer, Rule, Warn
from leverpoint.vocabulary import AS_OF, ROLE, Fact, Facts, Kind, Type, Vocabulary

WORDS = write.vocabulary(
    write.integer("x"),
    write.integer("y"),
    *(Fact(name, Kind.CONCLUSION, Type.BOOLEAN, name, (True, False)) for name in ("fragile", "stuck", "never")),
)


def rule(name: str, when: Condition, concludes: str | None = None, **more: object) -> Rule:
    """A rule of the core, or of the source before the dot."""
    source, _, _ = name.rpartition(".")
    then: tuple[Effect, ...] = (Conclude(concludes),) if concludes else (Warn("Mind this."),)
    return Rule(name, "", source or "core", Layer.CORE, when, then, "", "authored", (), **more)  # type: ignore[arg-type]


def matching(*strata: Sequence[Rule], health: Health | None = None, vocabulary: Vocabulary = WORDS) -> Matching:
    """The rules in these passes, compiled on their own."""
    return Matching(strata, vocabulary, UnitCache(), health or Health())


def outcome(matches: Matches) -> tuple[set[str], set[str], dict[str, bool]]:
    """What is true, what is unknown, and what was concluded."""
    concluded = {fact: value for fact, value in matches.facts.values.items() if isinstance(value, bool)}
    return set(matches.true), set(matches.unknown), concluded


CHAIN = (
    [rule("a", write.at_most("x", 2), "fragile"), rule("b", write.at_most("y", 2), "fragile")],
    [rule("c", write.equal("fragile", True), "stuck"), rule("d", write.unequal("fragile", True))],
    [rule("e", write.equal("stuck", True)), rule("f", write.equal("never", False))],
)


@pytest.mark.parametrize(
    ("values", "true", "unknown", "concluded"),
    [
        ({"x": 1, "y": 9}, "ace", "", {"fragile": True, "stuck": True}),
        ({"x": 1}, "ace", "b", {"fragile": True, "stuck": True}),
        ({"x": 9}, "", "bcde", {}),
        ({"x": 9, "y": 9}, "d", "", {"fragile": False, "stuck": False}),
    ],
    ids=["one rule suffices", "whatever the others are", "one unknown leaves it open", "else it is false"],
)
def test_a_conclusion_is_true_open_or_false(
    values: dict[str, int], true: str, unknown: str, concluded: dict[str, bool]
) -> None:
    """What earlier rules conclude is what later rules read; a conclusion that no rule draws is false."""
    expected = {*true, "f"}, set(unknown), {"never": False, **concluded}
    assert outcome(matching(*CHAIN).match(Facts(values))) == expected


def test_a_conclusion_waits_for_its_last_rule() -> None:
    """Rules in different passes may conclude the same; it is settled after the last of them."""
    strata = (
        [rule("a", write.at_most("x", 2), "stuck")],
        [rule("b", write.equal("stuck", True), "fragile")],
        [rule("c", write.equal("fragile", False))],
    )
    late = ([*strata[0], rule("z", write.at_most("y", 2), "fragile")], *strata[1:])
    assert outcome(matching(*late).match(Facts({"x": 9, "y": 1}))) == (
        {"z"},
        set(),
        {"stuck": False, "fragile": True, "never": False},
    )


def test_a_rule_speaks_to_its_roles_in_its_time() -> None:
    """Roles and effective days, both ends included, are part of the condition."""
    guarded = rule("a", write.at_most("x", 2), roles=("school",), since=dt.date(2026, 1, 2), until=dt.date(2026, 1, 3))
    found = matching([guarded])
    days = [dt.date(2026, 1, day).toordinal() for day in (1, 2, 3, 4)]
    assert [bool(found.match(Facts({"x": 1, ROLE: "school", AS_OF: day})).true) for day in days] == [
        False,
        True,
        True,
        False,
    ]
    assert not found.match(Facts({"x": 1, ROLE: "state", AS_OF: days[1]})).true


def test_alternatives_pass_through_the_strata() -> None:
    """An answer to an open fact may settle conclusions, and rules that read those."""
    answers = matching(*CHAIN).alternatives("y", [Facts({"x": 9, "y": value}) for value in (1, 9)])
    assert [(set(true), set(unknown)) for true, unknown in answers] == [(set("bcef"), set()), (set("df"), set())]


def test_each_source_of_a_stratum_is_a_unit() -> None:
    """So that a source is compiled once, whatever else a revision holds."""
    found = matching([rule("a", write.at_most("x", 1)), rule("riverside.b", write.at_most("x", 2))])
    assert [[name for name, _ in unit.rules] for unit in found.units] == [["a"], ["riverside.b"]]
    assert found.match(Facts({"x": 2})).true == {"riverside.b"}


def test_the_same_rules_over_other_types_are_another_unit() -> None:
    """What a comparison means depends on the type of its fact."""
    cache, same = UnitCache(), rule("a", write.equal("x", 1))
    one = Matching([[same]], WORDS, cache, Health())
    two = Matching([[same]], write.vocabulary(write.number("x")), cache, Health())
    assert one.units[0] is not two.units[0]


def test_a_disagreement_is_logged_counted_and_settled_by_the_tree_walk(caplog: pytest.LogCaptureFixture) -> None:
    """Here the bit sets were built from other rules than they are said to hold."""
    health = Health()
    found = matching([rule("a", write.at_most("x", 1)), rule("b", write.at_most("y", 1))], health=health)
    corrupted = write.numbered(write.at_most("x", 5))
    found.units[0].bitsets = BitsetMatcher([("a", condition) for _, condition in corrupted], WORDS)
    with caplog.at_level(logging.ERROR, "leverpoint"):
        matches = found.match(Facts({"x": 3}))
    assert (set(matches.true), set(matches.unknown), matches.matcher) == (set(), {"b"}, "walker")
    assert (health.evaluations, health.disagreements, health.durable_errors) == (1, 1, 0)
    assert "disagree about a" in caplog.text


def test_a_broken_engine_is_replaced_by_the_bit_sets(caplog: pytest.LogCaptureFixture) -> None:
    """The request is answered all the same, the break is counted once, and the reason kept."""
    health = Health()
    found = matching(CHAIN[0], health=health)
    durable = found.units[0].durable
    assert durable
    durable._rulesets._engine.assert_fact(durable._rulesets._handles[0], '{"sid":"w0","id":"q","k":1,"b":-1,"c":-1}')
    answers = [found.match(Facts({"x": 1})) for _ in range(3)]
    assert {(one.true, one.unknown, one.matcher) for one in answers} == {(frozenset("a"), frozenset("b"), "bitsets")}
    assert (health.evaluations, health.disagreements, health.durable_errors) == (3, 0, 1)
    assert "not taken" in (health.durable_absent or "")
    assert "broke" in caplog.text


def test_the_weakest_matcher_is_named() -> None:
    """One unit without durable-rules is enough for the whole answer to say so."""
    found = matching(*CHAIN)
    found.units[1].durable = None
    assert found.match(Facts({"x": 1})).matcher == "bitsets"


def test_a_rule_that_no_matcher_takes_is_an_error_with_its_name() -> None:
    """It is no reason to do without durable-rules; somebody has to split the rule."""
    facts = [write.integer(f"x{number}") for number in range(18)]
    pairs = zip(facts[::2], facts[1::2], strict=True)
    wide = write.every(*(write.either(write.at_most(a.id, 1), write.at_most(b.id, 1)) for a, b in pairs))
    with pytest.raises(MatcherError) as refused:
        matching([rule("riverside.wide", wide)], vocabulary=write.vocabulary(*facts))
    assert refused.value.problem
    assert refused.value.problem.rule == "riverside.wide"


def test_both_matchers_agree_at_the_boundaries_of_a_sound_unit() -> None:
    """Before a revision is activated every value that a rule names is tried, and what lies beside it."""
    (unit,) = matching([rule("a", write.between("x", 1, 4)), rule("b", write.outside("y", 2, 3))]).units
    assert check_boundaries(unit, WORDS) == frozenset()


def test_a_unit_that_is_off_by_one_is_caught_at_its_boundaries() -> None:
    """A limit that one matcher takes to be one higher shows."""
    unit = Unit(tuple(write.numbered(write.at_most("x", 4), write.equal("y", 1))), WORDS)
    unit.bitsets = BitsetMatcher(write.numbered(write.at_most("x", 5), write.equal("y", 1)), WORDS)
    assert check_boundaries(unit, WORDS) == {"r0"}


def test_a_unit_without_durable_rules_has_nothing_to_compare() -> None:
    """The bit sets alone cannot disagree."""
    unit = Unit(tuple(write.numbered(write.at_most("x", 4))), WORDS)
    unit.durable = None
    assert check_boundaries(unit, WORDS) == frozenset()


def test_no_rules_match_nothing() -> None:
    """A rulebook without rules answers."""
    assert matching().match(Facts({"x": 1})).true == frozenset()
    assert matching([]).match(Facts({"x": 1})).unknown == frozenset()
