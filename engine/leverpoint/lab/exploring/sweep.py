"""A sweep: one or several facts over their values, and where each strategy stands at every point.

What is not swept is fixed, as one assessment says, or drawn anew for many. The same assessments are asked at every
point, so that nothing but the swept facts makes a difference between two of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import Any

from leverpoint.advice import Recommendation
from leverpoint.advisor import Advisor
from leverpoint.errors import AssessmentError, Problem
from leverpoint.lab.exploring.axes import Axis
from leverpoint.lab.exploring.changes import Change, changed
from leverpoint.lab.exploring.why import uncut_advice
from leverpoint.lab.sample import sample
from leverpoint.model import Assessment, Scalar

MOST_ASKED = 200_000
"""How many questions one sweep may put: points by assessments by roles."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a strategy stands at one point, over all assessments that were asked there.

    `listed`, `certain` and `top` count assessments; rank and score are means over those that list it.
    """

    strategy: str
    listed: int
    certain: int
    top: int
    rank: float
    score: float


@dataclass(frozen=True, slots=True)
class Point:
    """One combination of values, with the strategies that some list holds there, those listed highest first."""

    values: tuple[Scalar, ...]
    spots: tuple[Spot, ...]

    def spot(self, strategy: str) -> Spot | None:
        """Where that strategy stands here, if any list holds it."""
        return next((one for one in self.spots if one.strategy == strategy), None)


@dataclass(frozen=True, slots=True)
class RoleSweep:
    """All points of one role, the last fact changing fastest."""

    role: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Sweep:
    """What was swept, how many assessments were asked at each point, how many places count as the top, and each role.

    `strategies` are those that some list holds, in the order of the catalog.
    """

    axes: tuple[Axis, ...]
    assessments: int
    top: int
    strategies: tuple[str, ...]
    roles: tuple[RoleSweep, ...]


class Sweeper:
    """Sweeps some facts over one assessment, or over drawn ones that keep its roles, its organization and its day."""

    def __init__(self, advisor: Advisor, axes: Sequence[Axis], top: int = 5, most: int = MOST_ASKED) -> None:
        self._advisor, self._axes, self._top, self._most = advisor, tuple(axes), top, most
        self._check_axes()

    @property
    def points(self) -> int:
        """How many combinations of values there are."""
        return math.prod(len(one.values) for one in self._axes)

    def check(self, roles: int, assessments: int = 1) -> None:
        """Raises AssessmentError where the sweep would put more questions than it may."""
        count = self.points * roles * assessments
        if count > self._most:
            message = f"the sweep puts {count:,} questions, and may put {self._most:,}: take fewer values or a step"
            raise AssessmentError([Problem("too-large", message, "/over", found=count, expected=self._most)])

    def fixed(self, assessment: Assessment) -> Iterator[tuple[str, Point]]:
        """Each point for each role, everything else as the assessment has it; one by one, so that progress is seen."""
        self.check(len(assessment.roles))
        for role in assessment.roles:
            yield from self._role(role, [replace(assessment, roles=(role,))])

    def sampled(self, assessment: Assessment, count: int, seed: int) -> Iterator[tuple[str, Point]]:
        """Each point for each role, everything else drawn, for `count` assessments."""
        self.check(len(assessment.roles), count)
        rulebook, who = self._advisor.rulebook, assessment.organization
        for role in assessment.roles:
            drawn = sample(rulebook, count, assessment.as_of, roles=(role,), seed=seed, organization=who)
            yield from self._role(role, list(drawn))

    def sweep(self, found: Iterable[tuple[str, Point]], assessments: int = 1) -> Sweep:
        """All points as one result; `assessments` is how many were asked at each."""
        by_role: dict[str, list[Point]] = {}
        for role, point in found:
            by_role.setdefault(role, []).append(point)
        seen = {spot.strategy for points in by_role.values() for point in points for spot in point.spots}
        strategies = tuple(one for one in self._advisor.rulebook.catalog.strategies if one in seen)
        roles = tuple(RoleSweep(role, tuple(points)) for role, points in by_role.items())
        return Sweep(self._axes, assessments, self._top, strategies, roles)

    def _role(self, role: str, assessments: Sequence[Assessment]) -> Iterator[tuple[str, Point]]:
        for values in product(*(one.values for one in self._axes)):
            yield role, self._point(role, values, assessments)

    def _point(self, role: str, values: tuple[Scalar, ...], assessments: Sequence[Assessment]) -> Point:
        changes = [Change(one.fact, value) for one, value in zip(self._axes, values, strict=True)]
        found: dict[str, list[Recommendation]] = {}
        for one in assessments:
            asked = changed(one, changes, self._advisor.rulebook.vocabulary)
            for item in uncut_advice(self._advisor, asked)[role].recommendations:
                found.setdefault(item.strategy, []).append(item)
        spots = (self._spot(strategy, items) for strategy, items in found.items())
        return Point(values, tuple(sorted(spots, key=lambda spot: (-spot.listed, spot.rank))))

    def _spot(self, strategy: str, items: Sequence[Recommendation]) -> Spot:
        listed = len(items)
        return Spot(
            strategy,
            listed,
            sum(item.certainty == "certain" for item in items),
            sum(item.rank <= self._top for item in items),
            round(sum(item.rank for item in items) / listed, 2),
            round(sum(item.score for item in items) / listed, 2),
        )

    def _check_axes(self) -> None:
        facts = [one.fact for one in self._axes]
        twice = next((at for at, fact in enumerate(facts) if fact in facts[:at]), None)
        if twice is not None:
            message = f"'{facts[twice]}' is swept more than once"
            raise AssessmentError([Problem("several-answers", message, f"/over/{twice}/fact", found=facts[twice])])


def to_data(sweep: Sweep) -> dict[str, Any]:
    """The same for programs; `over` says which fact each of a point's values belongs to."""
    data = asdict(sweep)
    return {"over": data.pop("axes"), **data}
