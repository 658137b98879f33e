"""Three charts: a heat map, bars and lines. Each has a title for those who hear it rather than see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from leverpoint.lab.charts.labels import labels
from leverpoint.lab.charts.templates import environment

CELL, ROW, GAP, LETTER, TALL, LEFT = 44, 24, 2, 7, 15, 60
WIDTH, HEIGHT = 640, 320


@dataclass(frozen=True, slots=True)
class Series:
    """A line of a chart: its name and its value at each point along, None where it has none."""

    name: str
    values: Sequence[float | None]


def heat_map(
    title: str, rows: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[float | None]]
) -> Markup:
    """Rows by columns: the higher the value, the stronger the colour; an empty cell where the value is None.

    The numbers stand in the cells, so that nothing is said by colour alone.
    """
    most = max((value for row in values for value in row if value is not None), default=0) or 1
    left = _left(rows)
    cells = [
        (left + x * CELL, (y + 1) * ROW, value, round(value / most, 3))
        for y, row in enumerate(values)
        for x, value in enumerate(row)
        if value is not None
    ]
    heads = [(left + x * CELL + CELL / 2, name) for x, name in enumerate(columns)]
    names = [((y + 1) * ROW + 16, name) for y, name in enumerate(rows)]
    size = (left + len(columns) * CELL, (len(rows) + 1) * ROW)
    return _drawn("heat_map.svg", title, size, cells=cells, heads=heads, names=names, cell=(CELL - GAP, ROW - GAP))


def bars(title: str, names: Sequence[str], values: Sequence[float]) -> Markup:
    """A bar for each name, as long as its value is high, with the value beside it. Values are not negative."""
    most, left = max(values, default=0) or 1, _left(names)
    rows = [
        (y * ROW, name, left, round(value / most * (WIDTH - left - 60), 1), value)
        for y, (name, value) in enumerate(zip(names, values, strict=True))
    ]
    return _drawn("bars.svg", title, (WIDTH, max(1, len(rows)) * ROW), rows=rows, tall=ROW - 6)


def lines(title: str, along: Sequence[str], series: Sequence[Series], *, downward: bool = False) -> Markup:
    """A line for each series over the points `along`; `downward` draws low values at the top, as ranks are read.

    The name of each stands where its line ends, so that nothing is said by colour alone.
    """
    slanted, frame = _framed(along, series, downward=downward)
    pieces = [_pieces(one, frame) for one in series]
    named = labels([one[-1][-1] if one else None for one in pieces], frame.right, frame.bottom)
    parts = {
        "series": list(zip((one.name for one in series), range(len(series)), pieces, named, strict=True)),
        "ticks": [(frame.x(at), name) for at, name in enumerate(along)],
        "ends": [(frame.y(value), f"{value:g}") for value in sorted({frame.low, frame.high})] if series else [],
    }
    below = 40 + (round(0.6 * _long(along)) if slanted else 0)
    size = (frame.right + 60 + _long([one.name for one in series]), frame.bottom + below)
    return _drawn("lines.svg", title, size, left=frame.left, right=frame.right, bottom=frame.bottom, slanted=slanted,
                  **parts)  # fmt: skip


def _framed(along: Sequence[str], series: Sequence[Series], *, downward: bool) -> tuple[bool, _Frame]:
    """Where everything stands, and whether the names of the points have to be slanted to find room."""
    found = [value for one in series for value in one.values if value is not None]
    low, high = min(found, default=0), max(found, default=1)
    slanted = _long(along) > (WIDTH - LEFT) / max(1, len(along) - 1)
    left = max(LEFT, round(0.9 * _long(along[:1]))) if slanted else LEFT
    bottom = max(HEIGHT, TALL * len(series) + ROW)
    return slanted, _Frame(len(along), low, high if high > low else low + 1, bottom, left, downward)


@dataclass(frozen=True, slots=True)
class _Frame:
    points: int
    low: float
    high: float
    bottom: int
    left: int
    downward: bool
    right: int = WIDTH

    def x(self, at: int) -> float:
        return round(self.left + at * (self.right - self.left) / max(1, self.points - 1), 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(20 + (share if self.downward else 1 - share) * (self.bottom - 40), 1)


def _pieces(series: Series, frame: _Frame) -> list[list[tuple[float, float]]]:
    """The stretches of a line without a gap."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for at, value in enumerate(series.values):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append((frame.x(at), frame.y(value)))
    return [piece for piece in pieces if piece]


def _left(names: Sequence[str]) -> int:
    return 12 + _long(names)


def _long(names: Sequence[str]) -> int:
    """How long the longest of some names is when it is written."""
    return LETTER * max(map(len, names), default=0)


def _drawn(template: str, title: str, size: tuple[float, float], **parts: object) -> Markup:
    drawing = environment().get_template(template)
    return Markup(drawing.render(title=title, size=size, **parts))  # noqa: S704 # escaped
