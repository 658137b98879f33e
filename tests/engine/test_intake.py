"""A request becomes an assessment that fits the rulebook, or comes back with everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from leverpoint import Assessment, AssessmentError, RequestSchema, Rulebook, assess, read_request
from leverpoint.model import Options, Organization
from leverpoint.reader import read_file

TODAY = dt.date(2026, 2, 2)
CASES: list[dict[str, Any]] = read_file(Path(__file__).parents[1] / "data" / "requests" / "broken.yaml").data


def problems_of(request: Any, rulebook: Rulebook) -> list[dict[str, Any]]:
    with pytest.raises(AssessmentError) as caught:
        read_request(request, rulebook, TODAY)
    return [dict(_told(asdict(problem))) for problem in caught.value.problems]


def _told(problem: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in problem.items():
        if value is not None and (key, value) != ("pointer", ""):
            yield key, list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_whoever_asks_wrongly_is_told_everything_that_is_wrong(case: dict[str, Any], library: Rulebook) -> None:
    """Each mistake of a request comes with its pointer, its code, plain words, found, expected and the nearest."""
    assert problems_of(case["request"], library) == case["problems"]


def asked(library: Rulebook, ratings: Any = (), **more: Any) -> Assessment:
    return read_request({"roles": ["town"], "assessment": {"ratings": list(ratings)}, **more}, library, TODAY)


def test_everything_in_a_request_arrives(library: Rulebook) -> None:
    """A full request becomes an assessment that holds all of it, roles in the order of the catalog."""
    request = {
        "roles": ["branch", "region", "branch"],
        "organization": {"name": "Riverside", "identifier": "0900010", "system": "nces-leaid", "state": "09"},
        "assessment": {
            "assessed_on": "2026-02-01",
            "rubrics": {"people": "3"},
            "ratings": [
                {"criterion": "people.trust", "level": 2},
                {"criterion": "people.voice", "ratings": [{"rater": "r1", "level": 0}, {"rater": "r2", "level": 2}]},
                {"criterion": "place.hours", "not_applicable": True},
            ],
        },
        "context": {"phase": "settled", "has-partner": False, "staff": 0, "visits": 12.5},
        "options": {"limit": 5, "explain": "full", "certainty": "certain", "ruleset": "active", "as_of": "2026-07-01"},
    }
    assert read_request(request, library, TODAY) == Assessment(
        roles=("region", "branch"),
        as_of=dt.date(2026, 7, 1),
        ratings={"people.trust": {"": 2}, "people.voice": {"r1": 0, "r2": 2}},
        not_applicable=frozenset({"place.hours"}),
        context={"phase": "settled", "has-partner": False, "staff": 0, "visits": 12.5},
        organization=Organization("0900010", "nces-leaid", "09", "Riverside"),
        assessed_on=dt.date(2026, 2, 1),
        rubrics={"people": "3"},
        options=Options(5, "full", "certain", "active"),
    )


def test_the_shortest_request_asks_today_with_reasons(library: Rulebook) -> None:
    """Roles and an empty assessment are enough: nothing is rated, today's rules count, reasons are given."""
    assert read_request({"roles": ["town"], "assessment": {}}, library, TODAY) == Assessment(("town",), TODAY)


ABSENT = [
    [],
    [{"criterion": "people.trust", "level": None}],
    [{"criterion": "people.trust", "not_applicable": False}],
]


@pytest.mark.parametrize("ratings", ABSENT)
def test_a_question_without_an_answer_is_as_if_not_asked(ratings: list[dict[str, Any]], library: Rulebook) -> None:
    """A level of null, or saying that a criterion is not "not applicable", is the same as leaving the row out."""
    assert asked(library, ratings) == asked(library)


def test_null_in_context_and_options_is_absence(library: Rulebook) -> None:
    """A fact of the context that is null is not known; an option that is null is not set."""
    nothing = {"context": {"phase": None, "staff": None}, "options": {"limit": None, "as_of": None}}
    assert asked(library, **nothing) == asked(library)


@pytest.mark.parametrize(("written", "read"), [(3, 3), (3.0, 3), (1.0, 1)])
def test_a_whole_number_may_be_written_with_a_point(written: float, read: int, library: Rulebook) -> None:
    """3.0 is level 3: JSON does not tell them apart, and neither does the answer."""
    assessment = asked(library, [{"criterion": "place.hours", "level": written}], context={"staff": written})
    level, staff = assessment.ratings["place.hours"][""], assessment.context["staff"]
    assert (level, type(level), staff, type(staff)) == (read, int, read, int)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), 1e300])
def test_a_number_that_is_none_is_refused(value: float, library: Rulebook) -> None:
    """What JSON cannot carry does not get in by way of Python either."""
    request = {"roles": ["town"], "assessment": {}, "context": {"visits": value}}
    assert [problem["code"] for problem in problems_of(request, library)] == ["wrong-value"]


IDENTIFIERS = [
    ("nces-leaid", "9900010"),
    ("nces-leaid", "0000001"),
    ("nces-school", "990001000010"),
    ("ipeds-unitid", "990001"),
    ("nces-state", "99"),
    ("local", "anything at all"),
]


@pytest.mark.parametrize(("system", "identifier"), IDENTIFIERS)
def test_each_system_has_its_own_identifiers(system: str, identifier: str, library: Rulebook) -> None:
    """An identifier is text, and its leading zeros stay."""
    assessment = asked(library, organization={"system": system, "identifier": identifier})
    assert (assessment.organization.system, assessment.organization.identifier) == (system, identifier)


def test_what_a_schema_has_loaded_is_assessed_the_same(library: Rulebook) -> None:
    """A service that has loaded the request with the schema gets the very same assessment."""
    request = {"roles": ["town"], "assessment": {"ratings": [{"criterion": "people.trust", "level": 1}]}}
    assert assess(RequestSchema().load(request), library, TODAY) == read_request(request, library, TODAY)


def test_meaning_is_checked_on_what_a_schema_has_loaded(library: Rulebook) -> None:
    """A loaded request that does not fit the rulebook is refused, with its problems."""
    with pytest.raises(AssessmentError, match="there is no role 'twon'") as caught:
        assess(RequestSchema().load({"roles": ["twon"], "assessment": {}}), library, TODAY)
    assert [problem.pointer for problem in caught.value.problems] == ["/roles/0"]


def test_meaning_is_looked_at_when_the_shape_fits(library: Rulebook) -> None:
    """A request of the wrong shape is told of that alone: what it means is not guessed."""
    request = {"roles": ["twon"], "assessment": {}, "extra": 1}
    assert [problem["code"] for problem in problems_of(request, library)] == ["unknown-field"]
