"""Where the names of lines stand: each beside the end of its line, none on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TALL, AWAY = 15, 28
"""How tall a name is, and how far from the end of its line those stand that had to make room."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name at `x` and `y`, and the end of its line: `line` along, `of` down."""

    x: float
    y: float
    line: float
    of: float


def labels(ends: Sequence[tuple[float, float] | None], right: float, bottom: float) -> list[Label | None]:
    """A place for each line that has an end. Those that reach the right edge are spread there; others stay where their
    line stops.
    """
    at_edge = sorted((end[1], number) for number, end in enumerate(ends) if end and end[0] >= right)
    spread = dict(zip((number for _, number in at_edge), _spread([y for y, _ in at_edge], bottom), strict=True))
    found: list[Label | None] = []
    for number, end in enumerate(ends):
        if end is None:
            found.append(None)
        elif number in spread:
            found.append(Label(right + AWAY, spread[number], right, end[1]))
        else:
            found.append(Label(end[0] + 8, end[1], end[0], end[1]))
    return found


def _spread(heights: Sequence[float], bottom: float) -> list[float]:
    """Heights in order, moved down where two are too close, and up again where they would leave the chart."""
    found: list[float] = []
    for height in heights:
        found.append(max(height, found[-1] + TALL) if found else height)
    limit = bottom
    for at in reversed(range(len(found))):
        found[at] = round(min(found[at], limit), 1)
        limit = found[at] - TALL
    return found
