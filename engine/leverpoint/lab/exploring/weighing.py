"""Other weights over those of a rulebook, to see what they would do; nothing that is not said changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from leverpoint.rulebook import Weight, Weights

WHY = "put in the place of the rulebook's, to see what that does"


def reweighed(weights: Weights, said: Mapping[str, Any]) -> Weights:
    """The weights with what is said of `need`, `readiness`, `weak_below`, and by name of `role` and `horizon`."""
    changed: dict[str, Any] = {name: _weight(said[name]) for name in ("need", "readiness") if name in said}
    if "weak_below" in said:
        changed["weak_below"] = said["weak_below"]
    for name in ("role", "horizon"):
        over = {key: _weight(points) for key, points in said.get(name, {}).items()}
        changed[name] = {**getattr(weights, name), **over}
    return replace(weights, **changed)


def _weight(points: int) -> Weight:
    return Weight(points, "authored", WHY)
