"""Columns rank as `advise` does: the same strategies in the same order, with the same score and certainty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import leverpoint_strategies as given_by
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leverpoint import Advisor, Assessment, Rulebook, load_rulebook, read_source, shipped_rules
from leverpoint.lab.batch.columns import fits, frame
from leverpoint.lab.batch.ranking import Ranker
from leverpoint.lab.sample import sample
from leverpoint.library import Library
from leverpoint.model import Adjust, Conclude, Effect, Layer, Options, Organization, Recommend, Retune, Rule, Suppress
from leverpoint.packs import Policy, find_packs, read_packs
from leverpoint.rulebook import SourceInfo
from leverpoint.rulebook.strata import sort_into_strata
from leverpoint.vocabulary import Kind

DAY = dt.date(2026, 2, 2)
Ranking = list[tuple[str, int, str]]
PLUGINS = Path(__file__).parents[3] / "plugins"
SOURCES = tuple(
    SourceInfo(name, "1.0.0", layer, "")
    for name, layer in (("core", Layer.CORE), ("a", Layer.STATE), ("b", Layer.DISTRICT))
)
QUICK = settings(max_examples=15, suppress_health_check=list(HealthCheck))


def by_rows(advisor: Advisor, assessments: Sequence[Assessment]) -> list[Ranking]:
    """What `advise` says, role by role."""
    silent = (replace(one, options=replace(one.options, explain="none")) for one in assessments)
    return [
        [(item.strategy, item.score, item.certainty) for item in role.recommendations]
        for one in silent
        for role in advisor.advise(one).roles
    ]


def by_columns(rulebook: Rulebook, assessments: Sequence[Assessment], top: int | None = None) -> list[Ranking]:
    """What the columns say, role by role."""
    ranked = Ranker(rulebook).ranked(frame(rulebook.vocabulary, assessments), top)
    triples = ranked.width // 3
    return [
        [row[3 * at : 3 * at + 3] for at in range(triples) if row[3 * at] is not None]
        for row in ranked.iter_rows()
    ]  # fmt: skip


@pytest.fixture(scope="module")
def core() -> Rulebook:
    """The shipped rules."""
    return load_rulebook(shipped_rules())


@pytest.fixture(scope="module")
def riverside() -> Rulebook:
    """The shipped rules with the example pack on top."""
    library = Library(read_source(shipped_rules()), read_packs(find_packs([PLUGINS]), Policy(anywhere=None)))
    return library.advisor(Organization("9900010", "nces-leaid")).rulebook


def asked_in(rulebook: Rulebook, draw: st.DrawFn) -> list[Assessment]:
    """Some assessments in several roles: rated in part, by several raters, not applicable; options of every kind."""
    roles = tuple(rulebook.catalog.roles)
    options = st.builds(
        Options, limit=st.none() | st.integers(1, 6), certainty=st.sampled_from(("certain", "possible"))
    )
    found = draw(st.lists(st.tuples(given_by.assessments(rulebook.vocabulary), options), min_size=1, max_size=6))
    asked = draw(st.lists(st.sampled_from(roles), min_size=1, unique=True))
    ordered = tuple(role for role in roles if role in asked)
    return [replace(one, roles=ordered, options=how) for one, how in found if fits(one)]


@pytest.mark.parametrize("name", ["core", "riverside", "library"])
@QUICK
@given(data=st.data())
def test_columns_rank_any_assessment_as_advise_does(
    name: str, request: pytest.FixtureRequest, data: st.DataObject
) -> None:
    """Missing and inapplicable answers, several raters, every role, day, limit and certainty: nothing differs."""
    rulebook: Rulebook = request.getfixturevalue(name)
    assessments = data.draw(st.composite(lambda draw: asked_in(rulebook, draw))())
    assert by_columns(rulebook, assessments) == by_rows(_advisor(request, name, rulebook), assessments)


def _advisor(request: pytest.FixtureRequest, name: str, rulebook: Rulebook) -> Advisor:
    kept: dict[str, Advisor] = request.session.stash.setdefault(KEPT, {})
    return kept.setdefault(name, Advisor(rulebook))


KEPT: pytest.StashKey[dict[str, Advisor]] = pytest.StashKey()


def rules_for(rulebook: Rulebook, draw: st.DrawFn) -> list[Rule]:
    """Random rules of a core and two packs, with every effect, that conclude in no cycle."""
    conclusions = [fact.id for fact in rulebook.vocabulary.of_kind(Kind.CONCLUSION)]
    strategies = st.sampled_from(tuple(rulebook.catalog.strategies))
    points = st.integers(-30, 30)

    def rule(number: int) -> Rule:
        depth = draw(st.integers(0, len(conclusions)))
        later = conclusions[depth:]
        readable = [fact for fact in rulebook.vocabulary if fact.kind is not Kind.REQUEST and fact.id not in later]
        effects: list[st.SearchStrategy[Effect]] = [
            st.builds(Recommend, strategies, points),
            st.builds(Adjust, strategies, points, st.just("because")),
            st.builds(Suppress, strategies, st.just("because")),
            *(st.just(Conclude(one)) for one in later[:1]),
        ]
        source, layer = draw(st.sampled_from((("core", Layer.CORE), ("a", Layer.STATE), ("b", Layer.DISTRICT))))
        then: tuple[Effect, ...] = tuple(draw(st.lists(st.one_of(effects), min_size=1, max_size=3)))
        moved = [one.strategy for one in then if isinstance(one, Recommend | Adjust)]
        retuned = bool(moved) and draw(st.booleans())
        retunes = (Retune(moved[0], draw(points), "a", "because"),) if retuned else ()
        named = draw(st.lists(st.sampled_from(tuple(rulebook.catalog.roles)), max_size=2, unique=True))
        days = st.none() | st.sampled_from(given_by.DAYS)
        when = draw(given_by.conditions(readable))
        parts: dict[str, Any] = {"roles": tuple(named), "since": draw(days), "until": draw(days), "retunes": retunes}
        return Rule(f"{source}.r{number}", "", source, layer, when, then, "", "authored", (), **parts)

    return [rule(number) for number in range(draw(st.integers(1, 12)))]


@QUICK
@given(data=st.data())
def test_columns_rank_by_any_rules_as_advise_does(library: Rulebook, data: st.DataObject) -> None:
    """Random small rulebooks with packs, overlays, conclusions and every comparison."""
    rules = data.draw(st.composite(lambda draw: rules_for(library, draw))())
    rulebook = replace(library, sources=SOURCES, rules={one.id: one for one in rules}, strata=sort_into_strata(rules))
    assessments = data.draw(st.composite(lambda draw: asked_in(rulebook, draw))())
    assert by_columns(rulebook, assessments) == by_rows(Advisor(rulebook), assessments)


def test_the_first_few_are_the_first_of_all(core: Rulebook) -> None:
    """A shorter list is the beginning of the longer one, also where fewer strategies are listed than asked for."""
    assessments = list(sample(core, 60, DAY, answered=0.4))
    whole = by_columns(core, assessments)
    assert [one[:5] for one in whole] == by_columns(core, assessments, 5)
    assert by_columns(core, assessments, 40) == whole
