"""A second opinion on every answer: bit sets of rows for each value of each fact, joined by "and".

Shares no code with the rows and messages that durable-rules gets. It also says what is still possible. A mask here is
twice as wide as there are rows: in the lower half a bit says that nothing speaks against the row for certain, in the
upper half that nothing speaks against its being possible.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import accumulate
from operator import and_, getitem, xor
from typing import Any, Final, NamedTuple

from leverpoint.conditions import AllOf, AnyOf, Comparison, Condition, Not, Op
from leverpoint.errors import MatcherError, Problem
from leverpoint.vocabulary import Facts, Vocabulary

MOST_PATHS = 4096
MOST_REMEMBERED = 1024
_NOT_APPLICABLE: Final = object()

Answer = tuple[frozenset[str], frozenset[str]]


class _Literal(NamedTuple):
    """A comparison, or its negation."""

    comparison: Comparison
    holds: bool


_Path = frozenset[_Literal]
