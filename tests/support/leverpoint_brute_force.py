"""Every finding about a small rulebook, by the words of its definition: each assessment is put to the advisor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from leverpoint_rulebooks import TODAY, WHO, every_assessment, reads_disagreement

from leverpoint import Advisor, Rulebook
from leverpoint.lab.proving.findings import Code
from leverpoint.matching import Health, Matching, UnitCache
from leverpoint.model import Adjust, Assessment, Conclude, Options, Recommend, Rule, Suppress, Warn
from leverpoint.presence import voices_of
from leverpoint.priority import Priority
from leverpoint.rulebook import sort_into_strata
from leverpoint.vocabulary import Kind

TOP = 1
Found = tuple[Code, tuple[str, ...], tuple[tuple[str, str], ...]]
Listed = Mapping[str, tuple[str, int, int, tuple[str, ...]]]


@dataclass(frozen=True)
class Seen:
    """One assessment: the rules that are true or unknown, what is listed, and conclusions.

    Of each strategy that is listed its certainty, score, rank and leverage points.
    """

    assessment: Assessment
    role: str
    true: frozenset[str]
    unknown: frozenset[str]
    listed: Listed
    concluded: Mapping[str, Any]


class Tried:
    """Every assessment of a rulebook, tried."""

    def __init__(self, book: Rulebook) -> None:
        self.book, apart = book, reads_disagreement(book)
        self.advisor, self.matching = advisors(book)
        self.complete = [
            self.see(one) for role in WHO for one in every_assessment(book, role, open_=False, disagreement=apart)
        ]
        self.any = [
            self.see(one) for role in WHO for one in every_assessment(book, role, open_=True, disagreement=apart)
        ]

    def see(self, assessment: Assessment) -> Seen:
        """What becomes of one assessment."""
        return seen(self.book, self.advisor, self.matching, assessment)

    def at(self, wanted: Any) -> list[Seen]:
        """The complete assessments in which every level is as wanted, of criteria that apply."""
        return [one for one in self.complete if all(map(wanted, levels(self.book, one.assessment).values()))]


def advisors(book: Rulebook) -> tuple[Advisor, Matching]:
    units = UnitCache()
    return Advisor(book, units), Matching(book.strata, book.vocabulary, units, Health(), book.hidden)


def seen(book: Rulebook, advisor: Advisor, matching: Matching, assessment: Assessment) -> Seen:
    (role,) = assessment.roles
    matches = matching.match(book.vocabulary.facts_of(assessment, role))
    advice = advisor.advise(replace(assessment, options=Options(explain="none"))).roles[0]
    listed = {one.strategy: (one.certainty, one.score, one.rank, tuple(point.id for point in one.leverage_points))
              for one in advice.recommendations}  # fmt: skip
    drawn = {fact.id: matches.facts.values.get(fact.id) for fact in book.vocabulary.of_kind(Kind.CONCLUSION)}
    return Seen(assessment, role, matches.true, matches.unknown, listed, drawn)


def levels(book: Rulebook, assessment: Assessment) -> dict[str, int]:
    values = book.vocabulary.facts_of(assessment, assessment.roles[0]).values
    return {fact.id: int(values[fact.id]) for fact in book.vocabulary.of_kind(Kind.CRITERION) if fact.id in values}


def expected(book: Rulebook) -> Iterator[Found]:
    """Every finding, by the words of its definition, over every assessment."""
    tried = Tried(book)
    reached = {name for name in book.rules if any(name in one.true for one in tried.any)}
    yield from ((Code.UNREACHABLE, (name,), ()) for name in book.rules if name not in reached and today(book, name))
    yield from contradictions(tried)
    yield from promises(tried)
    for role in WHO:
        yield from gaps(tried, role)
    for strategy in book.catalog.strategies:
        if not any(strategy in one.listed and one.listed[strategy][2] <= TOP for one in tried.complete):
            yield Code.STARVED, (), (("strategy", strategy), ("top", str(TOP)))
    for name in sorted(reached):
        if shadowed(tried, book.rules[name]):
            yield Code.SHADOWED, (name,), ()
        elif not matters(tried, book.rules[name]):
            yield Code.REDUNDANT, (name,), ()
    yield from non_monotone(tried)


def today(book: Rulebook, name: str) -> bool:
    """Whether the rule is in effect."""
    one = book.rules[name]
    return (one.since or TODAY) <= TODAY <= (one.until or TODAY)


def gaps(tried: Tried, role: str) -> Iterator[Found]:
    found = [levels(tried.book, one.assessment) for one in tried.complete if one.role == role and not one.listed]
    low = {frozenset(row for row, level in one.items() if level < 3) for one in found} - {frozenset()}
    alone = {row for rows in low for row in rows if len(rows) == 1}
    yield from ((Code.GAP, (), (("criterion", row), ("role", role))) for row in alone)
    if any(rows.isdisjoint(alone) for rows in low):
        yield Code.GAP, (), (("role", role),)


def contradictions(tried: Tried) -> Iterator[Found]:
    for one in tried.any:
        for wanting in (tried.book.rules[name] for name in one.true):
            for against in (tried.book.rules[name] for name in one.true):
                if wanting.layer is against.layer:
                    for strategy in moved(wanting, Recommend) & moved(against, Suppress):
                        rules = tuple(dict.fromkeys((wanting.id, against.id)))
                        yield Code.CONTRADICTION, rules, (("strategy", strategy),)


def moved(rule: Rule, *kinds: Any) -> set[str]:
    return {effect.strategy for effect in rule.then if isinstance(effect, kinds)}


def promises(tried: Tried) -> Iterator[Found]:
    for one in tried.at(lambda level: level >= 3):
        for name in one.true:
            named = [effect.strategy for effect in tried.book.rules[name].then if isinstance(effect, Recommend)]
            if one.listed.keys() & named:
                strategies = ", ".join(dict.fromkeys(named))
                yield Code.PROMISE_BROKEN, (name,), (("promise", "perfect"), ("strategies", strategies))
    rows = len(tried.book.catalog.criteria())
    for one in tried.at(lambda level: level == 1):
        can_do = any(tried.book.catalog.points_for(strategy, one.role) for strategy in one.listed)
        if len(levels(tried.book, one.assessment)) == rows and not can_do:
            yield Code.PROMISE_BROKEN, (), (("promise", "lowest"), ("role", one.role))


def shadowed(tried: Tried, rule: Rule) -> bool:
    def works(one: Seen) -> bool:
        return any(
            isinstance(effect, Warn | Conclude)
            or (isinstance(effect, Suppress) and effect.strategy not in one.listed)
            or (isinstance(effect, Recommend | Adjust) and effect.strategy in one.listed)
            for effect in rule.then
        )

    return not any(works(one) for one in tried.any if rule.id in one.true)


def matters(tried: Tried, rule: Rule) -> bool:
    rules = {name: one for name, one in tried.book.rules.items() if one is not rule}
    rest = replace(tried.book, rules=rules, strata=sort_into_strata(rules.values()))
    advisor, matching = advisors(rest)
    warns = any(isinstance(effect, Warn) for effect in rule.then)
    for one in tried.any:
        if rule.id in one.true and warns:
            return True
        if rule.id in one.true | one.unknown:
            other = seen(rest, advisor, matching, one.assessment)
            if other.listed != one.listed or other.concluded != one.concluded:
                return True
    return False


def non_monotone(tried: Tried) -> Iterator[Found]:
    agreed = [tried.see(one) for role in WHO for one in every_assessment(tried.book, role, open_=False)]
    by_answers = {key(one.role, levels(tried.book, one.assessment), one.assessment.context): one for one in agreed}
    whole, unexplained = Ranking(tried.book), Ranking(unexcused(tried.book))
    for worse in agreed:
        found = levels(tried.book, worse.assessment)
        for row in tried.book.catalog.criteria().values():
            raised = key(worse.role, {**found, row.id: found.get(row.id, 9) + 1}, worse.assessment.context)
            for strategy in row.strategies if raised in by_answers else ():
                better = by_answers[raised]
                enters, gains = (
                    all(how(one, strategy, worse, better) for one in (whole, unexplained))
                    for how in (Ranking.enters, Ranking.gains)
                )
                if strategy in better.listed and (enters or gains):
                    for name in blamed(tried.book, strategy, worse, better):
                        yield Code.NON_MONOTONE, (name,), (("criterion", row.id), ("strategy", strategy))


class Ranking:
    """What the rules of a book, the same ones being true, list and how high."""

    def __init__(self, book: Rulebook) -> None:
        self.book, self.priority, self.voices = book, Priority(book), voices_of(book.rules.values())

    def enters(self, strategy: str, worse: Seen, better: Seen) -> bool:
        """Whether the better rating brings it onto the list."""
        was, is_ = (strategy in self.voices and self.voices[strategy].certainty(one.true, one.unknown) != "excluded"
                    for one in (worse, better))  # fmt: skip
        return is_ and not was

    def gains(self, strategy: str, worse: Seen, better: Seen) -> bool:
        """Whether the better rating gives it points, listed or not."""
        return self.score(strategy, better) > self.score(strategy, worse)

    def score(self, strategy: str, one: Seen) -> int:
        """The points of a strategy."""
        facts = self.book.vocabulary.facts_of(one.assessment, one.role)
        return sum(term.points for term in self.priority.terms(strategy, one.role, facts, one.true))


def unexcused(book: Rulebook) -> Rulebook:
    """The rules that do not say why a better rating may be more urgent."""
    return replace(book, rules={name: one for name, one in book.rules.items() if not one.non_monotone})


def blamed(book: Rulebook, strategy: str, worse: Seen, better: Seen) -> Iterator[str]:
    for one in unexcused(book).rules.values():
        points = sum(
            said.points for said in one.then if isinstance(said, Recommend | Adjust) and said.strategy == strategy
        )
        points += sum(said.points for said in one.retunes if said.strategy == strategy)
        wants = strategy in moved(one, Recommend) or points > 0
        against = strategy in moved(one, Suppress) or points < 0
        on, off = one.id in better.true - worse.true, one.id in worse.true - better.true
        if (on and wants) or (off and against):
            yield one.id


def key(role: str, found: Mapping[str, int], context: Mapping[str, Any]) -> Any:
    return role, tuple(sorted(found.items())), tuple(sorted(context.items()))
