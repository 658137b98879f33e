"""Equal questions have one decision id and get the same bytes; whatever matters makes another."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leverpoint import Advisor, Assessment, read_request, to_json
from leverpoint.advisor import question_of
from leverpoint.rulebook import digest

TODAY = dt.date(2026, 2, 2)

LEVELS = {
    "people.trust": [0, 1, 2],
    "people.learning": [0, 1, 2],
    "people.voice": [0, 1, 2],
    "place.hours": [1, 2, 3, 4, 5],
    "place.sharing": [1, 2, 3, 4, 5],
}
CONTEXT: dict[Any, st.SearchStrategy[Any]] = {
    "phase": st.sampled_from(["starting", "growing", "settled"]),
    "staff": st.integers(0, 20000),
    "visits": st.floats(0, 9000.5),
    "has-partner": st.booleans(),
}
RATERS = st.text(min_size=1, max_size=4)


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    """Requests of every shape: some rated once, some by several raters of any name, some not applicable."""
    rows = []
    for criterion in draw(st.lists(st.sampled_from(sorted(LEVELS)), unique=True)):
        level = st.sampled_from(LEVELS[criterion])
        by_rater = st.dictionaries(RATERS, level, min_size=1, max_size=4).map(
            lambda said: {"ratings": [{"rater": who, "level": level} for who, level in said.items()]}
        )
        once = st.fixed_dictionaries({"level": level})
        rows.append({"criterion": criterion, **draw(st.one_of(once, by_rater, st.just({"not_applicable": True})))})
    return {
        "roles": draw(st.lists(st.sampled_from(["region", "town", "branch"]), min_size=1, unique=True)),
        "assessment": {"ratings": rows},
        "context": draw(st.fixed_dictionaries({}, optional=CONTEXT)),
        "options": {"as_of": TODAY.isoformat(), "limit": draw(st.sampled_from([1, 3]))},
    }


def said_otherwise(request: dict[str, Any], random: Random) -> dict[str, Any]:
    """The same question: shuffled, with a name, with what is the default, and with nothing said in many words."""
    rows, context, roles = request["assessment"]["ratings"], request["context"], request["roles"]
    rated = {row["criterion"] for row in rows}
    open_ = [{"criterion": name, "level": None} for name in LEVELS if name not in rated and random.random() < 0.5]
    answers = [(name, with_a_point(value, random)) for name, value in context.items()]
    unknown = [(name, None) for name in CONTEXT if name not in context and random.random() < 0.5]
    return {
        "options": {**request["options"], "explain": "reasons", "certainty": "possible", "ruleset": "active"},
        "context": dict(shuffled([*answers, *unknown], random)),
        "assessment": {
            "ratings": shuffled([rated_otherwise(row, random) for row in rows] + open_, random),
            "rubrics": {"people": "3"},
            "assessed_on": None,
        },
        "organization": {"name": f"Nobody in particular {random.random()}"},
        "roles": shuffled([*roles, roles[0]], random),
    }


def rated_otherwise(row: dict[str, Any], random: Random) -> dict[str, Any]:
    if "ratings" in row:
        return {**row, "ratings": shuffled(row["ratings"], random)}
    return {name: with_a_point(value, random) for name, value in reversed(row.items())}


def with_a_point(value: Any, random: Random) -> Any:
    return float(value) if type(value) is int and random.random() < 0.5 else value


def shuffled(items: list[Any], random: Random) -> list[Any]:
    return random.sample(items, len(items))


@given(requests(), st.randoms(use_true_random=False))
def test_equal_questions_have_one_id_and_equal_bytes(
    librarian: Advisor, request_: dict[str, Any], random: Random
) -> None:
    """However ratings, raters, roles and context are ordered, with nulls, defaults and a name added: the same bytes."""
    other = said_otherwise(request_, random)
    one, again = (librarian.advise(read_request(each, librarian.rulebook, TODAY)) for each in (request_, other))
    assert one.decision_id == again.decision_id
    assert to_json(one) == to_json(again)


@given(requests())
def test_an_id_is_the_canonical_digest_of_the_question(librarian: Advisor, request_: dict[str, Any]) -> None:
    """The fast way to the digest and the canonical one agree on every question, fractions or not."""
    assessment = read_request(request_, librarian.rulebook, TODAY)
    rulebook, source = librarian.rulebook, librarian.rulebook.sources[0]
    sources = [{name: getattr(source, name) for name in ("name", "version", "layer", "digest", "state")}]
    content = {"question": question_of(assessment), "revision": rulebook.revision, "sources": sources}
    assert librarian.advise(assessment).decision_id == digest(content)


ASKED = Assessment(
    roles=("town",),
    as_of=TODAY,
    ratings={"people.trust": {"a": 1, "b": 1}},
    not_applicable=frozenset({"place.hours"}),
    context={"staff": 3},
)
# what matters: each of these is another question
DIFFERENT = {
    "role": replace(ASKED, roles=("town", "branch")),
    "day": replace(ASKED, as_of=TODAY + dt.timedelta(days=1)),
    "day-of-assessment": replace(ASKED, assessed_on=TODAY),
    "level": replace(ASKED, ratings={"people.trust": {"a": 1, "b": 2}}),
    "rater": replace(ASKED, ratings={"people.trust": {"a": 1, "c": 1}}),
    "number-of-raters": replace(ASKED, ratings={"people.trust": {"a": 1}}),
    "criterion": replace(ASKED, ratings={"people.voice": {"a": 1, "b": 1}}),
    "one-more-criterion": replace(ASKED, ratings={**ASKED.ratings, "people.voice": {"": 1}}),
    "not-applicable": replace(ASKED, not_applicable=frozenset({"place.sharing"})),
    "nothing-not-applicable": replace(ASKED, not_applicable=frozenset()),
    "context": replace(ASKED, context={"staff": 4}),
    "fraction": replace(ASKED, context={"visits": 3.5}),
    "one-more-fact": replace(ASKED, context={"staff": 3, "has-partner": True}),
    "number-or-truth": replace(ASKED, context={"staff": 3, "has-partner": False}),
    "identifier": replace(ASKED, organization=replace(ASKED.organization, system="local", identifier="7")),
    "system": replace(ASKED, organization=replace(ASKED.organization, system="nces-state", identifier="7")),
    "state": replace(ASKED, organization=replace(ASKED.organization, state="7")),
    "limit": replace(ASKED, options=replace(ASKED.options, limit=5)),
    "explain": replace(ASKED, options=replace(ASKED.options, explain="full")),
    "certainty": replace(ASKED, options=replace(ASKED.options, certainty="certain")),
}
# what does not: each of these is the same question
SAME = {
    "name": replace(ASKED, organization=replace(ASKED.organization, name="Riverside")),
    "rubrics": replace(ASKED, rubrics={"people": "3"}),
    "order-of-raters": replace(ASKED, ratings={"people.trust": {"b": 1, "a": 1}}),
    "ruleset": replace(ASKED, options=replace(ASKED.options, ruleset="active")),
}


def test_whatever_matters_makes_another_id(librarian: Advisor) -> None:
    """Every difference that can matter to the answer gives a decision id of its own."""
    ids = {name: librarian.advise(asked).decision_id for name, asked in {"": ASKED, **DIFFERENT}.items()}
    assert len(set(ids.values())) == len(ids)


@pytest.mark.parametrize("asked", SAME.values(), ids=SAME)
def test_what_does_not_matter_leaves_the_id(asked: Assessment, librarian: Advisor) -> None:
    """A name, the version of a rubric that is the only one, and the order of raters change nothing."""
    assert to_json(librarian.advise(asked)) == to_json(librarian.advise(ASKED))


def test_other_rules_make_another_id(librarian: Advisor) -> None:
    """The same question to another revision, or to a source in another state, is another decision."""
    rulebook = librarian.rulebook
    other = Advisor(replace(rulebook, revision="sha256:other"))
    stopped = Advisor(replace(rulebook, sources=(replace(rulebook.sources[0], state="quarantined"),)))
    ids = {advisor.advise(ASKED).decision_id for advisor in (librarian, other, stopped)}
    assert len(ids) == 3


def test_an_advisor_made_anew_answers_the_same(librarian: Advisor) -> None:
    """Nothing of an advisor's life gets into its answers: the first and the hundredth are the same bytes."""
    fresh = Advisor(librarian.rulebook)
    first = to_json(fresh.advise(ASKED))
    assert {to_json(one.advise(ASKED)) for one in (fresh, librarian) for _ in range(5)} == {first}
