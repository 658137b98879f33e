"""Say with few literal checks that a field holds one of some codes."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

MOST_HOLES = 8


class Part(StrEnum):
    """What of a fact a field holds: its value, a bound of its interval, or whether it is answered (0 or 1)."""

    VALUE = "value"
    LOW = "low"
    HIGH = "high"
    ANSWERED = "answered"


class Field(NamedTuple):
    """A small number that is present or absent."""

    fact: str
    part: Part


class Relation(StrEnum):
    """How a test compares a field with a code."""

    IS = "is"
    IS_NOT = "is_not"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


class Check(NamedTuple):
    """One field against one code. `share` is the part of the field's codes that pass: small is selective."""

    field: Field
    relation: Relation
    code: int
    share: float


def checks_for(field: Field, mask: int, size: int, void: int) -> list[list[Check]]:
    """Checks that pass where the field holds a code of `mask`, in groups any one of which suffices.

    A group is the bounds of a stretch of codes and the holes in it. A new group begins where the holes would be more
    than MOST_HOLES. Codes in `void` never occur, so they are no holes.
    """
    return [list(_checks(field, size, *piece)) for piece in _pieces(mask, void)]


def _pieces(mask: int, void: int) -> Iterator[tuple[int, int, int]]:
    """The first and last code of each stretch, with a mask of its holes."""
    runs = _runs(mask)
    start, end = next(runs)
    holes = 0
    for first, last in runs:
        gap = _between(end + 1, first) & ~void
        if (holes | gap).bit_count() <= MOST_HOLES:
            end, holes = last, holes | gap
        else:
            yield start, end, holes
            start, end, holes = first, last, 0
    yield start, end, holes


def _runs(mask: int) -> Iterator[tuple[int, int]]:
    """The first and last code of each unbroken run."""
    while mask:
        first = _lowest(mask)
        last = first + _lowest(~(mask >> first)) - 1
        yield first, last
        mask &= -1 << last + 1


def _checks(field: Field, size: int, first: int, last: int, holes: int) -> Iterator[Check]:
    if first == last:
        yield Check(field, Relation.IS, first, 1 / size)
        return
    everything = first == 0 and last == size - 1 and not holes
    if first > 0 or everything:
        yield Check(field, Relation.AT_LEAST, first, (size - first) / size)
    if last < size - 1:
        yield Check(field, Relation.AT_MOST, last, (last + 1) / size)
    while holes:
        yield Check(field, Relation.IS_NOT, _lowest(holes), (size - 1) / size)
        holes &= holes - 1


def _between(first: int, end: int) -> int:
    return (1 << end) - (1 << first)


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1
