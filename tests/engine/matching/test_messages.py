"""What is said to durable-rules, to the letter: names, numbers and limits, and that the answers are right for it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import leverpoint_matching as write
import pytest

from leverpoint.conditions import AllOf, AnyOf, Condition, Not
from leverpoint.errors import MatcherError
from leverpoint.matching import messages
from leverpoint.matching.durable import DurableMatcher
from leverpoint.matching.messages import Messages
from leverpoint.matching.rows import rows_of
from leverpoint.vocabulary import ROLE, Facts, Vocabulary

STAGES = ("designing", "improving", "transitioning", "ramping-up")
WORDS = write.vocabulary(
    write.integer("x"), write.integer("y"), write.number("z"), write.choice("stage", *STAGES), write.boolean("rural")
)
VARIED: tuple[Condition, ...] = (
    write.either(write.at_most("x", 3), write.every(write.unequal("y", 2), write.among("stage", *STAGES[1:3]))),
    Not(write.every(write.between("z", 0.5, 1e300), write.equal("rural", True))),
    write.every(write.among(ROLE, "state", "school"), write.outside("x", 1, 5, 9), write.answered("y", wanted=False)),
    write.equal(ROLE, "district"),
    write.either(write.at_least("z", 5e-324), write.unequal("stage", "designing")),
)


def fires(condition: Condition, facts: Facts, vocabulary: Vocabulary = WORDS) -> bool:
    """Whether durable-rules fires a rule of this condition, asked for real."""
    return "r0" in DurableMatcher(write.numbered(condition), vocabulary).match(facts)


def compiled(*conditions: Condition) -> list[dict[str, Any]]:
    """The rulesets for the conditions, read back."""
    return [json.loads(text) for text in write.definitions(WORDS, *conditions)]


def checks(ruleset: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """The joined checks of each rule but the sentinel."""
    for name, rule in ruleset.items():
        if name != messages.SENTINEL:
            ((pattern,),) = (rule["all"],)
            yield pattern["m"]["$and"]


def test_text_never_meets_a_number() -> None:
    """A comparison of text with a number reads memory that nobody set: all of ours are small integers."""
    rows = rows_of(write.numbered(*VARIED), WORDS)
    told = Messages(rows)
    facts = Facts({"x": 10**30, "y": -(10**30), "z": 1e-300, "stage": "5", "rural": True, ROLE: "school"})
    assert re.fullmatch(r'(,"f\d+":\d{1,3})+', told.fact(facts))
    for row in checks(json.loads(told.rulesets[0])):
        for check in row:
            (operand,) = check.values()
            (literal,) = operand.values() if isinstance(operand, dict) else (operand,)
            assert type(literal) is int


@pytest.mark.parametrize("value", [1e-05, 1e16, 5e-324, 1e300, -1e300, 2.0**53 + 2, 0.1 + 2**-56])
def test_numbers_of_any_size_are_compared_exactly(value: float) -> None:
    """A float written with an exponent is an error, and big integers saturate: only its rank is sent."""
    rules = write.numbered(
        write.equal("z", value), write.at_most("z", value), write.at_least("z", value), write.unequal("z", value)
    )
    matcher = DurableMatcher(rules, WORDS)
    for found in (value, value * (1 + 2**-52), value * (1 - 2**-52), 0.0, -value):
        assert matcher.match(Facts({"z": found})) == write.walked(rules, Facts({"z": found}))[0]


@pytest.mark.parametrize("value", [2**53, 2**63, 2**64 + 1, -(2**63) - 1, 10**30])
def test_integers_of_any_size_are_compared_exactly(value: int) -> None:
    """Integers beyond 63 bits saturate in durable-rules; their neighbours are told apart here."""
    rules = write.numbered(write.equal("x", value), write.at_most("x", value))
    found = [DurableMatcher(rules, WORDS).match(Facts({"x": value + step})) for step in (-1, 0, 1)]
    assert found == [{"r1"}, {"r0", "r1"}, frozenset()]


@pytest.mark.parametrize(
    "odd", ['"', "\\", '{"k":1}', "\x00", "\ud800", "\u2028", "é\U0001f600", "$s", "a.b", "~", "1"]
)
def test_no_text_of_an_author_gets_in(odd: str) -> None:
    """Text that no JSON encoder wrote crashes the parser; ids, facts and choices are numbered, whatever they hold."""
    vocabulary = write.vocabulary(write.choice(f"{odd}fact", odd, "other"))
    rules = [(f"{odd}rule", write.equal(f"{odd}fact", odd))]
    assert DurableMatcher(rules, vocabulary).match(Facts({f"{odd}fact": odd})) == {f"{odd}rule"}
    assert Messages(rows_of(rules, vocabulary)).rulesets == write.definitions(WORDS, write.equal("stage", "designing"))


def test_facts_named_like_the_engines_own_properties_are_facts() -> None:
    """A property that occurs twice makes rules fire twice; an author's `sid`, `k` or `$s` has another name."""
    names = ("sid", "id", "k", "b", "c", "$s", "f0", "f1")
    vocabulary = write.vocabulary(*map(write.integer, names))
    rules = write.numbered(*(write.equal(name, 7) for name in names))
    assert DurableMatcher(rules, vocabulary).match(Facts(dict.fromkeys(names, 7))) == {rule for rule, _ in rules}


def test_a_dotted_name_is_no_nested_property() -> None:
    """`a.b` and b inside a are the same property to durable-rules; here they are two facts."""
    vocabulary = write.vocabulary(write.integer("a.b"), write.integer("a"))
    rules = write.numbered(write.equal("a.b", 1), write.equal("a", 1))
    assert DurableMatcher(rules, vocabulary).match(Facts({"a": 1, "a.b": 2})) == {"r1"}


def test_a_name_whose_hash_is_taken_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where two names would be one to durable-rules, the later is not used."""
    monkeypatch.setattr(messages, "_hash", lambda name: "twice" if name in ("f0", "f2") else name)
    told = Messages(rows_of(write.numbered(*(write.equal(fact, 1) for fact in "xy")), WORDS))
    assert list(told._names.values()) == ["f0", "f1"]
    three = Messages(rows_of(write.numbered(*(write.equal(fact, 1) for fact in "xyz")), WORDS))
    assert list(three._names.values()) == ["f0", "f1", "f3"]


def test_as_many_facts_as_fit_are_matched_and_more_are_refused() -> None:
    """A message holds 252 properties at most, ours among them; more facts than that and the bit sets have to answer."""
    facts = [write.integer(f"x{number}") for number in range(messages.MOST_FIELDS + 1)]
    rules = write.numbered(*(write.equal(fact.id, 1) for fact in facts))
    known = Facts({fact.id: 1 for fact in facts})
    vocabulary = write.vocabulary(*facts)
    assert len(DurableMatcher(rules[:-1], vocabulary).match(known)) == messages.MOST_FIELDS
    with pytest.raises(MatcherError, match="241 facts") as refused:
        DurableMatcher(rules, vocabulary)
    assert refused.value.problem is None


def test_deep_nesting_is_flattened() -> None:
    """Deep JSON overflows the stack of the C code; a condition nested 150 deep is as flat as any other."""
    condition: Condition = write.at_most("x", 3)
    for _ in range(50):
        condition = Not(AllOf((AnyOf((condition,)),)))
    (text,) = write.definitions(WORDS, condition)
    assert max(text[:end].count("{") - text[:end].count("}") for end in range(len(text))) < 8
    assert fires(condition, Facts({"x": 3}))


def test_one_working_memory_serves_every_request() -> None:
    """A working memory for each request costs megabytes, and the 1,025th crashes: there is one."""
    matcher = DurableMatcher(write.numbered(*VARIED), WORDS)
    for number in range(3000):
        matcher.match(Facts({"x": number}))
    assert [place.sid for place in matcher._rulesets._places.values()] == ["w0"]


def test_a_rule_that_asks_for_too_much_at_once_is_refused_by_name() -> None:
    """A row of more than 60 checks is refused, and the author told which rule to split."""
    facts = [write.integer(f"x{number}") for number in range(61)]
    long = write.every(*(write.at_most(fact.id, 1) for fact in facts))
    with pytest.raises(MatcherError) as refused:
        rows_of([("riverside.long", long)], write.vocabulary(*facts))
    assert refused.value.problem
    assert (refused.value.problem.code, refused.value.problem.rule) == ("too-many-comparisons", "riverside.long")
