"""The aggregates of a rubric as columns: two bounds each, from the levels that are known and what is still open."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from leverpoint.lab.batch.columns import absent
from leverpoint.model import Rubric

LOW, HIGH = "low: ", "high: "


def aggregates(rubric: Rubric) -> Iterator[pl.Expr]:
    """The bounds of every aggregate, null where no criterion of the rubric applies, which a column of its own says."""
    rows = [row.id for row in rubric.criteria]
    levels = rubric.scale.values
    lowest, highest = levels[0], levels[-1]
    known = [_level(row, levels) for row in rows]
    applying = pl.sum_horizontal((~_is_absent(row)).cast(pl.Int32) for row in rows)
    asked = pl.when(applying > 0).then(applying)
    answered = pl.sum_horizontal(pl.col(row).is_not_null().cast(pl.Int32) for row in rows)
    open_, total = asked - answered, pl.sum_horizontal(known)
    yield (applying == 0).alias(absent(rubric.id))
    yield from _pair(f"{rubric.id}.mean", (total + open_ * lowest) / asked, (total + open_ * highest) / asked)
    least = pl.min_horizontal(known)
    is_open = open_ > 0
    yield from _pair(
        f"{rubric.id}.min",
        pl.when(is_open).then(pl.lit(lowest)).otherwise(least),
        pl.when(is_open).then(pl.min_horizontal(least, pl.lit(highest))).otherwise(least),
    )
    for code, level in enumerate(levels):
        count = pl.sum_horizontal((pl.col(row) <= code).fill_null(value=False).cast(pl.Int32) for row in rows)
        name = f"{rubric.id}.count_at_most_{level}"
        yield from _pair(name, count + open_ * (highest <= level), count + open_ * (lowest <= level))


def _pair(name: str, low: pl.Expr, high: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    return low.cast(pl.Float64).alias(LOW + name), high.cast(pl.Float64).alias(HIGH + name)


def _level(row: str, levels: tuple[int, ...]) -> pl.Expr:
    """The level itself, out of its code."""
    step = levels[0]
    if all(level == step + code for code, level in enumerate(levels)):
        return pl.col(row).cast(pl.Int32) + step
    return pl.col(row).replace_strict(dict(enumerate(levels)), return_dtype=pl.Int32)


def _is_absent(row: str) -> pl.Expr:
    return pl.col(absent(row)).fill_null(value=False)
