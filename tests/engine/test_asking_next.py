"""What to ask next, held to brute force: ask again with each answer, and see what it decides."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leverpoint import Advice, Advisor, load_rulebook, read_request
from leverpoint.advice import Question

Ask = Callable[..., Advice]

# every answer that may matter: all levels and values; of numbers those around which rules divide, and between
ANSWERS: dict[str, list[Any]] = {
    **{row: [0, 1, 2] for row in ("people.trust", "people.learning", "people.voice")},
    **{row: [1, 2, 3, 4, 5] for row in ("place.hours", "place.sharing")},
    "phase": ["starting", "growing", "settled"],
    "staff": [0, 1, 2, 20000],
    "visits": [0, 120, 120.5, 121, 9000.5],
    "has-partner": [False, True],
}


def certainties(advice: Advice) -> dict[str, dict[str, str]]:
    return {one.role: {item.strategy: item.certainty for item in one.recommendations} for one in advice.roles}


def decided_by(fact: str, ask: Ask, roles: list[str], ratings: Mapping[str, Any], context: Mapping[str, Any]) -> int:
    """How many undecided recommendations at least one answer to this fact makes certain or excluded."""
    before = certainties(ask(roles, ratings, context))
    undecided = {(role, name) for role, found in before.items() for name in found if found[name] == "possible"}
    decided: set[tuple[str, str]] = set()
    for answer in ANSWERS[fact]:
        more = {fact: answer}
        is_rated = "." in fact
        after = certainties(
            ask(roles, {**ratings, **(more if is_rated else {})}, {**context, **({} if is_rated else more)})
        )
        decided |= {(role, name) for role, name in undecided if after[role].get(name) != "possible"}
    return len(decided)


PEOPLE, PLACE = st.sampled_from([None, "n/a", 0, 1, 2]), st.sampled_from([None, "n/a", 1, 2, 4])
RATINGS = st.fixed_dictionaries(
    {},
    optional={
        "people.trust": PEOPLE,
        "people.learning": PEOPLE,
        "people.voice": PEOPLE,
        "place.hours": PLACE,
        "place.sharing": PLACE,
    },
)
CONTEXT = st.fixed_dictionaries(
    {},
    optional={
        "phase": st.sampled_from(ANSWERS["phase"]),
        "staff": st.sampled_from(ANSWERS["staff"]),
        "visits": st.sampled_from(ANSWERS["visits"]),
        "has-partner": st.booleans(),
    },
)
ROLES = st.sampled_from([["region"], ["town"], ["branch"], ["town", "branch"]])


@settings(max_examples=60)
@given(ROLES, RATINGS, CONTEXT)
def test_would_decide_is_what_asking_again_decides(
    ask: Ask, roles: list[str], ratings: dict[str, Any], context: dict[str, Any]
) -> None:
    """For any assessment, each question decides as many as brute force finds, and none that decides is left out."""
    questions = ask(roles, ratings, context).questions
    asked = {question.fact: question.would_decide for question in questions}
    known = {name for name, value in ratings.items() if value is not None} | set(context)
    assert not known & set(asked)
    for fact in ANSWERS.keys() - known:
        if fact == "has-partner" and roles != ["branch"]:
            continue  # not asked of the other roles
        assert asked.get(fact, 0) == decided_by(fact, ask, roles, ratings, context), fact


def test_questions_come_in_the_order_of_what_they_decide(ask: Ask) -> None:
    """Those that settle most come first; among equals the context, then the criteria, each as they are written."""
    assert ask(["branch"], {"people.trust": 1, "place.hours": 2}, as_of="2026-07-01").questions == (
        Question("people.learning", "criterion", 3),
        Question("people.voice", "criterion", 2),
        Question("place.sharing", "criterion", 1),
        Question("phase", "context", 0),
        Question("staff", "context", 0),
        Question("visits", "context", 0),
        Question("has-partner", "context", 0),
    )


def test_only_those_who_are_asked_a_fact_are_asked_it(ask: Ask) -> None:
    """A question that is put to branches is not put to a town, though a town's rules read it too."""
    facts = {role: {question.fact for question in ask([role]).questions} for role in ("town", "branch")}
    assert "has-partner" in facts["branch"]
    assert facts["branch"] - facts["town"] == {"has-partner"}


def test_what_does_not_apply_is_never_asked(ask: Ask) -> None:
    """No question asks for a criterion that was said not to apply."""
    facts = {question.fact for question in ask(["branch"], {"people.voice": "n/a", "place.sharing": "n/a"}).questions}
    assert not facts & {"people.voice", "place.sharing"}
    assert "people.trust" in facts


def test_without_explanation_nothing_is_asked(ask: Ask) -> None:
    """`explain: none` asks nothing next; whether the answer is complete is said all the same."""
    advice = ask(["branch"], {"people.trust": 1}, explain="none")
    assert (advice.questions, advice.complete) == ((), False)


ALL = {"people.trust": 1, "people.learning": 1, "people.voice": 1, "place.hours": 2, "place.sharing": 2}
EVERYTHING = {"phase": "settled", "staff": 3, "visits": 5, "has-partner": True}


def test_an_answer_is_complete_when_nothing_is_open(ask: Ask) -> None:
    """With every criterion rated and every fact known, no rule is unknown, nothing is asked and nothing is possible."""
    advice = ask(["region", "town", "branch"], ALL, EVERYTHING)
    assert advice.complete
    assert advice.questions == ()
    assert {found for one in certainties(advice).values() for found in one.values()} == {"certain"}


# leave out one answer each: does a rule for these roles, or a listed strategy, rest on it?
LEFT_OUT = [
    (["branch"], "people.voice", False),
    (["branch"], "visits", False),
    (["branch"], "has-partner", True),
    (["town"], "has-partner", True),
    (["branch"], "place.sharing", False),
]


@pytest.mark.parametrize(("roles", "fact", "complete"), LEFT_OUT)
def test_an_answer_is_incomplete_while_a_rule_is_unknown(roles: list[str], fact: str, complete: bool, ask: Ask) -> None:
    """An unknown rule of an asked role, or an open criterion of a listed strategy, leaves the answer incomplete."""
    ratings = {name: level for name, level in ALL.items() if name != fact}
    context = {name: value for name, value in {**EVERYTHING, "phase": "starting"}.items() if name != fact}
    advice = ask(roles, ratings, context)
    assert advice.complete is complete
    assert bool(advice.questions) is not complete


def test_what_does_not_apply_leaves_nothing_open(ask: Ask) -> None:
    """Criteria that do not apply count as settled."""
    ratings = {**ALL, "people.voice": "n/a"}
    assert ask(["branch"], ratings, EVERYTHING).complete


NARROW = """\
- id: library.between
  title: Between two numbers
  when: {all: [{not: {visits: {at_most: 100}}}, {not: {visits: {at_least: 100.2}}}]}
  then: [{recommend: {strategy: GARDEN}}]
  because: It is narrow.
  provenance: authored
- id: library.middle
  title: At a middle level
  when: {place.hours: {is: 3}}
  then: [{recommend: {strategy: OPEN}}]
  because: It is neither high nor low.
  provenance: authored
- id: library.otherwise
  title: For another reason
  when: {staff: {at_least: 5}}
  then: [{recommend: {strategy: GARDEN}}, {recommend: {strategy: OPEN}}]
  because: They have time.
  provenance: authored
- id: library.never
  title: It waits for what nobody concludes
  when: {strained: {is: true}}
  then: [{recommend: {strategy: MEET}}]
  because: It never comes.
  provenance: authored
"""


@pytest.fixture(scope="module")
def narrow(library_rules: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Advice]:
    """Asks a town of a rulebook with these rules only."""
    folder = Path(shutil.copytree(library_rules, tmp_path_factory.mktemp("narrow") / "rules"))
    (folder / "rules" / "people.yaml").unlink()
    (folder / "rules" / "place.yaml").unlink()
    (folder / "rules" / "situations.yaml").write_text(NARROW)
    advisor = Advisor(load_rulebook(folder))

    def advice(hours: int | None = None, **context: Any) -> Advice:
        ratings = [{"criterion": "place.hours", "level": hours}]
        request = {"roles": ["town"], "assessment": {"ratings": ratings}, "context": context}
        return advisor.advise(read_request(request, advisor.rulebook, dt.date(2026, 2, 2)))

    return advice


def test_answers_between_the_limits_of_rules_are_tried(narrow: Callable[..., Advice]) -> None:
    """What decides only strictly between two numbers, however near, or only at a middle level, is found to decide."""
    assert narrow().questions == (
        Question("staff", "context", 2),
        Question("visits", "context", 1),
        Question("place.hours", "criterion", 1),
        Question("place.sharing", "criterion", 0),
    )


def test_a_listed_strategy_makes_its_open_criteria_worth_asking(narrow: Callable[..., Advice]) -> None:
    """A criterion of a listed strategy is asked even where no rule reads it, and the answer is incomplete till then."""
    advice = narrow(hours=3, visits=100.1, staff=0)
    assert advice.questions == (Question("place.sharing", "criterion", 0),)
    assert certainties(advice) == {"town": {"OPEN": "certain", "GARDEN": "certain"}}
    assert not advice.complete


def test_a_conclusion_that_no_rule_draws_is_false(narrow: Callable[..., Advice]) -> None:
    """Where nobody concludes a situation it is not open but false, and so nothing rests on it."""
    advice = narrow(hours=1, visits=5, staff=0)
    assert certainties(advice) == {"town": {}}
    assert advice.complete
