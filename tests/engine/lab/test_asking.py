"""A question is put together from what a scenario gives, and each part of it is still found in the file."""

from __future__ import annotations

from typing import Any

import pytest

from leverpoint.lab.scenarios.asking import asked

BASE = {
    "roles": ["branch"],
    "organization": {"name": "Harbour"},
    "ratings": {"people.trust": 1, "place/hours": {"anna": 2, "b/en": 3}, "people.voice": "n/a"},
    "context": {"phase": "starting", "staff": 3},
    "as_of": "2026-02-02",
}
LONG = {
    "roles": ["branch"],
    "assessment": {
        "assessed_on": "2026-02-01",
        "rubrics": {"people": "3"},
        "ratings": [{"criterion": "people.trust", "level": 1}, {"criterion": "people.voice", "level": None}],
    },
    "options": {"limit": 2},
}


def test_short_form_becomes_a_request() -> None:
    """Ratings become rows, the day becomes an option."""
    assert asked([("/0/given", BASE)]).request == {
        "roles": ["branch"],
        "organization": {"name": "Harbour"},
        "context": {"phase": "starting", "staff": 3},
        "options": {"as_of": "2026-02-02"},
        "assessment": {
            "ratings": [
                {"criterion": "people.trust", "level": 1},
                {"criterion": "place/hours", "ratings": [{"rater": "anna", "level": 2}, {"rater": "b/en", "level": 3}]},
                {"criterion": "people.voice", "not_applicable": True},
            ]
        },
    }


def test_long_form_stays_as_it_is() -> None:
    """A request that is written out is asked as it is."""
    assert asked([("/0/given", LONG)]).request == LONG


def test_a_row_changes_what_it_names_and_nothing_else() -> None:
    """The later of two wins rating by rating and fact by fact, and roles as a whole."""
    row = {"roles": ["town"], "ratings": {"people.trust": None, "place.sharing": 2}, "context": {"staff": 5}}
    request = asked([("/0/given", BASE), ("/0/cases/1/given", row)]).request
    assert request["roles"] == ["town"]
    assert request["context"] == {"phase": "starting", "staff": 5}
    assert request["assessment"]["ratings"][0] == {"criterion": "people.trust", "level": None}
    assert request["assessment"]["ratings"][-1] == {"criterion": "place.sharing", "level": 2}


def test_forms_can_be_mixed_over_a_table() -> None:
    """A short row may change a rating of a long scenario, and a long one of a short scenario."""
    short_over_long = asked([("/0/given", LONG), ("/0/cases/0/given", {"ratings": {"people.trust": 2}})])
    assert short_over_long.request["assessment"]["ratings"][0] == {"criterion": "people.trust", "level": 2}
    long_over_short = asked([("/0/given", BASE), ("/0/cases/0/given", LONG)])
    assert long_over_short.request["assessment"]["ratings"][0] == {"criterion": "people.trust", "level": 1}
    assert long_over_short.request["options"] == {"limit": 2}


def test_a_criterion_twice_in_one_list_stays_twice() -> None:
    """What one list says twice is left for the reader of requests to refuse."""
    rows = [{"criterion": "people.trust", "level": 1}, {"criterion": "people.trust", "level": 2}]
    assert asked([("", {"assessment": {"ratings": rows}})]).request["assessment"]["ratings"] == rows


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("", "/0/cases/1/given"),
        ("/assessment", "/0/cases/1/given"),
        ("/roles/0", "/0/given/roles/0"),
        ("/organization/name", "/0/given/organization/name"),
        ("/options/as_of", "/0/given/as_of"),
        ("/context/phase", "/0/given/context/phase"),
        ("/context/staff", "/0/cases/1/given/context/staff"),
        ("/assessment/ratings/0/level", "/0/cases/1/given/ratings/people.trust/level"),
        ("/assessment/ratings/1/ratings/1/level", "/0/given/ratings/place~1hours/b~1en/level"),
        ("/assessment/ratings/2/criterion", "/0/given/ratings/people.voice/criterion"),
    ],
)
def test_each_part_is_found_where_it_is_written(pointer: str, place: str) -> None:
    """A pointer into the request leads to the place in the scenario's file, in the row that said it."""
    row: dict[str, Any] = {"ratings": {"people.trust": 2}, "context": {"staff": 5}}
    assert asked([("/0/given", BASE), ("/0/cases/1/given", row)]).place(pointer) == place


def test_parts_of_the_long_form_keep_their_pointers() -> None:
    """What is written out as a request is found under the same pointer below `given`."""
    question = asked([("/0/given", LONG)])
    for pointer in ("/assessment/ratings/1/level", "/assessment/rubrics/people", "/options/limit"):
        assert question.place(pointer) == f"/0/given{pointer}"
