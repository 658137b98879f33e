"""Why a strategy is on the list or not: every rule that speaks of it, with what was found and needed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leverpoint import Advisor, read_request
from leverpoint.conditions import Truth
from leverpoint.lab.exploring.why import Standing, known_facts
from leverpoint.lab.scenarios.asking import asked
from leverpoint.vocabulary import Kind

TODAY = dt.date(2026, 2, 2)
RATINGS = {
    **{f"people.{row}": (None, "n/a", 0, 1, 2) for row in ("trust", "learning", "voice")},
    **{f"place.{row}": (None, "n/a", 1, 2, 3, 4, 5) for row in ("hours", "sharing")},
}
CONTEXT: dict[str, tuple[Any, ...]] = {
    "phase": (None, "starting", "settled"),
    "staff": (None, 0, 7),
    "visits": (None, 120.5, 3),
    "has-partner": (None, True, False),
}
QUESTIONS = st.fixed_dictionaries(
    {
        "roles": st.sampled_from([["branch"], ["town"], ["region"]]),
        "ratings": st.fixed_dictionaries({}, optional={name: st.sampled_from(said) for name, said in RATINGS.items()}),
        "context": st.fixed_dictionaries({}, optional={name: st.sampled_from(said) for name, said in CONTEXT.items()}),
    }
)


def _standing(librarian: Advisor, question: dict[str, Any]) -> Standing:
    request = asked([("", question)]).request
    return Standing(librarian, read_request(request, librarian.rulebook, TODAY), question["roles"][0])


@given(question=QUESTIONS)
def test_says_of_each_rule_what_the_advice_says(librarian: Advisor, question: dict[str, Any]) -> None:
    """A rule that counted in the advice is shown as true, and no other is; the same with warnings."""
    standing = _standing(librarian, question)
    for one in standing.advice.recommendations:
        true = {voice.rule.id for voice in standing.voices(one.strategy) if voice.truth is Truth.TRUE}
        assert true == {rule.id for rule in one.rules}
    warned = {one.rule for one in standing.advice.warnings}
    for rule in librarian.rulebook.rules.values():
        if any(type(effect).__name__ == "Warn" for effect in rule.then):
            assert (standing.outcome(rule)[0] is Truth.TRUE) is (rule.id in warned)


@given(question=QUESTIONS)
def test_says_what_stands_in_the_way(librarian: Advisor, question: dict[str, Any]) -> None:
    """A rule that did not match has at least one comparison to blame, and one that matched has none."""
    standing = _standing(librarian, question)
    for rule in librarian.rulebook.rules.values():
        verdict, blockers = standing.outcome(rule)
        assert (verdict is Truth.TRUE) is not bool(blockers)


@pytest.mark.parametrize(
    ("ratings", "known"),
    [
        ({}, {}),
        ({"people.trust": 0}, {"fragile-team": True}),
        ({"people.trust": 0, "place.hours": 1}, {"fragile-team": True, "strained": True}),
        (
            {"people.trust": 2, "people.learning": 2, "people.voice": 1},
            {"fragile-team": False, "strained": False, "ready-to-share": True},
        ),
    ],
)
def test_draws_the_conclusions_that_are_settled(librarian: Advisor, ratings: Any, known: dict[str, bool]) -> None:
    """A conclusion is true or false once that is certain, and absent as long as a rule behind it is undecided."""
    rulebook = librarian.rulebook
    request = asked([("", {"roles": ["branch"], "ratings": ratings})]).request
    facts = known_facts(rulebook, read_request(request, rulebook, TODAY), "branch")
    conclusions = {fact.id for fact in rulebook.vocabulary.of_kind(Kind.CONCLUSION)}
    found = {name: value for name, value in facts.values.items() if name in conclusions}
    assert {name: value for name, value in found.items() if name in known} == known
    assert set(found) - set(known) <= {"ready-to-share"}


def test_shows_a_condition_as_indented_lines(librarian: Advisor) -> None:
    """Each part stands under the whole that it belongs to, with its own outcome."""
    standing = _standing(librarian, {"roles": ["branch"], "ratings": {"people.learning": 1}, "context": {}})
    (voice,) = standing.voices("LEARN")
    assert voice.says == "recommends it (+3)"
    assert [(leaf.depth, leaf.truth.value, leaf.text) for leaf in standing.lines(voice.trace)] == [
        (0, "unknown", "all of these"),
        (1, "true", "Learning at work: found level 1 of 2, Growing; needed level 1 or below"),
        (1, "unknown", "at least one of these"),
        (2, "unknown", "Phase of the work: found not answered yet; needed Just starting or Growing"),
        (2, "unknown", "There is a partner school: found not answered yet; needed yes"),
    ]


def test_says_what_a_rule_would_do(librarian: Advisor) -> None:
    """Recommending, moving and taking off are put in words."""
    standing = _standing(librarian, {"roles": ["branch"], "ratings": {}, "context": {}})
    assert {voice.rule.id: voice.says for voice in standing.voices("OPEN")} == {
        "library.busy-already": "moves it by -3 (People come already.)",
        "library.open-longer": "recommends it (+4)",
        "library.rest-first": "takes it off the list (First the team needs rest.)",
    }


def test_a_not_is_shown_with_what_stands_under_it(librarian: Advisor) -> None:
    """Under "not this" stands the comparison as it is written."""
    standing = _standing(librarian, {"roles": ["branch"], "ratings": {"people.voice": 0}, "context": {}})
    voice = next(one for one in standing.voices("MEET") if one.rule.id == "library.voice-lifts-meeting")
    assert [(leaf.depth, leaf.truth.value, leaf.text) for leaf in standing.lines(voice.trace)] == [
        (0, "true", "not this"),
        (1, "false", "A voice for everybody: found level 0 of 2, Absent; needed level 1 or above"),
    ]


def test_certainty_of_what_is_not_on_the_list(librarian: Advisor) -> None:
    """A strategy that nothing recommends is excluded."""
    standing = _standing(librarian, {"roles": ["region"], "ratings": {"people.voice": 2}, "context": {}})
    assert (standing.listed("MEET"), standing.certainty("MEET")) == (None, "excluded")
    assert standing.certainty("OPEN") == "possible"
