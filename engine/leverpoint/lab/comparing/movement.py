"""What became of a ranked list: which strategies entered its top, which left it, and which moved within it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from leverpoint.advice import RoleAdvice


@dataclass(frozen=True, slots=True)
class Move:
    """A strategy whose rank or score changed. A rank of None is a place outside the list that is looked at."""

    strategy: str
    before: int | None
    after: int | None
    score_before: int | None
    score_after: int | None


@dataclass(frozen=True, slots=True)
class Movement:
    """How one list differs from another: each strategy in one of the three, in the order of the new list."""

    entered: tuple[Move, ...]
    left: tuple[Move, ...]
    moved: tuple[Move, ...]

    @property
    def changed(self) -> bool:
        """Whether the list names other strategies, or the same in another order."""
        return bool(self.all)

    @property
    def all(self) -> tuple[Move, ...]:
        """Every strategy of which anything became."""
        return (*self.entered, *self.left, *self.moved)


def movement(before: RoleAdvice, after: RoleAdvice, top: int | None = None) -> Movement:
    """What changed between two uncut lists among their first `top` places; without it, anywhere.

    Only what is certain counts where `before` and `after` were asked for it. A changed score alone is no movement.
    """
    old, new = _places(before, top), _places(after, top)
    moves = [_move(strategy, old, new) for strategy in dict.fromkeys((*new, *old))]
    return Movement(
        _those(moves, lambda move: move.before is None),
        _those(moves, lambda move: move.after is None),
        _those(moves, lambda move: move.before is not None and move.after not in (None, move.before)),
    )


Places = dict[str, tuple[int, int]]


def _places(advice: RoleAdvice, top: int | None) -> Places:
    return {one.strategy: (one.rank, one.score) for one in advice.recommendations[:top]}


def _move(strategy: str, old: Places, new: Places) -> Move:
    (before, was), (after, now) = old.get(strategy, (None, None)), new.get(strategy, (None, None))
    return Move(strategy, before, after, was, now)


def _those(moves: Iterable[Move], wanted: Callable[[Move], bool]) -> tuple[Move, ...]:
    return tuple(move for move in moves if wanted(move))
