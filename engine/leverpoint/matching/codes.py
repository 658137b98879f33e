"""Number the values that a fact can take, as coarsely as the rules at hand can tell them apart."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from leverpoint.conditions import Comparison, Op


class Line:
    """Codes along a number line: 2i+1 is the i-th value that a rule names, 2i all that lies before it.

    So no number of an author or a caller, however big, tiny or fractional, goes further than this. `void` marks the
    codes that no whole number has, where the fact is one.
    """

    def __init__(self, named: Iterable[float], whole: bool) -> None:
        self._named = sorted(set(named))
        self.size = 2 * len(self._named) + 1
        pairs = zip(self._named, self._named[1:], strict=False) if whole else ()
        self.void = sum(1 << 2 * (i + 1) for i, (low, high) in enumerate(pairs) if high - low == 1)

    def code(self, value: Any) -> int:
        """The code of a known value."""
        return bisect_left(self._named, value) + bisect_right(self._named, value)

    def allowed(self, comparison: Comparison) -> int:
        """The codes for which the comparison holds, as a bit mask."""
        codes = [self.code(value) for value in comparison.operand]
        return _MASKS[comparison.op](codes) & (1 << self.size) - 1


class Choices:
    """Codes of values without an order: one for each that a rule names, the last for any other."""

    void = 0

    def __init__(self, named: Iterable[Any]) -> None:
        self._codes = {value: code for code, value in enumerate(dict.fromkeys(named))}
        self.size = len(self._codes) + 1

    def code(self, value: Any) -> int:
        """The code of a known value."""
        return self._codes.get(value, self.size - 1)

    def allowed(self, comparison: Comparison) -> int:
        """The codes for which the comparison holds, as a bit mask."""
        codes = [self.code(value) for value in comparison.operand]
        return _MASKS[comparison.op](codes) & (1 << self.size) - 1


Codes = Line | Choices


def _either(codes: Sequence[int]) -> int:
    return sum(1 << code for code in set(codes))


_MASKS: Mapping[Op, Callable[[Sequence[int]], int]] = {
    Op.AT_MOST: lambda codes: (2 << codes[0]) - 1,
    Op.AT_LEAST: lambda codes: -1 << codes[0],
    Op.BETWEEN: lambda codes: (-1 << codes[0]) & (2 << codes[1]) - 1,
    Op.IS: _either,
    Op.IN: _either,
    Op.IS_NOT: lambda codes: ~_either(codes),
    Op.NOT_IN: lambda codes: ~_either(codes),
}
