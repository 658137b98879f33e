"""What may be asked about an answer: why not, which of two, and what if."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validate, validates_schema

from leverpoint import RequestSchema
from leverpoint.reader.fields import (
    LONGEST_ID,
    LONGEST_LINE,
    MOST_POINTS,
    Day,
    One,
    Raw,
    Record,
    Several,
    Text,
    Whole,
    exactly_one,
    points,
)
from leverpoint_api.schemas.queries import Count, PlaceSchema

MOST_SCENARIOS, MOST_CHANGES, MOST_AXES, MOST_VALUES, MOST_DRAWN = 50, 100, 5, 200, 1000
ANYTHING_PLAIN = {"anyOf": [{"type": kind} for kind in ("string", "number", "boolean", "null")]}


def _is_plain(value: Any) -> None:
    if not isinstance(value, str | int | float | bool | None):
        raise ValidationError("this must be a text, a number, true or false")
    if isinstance(value, str) and len(value) > LONGEST_LINE:
        raise ValidationError(f"this must be text of 0 to {LONGEST_LINE} characters")


def _value(**more: Any) -> Raw:
    return Raw(validate=[_is_plain], metadata=ANYTHING_PLAIN, **more)


class WhyNotQuestionSchema(Record):
    """An assessment, and the strategies that are asked about; without any, all that are not certain."""

    request = One(RequestSchema, required=True)
    strategies = Several(Text(LONGEST_ID), fewest=1, most=100)


class CompareQuestionSchema(Record):
    """An assessment and two strategies."""

    request = One(RequestSchema, required=True)
    first = Text(LONGEST_ID, required=True)
    second = Text(LONGEST_ID, required=True)


class ChangeSchema(Record):
    """A fact and its other value: one of its own, `n/a` to set a criterion aside, null to take the answer away."""

    fact = Text(LONGEST_ID, required=True)
    value = _value(required=True, allow_none=True)


class TenurePointsSchema(Record):
    """Points for leading, sharing or influencing a strategy."""

    lead = points()
    share = points()
    influence = points()


class HorizonPointsSchema(Record):
    """Points for how soon a strategy can begin."""

    now = points()
    next = points()
    later = points()


class WeightsOverSchema(Record):
    """Points in the place of those of the rule set; what is not said stays."""

    need = Whole(0, MOST_POINTS)
    readiness = points()
    weak_below = Whole(-1000, 1000)
    role = One(TenurePointsSchema)
    horizon = One(HorizonPointsSchema)


class ScenarioOverSchema(Record):
    """Changes to the assessment, other weights over those of the rule set, another rule set, or several of these."""

    name = Text(LONGEST_LINE)
    changes = Several(One(ChangeSchema), fewest=1, most=MOST_CHANGES)
    weights = One(WeightsOverSchema)
    ruleset = Text(LONGEST_LINE, metadata={"description": "`core`, `active`, or the revision of either."})

    @validates_schema
    def says_something(self, data: Mapping[str, Any], **more: Any) -> None:
        """A scenario differs in something."""
        if not data.keys() & {"changes", "weights", "ruleset"}:
            raise ValidationError("this changes nothing; say changes, weights, ruleset or several of them")


class AxisSchema(Record):
    """A fact and the values that it takes in turn; without them, all of its own, or all that rules tell apart."""

    fact = Text(LONGEST_ID, required=True)
    values = Several(_value(), fewest=1, most=MOST_VALUES)


class SimulationSchema(Record):
    """An assessment, and either scenarios that change it or facts to sweep over."""

    request = One(RequestSchema, required=True)
    scenarios = Several(One(ScenarioOverSchema), fewest=1, most=MOST_SCENARIOS)
    over = Several(One(AxisSchema), fewest=1, most=MOST_AXES)
    sample = Whole(1, MOST_DRAWN, metadata={"description": "Draw everything else, for so many assessments a point."})
    seed = Whole(0, metadata={"description": "Which assessments are drawn."})
    top = Whole(1, 1000, metadata={"description": "How many places count as the top, 5 without it."})

    @validates_schema
    def says_one_thing(self, data: Mapping[str, Any], **more: Any) -> None:
        """Scenarios or a sweep."""
        exactly_one(data, ("scenarios", "over"))


class DiffQuerySchema(PlaceSchema):
    """On what the impact of a difference is measured."""

    sample = Count(
        load_default=200,
        validate=validate.Range(0, MOST_DRAWN, error=f"this must be a whole number from 0 to {MOST_DRAWN}"),
        metadata={"description": "How many assessments are drawn."},
    )
    seed = Count(load_default=4, metadata={"description": "Which assessments are drawn."})
    top = Count(
        load_default=5,
        validate=validate.Range(1, 100, error="this must be a whole number from 1 to 100"),
        metadata={"description": "How many places count."},
    )
    as_of = Day(metadata={"description": "The day whose rules are in effect; without it, today in UTC."})
    exact = Text(
        LONGEST_ID,
        metadata={"description": "A role. Every assessment of it is searched for one that is answered otherwise."},
    )
    strategy = Text(LONGEST_ID, metadata={"description": "With `exact`: search for this strategy only."})

    @validates_schema
    def asks_one_thing(self, data: Mapping[str, Any], **more: Any) -> None:
        """A strategy narrows an exact question, and means nothing by itself."""
        if "strategy" in data and "exact" not in data:
            raise ValidationError("a strategy narrows `exact`, which is not there", "strategy")
