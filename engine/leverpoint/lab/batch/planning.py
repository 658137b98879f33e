"""From what was asked for to a job and its parts: which kind of file it is, which mapping reads it, where it is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from leverpoint.errors import Problem, RulebookError
from leverpoint.lab.batch.answering import PLACE
from leverpoint.lab.batch.heading import heading, texts_in, told_apart
from leverpoint.lab.batch.job import ID, ROW_NUMBER, STATE, Job
from leverpoint.lab.batch.mapping import (
    NAMES,
    SurveyMapping,
    as_called,
    check_columns,
    check_facts,
    mapping_by_names,
)
from leverpoint.lab.batch.parts import Part, group_parts, row_parts, text_parts
from leverpoint.lab.batch.quoting import csv_rows
from leverpoint.lab.batch.ranking import CERTAINTY, SCORE, STRATEGY
from leverpoint.lab.batch.words import check_answers
from leverpoint.lab.batch.work import answering_of

GROUP = "leverpoint: group"


def planned(job: Job, size: int, spill: Path) -> tuple[Job, list[Part]]:
    """The job with the header and mapping of its input, and the parts it is cut into, of about `size` records.

    Rows of raters that stand apart are brought together in the file `spill`. Raises RulebookError where columns are
    missing or unknown, or the mapping names what no rules know.
    """
    _check_kept(job)
    if job.kind == "jsonl":
        return job, list(text_parts(job.source, size, header=False))
    facts = answering_of(job).facts()
    wanted = (*(job.mapping.columns() if job.mapping else NAMES), *facts)
    delimiter, header = heading(job.source, job.kind, job.mapping.delimiter if job.mapping else "", wanted)
    mapping = replace(job.mapping or mapping_by_names(header, facts, job.keep, str(job.source)), delimiter=delimiter)
    check_facts(mapping, facts, mapping.file or str(job.source))
    check_answers(mapping, facts, mapping.file or str(job.source))
    mapping = as_called(mapping, header)
    _check(mapping, header, job)
    if job.kind == "parquet":
        header = texts_in(job.source, [name for name in header if name in (*mapping.columns(), *job.keep)])
    job = replace(job, header=told_apart(header), mapping=mapping)
    if mapping.grouped:
        return _grouped(job, mapping, size, spill)
    if job.kind == "csv":
        return job, list(text_parts(job.source, size, header=True, delimiter=delimiter))
    rows = pl.scan_parquet(job.source, glob=False).select(pl.len()).collect().item()
    return job, list(row_parts(rows, size))


def columns(job: Job) -> list[str]:
    """The columns of the output, in order."""
    ranks = [f"{name}_{rank}" for rank in range(1, job.top + 1) for name in (STRATEGY, SCORE, CERTAINTY)]
    return ["row", ID, STATE, *job.keep, "role", *ranks]


def _check_kept(job: Job) -> None:
    """Raises RulebookError for what cannot go along, as the answers have columns of that name."""
    ours = set(columns(replace(job, keep=()))) | {PLACE}
    if clashing := [name for name in job.keep if name in ours]:
        file, message = str(job.source), "the answers have a column '{}' already"
        raise RulebookError(
            Problem("reserved-column", message.format(name), file=file, found=name) for name in clashing
        )


def _check(mapping: SurveyMapping, header: Sequence[str], job: Job) -> None:
    used = (*mapping.columns(), *job.keep)
    check_columns(used, header, str(job.source))
    twice = sorted({name for name in header if header.count(name) > 1 and name in used})
    if twice:
        raise RulebookError(
            Problem("unknown-column", f"the column '{name}' is there twice", file=str(job.source), found=name)
            for name in twice
        )


def _grouped(job: Job, mapping: SurveyMapping, size: int, spill: Path) -> tuple[Job, list[Part]]:
    """Rows of the same organization brought together, the organizations in the order in which they come first.

    A row that names none is an organization by itself.
    """
    name = mapping.id or ""
    if job.kind == "csv":
        numbered = _numbered(csv_rows(job.source.read_bytes(), mapping.delimiter)[1:], job.header)
    else:
        table = pl.read_parquet(job.source, columns=list(job.header), glob=False).cast(pl.String)
        numbered = table.with_row_index(ROW_NUMBER, 1)
    named = pl.col(name).fill_null("").str.strip_chars()
    first = pl.when(named != "").then(pl.col(ROW_NUMBER).min().over(named)).otherwise(pl.col(ROW_NUMBER))
    table = numbered.with_columns(first.alias(GROUP)).sort(GROUP, maintain_order=True)
    sizes = table.group_by(GROUP, maintain_order=True).len()["len"].to_list()
    table.drop(GROUP).write_parquet(spill)
    return replace(job, kind="parquet", source=spill), list(group_parts(sizes, size))


def _numbered(rows: Sequence[Sequence[str]], header: Sequence[str]) -> pl.DataFrame:
    """The rows that hold anything with their numbers, and with columns for cells beyond the header."""
    width = max((len(header), *map(len, rows)))
    names = told_apart((*header, *[""] * (width - len(header))))
    cells = [[number, *row, *[""] * (width - len(row))] for number, row in enumerate(rows, 1) if any(row)]
    return pl.DataFrame(cells, schema={ROW_NUMBER: pl.UInt32(), **dict.fromkeys(names, pl.String())}, orient="row")
