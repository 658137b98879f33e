"""What a batch is: its input, its rules and how the answers are wanted. It can be sent to another process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from leverpoint.document import to_json
from leverpoint.lab.batch.answering import ROW, Answering, Asked
from leverpoint.lab.batch.mapping import SurveyMapping
from leverpoint.lab.batch.parts import Part, bytes_of, csv_rows
from leverpoint.lab.batch.reading import Intake, Record, Rejected, Table, json_records
from leverpoint.rulebook.scope import implied_state

ID, STATE = "id", "state"


@dataclass(frozen=True)
class Job:
    """One batch. `kind` is csv, jsonl or parquet; `full` asks for whole answers, which only JSON Lines can hold.

    `keep` are columns of a table, or context facts of requests, that go along into the answer.
    """

    source: Path
    kind: str
    rules: Path
    as_of: dt.date
    packs: tuple[Path, ...] = ()
    roles: tuple[str, ...] = ()
    top: int = 5
    keep: tuple[str, ...] = ()
    full: bool = False
    header: tuple[str, ...] = ()
    mapping: SurveyMapping | None = None


@dataclass(frozen=True)
class Answers:
    """What came of a part: a table, or whole answers, and what was rejected. `records` counts what was read."""

    records: int
    table: pl.DataFrame | None = None
    documents: Sequence[bytes] = ()
    rejected: Sequence[Rejected] = field(default=())


@lru_cache(maxsize=4)
def answering_of(rules: Path, packs: tuple[Path, ...]) -> Answering:
    """The rules of a job, put together once in each process."""
    return Answering(rules, packs)


def answer(job: Job, part: Part) -> Answers:
    """The answers to one part of a job. The same part gives the same answers, wherever it is worked out."""
    answering = answering_of(job.rules, job.packs)
    intake = Intake(answering, job.as_of, job.roles)
    rejected: list[Rejected] = []
    asked: list[Asked] = []
    along: list[dict[str, Any]] = []
    count = 0
    for record in _records(job, part, answering):
        count += 1
        found = record if isinstance(record, Rejected) else intake.read(record)
        if isinstance(found, Rejected):
            rejected.append(found)
        elif isinstance(record, Record):
            asked.append(found)
            along.append(_along(job, record, found))
    if job.full:
        documents = [to_json(answering.advisor(one.assessment.organization).advise(one.assessment)) for one in asked]
        return Answers(count, documents=documents, rejected=rejected)
    return Answers(count, table=_table(job, answering.answered(asked, job.top), along), rejected=rejected)


def _records(job: Job, part: Part, answering: Answering) -> Iterator[Record | Rejected]:
    if job.kind == "jsonl":
        return json_records(job.source, part)
    assert job.mapping is not None  # noqa: S101 # a table is never read without one
    table = Table(job.header, job.mapping, answering, job.roles, job.keep)
    if job.kind == "csv":
        rows = csv_rows(bytes_of(job.source, part), job.mapping.delimiter)
    else:
        frame = pl.scan_parquet(job.source).slice(part.first - 1, part.records).collect()
        rows = [["" if cell is None else str(cell) for cell in row] for row in frame.iter_rows()]
    return table.records(list(enumerate(rows, part.first)))


def _along(job: Job, record: Record, asked: Asked) -> dict[str, Any]:
    """What goes with an answer: its row and id, the organization's state, and what is kept."""
    who = asked.assessment.organization
    kept = {name: record.kept.get(name, asked.assessment.context.get(name)) for name in job.keep}
    return {ROW: asked.row, ID: record.id, STATE: who.state or implied_state(who), **_texts(kept)}


def _texts(kept: dict[str, Any]) -> dict[str, str | None]:
    return {name: None if value is None else str(value) for name, value in kept.items()}


def _table(job: Job, answers: pl.DataFrame, along: Sequence[dict[str, Any]]) -> pl.DataFrame:
    kinds: dict[str, pl.DataType] = {ROW: pl.UInt64(), ID: pl.String(), STATE: pl.String()}
    kinds.update((name, pl.String()) for name in job.keep)
    facts = pl.DataFrame(along, schema=kinds, orient="row")
    return facts.join(answers, on=ROW, how="inner", maintain_order="right").drop("place")
