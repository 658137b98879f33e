"""Parts of a table as columns of text, and the answers to those of their rows that are plain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from leverpoint.errors import PackError
from leverpoint.lab.batch.answering import ROW, Answering, empty
from leverpoint.lab.batch.job import ID, ROW_NUMBER, STATE, Job
from leverpoint.lab.batch.mapping import WHO, Cell, SurveyMapping
from leverpoint.lab.batch.parts import Part, bytes_of
from leverpoint.lab.batch.quoting import csv_rows
from leverpoint.lab.batch.survey import PLAIN, Survey
from leverpoint.model import Organization
from leverpoint.rulebook import Rulebook

Texts = pl.DataFrame | list[tuple[int, list[str]]]
_REVISION = "leverpoint: revision"
_IMPLYING = ("nces-leaid", "nces-school", "nces-state")


def texts_of(job: Job, part: Part) -> Texts:
    """The rows of a part with their numbers, as columns; as lists of cells where a row is not like the others."""
    assert job.mapping is not None  # noqa: S101 # a table is never read without one
    if job.kind == "parquet":
        table = pl.scan_parquet(job.source, glob=False).slice(part.first - 1, part.records)
        if job.mapping.grouped:
            return table.select(pl.col(ROW_NUMBER).alias(ROW), pl.exclude(ROW_NUMBER)).collect()
        return table.select(pl.col(*job.header).cast(pl.String)).collect().with_row_index(ROW, part.first)
    content = bytes_of(job.source, part)
    read = _as_columns(content, job.header, job.mapping.delimiter) if part.tidy else None
    if read is None or read.height != part.records:
        return list(enumerate(csv_rows(content, job.mapping.delimiter), part.first))
    cells = [pl.col(name).is_not_null() & (pl.col(name) != "") for name in job.header]
    return read.with_row_index(ROW, part.first).filter(pl.any_horizontal(cells))


def _as_columns(content: bytes, header: Sequence[str], delimiter: str) -> pl.DataFrame | None:
    kinds = dict.fromkeys(header, pl.String())
    try:
        return pl.read_csv(content, has_header=False, schema=kinds, separator=delimiter)
    except pl.exceptions.PolarsError:
        return None


def rows_of(texts: pl.DataFrame) -> list[tuple[int, list[str]]]:
    """The rows as lists of cells with their numbers."""
    return [(row[0], [cell or "" for cell in row[1:]]) for row in texts.iter_rows()]


def plain_rows(job: Job, answering: Answering, texts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The answers to the rows that are plain, with what goes along, and the rows that are not."""
    assert job.mapping is not None  # noqa: S101 # a table is never read without one
    answers, others = [], []
    for rulebook, rows in _by_rulebook(job, answering, texts):
        if rulebook is None:
            others.append(rows)
            continue
        facts = Survey(job.mapping, rulebook, job.as_of, job.roles).facts(rows)
        is_plain = facts[PLAIN]
        found = answering.ranked(rulebook, facts.with_columns(rows[ROW].cast(pl.UInt64)).filter(is_plain), job.top)
        answers.append(found.cast(empty(job.top).schema))
        others.append(rows.filter(~is_plain))
    table = pl.concat([empty(job.top), *answers])
    along = texts.select(pl.col(ROW).cast(pl.UInt64), *_along(job))
    found = along.join(table, on=ROW, how="inner", maintain_order="left")
    return found, pl.concat([texts.clear(), *others]).sort(ROW)


def _by_rulebook(job: Job, answering: Answering, texts: pl.DataFrame) -> Iterator[tuple[Rulebook | None, pl.DataFrame]]:
    """The rows by the rules of their organizations; under None those that plugins or nobody at all answers."""
    if answering.is_plain:
        yield answering.advisor(Organization()).rulebook, texts
        return
    known: dict[str, Rulebook] = {}
    who = texts.select(column.alias(part) for part, column in _who(job).items())
    revisions = []
    for named in who.unique(maintain_order=True).iter_rows():
        rulebook = _rulebook(answering, *named)
        if rulebook is not None:
            known[rulebook.revision] = rulebook
        revisions.append((*named, rulebook and rulebook.revision))
    found = pl.DataFrame(revisions, schema=[*who.schema.items(), (_REVISION, pl.String())], orient="row")
    joined = who.join(found, on=who.columns, how="left", nulls_equal=True, maintain_order="left")
    for revision in joined[_REVISION].unique(maintain_order=True):
        yield known.get(revision or ""), texts.filter(joined[_REVISION].eq_missing(revision))


def _rulebook(answering: Answering, identifier: str | None, system: str | None, state: str | None) -> Rulebook | None:
    organization = Organization(identifier, system if identifier else None, state)
    try:
        advisor = answering.advisor(organization)
    except PackError:
        return None
    return None if advisor.asks_plugins else advisor.rulebook


def _who(job: Job) -> dict[str, pl.Expr]:
    """Who asks: the organization that a row names, or else the one of the job."""
    assert job.mapping is not None  # noqa: S101 # a table is never read without one
    parts = {part: _named(job.mapping, part) for part in WHO}
    if (other := job.organization) is not None:
        cells = job.mapping.organization
        is_named = [parts[part].is_not_null() for part in cells if part != "system" or cells[part].constant is None]
        somebody = pl.any_horizontal(is_named) if is_named else pl.lit(value=False)
        parts = {
            part: pl.when(somebody).then(column).otherwise(pl.lit(getattr(other, part), pl.String))
            for part, column in parts.items()
        }
    return {part: parts[part] for part in ("identifier", "system", "state")}


def _named(mapping: SurveyMapping, part: str) -> pl.Expr:
    cell = mapping.organization.get(part, Cell())
    if cell.constant is not None:
        return pl.lit(str(cell.constant))
    if cell.column is None:
        return pl.lit(None, pl.String)
    text = pl.col(cell.column).str.strip_chars()
    return pl.when(text != "").then(text)


def _along(job: Job) -> Iterator[pl.Expr]:
    """What goes with the answers: the id, the organization's state, and what is kept."""
    identifier, system, state = _who(job).values()
    name = job.mapping.id if job.mapping else None
    own = pl.when(pl.col(name) != "").then(pl.col(name)) if name else pl.lit(None, pl.String)
    yield pl.coalesce(own, identifier).alias(ID)
    implied = pl.when(system.is_in(_IMPLYING)).then(identifier.str.slice(0, 2))
    yield pl.coalesce(state, implied).alias(STATE)
    for name in job.keep:
        yield pl.when(pl.col(name) != "").then(pl.col(name)).alias(name)
