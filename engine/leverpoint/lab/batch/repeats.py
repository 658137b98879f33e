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
    answers = _answers(file, form).drop_nulls(ID)
    counted = answers.group_by(ID, ROLE).agg(pl.len().alias("answers"), pl.col("row").min())
    several = counted.filter(pl.col("answers") > 1).sort("row", ROLE).collect()
    if several.is_empty():
        return None
    example = answers.filter(pl.col(ID) == several[ID][0], pl.col(ROLE) == several[ROLE][0]).collect()
    return Repeats(several[ID].n_unique(), several[ID][0], tuple(example["row"].sort()[:SHOWN]))


def _answers(file: Path, form: str) -> pl.LazyFrame:
    kinds = {"row": pl.UInt64(), ID: pl.String(), ROLE: pl.String()}
    if form == "csv":
        return pl.scan_csv(file, infer_schema=False, glob=False).select(pl.col(*kinds)).cast({"row": pl.UInt64()})
    if form == "jsonl":
        return pl.scan_ndjson(file, schema=kinds).select(*kinds)
    return pl.scan_parquet(file, glob=False).select(*kinds)
