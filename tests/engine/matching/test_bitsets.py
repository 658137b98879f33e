"""The bit sets: what is true, what is unknown, and what each answer to an open fact would change."""

from __future__ import annotations

from collections.abc import Iterable

import leverpoint_matching as write
import pytest

from leverpoint.conditions import Condition, Not
from leverpoint.errors import MatcherError
from leverpoint.matching import masks
from leverpoint.matching.bitsets import BitsetMatcher
from leverpoint.vocabulary import Facts

WORDS = write.vocabulary(
    write.integer("x"), write.integer("y"), write.choice("stage", "early", "late"), write.aggregate("mean")
)
NOBODY: frozenset[str] = frozenset()

# A condition, what is known, and whether it is then true or unknown.
CASES: list[tuple[str, Condition, Facts, str]] = [
    ("a missing fact leaves a comparison open", write.at_most("x", 3), Facts({}), "unknown"),
    ("and its negation too", Not(write.at_most("x", 3)), Facts({}), "unknown"),
    ("even one that contradicts itself", write.every(write.equal("x", 1), write.equal("x", 2)), Facts({}), "unknown"),
    ("which no value makes true", write.every(write.equal("x", 1), write.equal("x", 2)), Facts({"x": 1}), "false"),
    ("a fact that does not apply speaks against it", write.at_most("x", 3), Facts({}, frozenset("x")), "false"),
    ("and against its negation", Not(write.at_most("x", 3)), Facts({}, frozenset("x")), "false"),
    ("whether it is answered is never open", write.answered("x"), Facts({}), "false"),
    ("nor whether it is not", write.answered("x", wanted=False), Facts({}), "true"),
    ("what does not apply is neither", write.answered("x", wanted=False), Facts({}, frozenset("x")), "false"),
    ("an interval within the limit passes", write.at_most("mean", 3), Facts({}, intervals={"mean": (1, 3)}), "true"),
    ("one across it is open", write.at_most("mean", 2), Facts({}, intervals={"mean": (1, 3)}), "unknown"),
    ("and so is the negation", Not(write.at_most("mean", 2)), Facts({}, intervals={"mean": (1, 3)}), "unknown"),
    ("one beyond it fails", write.at_most("mean", 2), Facts({}, intervals={"mean": (2.1, 3)}), "false"),
    ("between takes both bounds", write.between("mean", 1, 3), Facts({}, intervals={"mean": (1, 3)}), "true"),
    ("and fails beyond either", Not(write.between("mean", 2, 3)), Facts({}, intervals={"mean": (1, 1.5)}), "true"),
    ("either of two known values", write.either(write.equal("x", 1), write.equal("x", 2)), Facts({"x": 2}), "true"),
    ("one of two answers, or none", write.either(write.equal("x", 1), write.answered("x", False)), Facts({}), "true"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "facts", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_condition_is_true_unknown_or_false(condition: Condition, facts: Facts, expected: str) -> None:
    """Each case is a sentence about one condition and what is known."""
    one = frozenset(("r0",))
    answers = {"true": (one, NOBODY), "unknown": (NOBODY, one), "false": (NOBODY, NOBODY)}
    rules = write.numbered(condition)
    assert BitsetMatcher(rules, WORDS).match(facts) == answers[expected] == write.walked(rules, facts)


def test_many_rules_are_named_as_well_as_few() -> None:
    """Whether one rule holds or nearly all of six hundred do, all of them are named."""
    matcher = BitsetMatcher(write.numbered(*(write.at_most("x", number) for number in range(600))), WORDS)
    for value in (0, 5, 300, 599):
        assert matcher.match(Facts({"x": value})) == (_named(range(value, 600)), NOBODY)
    assert matcher.match(Facts({})) == (NOBODY, _named(range(600)))


def _named(numbers: Iterable[int]) -> frozenset[str]:
    return frozenset(f"r{number}" for number in numbers)


def test_alternatives_are_what_match_says_of_each() -> None:
    """What the variants agree on is looked up once, and nothing comes out otherwise for it."""
    rules = write.numbered(
        write.every(write.at_most("x", 3), write.equal("stage", "early")), write.at_most("mean", 2), write.equal("y", 1)
    )
    matcher = BitsetMatcher(rules, WORDS)
    variants = [Facts({"x": x, "stage": "early"}, frozenset("y"), {"mean": (1, x)}) for x in range(1, 5)]
    expected = [matcher.match(facts) for facts in variants]
    assert matcher.alternatives(variants, frozenset(("x", "mean"))) == expected
    assert matcher.alternatives(variants, frozenset(("x", "mean", "nobody reads this"))) == expected


def test_equal_alternatives_are_one_object() -> None:
    """So that whoever asks need not look at them twice."""
    matcher = BitsetMatcher(write.numbered(write.at_most("x", 3)), WORDS)
    one, two, three = matcher.alternatives([Facts({"x": value}) for value in (1, 2, 9)], frozenset("x"))
    assert one is two
    assert three == (NOBODY, NOBODY)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Callers may send any number of different values; only so many are kept, and all are answered."""
    monkeypatch.setattr(masks, "MOST_REMEMBERED", 10)
    matcher = BitsetMatcher(write.numbered(write.at_most("x", 50)), WORDS)
    answers = [bool(matcher.match(Facts({"x": value}))[0]) for value in range(100)]
    assert answers == [value <= 50 for value in range(100)]
    assert len(matcher._tables["x"]) == 10


def test_a_rule_with_too_many_alternatives_is_refused_by_name() -> None:
    """The bit sets too say which rule to split."""
    facts = [write.integer(f"x{number}") for number in range(26)]
    pairs = zip(facts[::2], facts[1::2], strict=True)
    wide = write.every(*(write.either(write.at_most(a.id, 1), write.at_most(b.id, 1)) for a, b in pairs))
    with pytest.raises(MatcherError) as refused:
        BitsetMatcher([("riverside.wide", wide)], write.vocabulary(*facts))
    assert refused.value.problem
    assert (refused.value.problem.code, refused.value.problem.rule) == ("too-many-alternatives", "riverside.wide")
