"""The small rulebook is read whole: every record, every effect, whatever number of rows and levels it has."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from leverpoint import Rulebook, UnknownIdError, load_rulebook, shipped_rules
from leverpoint.conditions import Comparison, Op, comparisons
from leverpoint.model import (
    Adjust,
    Citation,
    Conclude,
    Finding,
    Layer,
    Level,
    LeveragePoint,
    Predecessor,
    Recommend,
    Role,
    Rule,
    Scale,
    Source,
    Strategy,
    Suppress,
    Theme,
    Warn,
    Wording,
)
from leverpoint.rulebook import Weight

OURS = Citation("ours", "made up", "authored")


def test_a_rulebook_says_what_it_is(library: Rulebook) -> None:
    """Its label names the source and version, and the one source is there with its layer and title."""
    source = library.sources[0]
    assert library.label == "library 0.3.0"
    assert (source.name, source.version, source.layer, source.title, source.state) == (
        "library",
        "0.3.0",
        Layer.CORE,
        "A test rulebook about libraries",
        "active",
    )
    assert library.versions == {"library": "0.3.0"}


def test_roles_themes_and_sources_are_read(library: Rulebook) -> None:
    """The catalog's plain records come in the order in which they are written."""
    catalog = library.catalog
    assert list(catalog.roles) == ["region", "town", "branch"]
    assert catalog.roles["town"] == Role("town", "Town", "Pays for the branches and hires their staff.")
    assert catalog.themes["place"] == Theme(
        "place", "A place to be", "The doors are open and the rooms are shared.", "authored", (OURS,)
    )
    assert catalog.sources["survey"] == Source("survey", "The library survey", "It does not exist either.")
    assert catalog.sources["handbook"] == Source(
        "handbook",
        "The library handbook",
        "It does not exist.",
        "Nobody",
        "Nowhere Press",
        1999,
        "https://handbook.example",
        (
            Finding("H1", "Teams that meet trust each other more.", "https://handbook.example/1"),
            Finding("H2", "Sharing a building works where people trust each other."),
        ),
    )


def test_strategies_and_leverage_points_are_read(library: Rulebook) -> None:
    """A horizon written once counts for every role; predecessors carry their reason and citation."""
    catalog = library.catalog
    assert catalog.strategies["SHARE"] == Strategy(
        id="SHARE",
        number=4,
        title="Share the building",
        theme="place",
        summary="Other services move in, and the rooms are used all day.",
        horizon={"region": "later", "town": "later", "branch": "later"},
        roles={"lead": ("region",), "share": ("town",), "influence": ("branch",)},
        provenance="derived",
        citations=(Citation("handbook", "H2", "derived"),),
        strengthen_first=(
            Predecessor(
                "MEET", "Sharing works where people trust each other.", (Citation("handbook", "H2", "derived"),)
            ),
            Predecessor("OPEN", "Nobody moves in behind closed doors.", (OURS,)),
        ),
        protected=True,
    )
    assert catalog.strategies["LEARN"].horizon == {"region": "later", "town": "next", "branch": "now"}
    assert catalog.leverage_points["town.staff-plan"] == LeveragePoint(
        "town.staff-plan",
        "town",
        "The staff plan",
        ("Pay for the hour.", "Count the evenings."),
        ("MEET", "OPEN"),
        "authored",
        (OURS,),
    )
    assert [point.id for point in catalog.points_for("MEET", "branch")] == [
        "branch.weekly-hour",
        "branch.notice-board",
    ]
    assert catalog.points_for("GARDEN", "region") == ()


TENURES = [
    ("MEET", "branch", "lead"),
    ("MEET", "town", "share"),
    ("MEET", "region", "influence"),
    ("LEARN", "region", None),
]


@pytest.mark.parametrize(("strategy", "role", "tenure"), TENURES)
def test_a_strategy_knows_whose_it_is(strategy: str, role: str, tenure: str | None, library: Rulebook) -> None:
    """A role leads, shares or influences a strategy, or has no part in it."""
    assert library.catalog.strategies[strategy].tenure(role) == tenure


def test_rubrics_have_scales_of_their_own(library: Rulebook) -> None:
    """Three rows on levels 0 to 2 stand beside two rows on levels 1 to 5, whose target is not the highest."""
    people, place = library.catalog.rubrics["people"], library.catalog.rubrics["place"]
    assert people.scale == Scale((Level(0, "Absent"), Level(1, "Growing"), Level(2, "Strong")), 2)
    assert (place.scale.values, place.scale.target, place.scale.label(4)) == ((1, 2, 3, 4, 5), 4, "Wide open")
    assert [len(rubric.criteria) for rubric in (people, place)] == [3, 2]
    assert library.catalog.rubric_of("place.hours") is place
    assert list(library.catalog.criteria()) == [
        "people.trust",
        "people.learning",
        "people.voice",
        "place.hours",
        "place.sharing",
    ]


def test_a_criterion_is_worded_for_the_role_that_asks(library: Rulebook) -> None:
    """Where a role has its own words it gets them, with the labels of the scale; all others get the common ones."""
    trust = library.catalog.criteria()["people.trust"]
    assert trust.wording("region") == Wording(
        "Do the towns say what they think?",
        (
            Level(0, "Absent", "No town does."),
            Level(1, "Growing", "Some towns do."),
            Level(2, "Strong", "All towns do."),
        ),
    )
    assert trust.wording("branch") == Wording(trust.question, trust.levels)
    assert trust.levels[1] == Level(1, "Growing", "Some do.")


def test_weights_are_read_with_their_reasons(library: Rulebook) -> None:
    """Every weight has points, a provenance and a reason."""
    weights = library.weights
    assert weights.need == Weight(25, "authored", "So that a half comes up and has to be rounded.")
    assert {tenure: weight.points for tenure, weight in weights.role.items()} == {
        "lead": 10,
        "share": 6,
        "influence": 2,
    }
    assert {when: weight.points for when, weight in weights.horizon.items()} == {"now": 4, "next": 2, "later": 0}
    assert (weights.readiness.points, weights.weak_below, weights.max_local_points.points) == (-5, 2, 15)


def test_a_rule_is_read_whole(library: Rulebook) -> None:
    """Everything that an author writes about a rule is kept; a citation takes the rule's provenance."""
    assert library.rules["library.meet-weekly"] == Rule(
        id="library.meet-weekly",
        title="A team without trust meets every week",
        source="library",
        layer=Layer.CORE,
        when=Comparison("people.trust", Op.AT_MOST, (1,)),
        then=(Recommend("MEET", 5, ("branch.weekly-hour",)),),
        because="Trust grows where people talk.",
        provenance="derived",
        citations=(Citation("handbook", "H1", "derived"),),
        roles=("town", "branch"),
        reviewed_on=dt.date(2026, 1, 5),
        formerly=("library.talk",),
    )


EFFECTS = [
    ("library.any-voice-missing", Recommend("MEET", 0, ())),
    ("library.voice-lifts-meeting", Adjust("MEET", 4, "Nobody else will give them a voice.")),
    ("library.rest-first", Suppress("OPEN", "First the team needs rest.")),
    ("library.they-disagree", Warn("You do not agree about trust. Talk about that first.")),
    ("library.strained", Conclude("strained")),
]


@pytest.mark.parametrize(("rule", "effect"), EFFECTS)
def test_every_effect_is_read(rule: str, effect: object, library: Rulebook) -> None:
    """Recommend, adjust, suppress, warn and conclude each become their own record."""
    assert library.rules[rule].then[0] == effect


def test_a_citation_may_carry_further_than_its_rule(library: Rulebook) -> None:
    """A citation with a provenance of its own keeps it; one without takes the rule's."""
    assert library.rules["library.learn-together"].citations == (
        Citation("survey", "p. 9", "derived"),
        Citation("ours", "the reason", "authored"),
    )


def test_a_rule_knows_what_it_concludes(library: Rulebook) -> None:
    """Only the rules that conclude something have conclusions."""
    concluding = {rule.id: rule.concludes for rule in library.rules.values() if rule.concludes}
    assert concluding == {
        "library.fragile": ("fragile-team",),
        "library.ready": ("ready-to-share",),
        "library.strained": ("strained",),
    }


def test_the_small_rulebook_uses_the_whole_language(library: Rulebook) -> None:
    """Every comparison and every effect is in use, so that no test passes for want of a case."""
    assert {one.op for rule in library.rules.values() for one in comparisons(rule.when)} == set(Op)
    effects = {type(effect) for rule in library.rules.values() for effect in rule.then}
    assert effects == {Recommend, Adjust, Suppress, Warn, Conclude}


def test_rules_stand_in_the_order_of_their_ids(library: Rulebook) -> None:
    """Neither the files nor the order in them decides anything."""
    assert list(library.rules) == sorted(library.rules)


def test_a_renamed_rule_is_found_by_its_former_id(library: Rulebook) -> None:
    """Who remembers the old name gets the rule, and who mistypes one is told the nearest."""
    assert library.rule("library.talk") is library.rule("library.meet-weekly")
    with pytest.raises(UnknownIdError, match=r"there is no rule 'library\.shar', did you mean 'library\.share'"):
        library.rule("library.shar")


def test_a_rule_can_be_found_in_its_file(library: Rulebook, library_rules: Path) -> None:
    """The place of a rule is its file, the line of its id, and a pointer."""
    place = library.places["library.strained"]
    lines = Path(place.file).read_text().splitlines()
    assert Path(place.file) == library_rules / "rules" / "situations.yaml"
    assert lines[place.line - 1] == "- id: library.strained"
    assert place.pointer == "/1"


def test_layers_stand_in_the_order_of_their_reach() -> None:
    """The core comes first and the school, the most local, last."""
    assert [layer.rank for layer in Layer] == [0, 1, 2, 3]
    assert list(Layer) == ["core", "state", "district", "school"]


def test_the_shipped_rulebook_is_there_and_loads() -> None:
    """The rules that come with the engine are read by the same door."""
    assert load_rulebook(shipped_rules()).sources[0].name == "core"
