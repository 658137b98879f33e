"""The exact model, held to the advisor: with an assessment fixed, it says what the advisor says of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from leverpoint_rulebooks import rule, rulebook, rulebooks, some_assessments
from leverpoint_strategies import ROLES, assessments, rules, vocabulary

from leverpoint import Advisor, Rulebook, load_rulebook, shipped_rules
from leverpoint.conditions import Comparison, Not, Op
from leverpoint.lab.proving.exact.facts import ANY
from leverpoint.lab.proving.exact.gates import Gates, cp_model
from leverpoint.lab.proving.exact.outline import Outline
from leverpoint.lab.proving.exact.space import Space
from leverpoint.lab.sample import sample
from leverpoint.matching import Health, Matching, UnitCache
from leverpoint.model import Assessment, Rule, Warn
from leverpoint.rulebook import Catalog, SourceInfo, sort_into_strata
from leverpoint.vocabulary import Kind

BIG = vocabulary()


@pytest.fixture(scope="module")
def core() -> Rulebook:
    """The rules that are shipped."""
    return load_rulebook(shipped_rules())


def modeled(outline: Outline, assessment: Assessment, role: str) -> dict[str, Any]:
    """All that the model says of one assessment: what matches, what is listed how, with what score and which rank."""
    space, said = Space(outline, role, assessment.as_of, ANY), dict[str, Any]()
    for name in outline.rulebook.rules:
        said[f"{name} true"], said[f"{name} unknown"] = space.true(name), space.unknown(name)
    for name in outline.rulebook.catalog.strategies:
        said[f"{name} certain"], said[f"{name} listed"] = space.certain(name), space.listed(name)
        said[f"{name} score"], said[f"{name} rank"] = space.score(name), space.rank(name)
        said[f"{name} second"] = space.within(name, 2)
    space.fix(assessment)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(space.gates.model) == cp_model.OPTIMAL
    return {key: int(solver.value(found)) for key, found in said.items()}


def advised(book: Rulebook, advisor: Advisor, matching: Matching, assessment: Assessment, role: str) -> dict[str, Any]:
    """The same from the advisor; of what is not listed, no score and no rank."""
    matches = matching.match(book.vocabulary.facts_of(assessment, role))
    said: dict[str, Any] = {}
    for name in book.rules:
        said[f"{name} true"], said[f"{name} unknown"] = int(name in matches.true), int(name in matches.unknown)
    listed = {one.strategy: one for one in advisor.advise(assessment).roles[0].recommendations}
    for name in book.catalog.strategies:
        one = listed.get(name)
        said |= {f"{name} certain": 0, f"{name} listed": 0, f"{name} second": 0}
        if one:
            said |= {f"{name} certain": int(one.certainty == "certain"), f"{name} listed": 1}
            said |= {f"{name} second": int(one.rank <= 2), f"{name} score": one.score, f"{name} rank": one.rank}
    return said


def agrees(book: Rulebook, assessment: Assessment) -> None:
    units, (role,) = UnitCache(), assessment.roles
    matching = Matching(book.strata, book.vocabulary, units, Health(), book.hidden)
    wanted = advised(book, Advisor(book, units), matching, assessment, role)
    found = modeled(Outline(book), assessment, role)
    assert {key: found[key] for key in wanted} == wanted


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_small_rulebooks_agree_with_the_advisor(data: st.DataObject) -> None:
    """On any small rulebook, every rule, certainty, score and rank of any assessment is the advisor's."""
    book = data.draw(rulebooks(8, own=True))
    agrees(book, data.draw(some_assessments(book)))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(rules(BIG, most=8), assessments(BIG), st.sampled_from(ROLES))
def test_every_kind_of_fact_agrees_with_the_matcher(found: list[Any], assessment: Assessment, role: str) -> None:
    """Numbers of any size, odd choices, days and roles are read as the matchers read them."""
    strata = sort_into_strata(found)
    sources = (SourceInfo("core", "1", found[0].layer, "d"),)
    book = Rulebook(sources, Catalog({}, {}, {}, {}, {}, {}), BIG, rulebook(()).weights,
                    {one.id: one for one in found}, strata, "sha256:0", {})  # fmt: skip
    matches = Matching(strata, BIG, UnitCache(), Health()).match(BIG.facts_of(assessment, role))
    said = modeled(Outline(book), assessment, role)
    assert {name for name in book.rules if said[f"{name} true"]} == matches.true
    assert {name for name in book.rules if said[f"{name} unknown"]} == matches.unknown


def test_a_sum_with_what_is_known_is_no_other_sum() -> None:
    """True and the variable with the index 1 are equal to Python; the sums over them are told apart all the same."""
    gates = Gates()
    _, second = gates.variable("first"), gates.variable("second")
    assert gates.at_least([(1, True)], 1) is True
    assert gates.at_least([(1, second)], 1) is not True


def aggregate_rules() -> Iterator[Rule]:
    """Every aggregate of the small rubric, compared in every way with limits on, between and beyond what it can be."""
    for fact in rulebook((), own=True).vocabulary.of_kind(Kind.AGGREGATE):
        for limit in (0, 1, 1.5, 2, 2.5, 3, 4):
            for op in (Op.AT_MOST, Op.AT_LEAST):
                yield rule(f"core.{fact.id}.{op}-{limit}", Comparison(fact.id, op, (limit,)), Warn("Mind this."))
        inside = Comparison(fact.id, Op.BETWEEN, (1, 2))
        yield rule(f"core.{fact.id}.inside", inside, Warn("Mind this."))
        yield rule(f"core.{fact.id}.outside", Not(inside), Warn("Mind this."))
        yield rule(f"core.{fact.id}.answered", Comparison(fact.id, Op.ANSWERED, (True,)), Warn("Mind this."))


AGGREGATES = rulebook(tuple(aggregate_rules()), own=True)


@settings(max_examples=40)
@given(some_assessments(AGGREGATES))
def test_aggregates_are_those_of_the_advisor(assessment: Assessment) -> None:
    """Means, minima and counts agree at every limit, with criteria that are open and that do not apply."""
    agrees(AGGREGATES, assessment)


def test_the_core_rules_agree_with_the_advisor(core: Rulebook) -> None:
    """On seeded assessments of the core rules, answered in part, the model says what the advisor says."""
    units = UnitCache()
    advisor, outline = Advisor(core, units), Outline(core)
    matching = Matching(core.strata, core.vocabulary, units, Health(), core.hidden)
    for answered in (1.0, 0.6):
        for assessment in sample(core, 8, dt.date(2026, 11, 22), answered=answered):
            (role,) = assessment.roles
            wanted = advised(core, advisor, matching, assessment, role)
            found = modeled(outline, assessment, role)
            assert {key: found[key] for key in wanted} == wanted
