"""What differs between two rulebooks, in words, and what both can be asked."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from leverpoint import Advisor, Rulebook, load_rulebook, shipped_rules
from leverpoint.lab.comparing.diff import diff, drawn, to_data
from leverpoint.lab.comparing.diff_report import report
from leverpoint.lab.comparing.difference import RuleChange, difference
from leverpoint.lab.comparing.shared import Shared
from leverpoint.lab.sample import sample

DAY = dt.date(2026, 2, 2)
Edit = Callable[[str, str, str], None]


@pytest.fixture
def folder(library_rules: Path, tmp_path: Path) -> Path:
    """A copy of the small rulebook, to be edited."""
    return Path(shutil.copytree(library_rules, tmp_path / "edited"))


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Turns a text that stands once in a file of the copy into another."""

    def turn(name: str, old: str, new: str) -> None:
        text = (folder / name).read_text()
        assert text.count(old) == 1, old
        (folder / name).write_text(text.replace(old, new))

    return turn


def only(before: Rulebook, after: Rulebook) -> RuleChange:
    (change,) = difference(before, after).rules
    return change


@pytest.mark.parametrize(
    ("old", "new", "what", "before", "after", "decides"),
    [
        (
            "people.trust: {at_most: 1}",
            "people.trust: {at_most: 0}",
            "when",
            "Trust in the team is at level 1 or below",
            "Trust in the team is at level 0 or below",
            True,
        ),
        ("roles: [branch, town]", "roles: [branch]", "roles", "town, branch", "branch", True),
        (
            "strategy: MEET, points: 5,",
            "strategy: MEET, points: 6,",
            "then",
            "recommend MEET (+5) through branch.weekly-hour",
            "recommend MEET (+6) through branch.weekly-hour",
            True,
        ),
        (
            "because: Trust grows where people talk.",
            "because: People talk.",
            "because",
            "Trust grows where people talk.",
            "People talk.",
            False,
        ),
        ("reviewed_on: 2026-01-05", "reviewed_on: 2026-01-06", "reviewed_on", "2026-01-05", "2026-01-06", False),
    ],
)
def test_each_part_of_a_rule_in_words(
    library: Rulebook, folder: Path, edit: Edit, old: str, new: str, what: str, before: str, after: str, decides: bool
) -> None:
    """A changed part is told before and after, and whether advice can depend on it."""
    edit("rules/people.yaml", old, new)
    change = only(library, load_rulebook(folder))
    assert (change.change, change.rule, change.decides) == ("changed", "library.meet-weekly", decides)
    assert [(part.what, part.before, part.after) for part in change.parts] == [(what, before, after)]


def test_added_removed_and_renamed(library: Rulebook, folder: Path, edit: Edit) -> None:
    """A rule with another id is another rule, unless it says what it was called: then it is the same, changed."""
    edit("rules/place.yaml", "id: library.halfway\n", "id: library.half-way\n")
    loaded = load_rulebook(folder)
    assert [(one.change, one.rule) for one in difference(library, loaded).rules] == [
        ("added", "library.half-way"),
        ("removed", "library.halfway"),
    ]
    edit("rules/place.yaml", "id: library.half-way\n", "id: library.half-way\n  formerly: [library.halfway]\n")
    change = only(library, load_rulebook(folder))
    assert (change.change, change.rule, [part.what for part in change.parts]) == ("changed", "library.half-way", ["id"])
    assert not change.decides


def test_dates(library: Rulebook, folder: Path, edit: Edit) -> None:
    """When a rule is in effect is a part of it, on which advice depends."""
    edit("rules/place.yaml", "until: 2026-08-31", "until: 2026-09-30")
    change = only(library, load_rulebook(folder))
    assert [(part.before, part.after) for part in change.parts] == [
        ("from 2026-06-01 until 2026-08-31", "from 2026-06-01 until 2026-09-30")
    ]
    assert change.decides


def test_records_and_weights(library: Rulebook, folder: Path, edit: Edit) -> None:
    """A weight, a strategy, a criterion's wording and a fact are told by kind, id and field."""
    edit("priority.yaml", "points: 25,", "points: 21,")
    edit("rubrics/people.yaml", "question: Who decides?", "question: Who has a say?")
    edit("catalog/facts.yaml", "maximum: 9000.5", "maximum: 9500")
    found = {(one.kind, one.id): one for one in difference(library, load_rulebook(folder)).records}
    assert set(found) == {("weight", "need"), ("criterion", "people.voice"), ("fact", "visits")}
    (question,) = found["criterion", "people.voice"].parts
    assert (question.what, question.before, question.after) == ("question", "Who decides?", "Who has a say?")
    assert [one.what for one in found["fact", "visits"].parts] == ["maximum"]


def test_nothing_differs_from_itself(library: Rulebook) -> None:
    """A rulebook beside itself has no change, and everything can be asked."""
    found = difference(library, library)
    assert (found.rules, found.records) == ((), ())
    assert Shared(library, library).left_out() == ()


def test_impact_is_measured_on_what_both_know(librarian: Advisor, folder: Path, edit: Edit) -> None:
    """A stronger rule moves lists, each example can be asked again, and a moved bound is said."""
    edit("rules/place.yaml", "strategy: OPEN, points: 4", "strategy: OPEN, points: 40")
    edit("catalog/facts.yaml", "maximum: 9000.5", "maximum: 200")
    after = Advisor(load_rulebook(folder))
    found = diff(librarian, after, drawn(librarian, after, 90, DAY, seed=1), seed=1, top=2)
    assert found.asked == 90
    assert 0 < found.worst <= 1
    assert [(one.id, one.in_, one.values) for one in found.left_out] == [
        ("visits", "both", ("0 to 9000.5", "0 to 200"))
    ]
    data = to_data(found)
    assert data["impact"]["roles"][0]["examples"][0]["request"]["roles"] == [data["impact"]["roles"][0]["role"]]
    page = report(found, after.rulebook.catalog)
    assert "Impact on advice" in page
    assert "library.open-longer" in page


def test_roles_that_only_one_side_knows(library: Rulebook, librarian: Advisor) -> None:
    """A role of one side alone is left out and said, and the others are asked."""
    roles = {name: role for name, role in library.catalog.roles.items() if name != "town"}
    fewer = Advisor(replace(library, catalog=replace(library.catalog, roles=roles)))
    for before, after, in_ in ((librarian, fewer, "before"), (fewer, librarian, "after")):
        found = diff(before, after, drawn(before, after, 20, DAY))
        assert [(one.kind, one.id, one.in_) for one in found.left_out] == [("role", "town", in_)]
        assert {one.role for one in found.roles} == set(roles)
        both = sample(librarian.rulebook, 3, DAY)
        assert sum(one.asked for one in diff(before, after, both).roles) == 2


def test_rulebooks_with_nothing_in_common(librarian: Advisor) -> None:
    """Nothing can be asked of both, and nothing breaks."""
    shipped = Advisor(load_rulebook(shipped_rules()))
    found = diff(librarian, shipped, drawn(librarian, shipped, 20, DAY))
    assert (found.asked, found.worst, found.roles) == (0, 0.0, ())
    assert len(found.difference.rules) == len(librarian.rulebook.rules) + len(shipped.rulebook.rules)


def test_a_request_is_pruned_only_of_what_one_side_knows(library: Rulebook) -> None:
    """What neither knows stays in the request, so that it is refused with its place."""
    other = load_rulebook(shipped_rules())
    request = {
        "roles": ["branch", "nobody"],
        "assessment": {"rubrics": {"people": "3"}, "ratings": [{"criterion": "people.trust"}, {"criterion": "x.y"}, 3]},
        "context": {"staff": 3, "z": 1},
    }
    assert Shared(library, other).pruned(request) == {
        "roles": ["nobody"],
        "assessment": {"ratings": [{"criterion": "x.y"}, 3]},
        "context": {"z": 1},
    }
    assert Shared(library, other).pruned({"roles": 3, "assessment": [], "context": "x"}) == {
        "roles": 3,
        "assessment": [],
        "context": "x",
    }
