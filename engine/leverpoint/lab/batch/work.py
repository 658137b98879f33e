"""Answer one part of a batch: plain rows of a table column by column, everything else request by request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from leverpoint.document import to_json
from leverpoint.lab.batch.answering import PLACE, ROW, Answering, Asked
from leverpoint.lab.batch.job import ID, STATE, Job
from leverpoint.lab.batch.parts import Part
from leverpoint.lab.batch.reading import Intake, Record, Rejected, Table, json_records
from leverpoint.lab.batch.tables import plain_rows, rows_of, texts_of
from leverpoint.packs import Policy
from leverpoint.rulebook.scope import implied_state


@dataclass(frozen=True)
class Answers:
    """What came of a part: a table, or whole answers, and what was rejected. `records` counts what was read."""

    records: int
    table: pl.DataFrame | None = None
    documents: Sequence[bytes] = ()
    rejected: Sequence[Rejected] = field(default=())


@lru_cache(maxsize=4)
def _answering(rules: Path, packs: tuple[Path, ...], policy: Policy, budget: float | None) -> Answering:
    return Answering(rules, packs, policy, budget)


def answering_of(job: Job) -> Answering:
    """The rules of a job, put together once in each process."""
    return _answering(job.rules, job.packs, job.policy, job.budget)


def answer(job: Job, part: Part) -> Answers:
    """The answers to one part of a job. The same part gives the same answers, wherever it is worked out."""
    answering = answering_of(job)
    intake = Intake(answering, job.as_of, job.roles, job.organization)
    if job.kind == "jsonl":
        return answered_by_rows(job, answering, intake, json_records(job.source, part))
    return tabled(job, answering, intake, part)


def tabled(job: Job, answering: Answering, intake: Intake, part: Part) -> Answers:
    """The answers to some rows of a table: the plain ones at once, the others request by request."""
    assert job.mapping is not None  # noqa: S101 # a table is never read without one
    reader = Table(job.header, job.mapping, answering, job.roles, job.keep, job.organization)
    texts = texts_of(job, part)
    if isinstance(texts, list):
        return answered_by_rows(job, answering, intake, reader.records(texts))
    if job.full or job.mapping.grouped:
        return answered_by_rows(job, answering, intake, reader.records(rows_of(texts)))
    plain, others = plain_rows(job, answering, texts)
    rest = answered_by_rows(job, answering, intake, reader.records(rows_of(others)))
    table = pl.concat([plain, rest.table]).sort(ROW, PLACE) if rest.records and rest.table is not None else plain
    return Answers(texts.height, table=table, rejected=rest.rejected)


def answered_by_rows(job: Job, answering: Answering, intake: Intake, records: Iterable[Record | Rejected]) -> Answers:
    """The answers to some records, each read as `advise` reads it."""
    rejected: list[Rejected] = []
    asked: list[Asked] = []
    along: list[dict[str, Any]] = []
    for record in records:
        found = record if isinstance(record, Rejected) else intake.read(record)
        if isinstance(found, Rejected):
            rejected.append(found)
        elif isinstance(record, Record):
            asked.append(found)
            along.append(_along(job, record, found))
    count = len(asked) + len(rejected)
    if job.full:
        documents = [to_json(answering.advisor(one.assessment.organization).advise(one.assessment)) for one in asked]
        return Answers(count, documents=documents, rejected=rejected)
    return Answers(count, table=beside(job, answering.answered(asked, job.top), along), rejected=rejected)


def _along(job: Job, record: Record, asked: Asked) -> dict[str, Any]:
    """What goes with an answer: its row and id, the organization's state, and what is kept."""
    who = asked.assessment.organization
    kept = {name: record.kept.get(name, asked.assessment.context.get(name)) for name in job.keep}
    return {ROW: asked.row, ID: record.id, STATE: who.state or implied_state(who), **_texts(kept)}


def _texts(kept: dict[str, Any]) -> dict[str, str | None]:
    return {name: None if value is None else str(value) for name, value in kept.items()}


def beside(job: Job, answers: pl.DataFrame, along: pl.DataFrame | Sequence[dict[str, Any]]) -> pl.DataFrame:
    """The answers with what goes along."""
    kinds: dict[str, pl.DataType] = {ROW: pl.UInt64(), ID: pl.String(), STATE: pl.String()}
    kinds.update((name, pl.String()) for name in job.keep)
    facts = along if isinstance(along, pl.DataFrame) else pl.DataFrame(along, schema=kinds, orient="row")
    return facts.join(answers, on=ROW, how="inner", maintain_order="right")
