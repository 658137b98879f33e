"""Organizations that were answered more than once: two exports in one file, or raters that nobody brought together."""

from __future__ import annotations

from dataclasses import dataclass
from glob import has_magic
from pathlib import Path

import polars as pl

from leverpoint.lab.batch.job import ID
from leverpoint.vocabulary import ROLE

SHOWN = 3
"""How many rows of an example are named."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """How many ids stand in several rows for one role; the first of them, and its first rows."""

    ids: int
    example: str
    rows: tuple[int, ...]


def repeats(file: Path, form: str) -> Repeats | None:
    """The ids that several rows of the answers have, if there are any. A spreadsheet is not looked into, nor are JSON
    Lines under a name that Polars takes for a pattern.
    """
    if form == "xlsx" or (form == "jsonl" and has_magic(str(file))):
        return None
    several = _answers(file, form).drop_nulls(ID).group_by(ID, ROLE).agg(pl.col("row").sort())
    several = several.filter(pl.col("row").list.len() > 1).sort(pl.col("row").list.first(), ROLE)
    found = several.select(ID, "row").collect()
    if found.is_empty():
        return None
    name, rows = found.row(0)
    return Repeats(found[ID].n_unique(), name, tuple(rows[:SHOWN]))


def _answers(file: Path, form: str) -> pl.LazyFrame:
    kinds = {"row": pl.UInt64(), ID: pl.String(), ROLE: pl.String()}
    if form == "csv":
        return pl.scan_csv(file, infer_schema=False, glob=False).select(pl.col(*kinds)).cast({"row": pl.UInt64()})
    if form == "jsonl":
        return pl.scan_ndjson(file, schema=kinds).select(*kinds)
    return pl.scan_parquet(file, glob=False).select(*kinds)
