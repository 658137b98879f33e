"""What the file of weights may say."""

from __future__ import annotations

from leverpoint.reader.fields import MOST_POINTS, One, OneOf, Record, Text, Whole, points
from leverpoint.reader.schemas.provenance import PROVENANCES


class WeightSchema(Record):
    """A number of points, where it comes from and why it is that number."""

    points = points(required=True)
    provenance = OneOf(*PROVENANCES, required=True)
    why = Text(required=True)


class NeedSchema(WeightSchema):
    """Points at the lowest level. Being below the target never counts against a strategy."""

    points = Whole(0, MOST_POINTS, required=True)


class ReadinessSchema(WeightSchema):
    """Points for each weak predecessor, and the level below which one is weak."""

    weak_below = Whole(-1000, 1000, required=True)


class TenureWeightsSchema(Record):
    """Points for leading, sharing or influencing a strategy."""

    lead = One(WeightSchema, required=True)
    share = One(WeightSchema, required=True)
    influence = One(WeightSchema, required=True)


class HorizonWeightsSchema(Record):
    """Points for how soon a strategy can begin."""

    now = One(WeightSchema, required=True)
    next = One(WeightSchema, required=True)
    later = One(WeightSchema, required=True)


class WeightsSchema(Record):
    """The weights of the terms that every strategy has."""

    need = One(NeedSchema, required=True)
    role = One(TenureWeightsSchema, required=True)
    readiness = One(ReadinessSchema, required=True)
    horizon = One(HorizonWeightsSchema, required=True)


class PrioritySchema(Record):
    """How much each term of a priority weighs."""

    weights = One(WeightsSchema, required=True)
    max_local_points = One(WeightSchema, required=True)
