"""What to ask next: the open facts that matter, and how many undecided recommendations each could settle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from leverpoint.advice import Question
from leverpoint.conditions import Op, comparisons
from leverpoint.matching import Matching
from leverpoint.model import Recommend, Rule, Scalar, Suppress
from leverpoint.presence import Voices
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import DISAGREEMENT, Fact, Facts, Kind, Type, Vocabulary


@dataclass(frozen=True, slots=True)
class Undecided:
    """Where one role stands: what is known, which rules are unknown, which listed strategies are only possible, and the
    open criteria of all that are listed.
    """

    role: str
    facts: Facts
    unknown: frozenset[str]
    strategies: tuple[str, ...]
    criteria: frozenset[str]


class Questions:
    """Finds the questions worth asking. What no answer changes is worked out once for the rulebook."""

    def __init__(self, rulebook: Rulebook, matching: Matching, voices: Mapping[str, Voices]) -> None:
        self._vocabulary, self._matching, self._voices = rulebook.vocabulary, matching, voices
        self._reads = _base_facts(rulebook)
        self._speakers = _speakers(rulebook.rules.values())
        self._answers = {
            fact.id: _extremes_first(telling_answers(fact, rulebook)) for fact in rulebook.vocabulary if _is_asked(fact)
        }
        self._position = {fact: (self._kind(fact), index) for index, fact in enumerate(self._answers)}

    def next(self, roles: Iterable[Undecided]) -> tuple[Question, ...]:
        """The open facts that unknown rules or listed strategies rest on, those that settle most first."""
        settled: dict[str, int] = {}
        for undecided in roles:
            for fact, count in self._of_role(undecided):
                settled[fact] = settled.get(fact, 0) + count
        order = sorted(settled, key=lambda fact: (-settled[fact], self._position[fact]))
        return tuple(Question(fact, self._kind(fact), settled[fact]) for fact in order)

    def _of_role(self, undecided: Undecided) -> Iterator[tuple[str, int]]:
        facts, unknown = undecided.facts, undecided.unknown
        deciding = self._deciding(undecided.strategies, unknown)
        read = undecided.criteria.union(*(self._reads[rule] for rule in unknown))
        for fact in read:
            if self._is_open(fact, facts, undecided.role):
                by = [strategy for strategy in undecided.strategies if fact in deciding[strategy]]
                yield fact, self._count(fact, facts, by) if by else 0

    def _deciding(self, strategies: Iterable[str], unknown: frozenset[str]) -> dict[str, frozenset[str]]:
        """For each undecided strategy the facts that its unknown rules rest on."""
        rules = {strategy: self._speakers[strategy] & unknown for strategy in strategies}
        return {name: frozenset().union(*(self._reads[rule] for rule in found)) for name, found in rules.items()}

    def _is_open(self, fact: str, facts: Facts, role: str) -> bool:
        asked = self._vocabulary[fact].roles
        return fact not in facts.values and fact not in facts.not_applicable and (not asked or role in asked)

    def _count(self, fact: str, facts: Facts, strategies: Sequence[str]) -> int:
        """How many of the strategies some answer to this one fact would make certain or excluded."""
        left = set(strategies)
        for values in self._answers[fact]:
            others = [self._vocabulary.answering(facts, fact, value) for value in values]
            for true, unknown in self._matching.alternatives(fact, others):
                left -= {one for one in left if self._voices[one].certainty(true, unknown) != "possible"}
            if not left:
                break
        return len(strategies) - len(left)

    def _kind(self, fact: str) -> Literal["criterion", "context"]:
        return "criterion" if self._vocabulary[fact].kind is Kind.CRITERION else "context"


def _is_asked(fact: Fact) -> bool:
    return fact.kind in (Kind.CRITERION, Kind.CONTEXT) and not fact.computed


def _base_facts(rulebook: Rulebook) -> dict[str, frozenset[str]]:
    """For each rule the facts that people are asked and that it rests on, through aggregates and conclusions."""
    concluded: dict[str, set[str]] = {}
    reads: dict[str, frozenset[str]] = {}
    for rule in (rule for stratum in rulebook.strata for rule in stratum):
        found: set[str] = set()
        for comparison in comparisons(rule.when):
            found |= set(_asked_for(comparison.fact, rulebook.vocabulary)) | concluded.get(comparison.fact, set())
        reads[rule.id] = frozenset(found)
        for fact in rule.concludes:
            concluded.setdefault(fact, set()).update(found)
    return reads


def _asked_for(name: str, vocabulary: Vocabulary) -> Collection[str]:
    fact = vocabulary[name]
    if fact.kind is Kind.DISAGREEMENT:
        return (name.removesuffix(DISAGREEMENT),)
    if fact.kind is Kind.AGGREGATE:
        rubric = next(one for one in vocabulary.rubrics if one.id == name.rpartition(".")[0])
        return tuple(row.id for row in rubric.criteria)
    return (name,) if _is_asked(fact) else ()


def _speakers(rules: Iterable[Rule]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for rule in rules:
        for effect in rule.then:
            if isinstance(effect, Recommend | Suppress):
                found.setdefault(effect.strategy, set()).add(rule.id)
    return {strategy: frozenset(rule_ids) for strategy, rule_ids in found.items()}


def _extremes_first(values: tuple[Scalar, ...]) -> tuple[tuple[Scalar, ...], ...]:
    """The first and the last, which settle most by themselves, and then what lies between, if anything does."""
    parts = (values[:1] + values[1:][-1:], values[1:-1])
    return tuple(part for part in parts if part)


def telling_answers(fact: Fact, rulebook: Rulebook) -> tuple[Scalar, ...]:
    """Every answer where they are few; of numbers, each value that rules compare with and one between each two."""
    if fact.values:
        return fact.values
    limits = {fact.minimum or 0, fact.maximum or 0}
    for rule in rulebook.rules.values():
        read = (one for one in comparisons(rule.when) if one.fact == fact.id and one.op is not Op.ANSWERED)
        limits.update(float(value) for one in read for value in one.operand)
    between = [(low + high) / 2 for low, high in pairwise(sorted(limits))]
    values = {value // 1 if fact.type is Type.INTEGER else value for value in (*limits, *between)}
    return tuple(value for value in map(_plain, sorted(values)) if fact.problem_with(value) is None)


def _plain(value: float) -> Scalar:
    return int(value) if value == value // 1 else value
