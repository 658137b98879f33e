"""What a scenario may say over the file of weights: any part of it, and of each weight the points alone."""

from __future__ import annotations

from leverpoint.reader.fields import MOST_POINTS, One, Record, Whole, points


class PointsSchema(Record):
    """Other points for a weight."""

    points = points(required=True)


class NeedPointsSchema(Record):
    """Other points for the lowest level."""

    points = Whole(0, MOST_POINTS, required=True)


class ReadinessOverrideSchema(Record):
    """Other points for each weak predecessor, or another level below which one is weak."""

    points = points()
    weak_below = Whole(-1000, 1000)


class TenureOverrideSchema(Record):
    """Other points for leading, sharing or influencing."""

    lead = One(PointsSchema)
    share = One(PointsSchema)
    influence = One(PointsSchema)


class HorizonOverrideSchema(Record):
    """Other points for how soon a strategy can begin."""

    now = One(PointsSchema)
    next = One(PointsSchema)
    later = One(PointsSchema)


class WeightsOverrideSchema(Record):
    """Other weights for some terms."""

    need = One(NeedPointsSchema)
    role = One(TenureOverrideSchema)
    readiness = One(ReadinessOverrideSchema)
    horizon = One(HorizonOverrideSchema)


class PriorityOverrideSchema(Record):
    """What is laid over priority.yaml."""

    weights = One(WeightsOverrideSchema)
    max_local_points = One(PointsSchema)
