"""The least change, held to brute force: every other rating of a small rulebook is tried, and none less does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from leverpoint_rulebooks import STRATEGIES, rulebooks, some_assessments

from leverpoint import Advisor, Rulebook
from leverpoint.advice import RoleAdvice
from leverpoint.lab.least_change import Aim, LeastChanges
from leverpoint.lab.sample import sample
from leverpoint.model import Assessment, Options
from leverpoint.vocabulary import Kind

DAY = dt.date(2026, 7, 2)
AIMS = (Aim("in"), Aim("out"), Aim("top", 1), Aim("top", 2))


@pytest.fixture(scope="module")
def changes(librarian: Advisor) -> LeastChanges:
    """Answers for the small rulebook."""
    return LeastChanges(librarian)


def asked(library: Rulebook) -> list[Assessment]:
    """A complete assessment, one with gaps, one whose raters differ, and one to a part of which nothing applies."""
    full, other = sample(library, 2, DAY, roles=["branch", "town"], seed=7)
    gaps = next(sample(library, 1, DAY, roles=["town"], answered=0.5, seed=3))
    raters = {**full.ratings, "people.trust": {"a": 1, "b": 2}}
    absent = {name: by for name, by in other.ratings.items() if name != "people.voice"}
    return [
        full,
        gaps,
        replace(full, ratings=raters),
        replace(other, ratings=absent, not_applicable=frozenset(("people.voice",))),
    ]


def reached(advice: RoleAdvice, strategy: str, aim: Aim) -> bool:
    found = next((one for one in advice.recommendations if one.strategy == strategy), None)
    if aim.kind == "out":
        return found is None
    return found is not None and found.certainty == "certain" and (aim.kind == "in" or found.rank <= aim.top)


def everything(library: Rulebook, assessment: Assessment) -> Iterator[tuple[tuple[int, int], Assessment]]:
    """Every way to rate otherwise what is rated, with its levels and its criteria, the least first."""
    vocabulary = library.vocabulary
    now = vocabulary.facts_of(assessment, assessment.roles[0]).values
    rated = [one for one in vocabulary.of_kind(Kind.CRITERION) if one.id in now]
    for levels in product(*(one.values for one in rated)):
        moved = {one.id: int(str(to)) for one, to in zip(rated, levels, strict=True) if to != now[one.id]}
        cost = sum(abs(to - int(now[name])) for name, to in moved.items()), len(moved)
        ratings = {**assessment.ratings, **{name: {"": to} for name, to in moved.items()}}
        yield cost, replace(assessment, ratings=ratings, options=Options(explain="none"))


@pytest.mark.parametrize("number", range(4))
def test_nothing_less_does_it(number: int, library: Rulebook, librarian: Advisor, changes: LeastChanges) -> None:
    """For each strategy and aim the change is as small as the smallest of all that trying everything finds."""
    assessment = asked(library)[number]
    (role,) = assessment.roles
    tried = [(cost, librarian.advise(other).roles[0]) for cost, other in everything(library, assessment)]
    for strategy, aim in product(library.catalog.strategies, AIMS):
        least = min((cost for cost, advice in tried if reached(advice, strategy, aim)), default=None)
        found = changes.find(assessment, role, strategy, aim)
        assert found.proven
        assert (found.verdict == "found") is (least is not None), (strategy, aim)
        assert least is None or (found.levels, len(found.moves)) == least, (strategy, aim)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(STRATEGIES), st.sampled_from(AIMS))
def test_nothing_less_does_it_in_any_rulebook(data: st.DataObject, strategy: str, aim: Aim) -> None:
    """The same on any small rulebook, with packs, conclusions and aggregates, rated in part and by several."""
    book = data.draw(rulebooks(5, own=True))
    assessment = data.draw(some_assessments(book))
    advisor, (role,) = Advisor(book), assessment.roles
    tried = ((cost, advisor.advise(other).roles[0]) for cost, other in everything(book, assessment))
    least = min((cost for cost, advice in tried if reached(advice, strategy, aim)), default=None)
    found = LeastChanges(advisor).find(assessment, role, strategy, aim)
    assert found.proven
    assert ((found.levels, len(found.moves)) if found.verdict == "found" else None) == least


def test_the_change_is_shown_by_the_advisor(library: Rulebook, changes: LeastChanges) -> None:
    """What is listed before and after is the advisor's own answer to the two assessments."""
    assessment = asked(library)[0]
    into = changes.find(assessment, "branch", "OPEN", Aim("in"))
    out = changes.find(assessment, "branch", "MEET", Aim("out"))
    assert (into.then and into.then.certainty) == "certain"
    assert out.then is None


def test_time_that_runs_out_is_said(library: Rulebook, changes: LeastChanges) -> None:
    """With no time at all, the answer is that it was not decided, with the reason."""
    found = changes.find(asked(library)[1], "town", "OPEN", Aim("top", 1), seconds=1e-9)
    assert (found.verdict, found.moves) == ("undecided", ())
    assert "seconds" in found.why


def test_an_aim_reads_as_words() -> None:
    """An aim is told as what is to become of the strategy."""
    assert [str(aim) for aim in AIMS[:3]] == ["on the list", "off the list", "among the first 1"]
