"""The condition tree: four kinds of node, and nothing that judges them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from leverpoint.model import Scalar


class Op(StrEnum):
    """How a fact may be compared, in the words that authors write."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    IS = "is"
    IS_NOT = "is_not"
    IN = "in"
    NOT_IN = "not_in"
    BETWEEN = "between"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact against one operand. `in`, `not_in` and `between` carry several values, the others one."""

    fact: str
    op: Op
    operand: tuple[Scalar, ...]

    @property
    def value(self) -> Scalar:
        """The operand where there is one, the first of several."""
        return self.operand[0]


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when at least one part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True when its part is false; unknown stays unknown."""

    part: Condition


Condition = AllOf | AnyOf | Not | Comparison


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison of the tree, in the order in which it is written."""
    match condition:
        case Comparison():
            yield condition
        case Not(part):
            yield from comparisons(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons(part)
