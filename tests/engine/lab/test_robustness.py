"""How far a ranking holds: which variations are tried, and what is counted."""

from __future__ import annotations

import datetime as dt

from leverpoint import Advisor, Assessment
from leverpoint.lab.exploring.robustness import robustness, to_data, variations

DAY = dt.date(2026, 2, 2)
RATED = Assessment(
    ("town", "branch"),
    DAY,
    {"people.trust": {"anna": 0, "ben": 2}, "people.voice": {"": 1}, "place.hours": {"ben": 5}},
)


def test_which_variations_are_tried(librarian: Advisor) -> None:
    """Each rater alone, then each rated criterion down and up, but never beyond its scale."""
    found = variations(RATED, librarian.rulebook.vocabulary)
    assert [(one.kind, one.name, one.before, one.after) for one in found] == [
        ("rater", "anna", None, None),
        ("rater", "ben", None, None),
        ("up", "people.trust", 0, 1),
        ("down", "people.voice", 1, 0),
        ("up", "people.voice", 1, 2),
        ("down", "place.hours", 5, 4),
    ]
    assert found[0].assessment.ratings == {"people.trust": {"anna": 0}, "people.voice": {"": 1}}
    assert found[2].assessment.ratings["people.trust"] == {"anna": 1, "ben": 2}


def test_one_rater_is_nobody_alone(librarian: Advisor) -> None:
    """With one name, or none, there is nobody to ask apart from the others."""
    alone = Assessment(("branch",), DAY, {"people.trust": {"anna": 1}})
    assert {one.kind for one in variations(alone, librarian.rulebook.vocabulary)} == {"up", "down"}


def test_what_holds_and_what_breaks(librarian: Advisor) -> None:
    """What holds and what breaks make up all variations, and each break has the place that it leads to."""
    for found in robustness(librarian, RATED, top=2):
        assert (found.variations, found.raters) == (6, 2)
        assert len(found.recommendations) == 2
        for one in found.recommendations:
            assert one.holds + len(one.breaks) == 6
            assert one.same_rank <= one.holds
            assert all(
                part.place is None or part.place.rank > 2 or part.place.certainty != "certain" for part in one.breaks
            )
        assert found.same_order <= found.same_top
        assert to_data(found)["recommendations"][0]["place"]["rank"] == 1


def test_nothing_rated_nothing_varied(librarian: Advisor) -> None:
    """Without a rating there is no variation, and everything holds in none of none."""
    (found,) = robustness(librarian, Assessment(("branch",), DAY, context={"phase": "settled", "staff": 5}))
    assert found.variations == 0
    assert all(one.holds == 0 for one in found.recommendations)
