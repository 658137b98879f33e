"""For one fact: from what is known of it to the mask of the paths that it does not speak against.

A mask is twice as wide as there are paths: a bit in the lower half says that a path holds for certain as far as this
fact goes, a bit in the upper half that it is possible. A missing fact makes every comparison possible and none certain.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from operator import xor
from typing import Any, Final, NamedTuple

from leverpoint.conditions import Comparison, Op
from leverpoint.matching.paths import Claim

MOST_REMEMBERED = 1024
NOT_APPLICABLE: Final = object()
_MISSING: Final = 1  # the first state of a fact; known values come after it


class FactMasks(dict[Any, int]):
    """The mask for each known value, or pair of bounds, worked out when first asked for. None is for a missing fact."""

    def __init__(self, missing: int, silent: int, known: Callable[[Any], int]) -> None:
        super().__init__({None: missing, NOT_APPLICABLE: silent})
        self._known = known

    def __missing__(self, value: Any) -> int:
        mask = self._known(value)
        if len(self) < MOST_REMEMBERED:
            self[value] = mask
        return mask


class Positions:
    """Where a value stands among those that the rules name: on one, or between two; off them all without an order."""

    def __init__(self, named: Iterable[Any], ordered: bool) -> None:
        self._named = sorted(named) if ordered else list(named)
        self._places = None if ordered else {value: place for place, value in enumerate(self._named)}
        self.count = 2 * len(self._named) + 1 if ordered else len(self._named) + 1

    def of(self, value: Any) -> int:
        """The position of a value: odd where the rules name it, if there is an order."""
        if self._places is None:
            return bisect_left(self._named, value) + bisect_right(self._named, value)
        return self._places.get(value, len(self._named))

    def span(self, comparison: Comparison, holds: bool) -> int:
        """The positions at which the comparison holds, or fails, as bits."""
        everywhere = (1 << self.count) - 1
        span = self._span(comparison.op, [1 << self.of(value) for value in comparison.operand])
        return (span if holds else ~span) & everywhere

    def _span(self, op: Op, bits: Sequence[int]) -> int:
        match op:
            case Op.AT_MOST:
                return 2 * bits[0] - 1
            case Op.AT_LEAST:
                return -bits[0]
            case Op.BETWEEN:
                return 2 * bits[1] - bits[0]
            case Op.IS | Op.IN:
                return sum(set(bits))
            case _:
                return ~sum(set(bits))


class _Pair(NamedTuple):
    """States in which a path holds for certain, and in which it is possible."""

    certain: int
    possible: int


class _Axis:
    """The states of one thing, the first of which is "missing", and which paths each leaves standing."""

    def __init__(self, states: int) -> None:
        self.everywhere = (1 << states) - 1
        self._paths: dict[int, int] = {}

    def add(self, path: int, width: int, pairs: Iterable[_Pair]) -> None:
        """Let a path stand where all its claims do."""
        certain = possible = self.everywhere
        for pair in pairs:
            certain, possible = certain & pair.certain, possible & pair.possible
        for states, bit in ((certain, 1 << path), (possible, 1 << path + width)):
            self._paths[states] = self._paths.get(states, 0) | bit

    def masks(self, silent: int) -> list[int]:
        """The mask of each state: `silent`, the paths that do not read this, and those that stand."""
        toggles = [0] * self.everywhere.bit_length()
        toggles[0] = silent
        for states, paths in self._paths.items():
            edges = (states ^ states << 1) & self.everywhere
            while edges:
                first = edges & -edges
                toggles[first.bit_length() - 1] ^= paths
                edges ^= first
        return list(accumulate(toggles, xor))


class ValueBuilder:
    """Gathers the claims of all paths about a fact that has one value."""

    def __init__(self, positions: Positions, width: int) -> None:
        self._positions, self._width = positions, width
        self._axis = _Axis(positions.count + 1)
        self._readers = 0

    def add(self, path: int, claims: Iterable[Claim]) -> None:
        """Take the claims of one path about this fact."""
        self._readers |= (1 << path) | (1 << path + self._width)
        self._axis.add(path, self._width, map(self._pair, claims))

    def _pair(self, claim: Claim) -> _Pair:
        certain = possible = 0
        for comparison, holds in claim.any_of:
            pair = self._one(comparison, holds)
            certain, possible = certain | pair.certain, possible | pair.possible
        return _Pair(certain, possible)

    def _one(self, comparison: Comparison, holds: bool) -> _Pair:
        if comparison.op is Op.ANSWERED:
            states = self._axis.everywhere ^ _MISSING if comparison.value is holds else _MISSING
            return _Pair(states, states)
        states = self._positions.span(comparison, holds) << 1
        return _Pair(states, states | _MISSING)

    def table(self, everything: int) -> FactMasks:
        """The finished masks."""
        silent = everything & ~self._readers
        masks = self._axis.masks(silent)
        return FactMasks(masks[0], silent, lambda value: masks[1 + self._positions.of(value)])


class IntervalBuilder:
    """Gathers the claims of all paths about a fact of which two bounds are known.

    A limit holds for certain when the far bound passes it, and is possible when the near one does.
    """

    def __init__(self, positions: Positions, width: int) -> None:
        self._positions, self._width = positions, width
        self._low, self._high = _Axis(positions.count + 1), _Axis(positions.count + 1)
        self._readers = 0

    def add(self, path: int, claims: Iterable[Claim]) -> None:
        """Take the claims of one path about this fact."""
        self._readers |= (1 << path) | (1 << path + self._width)
        pairs = [self._pairs(*one) for claim in claims for one in claim.any_of]
        self._low.add(path, self._width, (low for low, _ in pairs))
        self._high.add(path, self._width, (high for _, high in pairs))

    def _pairs(self, comparison: Comparison, holds: bool) -> tuple[_Pair, _Pair]:
        states, everywhere = self._positions.span(comparison, holds) << 1, self._low.everywhere
        near, far = _Pair(everywhere, states | _MISSING), _Pair(states, everywhere)
        limits_from_above = (comparison.op is Op.AT_MOST) is holds
        return (near, far) if limits_from_above else (far, near)

    def table(self, everything: int) -> FactMasks:
        """The finished masks, asked for by (low, high)."""
        silent, place = everything & ~self._readers, self._positions.of
        low, high = self._low.masks(silent), self._high.masks(silent)
        return FactMasks(low[0] & high[0], silent, lambda ends: low[1 + place(ends[0])] & high[1 + place(ends[1])])
