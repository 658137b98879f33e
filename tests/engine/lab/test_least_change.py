"""The least change, held to brute force: every other rating of a small rulebook is tried, and none less does it."""

from __future__ import annotations

import ctypes
import datetime as dt
import signal
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from leverpoint_rulebooks import STRATEGIES, rulebooks, some_assessments

from leverpoint import Advisor, Rulebook
from leverpoint.advice import RoleAdvice
from leverpoint.lab.proving.least_change import Aim, LeastChanges, to_data
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


@pytest.mark.parametrize(("limit", "why"), [("seconds", "not settled within 1e-09 seconds"), ("work", "allowed")])
def test_a_search_that_is_cut_short_says_so(library: Rulebook, changes: LeastChanges, limit: str, why: str) -> None:
    """With no time, or no work, at all, the answer is that it was not decided, with the reason."""
    found = changes.find(asked(library)[1], "town", "OPEN", Aim("out"), **{limit: 1e-9})
    assert (found.verdict, found.moves, found.proven) == ("not-decided", (), False)
    assert why in found.why
    assert to_data(found)["verdict"] == "not-decided"


@pytest.mark.parametrize("work", [0.0004, 0.002])
def test_work_ends_a_search_at_the_same_point(library: Rulebook, changes: LeastChanges, work: float) -> None:
    """However far a search comes with a given amount of work, it comes as far again."""
    question = asked(library)[0]
    aims = [(strategy, Aim("top", 1)) for strategy in library.catalog.strategies]
    first, again = ([to_data(changes.find(question, "branch", *one, work=work)) for one in aims] for _ in range(2))
    assert first == again


def test_a_search_beside_the_main_thread_leaves_signals_alone(library: Rulebook, changes: LeastChanges) -> None:
    """A service that searches in its threads is ended by the same signals as before."""
    before = handler_of_interrupts()
    searching = Thread(target=changes.find, args=(asked(library)[1], "town", "OPEN", Aim("out")))
    searching.start()
    searching.join()
    assert handler_of_interrupts() == before


def handler_of_interrupts() -> object:
    """Where the process goes on Ctrl+C: Python does not tell of a handler that was not its own."""
    set_handler = ctypes.CDLL(None).signal
    set_handler.restype, set_handler.argtypes = ctypes.c_void_p, (ctypes.c_int, ctypes.c_void_p)
    found = set_handler(signal.SIGINT, None)
    set_handler(signal.SIGINT, found)
    return found


def test_an_aim_reads_as_words() -> None:
    """An aim is told as what is to become of the strategy."""
    assert [str(aim) for aim in AIMS[:3]] == ["on the list", "off the list", "among the first 1"]
