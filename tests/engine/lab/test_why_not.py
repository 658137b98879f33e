"""Why not: what each rule that could have recommended a strategy is missing, as one reading of its condition."""

from __future__ import annotations

import datetime as dt

from leverpoint import Advisor, Assessment
from leverpoint.conditions import Truth
from leverpoint.lab.exploring.why import Standing
from leverpoint.lab.exploring.why_not import Blocker, Missing, to_data, why_not
from leverpoint.lab.sample import sample

DAY = dt.date(2026, 2, 2)


def standing(advisor: Advisor, role: str = "branch", **more: object) -> Standing:
    return Standing(advisor, Assessment((role,), DAY, **more), role)  # type: ignore[arg-type] # as in each test


def test_all_that_failed_is_told(librarian: Advisor) -> None:
    """Of an `any` inside an `all`, what would do; found and needed in words; the owner of the rule."""
    found = standing(
        librarian, ratings={"people.learning": {"": 2}}, context={"phase": "settled", "has-partner": False}
    )
    (why,) = why_not(found, ["LEARN"])
    (rule,) = why.rules
    assert (rule.owner, rule.layer, rule.truth) == ("library", "core", Truth.FALSE)
    first, second = rule.missing.parts
    assert isinstance(first, Blocker)
    assert (first.found, first.needed) == ("level 2 of 2, Strong", "level 1 or below")
    assert isinstance(second, Missing)
    assert second.op == "any"
    assert [part.fact for part in second.parts if isinstance(part, Blocker)] == ["phase", "has-partner"]


def test_a_conclusion_is_followed_to_its_rules(librarian: Advisor) -> None:
    """Where a conclusion is missing, the rules that conclude it say what they miss, down to what people rated."""
    found = standing(librarian, ratings={"people.trust": {"": 0}, "people.learning": {"": 0}, "people.voice": {"": 0}})
    (why,) = why_not(found, ["SHARE"])
    (part,) = why.rules[0].missing.parts
    assert isinstance(part, Blocker)
    (ready,) = part.rules
    facts = {one.fact: one for one in ready.missing.parts if isinstance(one, Blocker)}
    assert set(facts) == {"people.mean", "fragile-team"}
    assert facts["fragile-team"].needed == "anything but yes"
    assert [rule.truth for rule in facts["fragile-team"].rules] == [Truth.TRUE]
    assert to_data(why)["rules"][0]["missing"]["all"][0]["rules"][0]["missing"]["all"]


def test_who_takes_it_off_and_who_speaks_to_others(librarian: Advisor) -> None:
    """A rule that takes a strategy off the list is named, and rules for other roles are kept apart."""
    ratings = {"people.voice": {"": 0}, "place.hours": {"": 2}}
    (off,) = why_not(standing(librarian, "town", ratings=ratings), ["OPEN"])
    assert [(one.rule, one.truth) for one in off.against] == [("library.rest-first", Truth.TRUE)]
    (other,) = why_not(standing(librarian, "region", ratings={"people.voice": {"": 2}}), ["MEET"])
    assert other.elsewhere == ("library.meet-weekly",)
    assert "library.meet-weekly" not in [one.rule for one in other.rules]


def test_without_names_all_that_are_not_certain(librarian: Advisor) -> None:
    """Exactly the strategies that are not certain are explained, and nothing is missing where a rule matched."""
    for assessment in sample(librarian.rulebook, 40, DAY, answered=0.7):
        found = Standing(librarian, assessment, assessment.roles[0])
        explained = why_not(found)
        certain = {one.strategy for one in found.advice.recommendations if one.certainty == "certain"}
        assert {one.strategy for one in explained} == set(librarian.rulebook.catalog.strategies) - certain
        for rule in (rule for one in explained for rule in (*one.rules, *one.against)):
            assert (rule.truth is Truth.TRUE) is (not rule.missing.parts)
