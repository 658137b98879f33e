"""Presence, score and order of every strategy as columns, and the first of them: what `advise` ranks, many at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from leverpoint.lab.batch.columns import CERTAIN_ONLY, LIMIT
from leverpoint.lab.batch.matching import Matcher, any_of, is_true, may_be_true
from leverpoint.lab.batch.scoring import Scoring
from leverpoint.lab.batch.truth import ALWAYS, NEVER
from leverpoint.presence import Voices, voices_of
from leverpoint.priority import Priority
from leverpoint.rulebook import Rulebook

STRATEGY, SCORE, CERTAINTY = "strategy", "score", "certainty"
SURE = pl.Enum(["possible", "certain"])


class Ranker:
    """Ranks the strategies of one rulebook for every row of a frame. Compiled once, then immutable.

    A strategy on the list becomes one number: its score, then its place among all strategies, then whether it is
    certain. So the largest numbers are the first of the list, in order.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        voices, priority = voices_of(rulebook.rules.values()), Priority(rulebook)
        self._names = sorted(voices, key=lambda one: priority.order(one, 0))
        scoring = Scoring(rulebook, priority)
        self._matcher = Matcher(rulebook)
        self._scores = [scoring.score(one).alias(f"score: {one}") for one in self._names]
        self._presence = [column for one in self._names for column in _presence(one, voices[one])]
        self._lowest, size = -scoring.most, len(self._names) or 1
        self._size, self._place = size, pl.UInt8() if size < 256 else pl.UInt16()
        self._kind = pl.Int32() if 2 * (scoring.most + 1) * size * 2 < 2**31 else pl.Int64()

    def ranked(self, facts: pl.DataFrame, top: int | None = None) -> pl.DataFrame:
        """The first `top` strategies of each row: its id, score and certainty, null where the list is shorter.

        A row's own limit and its wish for certain strategies alone count as in `advise`.
        """
        count = top or len(self._names) or 1
        held = self._matcher.matched(facts)
        ranks = held.select(*self._presence, *self._scores, LIMIT, CERTAIN_ONLY).select(*self._keys(), LIMIT)
        shown = _first([f"key: {one}" for one in self._names], ranks, min(count, len(self._names)))
        columns = (column for rank in range(1, count + 1) for column in self._shown(rank))
        return shown.select(LIMIT, *columns).drop(LIMIT)  # a column of the frame, so that constants are as long as it

    def _keys(self) -> Iterator[pl.Expr]:
        """The number of each strategy, -1 where it is not on the list."""
        only = pl.col(CERTAIN_ONLY).fill_null(value=False)
        for place, one in enumerate(self._names):
            certain = pl.col(f"certain: {one}")
            listed = pl.col(f"listed: {one}") & (certain | ~only)
            above = (pl.col(f"score: {one}").cast(self._kind) - self._lowest) * self._size + (self._size - 1 - place)
            yield pl.when(listed).then(above * 2 + certain.cast(self._kind)).otherwise(-1).alias(f"key: {one}")

    def _shown(self, rank: int) -> Iterator[pl.Expr]:
        if rank > len(self._names):
            for name, kind in ((STRATEGY, pl.String()), (SCORE, pl.Int32()), (CERTAINTY, SURE)):
                yield pl.lit(None, kind).alias(f"{name}_{rank}")
            return
        key = pl.col(f"top: {rank}")
        listed = (key >= 0) & (pl.col(LIMIT).is_null() | (pl.col(LIMIT) >= rank))
        place = self._size - 1 - (key // 2) % self._size
        score = key // (2 * self._size) + self._lowest
        named = place.cast(self._place).cat.to(pl.Enum(self._names))
        yield pl.when(listed).then(named).alias(f"{STRATEGY}_{rank}")
        yield pl.when(listed).then(score).cast(pl.Int32).alias(f"{SCORE}_{rank}")
        yield pl.when(listed).then((key % 2).cast(pl.UInt8).cat.to(SURE)).alias(f"{CERTAINTY}_{rank}")


def _first(names: list[str], keys: pl.DataFrame, count: int) -> pl.DataFrame:
    """The `count` largest numbers of each row, the largest first."""
    for rank in range(1, count + 1):
        name = f"top: {rank}"
        keys = keys.with_columns(pl.max_horizontal(names).alias(name))
        if rank < count:
            rest = (pl.when(pl.col(one) == pl.col(name)).then(-1).otherwise(pl.col(one)).alias(one) for one in names)
            keys = keys.with_columns(rest)
    return keys


def _presence(strategy: str, voices: Voices) -> Iterable[pl.Expr]:
    """Where the strategy is certain and where it is on the list at all: the most local layer that speaks decides."""
    may_be_on, may_be_off = NEVER, ALWAYS
    for recommending, suppressing in reversed(voices.layers):
        on, off = any_of(map(is_true, recommending)), any_of(map(is_true, suppressing))
        may_be_on = ~off & (any_of(map(may_be_true, recommending)) | may_be_on)
        may_be_off = any_of(map(may_be_true, suppressing)) | (~on & may_be_off)
    return (may_be_on & ~may_be_off).alias(f"certain: {strategy}"), may_be_on.alias(f"listed: {strategy}")
