"""The weights that priority is made of, each with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leverpoint.model import Horizon, Provenance, Tenure


@dataclass(frozen=True, slots=True)
class Weight:
    """A number of whole points, and why it is that number."""

    points: int
    provenance: Provenance
    why: str


@dataclass(frozen=True, slots=True)
class Weights:
    """All weights. A predecessor is weak below the level `weak_below`."""

    need: Weight
    role: Mapping[Tenure, Weight]
    readiness: Weight
    weak_below: int
    horizon: Mapping[Horizon, Weight]
    max_local_points: Weight


def weights(data: Mapping[str, Any]) -> Weights:
    """The weights of a checked priority file."""
    parts = data["weights"]
    readiness = dict(parts["readiness"])
    weak_below = readiness.pop("weak_below")
    return Weights(
        Weight(**parts["need"]),
        {tenure: Weight(**one) for tenure, one in parts["role"].items()},
        Weight(**readiness),
        weak_below,
        {horizon: Weight(**one) for horizon, one in parts["horizon"].items()},
        Weight(**data["max_local_points"]),
    )
