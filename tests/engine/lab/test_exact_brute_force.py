"""What analysis proves of a small rulebook is what trying every assessment through the advisor finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from leverpoint_rulebooks import TODAY, WHO, every_assessment, reads_disagreement, rule, rulebook, rulebooks

from leverpoint import Advisor, Rulebook, read_request
from leverpoint.conditions import AllOf, AnyOf, Comparison, Op
from leverpoint.lab.exact.facts import raters_between
from leverpoint.lab.exact.inquiry import Asked, Inquiry
from leverpoint.lab.exact.reachability import _starved
from leverpoint.lab.exact.searches import EXACT, exact_findings
from leverpoint.lab.findings import Code, Finding, Status
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
            if moved(tried.book.rules[name], Recommend) & one.listed.keys():
                yield Code.PROMISE_BROKEN, (name,), (("promise", "perfect"),)
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


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(rulebooks(4))
def test_searches_find_what_brute_force_finds(book: Rulebook) -> None:
    """On any small rulebook, codes, rules and what each finding speaks of are those of trying everything."""
    finds_what_brute_force_finds(book)


@settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow])
@given(rulebooks(3, numbers=True))
def test_numbers_are_searched_as_brute_force_searches_them(book: Rulebook) -> None:
    """The same where whole numbers and fractions are asked, tried at every value that rules may tell apart."""
    finds_what_brute_force_finds(book)


def finds_what_brute_force_finds(book: Rulebook) -> None:
    findings = list(exact_findings(book, TODAY, top=TOP, seconds=600))
    assert all(one.status is Status.FOUND for one in findings)
    found = {(one.code, one.rules, one.about) for one in findings}
    assert found == set(expected(book))
    assert len(found) == len(findings)
    assert all(shows(book, one) for one in findings)


LOW, LOWER = (Comparison("r.a", Op.AT_MOST, (level,)) for level in (2, 1))
NEVER = AllOf((Comparison("r.b", Op.AT_MOST, (1,)), Comparison("r.b", Op.AT_LEAST, (2,))))
RARE = {
    "a core rule suppresses what a pack recommends whenever it does": [
        rule("core.no", LOWER, Suppress("A", "No.")),
        rule("town.yes", LOW, Recommend("A", 1)),
    ],
    "the bound on packs swallows a second rule": [
        rule("core.a", LOW, Recommend("A", 1)),
        rule("town.more", LOW, Adjust("A", 4, "More.")),
        rule("town.still-more", LOWER, Adjust("A", 3, "Still more.")),
    ],
    "what suppresses the lowest level alone is lifted by a better rating": [
        rule("core.a", LOW, Recommend("A", 1)),
        rule("town.not-yet", LOWER, Suppress("A", "Not yet.")),
    ],
    "a conclusion that only ever stays open because of a rule": [
        rule("core.first", LOWER, Conclude("fragile")),
        rule("core.second", AnyOf((LOWER, NEVER)), Conclude("fragile")),
        rule("core.read", Comparison("fragile", Op.IS, (True,)), Recommend("B", 2)),
    ],
    "a strategy that only ever stays possible because of a rule": [
        rule("core.first", LOWER, Recommend("A", 3)),
        rule("core.second", AnyOf((LOWER, NEVER)), Recommend("A")),
    ],
    "a rule that adds a leverage point to the one that another names": [
        rule("core.first", LOW, Recommend("A", 3, ("q",))),
        rule("core.second", LOWER, Recommend("A", 0, ("s",))),
    ],
    "two rules that each name all leverage points": [
        rule("core.first", LOW, Recommend("A", 3, ("q", "s"))),
        rule("core.second", LOWER, Recommend("A", 0, ("s", "q", "p"))),
    ],
    "a rule that names all leverage points, as if none were named": [
        rule("core.only", LOW, Recommend("B", 3), roles=("teacher",)),
        rule("core.all", LOWER, Recommend("B", 0, ("q",)), roles=("teacher",)),
    ],
    "a rule that names but one of the leverage points": [
        rule("core.first", LOW, Recommend("A", 3)),
        rule("core.one", LOWER, Recommend("A", 0, ("s",)), roles=("teacher",)),
    ],
    "raters who differ are told, and then told not to": [
        rule("core.apart", Comparison("r.a.disagreement", Op.AT_LEAST, (2,)), Recommend("A", 3)),
        rule("core.high", Comparison("r.a", Op.IS, (3,)), Suppress("A", "It is done.")),
    ],
}


@pytest.mark.parametrize("rules", RARE.values(), ids=RARE)
def test_rare_faults_are_found_as_brute_force_finds_them(rules: list[Rule]) -> None:
    """Faults that random rulebooks seldom have are found as well, and nothing else."""
    finds_what_brute_force_finds(rulebook(rules))


def test_raters_are_found_for_each_level_and_spread_that_three_can_show() -> None:
    """The raters of a witness differ by the spread and have the level as their median, wherever some can."""
    shown = {(sorted(three)[1], max(three) - min(three)) for three in product((1, 2, 3, 4), repeat=3)}
    for level, spread in product((1, 2, 3, 4), range(4)):
        ends = raters_between((1, 2, 3, 4), level, spread)
        assert (ends is not None) is ((level, spread) in shown)
        if ends:
            assert ends[0] <= level <= ends[1] == ends[0] + spread <= 4


def shows(book: Rulebook, one: Finding) -> bool:
    """Whether the witness, sent as it is, shows the fault; two codes tell of what no assessment shows."""
    if one.witness is None:
        return one.code in (Code.UNREACHABLE, Code.STARVED)
    it, about = seen(book, *advisors(book), read_request(one.witness, book, TODAY)), dict(one.about)
    listed = it.listed.get(about.get("strategy", ""))
    wanted = {effect for rule in one.rules for effect in moved(book.rules[rule], Recommend)}
    shown = {
        Code.GAP: not it.listed and it.role == about.get("role"),
        Code.STARVED: listed is not None and listed[2] > TOP,
        Code.NON_MONOTONE: listed is not None,
        Code.PROMISE_BROKEN: about.get("promise") == "lowest" or bool(wanted & it.listed.keys()),
    }
    return shown.get(one.code, True) and (one.code is Code.NON_MONOTONE or it.true.issuperset(one.rules))


def test_without_time_nothing_is_decided() -> None:
    """Where the time is up, every question is told as not decided: no fault, and no "none" either."""
    rules = [rule("core.one", Comparison("r.a", Op.AT_MOST, (1,)), Recommend("A", 2)),
             rule("core.two", Comparison("r.a", Op.IS, (2,)), Suppress("A", "Later."))]  # fmt: skip
    findings = list(exact_findings(rulebook(rules), TODAY, seconds=0))
    assert {one.status for one in findings} == {Status.NOT_DECIDED}
    assert {one.code for one in findings} == EXACT.keys()


def test_what_time_did_not_allow_to_see_is_not_called_never_listed() -> None:
    """A strategy that never comes first, whose best place there was no time to find, is not told to be never listed."""
    book = rulebook([rule("core.first", Comparison("r.b", Op.AT_MOST, (3,)), Recommend("B", 9)),
                     rule("core.after", Comparison("r.b", Op.AT_MOST, (3,)), Recommend("C", 1))])  # fmt: skip
    messages = []
    for seconds in (60.0, 0.0):
        (told,) = [_starved(Inquiry(book, Asked(TODAY, WHO, TOP, seconds)), "C")]
        messages.append(told.message)
    assert messages == [f"in no complete assessment does C come among the first 1{best}"
                        for best in ("; the best found is rank 2", "")]  # fmt: skip
    assert "never listed" in _starved(Inquiry(book, Asked(TODAY, WHO, TOP, 60.0)), "A").message


def test_a_rule_may_say_why_it_is_not_monotone() -> None:
    """A rule that raises what has become better is told of, unless it says why."""
    low, high = (Comparison("r.a", op, (level,)) for op, level in ((Op.AT_MOST, 2), (Op.IS, 3)))
    core = rule("core.low", low, Recommend("A", 1))
    for reason, expected_rules in ((None, [("core.high",)]), ("What works should spread.", [])):
        book = rulebook([core, rule("core.high", high, Recommend("A", 9), non_monotone=reason)])
        found = exact_findings(book, TODAY, codes={Code.NON_MONOTONE})
        assert [one.rules for one in found] == expected_rules


def test_what_moves_along_with_an_excused_rule_is_not_blamed_for_it() -> None:
    """Where a strategy is more urgent only because of a rule that says why, no other rule is at fault."""
    low, high = (Comparison("r.a", op, (level,)) for op, level in ((Op.AT_MOST, 2), (Op.IS, 3)))
    core = [rule("core.low", low, Recommend("A", 1)), rule("core.keep", high, Recommend("A", 2))]
    jump = rule("core.high", high, Recommend("A", 20), non_monotone="What works should spread.")
    found = exact_findings(rulebook([*core, jump]), TODAY, codes={Code.NON_MONOTONE})
    assert list(found) == []
    blamed_too = exact_findings(rulebook([*core, replace(jump, non_monotone=None)]), TODAY, codes={Code.NON_MONOTONE})
    assert ("core.high",) in {one.rules for one in blamed_too}


def test_the_same_question_gets_the_same_witness() -> None:
    """Two runs tell the same findings in the same order, down to the witness."""
    rules = [rule("core.one", Comparison("r.a.disagreement", Op.AT_LEAST, (1,)), Recommend("A", 2)),
             rule("core.two", Comparison("r.a", Op.AT_MOST, (2,)), Suppress("A", "Later."))]  # fmt: skip
    first, second = (list(exact_findings(rulebook(rules), TODAY)) for _ in range(2))
    assert [one.to_json() for one in first] == [one.to_json() for one in second]
    conflict = next(one for one in first if one.code is Code.CONTRADICTION)
    assert conflict.witness is not None
    apart = next(row for row in conflict.witness["assessment"]["ratings"] if row["criterion"] == "r.a")
    assert len({one["level"] for one in apart["ratings"]}) > 1
