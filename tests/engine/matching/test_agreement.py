"""durable-rules, the bit sets and the tree walk are held to one another over random rulebooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import leverpoint_strategies as some
from hypothesis import given, settings
from hypothesis import strategies as st

from leverpoint.conditions import Condition, Truth, guarded, truth
from leverpoint.matching import Health, Matching, UnitCache, check_boundaries
from leverpoint.matching.bitsets import BitsetMatcher
from leverpoint.matching.durable import DurableMatcher
from leverpoint.model import Assessment, Rule
from leverpoint.rulebook import sort_into_strata
from leverpoint.vocabulary import Facts, Kind

VOCABULARY = some.vocabulary()
Answer = tuple[frozenset[str], frozenset[str]]
MANY_FACTS = st.lists(some.known(VOCABULARY), min_size=1, max_size=12)
MANY_ASSESSMENTS = st.lists(
    st.tuples(some.assessments(VOCABULARY), st.sampled_from(some.ROLES)), min_size=1, max_size=6
)


def walked(rules: Iterable[tuple[str, Condition]], facts: Facts) -> Answer:
    """What the definition says."""
    verdicts = {rule_id: truth(condition, facts) for rule_id, condition in rules}
    return ids(verdicts, Truth.TRUE), ids(verdicts, Truth.UNKNOWN)


def ids(verdicts: dict[str, Truth], wanted: Truth) -> frozenset[str]:
    return frozenset(rule_id for rule_id, verdict in verdicts.items() if verdict is wanted)


def walked_through(strata: Sequence[Sequence[Rule]], facts: Facts) -> tuple[Answer, Facts]:
    """What the definition says of all strata, and the facts with what was concluded."""
    verdicts: dict[str, Truth] = {}
    concluding = {fact.id: [] for fact in VOCABULARY.of_kind(Kind.CONCLUSION)}  # type: dict[str, list[str]]
    for rule in (rule for stratum in strata for rule in stratum):
        for fact in rule.concludes:
            concluding[fact].append(rule.id)
    for stratum in strata:
        now = facts.concluding(_settled(concluding, verdicts))
        verdicts |= {rule.id: truth(guarded(rule), now) for rule in stratum}
    return (ids(verdicts, Truth.TRUE), ids(verdicts, Truth.UNKNOWN)), facts.concluding(_settled(concluding, verdicts))


def _settled(concluding: dict[str, list[str]], verdicts: dict[str, Truth]) -> dict[str, bool]:
    settled: dict[str, bool] = {}
    for fact, rules in concluding.items():
        found = {verdicts.get(rule, Truth.UNKNOWN) for rule in rules}
        if Truth.TRUE in found or Truth.UNKNOWN not in found:
            settled[fact] = Truth.TRUE in found
    return settled


@settings(max_examples=120)
@given(conditions=st.lists(some.conditions(tuple(VOCABULARY)), min_size=1, max_size=40), many=MANY_FACTS)
def test_both_matchers_say_what_the_tree_walk_says(conditions: list[Condition], many: list[Facts]) -> None:
    """Whatever is compared, and whatever is known, missing or not applicable, all three answer alike."""
    rules = [(f"rule-{number}", condition) for number, condition in enumerate(conditions)]
    durable, bitsets = DurableMatcher(rules, VOCABULARY), BitsetMatcher(rules, VOCABULARY)
    for facts in many:
        true, unknown = walked(rules, facts)
        assert durable.match(facts) == true
        assert bitsets.match(facts) == (true, unknown)


@settings(max_examples=60)
@given(rules=some.rules(VOCABULARY), asked=MANY_ASSESSMENTS)
def test_conclusions_pass_through_the_strata(rules: list[Rule], asked: list[tuple[Assessment, str]]) -> None:
    """Rules of several sources that conclude facts for each other come out as the tree walk says, never in dispute."""
    strata, health = sort_into_strata(rules), Health()
    matching = Matching(strata, VOCABULARY, UnitCache(), health)
    for assessment, role in asked:
        facts = VOCABULARY.facts_of(assessment, role)
        matches, (answer, concluded) = matching.match(facts), walked_through(strata, facts)
        assert (matches.true, matches.unknown) == answer
        assert matches.facts == concluded
        assert matches.matcher == "durable-rules"
    assert (health.evaluations, health.disagreements, health.durable_errors) == (len(asked), 0, 0)
    assert not any(check_boundaries(unit, VOCABULARY) for unit in matching.units)


@settings(max_examples=40)
@given(
    rules=some.rules(VOCABULARY, most=15), asked=st.tuples(some.assessments(VOCABULARY), st.sampled_from(some.ROLES))
)
def test_each_answer_to_an_open_fact_comes_out_as_if_it_had_been_given(
    rules: list[Rule], asked: tuple[Assessment, str]
) -> None:
    """What would be true and unknown with each answer is what a match with that answer says."""
    strata = sort_into_strata(rules)
    matching, facts = Matching(strata, VOCABULARY, UnitCache(), Health()), VOCABULARY.facts_of(*asked)
    for fact in VOCABULARY.of_kind(Kind.CRITERION, Kind.CONTEXT):
        if fact.id not in facts.values and fact.id not in facts.not_applicable:
            variants = some.variants(VOCABULARY, facts, fact)
            expected = [walked_through(strata, variant)[0] for variant in variants]
            assert matching.alternatives(fact.id, variants) == expected
