"""Why a strategy is on the list, or why it is not: every rule that speaks of it, with what was found and needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from leverpoint.advice import Recommendation, RoleAdvice
from leverpoint.advisor import Advisor
from leverpoint.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Not,
    Trace,
    Truth,
    found_in_words,
    guarded,
    needed_in_words,
    trace,
    truth,
)
from leverpoint.model import Adjust, Assessment, Certainty, Recommend, Rule, Suppress
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Facts, Kind


@dataclass(frozen=True, slots=True)
class Voice:
    """A rule that speaks of a strategy: what it would do, and how its condition came out."""

    rule: Rule
    effects: tuple[Recommend | Adjust | Suppress, ...]
    trace: Trace

    @property
    def truth(self) -> Truth:
        """Whether the rule matched; unknown where an answer is missing."""
        return self.trace.truth

    @property
    def says(self) -> str:
        """What the rule would do to the strategy, such as "recommends it (+12)"."""
        return " and ".join(_said(effect) for effect in self.effects)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison of a trace in words, with how deep it stands. `text` of a connective is its meaning."""

    depth: int
    truth: Truth
    text: str


class Standing:
    """Where one role's assessment leaves each strategy of a rulebook. Built for one question, thrown away after it."""

    def __init__(self, advisor: Advisor, assessment: Assessment, role: str) -> None:
        self.rulebook, self.role = advisor.rulebook, role
        self.advice = uncut_advice(advisor, replace(assessment, roles=(role,)))[role]
        self.facts = known_facts(self.rulebook, advisor.informed(assessment, role), role)

    @classmethod
    def found(cls, rulebook: Rulebook, advice: RoleAdvice, facts: Facts) -> Standing:
        """Where advice leaves the strategies that was worked out already, with what was known when it was."""
        standing = cls.__new__(cls)
        standing.rulebook, standing.role = rulebook, advice.role
        standing.advice, standing.facts = advice, facts
        return standing

    def listed(self, strategy: str) -> Recommendation | None:
        """The recommendation of that strategy, if it is on the list."""
        return next((one for one in self.advice.recommendations if one.strategy == strategy), None)

    def certainty(self, strategy: str) -> Certainty:
        """Certain, possible or excluded."""
        found = self.listed(strategy)
        return found.certainty if found else "excluded"

    def voices(self, strategy: str) -> tuple[Voice, ...]:
        """Every rule that recommends, adjusts or suppresses the strategy, in the order of their ids."""
        return tuple(self._voices(strategy))

    def is_heard(self, strategy: str, rule_id: str, wanted: Truth) -> bool:
        """Whether a rule speaks of the strategy and came out as wanted."""
        rule = self.rulebook.rules[rule_id]
        return any(_speaking_of(strategy, rule)) and truth(guarded(rule), self.facts) is wanted

    def outcome(self, rule: Rule) -> tuple[Truth, tuple[str, ...]]:
        """Whether any rule matched, and the comparisons that kept it from it, in words."""
        condition = guarded(rule)
        found = _blockers(condition, self.facts, negated=False)
        words = dict.fromkeys(self._compared(comparison, negated=negated) for comparison, negated in found)
        return truth(condition, self.facts), tuple(words)

    def lines(self, node: Trace, depth: int = 0) -> Iterator[Leaf]:
        """A trace as indented lines: what was found and needed, or which parts must hold."""
        yield Leaf(depth, node.truth, self.in_words(node))
        for child in node.children:
            yield from self.lines(child, depth + 1)

    def in_words(self, node: Trace) -> str:
        """One node of a trace: what was found and what was needed."""
        match node.node:
            case Comparison():
                return self._compared(node.node, negated=False)
            case AllOf():
                return "all of these"
            case AnyOf():
                return "at least one of these"
            case Not():
                return "not this"

    def _voices(self, strategy: str) -> Iterator[Voice]:
        for rule in self.rulebook.rules.values():
            effects = tuple(_speaking_of(strategy, rule))
            if effects:
                yield Voice(rule, effects, trace(guarded(rule), self.facts))

    def _compared(self, comparison: Comparison, *, negated: bool) -> str:
        fact = self.rulebook.vocabulary[comparison.fact]
        found, needed = found_in_words(fact, self.facts), needed_in_words(comparison, fact, negated)
        return f"{fact.title}: found {found}; needed {needed}"


def uncut_advice(advisor: Advisor, assessment: Assessment) -> dict[str, RoleAdvice]:
    """The advice for each role with the whole list, whatever limit the question asks for, and without its reasons."""
    options = replace(assessment.options, limit=None, certainty="possible", explain="none")
    return {one.role: one for one in advisor.suppose(replace(assessment, options=options)).roles}


def known_facts(rulebook: Rulebook, assessment: Assessment, role: str) -> Facts:
    """What an assessment says to a role, with what the rules conclude from it.

    Found by walking the conditions, which is the definition that every matcher is held to.
    """
    asked = facts = rulebook.vocabulary.facts_of(assessment, role)
    verdicts: dict[str, set[Truth]] = {fact.id: set() for fact in rulebook.vocabulary.of_kind(Kind.CONCLUSION)}
    for stratum in rulebook.strata:
        for rule in stratum:
            for fact in rule.concludes:
                verdicts[fact].add(truth(guarded(rule), facts))
        facts = asked.concluding({fact: Truth.TRUE in found for fact, found in verdicts.items() if _is_settled(found)})
    return facts


def _is_settled(verdicts: set[Truth]) -> bool:
    return Truth.TRUE in verdicts or Truth.UNKNOWN not in verdicts


def _said(effect: Recommend | Adjust | Suppress) -> str:
    match effect:
        case Recommend():
            return f"recommends it ({effect.points:+})"
        case Adjust():
            return f"moves it by {effect.points:+} ({effect.reason})"
        case Suppress():
            return f"takes it off the list ({effect.reason})"


def _speaking_of(strategy: str, rule: Rule) -> Iterator[Recommend | Adjust | Suppress]:
    for effect in rule.then:
        if isinstance(effect, Recommend | Adjust | Suppress) and effect.strategy == strategy:
            yield effect


def _blockers(condition: Condition, facts: Facts, *, negated: bool) -> Iterator[tuple[Comparison, bool]]:
    """The comparisons that keep a condition, or its negation, from being true, and whether each is negated there."""
    if truth(Not(condition) if negated else condition, facts) is Truth.TRUE:
        return
    match condition:
        case Comparison():
            yield condition, negated
        case Not(part):
            yield from _blockers(part, facts, negated=not negated)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _blockers(part, facts, negated=negated)
