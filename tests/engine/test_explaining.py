"""Why a rule matched or still could, in words made from the rule and what was found, and traces of it all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from leverpoint import Advice, Assessment, Rulebook
from leverpoint.conditions import parse
from leverpoint.explain import Explainer
from leverpoint.model import Rule
from leverpoint.vocabulary import Facts

Ask = Callable[..., Advice]


def facts_of(library: Rulebook, ratings: Mapping[str, Any], context: Mapping[str, Any], *absent: str) -> Facts:
    by_rater = {criterion: said if isinstance(said, dict) else {"": said} for criterion, said in ratings.items()}
    assessment = Assessment(("branch",), dt.date(2026, 2, 2), by_rater, frozenset(absent), dict(context))
    return library.vocabulary.facts_of(assessment, "branch")


def rule_when(library: Rulebook, written: Any) -> Rule:
    condition, problems = parse(written, library.vocabulary)
    assert condition is not None, problems
    return replace(library.rules["library.open-longer"], when=condition)


NOTHING: dict[str, Any] = {}
# what is written, ratings, context, why it matched
WHY: list[tuple[Any, dict[str, Any], dict[str, Any], str]] = [
    (
        {"people.trust": {"at_most": 1}},
        {"people.trust": 0},
        NOTHING,
        "Trust in the team is at level 0 of 2, Absent; this rule looks for level 1 or below.",
    ),
    (
        {"all": [{"people.trust": {"is": 1}}, {"staff": {"at_least": 2}}]},
        {"people.trust": 1},
        {"staff": 1200},
        (
            "Trust in the team is at level 1 of 2, Growing; this rule looks for level 1. "
            "Number of staff is 1,200 people; this rule looks for 2 or more."
        ),
    ),
    # the first part of an any that came out true is reason enough
    (
        {"any": [{"people.trust": {"is": 2}}, {"phase": {"is": "settled"}}, {"staff": {"is": 3}}]},
        {"people.trust": 1},
        {"phase": "settled", "staff": 3},
        "Phase of the work is Settled; this rule looks for Settled.",
    ),
    # under a not the rule looks for the opposite
    (
        {"not": {"people.trust": {"at_most": 0}}},
        {"people.trust": 1},
        NOTHING,
        "Trust in the team is at level 1 of 2, Growing; this rule looks for anything above level 0.",
    ),
    (
        {"not": {"not": {"staff": {"at_least": 5}}}},
        NOTHING,
        {"staff": 5},
        "Number of staff is 5 people; this rule looks for 5 or more.",
    ),
    # a denied any needs all of its parts denied, a denied all only one
    (
        {"not": {"any": [{"people.trust": {"is": 0}}, {"phase": {"in": ["starting", "growing"]}}]}},
        {"people.trust": 2},
        {"phase": "settled"},
        (
            "Trust in the team is at level 2 of 2, Strong; this rule looks for anything but level 0. "
            "Phase of the work is Settled; this rule looks for anything but Just starting or Growing."
        ),
    ),
    (
        {"not": {"all": [{"people.trust": {"is": 2}}, {"phase": {"is": "growing"}}]}},
        {"people.trust": 2},
        {"phase": "settled"},
        "Phase of the work is Settled; this rule looks for anything but Growing.",
    ),
    ({"place.hours": {"answered": False}}, NOTHING, NOTHING, "Opening hours is not answered yet."),
    ({"place.hours": {"answered": True}}, {"place.hours": 1}, NOTHING, "Opening hours is answered."),
    ({"not": {"place.hours": {"answered": True}}}, NOTHING, NOTHING, "Opening hours is not answered yet."),
    ({"has-partner": {"answered": False}}, NOTHING, NOTHING, '"There is a partner school" is not answered yet.'),
    ({"has-partner": {"is": True}}, NOTHING, {"has-partner": True}, "There is a partner school: yes."),
    ({"has-partner": {"is_not": True}}, NOTHING, {"has-partner": False}, "There is a partner school: no."),
    (
        {"people.trust.disagreement": {"at_least": 1}},
        {"people.trust": {"a": 0, "b": 1}},
        NOTHING,
        "Disagreement about trust in the team is 1 level; this rule looks for 1 or more.",
    ),
    (
        {"people.mean": {"at_most": 1.5}},
        {"people.trust": 0},
        NOTHING,
        "People: mean level is somewhere from 0 to 1.33; this rule looks for 1.5 or less.",
    ),
    (
        {"place.count_at_most_2": {"between": [1, 2]}},
        {"place.hours": 1, "place.sharing": 2},
        NOTHING,
        "Place: criteria at level 2 or below is 2; this rule looks for 1 to 2.",
    ),
    # what is said twice is explained once
    (
        {"all": [{"staff": {"is": 3}}, {"any": [{"staff": {"is": 3}}]}]},
        NOTHING,
        {"staff": 3},
        "Number of staff is 3 people; this rule looks for 3.",
    ),
]


@pytest.mark.parametrize(("written", "ratings", "context", "words"), WHY)
def test_a_reason_says_what_was_found_and_what_was_looked_for(
    written: Any, ratings: dict[str, Any], context: dict[str, Any], words: str, library: Rulebook
) -> None:
    """The reason names the comparisons that settled it, and only those, with values, levels and labels in words."""
    explainer, facts = Explainer(library), facts_of(library, ratings, context)
    rule = rule_when(library, written)
    assert explainer.why(rule, facts) == words
    assert explainer.why(rule, facts) == words


def test_what_does_not_apply_is_never_the_reason(library: Rulebook) -> None:
    """A denied `all` is true because of the part that is false, not of the part that does not apply."""
    written = {"not": {"all": [{"people.trust": {"is": 1}}, {"staff": {"is": 3}}]}}
    facts = facts_of(library, {}, {"staff": 4}, "people.trust", "people.trust.disagreement")
    assert Explainer(library).why(rule_when(library, written), facts) == (
        "Number of staff is 4 people; this rule looks for anything but 3."
    )


def test_a_conclusion_is_a_reason_by_its_title(library: Rulebook) -> None:
    """What other rules concluded is said as a sentence of its own, or that it is not so."""
    facts = facts_of(library, {}, {}).concluding({"strained": True, "fragile-team": False})
    explainer = Explainer(library)
    assert explainer.why(rule_when(library, {"strained": {"is": True}}), facts) == "A fragile team carries too much."
    assert explainer.why(rule_when(library, {"fragile-team": {"is": False}}), facts) == "The team is fragile: no."


def test_a_rule_that_does_not_hold_has_no_reason(library: Rulebook) -> None:
    """Asked why a rule matched that did not, the answer is empty rather than an error."""
    rule = rule_when(library, {"any": [{"staff": {"is": 3}}, {"staff": {"is": 4}}]})
    assert Explainer(library).why(rule, facts_of(library, {}, {"staff": 5})) == ""


def test_what_could_still_make_it_match_is_said(library: Rulebook) -> None:
    """For a rule that is open, the answer names what is not known yet, each once, and nothing that is known."""
    explainer, facts = Explainer(library), facts_of(library, {"people.learning": 1}, {})
    assert explainer.open(library.rules["library.learn-together"], facts) == (
        "Possible: Phase of the work and There is a partner school are not known yet."
    )
    one = rule_when(library, {"all": [{"staff": {"at_least": 2}}, {"staff": {"at_most": 9}}]})
    assert explainer.open(one, facts) == "Possible: Number of staff is not known yet."


def reasons_of(advice: Advice, strategy: str) -> tuple[str, ...]:
    return next(item.reasons for item in advice.roles[0].recommendations if item.strategy == strategy)


def test_each_rule_that_recommends_gives_a_reason_and_its_because(ask: Ask) -> None:
    """Two rules for the same strategy are two reasons, each ending with its author's own; one that adjusts is none."""
    advice = ask(["branch"], {"people.trust": 1, "people.voice": 0})
    assert reasons_of(advice, "MEET") == (
        (
            "A voice for everybody is at level 0 of 2, Absent; this rule looks for anything but level 2. "
            "A meeting gives everybody a turn."
        ),
        (
            "Trust in the team is at level 1 of 2, Growing; this rule looks for level 1 or below. "
            "Trust grows where people talk."
        ),
    )


def test_without_a_match_the_open_rules_give_the_reasons(ask: Ask) -> None:
    """A strategy that is only possible says what is not known yet."""
    advice = ask(["branch"], {"people.trust": 2})
    assert reasons_of(advice, "MEET") == (
        "Possible: A voice for everybody is not known yet. A meeting gives everybody a turn.",
    )


def test_a_full_trace_shows_every_rule_that_speaks(ask: Ask) -> None:
    """Recommending, adjusting and suppressing rules are traced, with role and days, as found, needed and truth."""
    advice = ask(["branch"], {"place.sharing": 2}, {"phase": "settled"}, explain="full", as_of="2026-07-01")
    trace = next(item.trace for item in advice.roles[0].recommendations if item.strategy == "GARDEN")
    assert trace == (
        {
            "rule": "library.garden",
            "op": "all",
            "truth": "unknown",
            "children": [
                {
                    "fact": "phase",
                    "found": "Settled",
                    "needed": "anything but Just starting or Growing",
                    "truth": "true",
                },
                {"fact": "staff", "found": "not answered yet", "needed": "anything but 0 or 1", "truth": "unknown"},
            ],
        },
        {
            "rule": "library.summer-garden",
            "op": "all",
            "truth": "true",
            "children": [
                {"fact": "role", "found": "branch", "needed": "branch", "truth": "true"},
                {"fact": "as-of", "found": "2026-07-01", "needed": "2026-06-01 or later", "truth": "true"},
                {"fact": "as-of", "found": "2026-07-01", "needed": "2026-08-31 or earlier", "truth": "true"},
                {
                    "fact": "place.sharing",
                    "found": "level 2 of 5, Ajar",
                    "needed": "level 1, 2 or 3",
                    "truth": "true",
                },
            ],
        },
    )


def test_a_trace_keeps_not_and_any(ask: Ask) -> None:
    """Every connective of a condition is in its trace, with how it came out."""
    advice = ask(["branch"], {"people.trust": 0, "people.learning": 0}, {"has-partner": True}, explain="full")
    by_rule = {one["rule"]: one for item in advice.roles[0].recommendations for one in item.trace or ()}
    lifts, learn = by_rule["library.voice-lifts-meeting"], by_rule["library.learn-together"]
    assert (lifts["op"], lifts["truth"], lifts["children"][0]["truth"]) == ("not", "unknown", "unknown")
    assert [(one.get("op", one.get("fact")), one["truth"]) for one in learn["children"]] == [
        ("people.learning", "true"),
        ("any", "true"),
    ]


def test_whoever_speaks_of_a_strategy_is_known(library: Rulebook) -> None:
    """Some rules recommend a strategy, more speak of it, and of an unknown one nobody does."""
    explainer = Explainer(library)
    assert [rule.id for rule in explainer.recommending("OPEN")] == ["library.open-longer"]
    assert [rule.id for rule in explainer.speaking("OPEN")] == [
        "library.busy-already",
        "library.open-longer",
        "library.rest-first",
    ]
    assert explainer.recommending("NONE") == explainer.speaking("NONE") == ()
