"""One test for each trap of durable-rules that our compiler or encoder must refuse or avoid."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import leverpoint_strategies as some
import pytest

from leverpoint.conditions import AllOf, AnyOf, Comparison, Condition, Not, Op
from leverpoint.errors import MatcherError
from leverpoint.matching.bitsets import BitsetMatcher
from leverpoint.matching.durable import DurableMatcher
from leverpoint.matching.messages import MOST_ROWS, Messages
from leverpoint.matching.rows import rows_of
from leverpoint.vocabulary import AS_OF, ROLE, Fact, Facts, Kind, Type, Vocabulary

VOCABULARY = some.vocabulary()
CRITERIA = [fact.id for fact in VOCABULARY.of_kind(Kind.CRITERION)]


def known(absent: frozenset[str] = frozenset(), /, **values: Any) -> Facts:
    return VOCABULARY.with_intervals({ROLE: "school", AS_OF: 740_000, **values}, absent)


def messages(*conditions: Condition, vocabulary: Vocabulary = VOCABULARY) -> Messages:
    return Messages(rows_of([(f"rule-{n}", one) for n, one in enumerate(conditions)], vocabulary))


def matched(condition: Condition, facts: Facts) -> bool:
    """Whether durable-rules matches; the bit sets must say the same."""
    true = DurableMatcher([("rule", condition)], VOCABULARY).match(facts)
    assert BitsetMatcher([("rule", condition)], VOCABULARY).match(facts)[0] == true
    return bool(true)


def compare(fact: str, op: Op, *operand: Any) -> Comparison:
    return Comparison(fact, op, operand)


TEXTS = (
    '"',
    "\\",
    "$ne",
    "f0",
    "a.b",
    "sid",
    "id",
    "\u0000",
    "\u00e9",
    "\U0001f600",
    "x" * 70_000,
    "5",
    "true",
    "null",
)


def test_no_text_of_an_author_or_a_caller_reaches_the_c_code() -> None:
    """Facts have names of ours and choices are numbers: what is sent is ASCII, short, and made of our own words."""
    vocabulary = Vocabulary((), [Fact("odd", Kind.CONTEXT, Type.CHOICE, "Odd", TEXTS)], ("school",))
    said = messages(*(compare("odd", Op.IS, text) for text in TEXTS), vocabulary=vocabulary)
    allowed = re.compile(r'[\[\]{}:,"~a-z0-9$ -]*')
    for text in (*said.rulesets, *(said.fact(Facts({"odd": text})) for text in TEXTS)):
        assert allowed.fullmatch(text)
    words = set(re.findall(r'"([^"]*)"', said.rulesets[0]))
    assert {word for word in words if not word.isdigit() and not re.fullmatch(r"f\d+", word)} <= {
        "~", "all", "m", "k", "pri", "$and", "$neq", "$lte", "$gte", "b", "c"
    }  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_is_itself_alone(text: str) -> None:
    """Quotes, long texts and texts that look like numbers match themselves and nothing else."""
    vocabulary = Vocabulary((), [Fact("odd", Kind.CONTEXT, Type.CHOICE, "Odd", TEXTS)], ("school",))
    matcher = DurableMatcher([(str(n), compare("odd", Op.IS, one)) for n, one in enumerate(TEXTS)], vocabulary)
    assert matcher.match(Facts({"odd": text})) == {str(TEXTS.index(text))}


@pytest.mark.parametrize("value", [1e-5, 1e16, 1e300, 5e-324, 0.1, -1e-300, 2.0**53 + 2])
def test_numbers_with_an_exponent_compare_as_numbers(value: float) -> None:
    """What the C code cannot read never gets there; the comparison comes out as Python's."""
    assert matched(compare("spending", Op.AT_LEAST, value), known(spending=value))
    assert not matched(compare("spending", Op.AT_LEAST, value), known(spending=-1e300 if value > -1e299 else -1e301))
    assert "e" not in messages(compare("spending", Op.AT_LEAST, value)).fact(known(spending=value))


def test_integers_beyond_63_bits_do_not_saturate() -> None:
    """10^18 and one more are two numbers."""
    assert not matched(compare("enrollment", Op.AT_LEAST, 10**18), known(enrollment=10**18 - 1))


def test_a_missing_fact_matches_nothing_in_either_polarity() -> None:
    """Neither a comparison on a missing fact nor its negation is true."""
    condition = compare("enrollment", Op.AT_MOST, 5)
    assert not matched(condition, known())
    assert not matched(Not(condition), known())


def test_a_fact_that_does_not_apply_matches_nothing_in_either_polarity() -> None:
    """What does not apply is not answered and not unanswered, not low and not high."""
    absent = frozenset({CRITERIA[0]})
    for condition in (compare(CRITERIA[0], Op.AT_MOST, 2), compare(CRITERIA[0], Op.ANSWERED, False)):
        assert not matched(condition, known(absent))
        assert not matched(Not(condition), known(absent))


def test_alternatives_that_are_all_true_fire_once() -> None:
    """`any` with two true parts is one match, for each alternative is a row and rows are merged by rule."""
    both = AnyOf((compare("enrollment", Op.AT_LEAST, 1), compare("rural", Op.IS, True)))
    assert matched(both, known(enrollment=5, rural=True))


def test_conditions_on_one_fact_are_never_written_into_one_mapping() -> None:
    """Where two comparisons stand in one mapping the C code ignores the second; each of ours has its own."""
    text = messages(AllOf((compare("enrollment", Op.AT_LEAST, 1), compare("rural", Op.IS, True)))).rulesets[0]
    rule = json.loads(text)["0"]["all"][0]["m"]["$and"]
    assert all(len(part) == 1 for part in rule)
    assert not matched(
        AllOf((compare("enrollment", Op.AT_LEAST, 1), compare("rural", Op.IS, True))), known(enrollment=5, rural=False)
    )


def operators(node: Any) -> set[str]:
    if isinstance(node, dict):
        return {key for key in node if key.startswith("$")}.union(*(operators(value) for value in node.values()))
    return set().union(*(operators(value) for value in node)) if isinstance(node, list) else set()


def test_only_the_safe_operators_are_used() -> None:
    """No alternatives, joins, arithmetic, patterns, arrays or absence: whatever is asked, these four suffice."""
    everything: list[Condition] = [
        compare(CRITERIA[0], Op.ANSWERED, False),
        Not(AnyOf((compare("stage", Op.NOT_IN, "designing", "improving"), compare("equity.mean", Op.BETWEEN, 1.5, 3)))),
        compare("spending", Op.BETWEEN, 0.1, 1e16),
        AnyOf((compare("rural", Op.IS_NOT, True), compare("enrollment", Op.IN, 1, 2, 3, 10))),
    ]
    said = messages(*everything)
    assert operators([json.loads(text) for text in said.rulesets]) <= {"$and", "$neq", "$lte", "$gte"}


def test_every_rule_is_anchored_and_the_sentinel_comes_last() -> None:
    """Each pattern begins with the marker that we always send; the sentinel has the highest number of priority."""
    rules = json.loads(messages(compare(CRITERIA[0], Op.ANSWERED, False)).rulesets[0])
    assert rules.pop("~") == {"all": [{"m": {"k": 1}}], "pri": 65535}
    assert all(rule["all"][0]["m"]["$and"][0] == {"k": 1} and rule["pri"] == 1 for rule in rules.values())


def pending(rules: Sequence[dict[str, Any]]) -> int:
    """The most checks that can be pending at once: the different first ones at each step of the tree of branches."""
    leaves: dict[tuple[str, ...], int] = {}
    for rule in rules:
        parts = [json.dumps(part) for part in rule["all"][0]["m"]["$and"]]
        branches = tuple(part for part in parts if '"b"' in part or '"c"' in part)
        leaves[branches] = leaves.get(branches, 0) + 1
    first = {branch[0] for branch in leaves}
    widest = max(sum(1 for branch in leaves if branch[0] == one) for one in first)
    return len(first) + widest + max(leaves.values())


def test_no_more_than_64_checks_are_ever_pending() -> None:
    """Thousands of rows are split into 16 branches of 16 branches of 16 rows."""
    rows = [compare("enrollment", Op.AT_LEAST, number) for number in range(4000)]
    for text in messages(*rows).rulesets:
        rules = json.loads(text)
        del rules["~"]
        assert len(rules) <= MOST_ROWS
        assert pending(list(rules.values())) < 64


def test_more_rows_than_a_ruleset_holds_are_spread() -> None:
    """The 4,096th rule begins another ruleset."""
    rows = [compare("enrollment", Op.IS, number) for number in range(MOST_ROWS + 1)]
    assert [len(json.loads(text)) for text in messages(*rows).rulesets] == [MOST_ROWS + 1, 2]


def test_equal_conditions_are_one_rule_there() -> None:
    """256 rules with equal conditions would crash the C code; equal rows are one rule with many ids."""
    said = messages(*[compare("rural", Op.IS, True)] * 300)
    assert len(said.rules) == 1
    assert len(said.rules["0"]) == 300


def test_too_many_alternatives_are_refused_when_compiled() -> None:
    """A rule of more than 256 rows is an error with its id, before anything is asked."""
    facts = [*CRITERIA, *(f"{one}.disagreement" for one in CRITERIA)]
    wide = [
        AnyOf((compare(one, Op.IS, 1), compare(other, Op.IS, 0))) for one in facts for other in facts if one < other
    ]
    with pytest.raises(MatcherError) as caught:
        DurableMatcher([("rule-wide", AllOf(tuple(wide)))], VOCABULARY)
    assert caught.value.problem
    assert (caught.value.problem.code, caught.value.problem.rule) == ("too-many-alternatives", "rule-wide")


def test_names_never_share_a_hash() -> None:
    """The C code compares names by a 32-bit hash alone; ours all differ, from each other and from what is reserved."""
    from leverpoint.matching.messages import _hash, _names

    names = [name for name, _ in zip(_names(), range(5000), strict=False)]
    hashes = {_hash(name) for name in (*names, "sid", "id", "k", "b", "c", "$s")}
    assert len(hashes) == len(names) + 6


def test_a_request_that_matches_nothing_can_be_freed() -> None:
    """Freeing a state in which no action ever ran crashes the process; the sentinel always runs."""
    matcher = DurableMatcher([("rule", compare("rural", Op.IS, True))], VOCABULARY)
    assert matcher.match(known(rural=False)) == frozenset()
    matcher.close()
    matcher.close()


def test_the_same_facts_may_be_asked_again_and_again() -> None:
    """A fact is taken back after each pass, so that the next one is no duplicate."""
    matcher, facts = DurableMatcher([("rule", compare("rural", Op.IS, True))], VOCABULARY), known(rural=True)
    assert {matcher.match(facts) for _ in range(50)} == {frozenset({"rule"})}


def test_true_and_one_are_kept_apart_by_their_facts() -> None:
    """A boolean is never compared with a number: the vocabulary gives each fact one type."""
    assert VOCABULARY["rural"].problem_with(1)
    assert VOCABULARY["enrollment"].problem_with(True)
