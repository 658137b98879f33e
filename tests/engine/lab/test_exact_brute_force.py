"""What analysis proves of a small rulebook is what trying every assessment through the advisor finds."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from leverpoint_brute_force import TOP, advisors, expected, moved, seen
from leverpoint_rulebooks import TODAY, WHO, rule, rulebook, rulebooks

from leverpoint import Rulebook, read_request
from leverpoint.conditions import AllOf, AnyOf, Comparison, Op
from leverpoint.lab.proving.exact.facts import raters_between
from leverpoint.lab.proving.exact.inquiry import Asked, Inquiry
from leverpoint.lab.proving.exact.reachability import _starved
from leverpoint.lab.proving.exact.searches import EXACT, exact_findings
from leverpoint.lab.proving.findings import Code, Finding, Status
from leverpoint.model import Adjust, Conclude, Recommend, Rule, Suppress


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
