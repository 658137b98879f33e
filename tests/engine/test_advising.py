"""The one front door: advice for each role, ranked, explained, limited, with what was suppressed and warned of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from leverpoint import Advice, Advisor, Health, Rulebook, UnitCache, read_request
from leverpoint.advice import Elsewhere, Recommendation, RoleAdvice, RuleRef, RuleWarning, StrengthenFirst, Suppressed
from leverpoint.conditions import Comparison, Condition, Op
from leverpoint.model import Adjust, Citation, Conclude, Effect, Layer, Recommend, Rule, Suppress, Warn
from leverpoint.rulebook import SourceInfo, sort_into_strata

Ask = Callable[..., Advice]
TODAY = dt.date(2026, 2, 2)


def listed(advice: RoleAdvice) -> list[tuple[str, str, int]]:
    return [(item.strategy, item.certainty, item.score) for item in advice.recommendations]


def item_of(advice: Advice, strategy: str) -> Recommendation:
    return next(item for item in advice.roles[0].recommendations if item.strategy == strategy)


RATED = {"people.trust": 1, "people.learning": 1, "people.voice": 2, "place.hours": 2, "place.sharing": 3}


def test_strategies_are_ranked_by_their_scores(ask: Ask) -> None:
    """Certain and possible share one list, best first, with scores of what is known."""
    assert listed(ask(["branch"], RATED, {"phase": "starting"}).roles[0]) == [
        ("MEET", "certain", 13 + 10 + 4 + 5),
        ("OPEN", "certain", 17 + 2 + 2 + 4),
        ("LEARN", "certain", 13 + 6 - 5 + 4 + 3),
    ]
    assert listed(ask(["branch"], {"people.trust": 1}).roles[0]) == [
        ("MEET", "certain", 13 + 10 + 4 + 5),
        ("GARDEN", "possible", 6 + 4),
        ("LEARN", "possible", 6 - 5 + 4),
        ("OPEN", "possible", 2 + 2),
        ("SHARE", "possible", 2 - 5),
    ]


@pytest.mark.parametrize(
    "roles", [["branch", "region", "town"], ["town", "branch", "region"], ["region"], ["branch", "town"]]
)
def test_roles_are_answered_in_the_order_of_the_catalog(roles: list[str], ask: Ask) -> None:
    """Roles are a set: however they are asked, they are answered in one order, each as if it had asked alone."""
    answers = ask(roles, RATED).roles
    assert [one.role for one in answers] == [role for role in ("region", "town", "branch") if role in roles]
    assert list(answers) == [ask([one.role], RATED).roles[0] for one in answers]


def test_a_rule_speaks_to_its_roles_only(ask: Ask) -> None:
    """What a rule for branches and towns recommends, a region does not hear."""
    by_role = {one.role: one for one in ask(["region", "town"], {"people.trust": 0, "people.voice": 2}).roles}
    assert "MEET" in {item.strategy for item in by_role["town"].recommendations}
    assert "MEET" not in {item.strategy for item in by_role["region"].recommendations}


@pytest.mark.parametrize("limit", [1, 2, 5, 1000])
def test_a_limit_cuts_after_ranking(limit: int, ask: Ask) -> None:
    """The first of a short list are the first of the long one, with their ranks; nothing else changes."""
    whole, cut = ask(["branch"], {"people.trust": 1}), ask(["branch"], {"people.trust": 1}, limit=limit)
    assert cut.roles[0].recommendations == whole.roles[0].recommendations[:limit]
    assert [item.rank for item in cut.roles[0].recommendations] == list(range(1, min(limit, 5) + 1))
    assert (cut.complete, cut.questions) == (whole.complete, whole.questions)


def test_only_what_is_certain_can_be_asked_for(ask: Ask) -> None:
    """`certainty: certain` leaves the possible out, and ranks what is left."""
    ratings = {"people.trust": 1, "people.voice": 2, "place.hours": 2, "people.learning": 2}
    whole, certain = ask(["branch"], ratings).roles[0], ask(["branch"], ratings, certainty="certain").roles[0]
    kept = [item for item in whole.recommendations if item.certainty == "certain"]
    assert [(item.rank, item.strategy) for item in kept] == [(1, "MEET"), (2, "OPEN"), (4, "SHARE")]
    assert certain.recommendations == tuple(replace(item, rank=rank) for rank, item in enumerate(kept, 1))


def test_explanations_come_in_three_sizes(ask: Ask) -> None:
    """`none` gives neither reasons nor a trace, `reasons` the reasons, `full` both; the list itself is the same."""
    none, reasons, full = (ask(["branch"], RATED, explain=size) for size in ("none", "reasons", "full"))
    assert listed(none.roles[0]) == listed(reasons.roles[0]) == listed(full.roles[0])
    for short, middle, long in zip(*(one.roles[0].recommendations for one in (none, reasons, full)), strict=True):
        assert (short.reasons, short.trace, middle.trace) == ((), None, None)
        assert middle.reasons == long.reasons
        assert middle.reasons
        assert long.trace


def test_reasons_are_given_unless_asked_otherwise(ask: Ask) -> None:
    """Who says nothing about explanations gets reasons."""
    assert item_of(ask(["branch"], RATED), "MEET").reasons
    assert ask(["branch"], RATED) == ask(["branch"], RATED, explain="reasons", certainty="possible")


def test_a_recommendation_is_whole(ask: Ask) -> None:
    """It names its strategy, its horizon for the role, the rules that spoke, and every citation once."""
    item = item_of(ask(["branch"], {"people.trust": 1, "people.voice": 0}), "MEET")
    assert (item.title, item.horizon, item.certainty) == ("Meet every week", "now", "certain")
    assert item.rules == (
        RuleRef("library.any-voice-missing", "library", "0.3.0"),
        RuleRef("library.meet-weekly", "library", "0.3.0"),
        RuleRef("library.voice-lifts-meeting", "library", "0.3.0"),
    )
    assert item.citations == (Citation("handbook", "H1", "derived"),)


HORIZONS = [("region", "later"), ("town", "next"), ("branch", "now")]


@pytest.mark.parametrize(("role", "horizon"), HORIZONS)
def test_a_horizon_may_differ_by_role(role: str, horizon: str, ask: Ask) -> None:
    """The same strategy lies nearer for one role than for another."""
    assert item_of(ask([role], {"people.learning": 0}, {"phase": "growing"}), "LEARN").horizon == horizon


def test_leverage_points_are_those_that_the_rules_name(ask: Ask) -> None:
    """Where a matched rule names some they are shown alone; else all that the role has for the strategy."""
    named = item_of(ask(["branch"], {"people.trust": 1}), "MEET")
    assert [point.id for point in named.leverage_points] == ["branch.weekly-hour"]
    assert named.leverage_points[0].actions == ("Close the desk on Monday at nine.", "Take turns in leading the talk.")
    unnamed = item_of(ask(["branch"], {"people.trust": 2, "people.voice": 0}), "MEET")
    assert [point.id for point in unnamed.leverage_points] == ["branch.weekly-hour", "branch.notice-board"]


def test_points_named_for_another_role_leave_all_of_ones_own(ask: Ask) -> None:
    """A town hears a rule that names a branch's point only: it gets all its own points."""
    assert [point.id for point in item_of(ask(["town"], {"people.trust": 1}), "MEET").leverage_points] == [
        "town.staff-plan"
    ]


def test_elsewhere_is_what_the_other_roles_can_do(ask: Ask) -> None:
    """All other roles' points for the same strategy are there, none of the asked role's, in the catalog's order."""
    elsewhere = item_of(ask(["town"], {"place.hours": 1}), "OPEN").elsewhere
    assert elsewhere == (
        Elsewhere("region", "region.grant", "The building grant"),
        Elsewhere("branch", "branch.open-evening", "One open evening"),
    )


def test_weak_predecessors_are_advice_with_their_reasons(ask: Ask) -> None:
    """What to strengthen first comes with its reason and citation; what is strong or not known is left out."""
    item = item_of(ask(["region"], {"people.trust": 1, "place.hours": 2}), "SHARE")
    assert item.strengthen_first == (
        StrengthenFirst(
            "MEET", "Sharing works where people trust each other.", (Citation("handbook", "H2", "derived"),)
        ),
    )
    assert item_of(ask(["region"], {"people.trust": 2}), "SHARE").strengthen_first == ()


FRAGILE = {"people.trust": 0, "people.learning": 2, "people.voice": 2, "place.hours": 2}


def test_what_is_suppressed_is_said_with_its_reason(ask: Ask) -> None:
    """A strategy that would be listed and is suppressed is named, with the rule, its reason and its source."""
    advice = ask(["town"], FRAGILE).roles[0]
    assert "OPEN" not in {item.strategy for item in advice.recommendations}
    assert advice.suppressed == (Suppressed("OPEN", "library.rest-first", "First the team needs rest.", "library"),)


def test_what_nobody_recommends_is_not_called_suppressed(ask: Ask) -> None:
    """A suppress of a strategy that would not be listed anyway takes nothing away."""
    advice = ask(["town"], {**FRAGILE, "place.hours": 5, "place.sharing": 1}).roles[0]
    assert advice.suppressed == ()
    assert "library.rest-first" in {warning.rule for warning in advice.warnings}


def test_a_suppress_that_is_open_leaves_a_strategy_possible(ask: Ask) -> None:
    """As long as the rule that would suppress it is unknown, the strategy is possible and not suppressed."""
    advice = ask(["town"], {"people.trust": 0, "place.hours": 2, "people.voice": 1})
    assert advice.roles[0].suppressed[0].strategy == "OPEN"
    open_ = ask(["town"], {"people.trust": 1, "place.hours": 2})
    assert item_of(open_, "OPEN").certainty == "possible"
    assert open_.roles[0].suppressed == ()


def test_warnings_come_with_their_citations_in_the_order_of_rules(ask: Ask) -> None:
    """Every matched rule that warns is heard once, whether or not it changes a list."""
    ratings = {**FRAGILE, "people.trust": {"a": 0, "b": 2}, "place.sharing": 3}
    assert ask(["town"], ratings).roles[0].warnings == (
        RuleWarning("library.halfway", "You are halfway there.", ()),
        RuleWarning("library.rest-first", "This team carries too much.", (Citation("survey", "p. 12", "derived"),)),
        RuleWarning(
            "library.they-disagree",
            "You do not agree about trust. Talk about that first.",
            (Citation("survey", "p. 2", "derived"),),
        ),
    )


def test_unknown_rules_neither_adjust_nor_warn(ask: Ask) -> None:
    """What is not known yet moves no score and raises no warning."""
    advice = ask(["branch"], {"place.hours": 2}).roles[0]
    assert [warning.rule for warning in advice.warnings] == ["library.ask-about-voice"]
    assert not {term.origin for item in advice.recommendations for term in item.terms} & {
        "library.voice-lifts-meeting",
        "library.busy-already",
    }


CHAINED = [
    ({"people.trust": 2, "people.learning": 2, "people.voice": 2}, "certain"),
    ({"people.trust": 2, "people.learning": 2, "people.voice": 0}, None),
    ({"people.trust": 2, "people.learning": 1, "people.voice": 1}, None),
    ({"people.trust": 2, "people.learning": 2}, "possible"),
    ({"people.trust": 2, "people.learning": 2, "people.voice": "n/a"}, "certain"),
]


@pytest.mark.parametrize(("ratings", "certainty"), CHAINED)
def test_conclusions_carry_through_the_passes(ratings: dict[str, Any], certainty: str | None, ask: Ask) -> None:
    """A conclusion is true, false or unknown as its rules are, and so is what rests on it."""
    found = {item.strategy: item.certainty for item in ask(["region"], ratings).roles[0].recommendations}
    assert found.get("SHARE") == certainty


LOW_HOURS = Comparison("place.hours", Op.AT_MOST, (2,))
HAS_PARTNER = Comparison("has-partner", Op.IS, (True,))


def local(name: str, layer: Layer, when: Condition, *effects: Effect) -> Rule:
    return Rule(
        name, f"The rule {name}", name.split(".", maxsplit=1)[0], layer, when, effects, "It is local.", "authored", ()
    )


def with_local(library: Rulebook, *rules: Rule) -> Rulebook:
    """The small rulebook and a pack for each source of the local rules."""
    merged = {**library.rules, **{rule.id: rule for rule in rules}}
    packs = {rule.source: SourceInfo(rule.source, "1.2.0", rule.layer, "sha256:0") for rule in rules}
    return replace(
        library, sources=(*library.sources, *packs.values()), rules=merged, strata=sort_into_strata(merged.values())
    )


def advice_of(rulebook: Rulebook, role: str, ratings: dict[str, int], context: dict[str, Any]) -> RoleAdvice:
    rows = [{"criterion": criterion, "level": level} for criterion, level in ratings.items()]
    request = {"roles": [role], "assessment": {"ratings": rows}, "context": context}
    return Advisor(rulebook).advise(read_request(request, rulebook, TODAY)).roles[0]


SHOUT = local("riverside.shout", Layer.DISTRICT, LOW_HOURS, Recommend("GARDEN", 9), Adjust("OPEN", -2, "Not now."))
HUSH = local("hilltop.hush", Layer.SCHOOL, HAS_PARTNER, Suppress("GARDEN", "The partner has one."))


def test_local_rules_add_terms_and_are_named(library: Rulebook) -> None:
    """What a district's rule adds is a term of its own, by its source, and the rule is named with its version."""
    rulebook = with_local(library, SHOUT)
    advice = advice_of(rulebook, "region", {"place.hours": 1}, {"has-partner": False})
    garden = next(item for item in advice.recommendations if item.strategy == "GARDEN")
    assert [(term.name, term.points, term.by) for term in garden.terms if term.name == "local"] == [
        ("local", 9, "riverside")
    ]
    assert garden.rules == (RuleRef("riverside.shout", "riverside", "1.2.0"),)
    assert garden.reasons == (
        "Opening hours is at level 1 of 5, Closed; this rule looks for level 2 or below. It is local.",
    )
    assert rulebook.label == "library 0.3.0 + riverside 1.2.0"


# the school's rule comes out true, false or unknown
LAYERS = [
    ({"has-partner": True}, None, ("riverside.shout",), ("hilltop.hush",)),
    ({"has-partner": False}, "certain", ("riverside.shout",), ()),
    ({}, "possible", ("riverside.shout",), ()),
]


@pytest.mark.parametrize(("context", "certainty", "rules", "suppressing"), LAYERS)
def test_the_most_local_layer_decides(
    context: dict[str, Any],
    certainty: str | None,
    rules: tuple[str, ...],
    suppressing: tuple[str, ...],
    library: Rulebook,
) -> None:
    """A school's suppress outweighs a district's recommend; while it is unknown, the strategy is possible."""
    advice = advice_of(with_local(library, SHOUT, HUSH), "branch", {"place.hours": 1}, context)
    found = {item.strategy: item for item in advice.recommendations}
    assert (found["GARDEN"].certainty if "GARDEN" in found else None) == certainty
    if "GARDEN" in found:
        assert tuple(rule.id for rule in found["GARDEN"].rules) == rules
    assert tuple((one.rule, one.by) for one in advice.suppressed) == tuple((one, "hilltop") for one in suppressing)


def test_points_named_for_one_strategy_say_nothing_of_another(library: Rulebook) -> None:
    """A rule that recommends two strategies and names a point for one leaves the other with all of its points."""
    effects = (Recommend("LEARN", 0, ("branch.weekly-hour",)), Recommend("MEET"))
    both = local("riverside.both", Layer.DISTRICT, HAS_PARTNER, *effects)
    advice = advice_of(with_local(library, both), "branch", {}, {"has-partner": True})
    points = {item.strategy: [point.id for point in item.leverage_points] for item in advice.recommendations}
    assert points["LEARN"] == ["branch.weekly-hour"]
    assert points["MEET"] == ["branch.weekly-hour", "branch.notice-board"]


def test_a_local_conclusion_reaches_the_core(library: Rulebook) -> None:
    """What a district concludes the core's rules read, whatever layer they stand in."""
    tired = local("riverside.tired", Layer.DISTRICT, HAS_PARTNER, Conclude("strained"), Warn("Tired."))
    advice = advice_of(with_local(library, tired), "town", {"place.hours": 1}, {"has-partner": True})
    assert [one.rule for one in advice.suppressed] == ["library.rest-first"]


def test_an_answer_says_who_matched(librarian: Advisor, ask: Ask) -> None:
    """Which matcher answered is known, and every evaluation is counted, one a role."""
    before = librarian.health.evaluations
    assert ask(["region", "town"], RATED).matcher in ("durable-rules", "bitsets", "walker")
    assert librarian.health.evaluations == before + 2


def test_compiled_rules_and_health_can_be_shared(library: Rulebook, librarian: Advisor) -> None:
    """Two advisors with one cache and one health give the same answers and count together."""
    units, health = UnitCache(), Health()
    request = read_request({"roles": ["town"], "assessment": {}}, library, TODAY)
    one, other = (Advisor(library, units, health).advise(request) for _ in range(2))
    assert one == other == librarian.advise(request)
    assert health.evaluations == 2


def test_the_day_of_the_question_is_in_the_answer(ask: Ask) -> None:
    """An answer says as of which day it holds, and what it rests on."""
    advice = ask(["branch"], as_of="2026-07-01")
    assert advice.as_of == dt.date(2026, 7, 1)
    assert advice.label == "library 0.3.0"
    assert [(one.name, one.version, one.layer, one.state) for one in advice.sources] == [
        ("library", "0.3.0", "core", "active")
    ]
