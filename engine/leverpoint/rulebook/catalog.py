"""The catalog of a rulebook: everything that rules, requests and answers refer to by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leverpoint.model import Criterion, LeveragePoint, Role, Rubric, Source, Strategy, Theme


@dataclass(frozen=True, slots=True)
class Catalog:
    """Records by id, in the order in which they are written; strategies in the order of their numbers."""

    roles: Mapping[str, Role]
    themes: Mapping[str, Theme]
    sources: Mapping[str, Source]
    strategies: Mapping[str, Strategy]
    leverage_points: Mapping[str, LeveragePoint]
    rubrics: Mapping[str, Rubric]

    def criteria(self) -> dict[str, Criterion]:
        """Every criterion of every rubric."""
        return {row.id: row for rubric in self.rubrics.values() for row in rubric.rows}

    def rubric_of(self, criterion: str) -> Rubric:
        """The rubric that holds a criterion."""
        return next(one for one in self.rubrics.values() if any(row.id == criterion for row in one.rows))

    def points_for(self, strategy: str, role: str) -> tuple[LeveragePoint, ...]:
        """What `role` can press to move a strategy."""
        points = self.leverage_points.values()
        return tuple(point for point in points if point.role == role and strategy in point.strategies)
