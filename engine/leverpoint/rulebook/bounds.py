"""How far a pack may go: which strategies are protected, and how many points it may move one by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leverpoint.errors import Problem
from leverpoint.model import Layer
from leverpoint.rulebook.entries import Entry


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds that the core sets for one source; the core itself has none."""

    layer: Layer
    protected: frozenset[str]
    max_points: int

    @classmethod
    def of_core(cls) -> Bounds:
        """None at all: the core is what the others are bounded by."""
        return cls(Layer.CORE, frozenset(), 0)

    def is_protected(self, strategy: str) -> bool:
        """Whether this source must not take the strategy off the list, nor change a rule that puts it there."""
        return self.layer is not Layer.CORE and strategy in self.protected

    def beyond(self, entry: Entry, below: str, points: int) -> Iterator[Problem]:
        """A problem where one written change moves a strategy by more than a pack may."""
        if self.layer is not Layer.CORE and abs(points) > self.max_points:
            message = f"this moves a strategy by {points} points; a pack moves one by {self.max_points} at most"
            yield entry.problem(
                "past-bound", below, message, found=points, expected=f"-{self.max_points} to {self.max_points}"
            )

    def of_effect(self, entry: Entry, at: str, word: str, body: Mapping[str, Any]) -> Iterator[Problem]:
        """Problems of one effect of a rule: points past the bound, or a protected strategy suppressed."""
        yield from self.beyond(entry, f"{at}/points", body.get("points", 0))
        if word == "suppress" and self.is_protected(body["strategy"]):
            message = f"{body['strategy']} is protected: it can be adjusted, never suppressed"
            yield entry.problem("protected", f"{at}/strategy", message, found=body["strategy"])
