"""What difference rules make is counted role by role, and each example can be asked again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from leverpoint import Advisor, Assessment, Organization, load_rulebook, read_request
from leverpoint.lab.comparing.impact import asked, impact
from leverpoint.lab.replay import request_of
from leverpoint.lab.sample import sample

TODAY = dt.date(2026, 2, 2)
WHO = Organization("9900010", "nces-leaid")


@pytest.fixture(scope="module")
def core(library_rules: Path) -> Advisor:
    """The small rulebook by itself."""
    return Advisor(load_rulebook(library_rules))


@pytest.fixture(scope="module")
def local(library_rules: Path, data_folder: Path) -> Advisor:
    """The small rulebook with a pack on top."""
    return Advisor(load_rulebook(library_rules, [data_folder / "packs" / "harbour"]))


def test_rules_beside_themselves_make_no_difference(core: Advisor) -> None:
    """Equal sides: everything asked, nothing changed, no example."""
    found = impact(asked(core), asked(core), sample(core.rulebook, 30, TODAY))
    assert {one.role for one in found} == set(core.rulebook.catalog.roles)
    assert [(one.changed, one.share, one.strategies, one.examples) for one in found] == [(0, 0.0, (), ())] * len(found)


def test_what_a_pack_brings_enters_and_is_counted(core: Advisor, local: Advisor) -> None:
    """A pack's own strategy only ever enters; counts never exceed what was asked; each example shows a change."""
    found = impact(asked(core), asked(local), sample(local.rulebook, 60, TODAY, organization=WHO), top=3)
    assert sum(one.asked for one in found) == 60
    boats = [row for one in found for row in one.strategies if row.strategy == "harbour.BOAT"]
    assert boats
    assert all(row.entered and not (row.left or row.up or row.down) for row in boats)
    for role in found:
        assert 0 < role.changed <= role.asked
        assert all(one.movement.changed and one.request["roles"] == [role.role] for one in role.examples)


def test_turned_round_what_entered_leaves(core: Advisor, local: Advisor) -> None:
    """Before and after are each other's mirror."""
    questions = list(sample(local.rulebook, 40, TODAY))
    there = impact(asked(core), asked(local), questions)
    back = impact(asked(local), asked(core), questions)
    assert [[(row.strategy, row.entered, row.up) for row in one.strategies] for one in there] == [
        [(row.strategy, row.left, row.down) for row in one.strategies] for one in back
    ]


def test_an_example_can_be_asked_again(core: Advisor, local: Advisor) -> None:
    """Its request is a whole one: read, it leads to the same list."""
    (example, *_) = impact(asked(core), asked(local), sample(local.rulebook, 20, TODAY))[0].examples
    again = local.advise(read_request(dict(example.request), local.rulebook, TODAY))
    places = {one.strategy: one.rank for one in again.roles[0].recommendations}
    assert all(places[move.strategy] == move.after for move in example.movement.entered)


def test_a_request_says_all_that_an_assessment_does(local: Advisor) -> None:
    """Written and read again, an assessment is the same: raters, what does not apply, and who asks included."""
    assessment = Assessment(
        roles=("branch",),
        as_of=TODAY,
        ratings={"people.trust": {"": 1}, "people.voice": {"anna": 1, "ben": 2}},
        not_applicable=frozenset({"place.sharing"}),
        context={"harbour.tide": True},
        organization=WHO,
        assessed_on=TODAY,
        rubrics={"people": local.rulebook.catalog.rubrics["people"].version},
    )
    again = read_request(request_of(assessment), local.rulebook, dt.date(2030, 1, 1))
    assert again.organization.identifier == WHO.identifier
    for name in ("roles", "as_of", "ratings", "not_applicable", "context", "assessed_on", "rubrics"):
        assert getattr(again, name) == getattr(assessment, name), name
