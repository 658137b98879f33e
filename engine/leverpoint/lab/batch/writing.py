"""Write the answers of parts, and put the parts together to one file: CSV, JSON Lines, Parquet or a spreadsheet."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import polars as pl

from leverpoint.errors import Problem
from leverpoint.lab.batch.answering import PLACE
from leverpoint.lab.batch.places import Place
from leverpoint.lab.batch.ranking import CERTAINTY, SCORE, STRATEGY
from leverpoint.lab.batch.reading import Rejected
from leverpoint.lab.batch.spreadsheet import write_spreadsheet
from leverpoint.lab.batch.work import Answers

FORMATS = ("csv", "jsonl", "parquet", "xlsx")
SUFFIXES = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".xlsx": "xlsx"}


def written(answers: Answers, form: str) -> bytes:
    """One part of the output, without headings."""
    if answers.table is None:
        return b"".join(line + b"\n" for line in answers.documents)
    table = answers.table.drop(PLACE)
    match form:
        case "csv":
            return table.write_csv(include_header=False).encode()
        case "jsonl":
            return b"".join(orjson.dumps(one) + b"\n" for one in _compact(table))
        case _:
            stream = io.BytesIO()
            table.write_parquet(stream, statistics=False)
            return stream.getvalue()


def _compact(table: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """A row as a document: what goes along, and the list of strategies."""
    ranks = [int(name.rpartition("_")[2]) for name in table.columns if name.startswith(f"{STRATEGY}_")]
    along = [name for name in table.columns if not name.startswith((f"{STRATEGY}_", f"{SCORE}_", f"{CERTAINTY}_"))]
    for row in table.iter_rows(named=True):
        found = [
            {"rank": rank, "strategy": row[f"{STRATEGY}_{rank}"], "certainty": row[f"{CERTAINTY}_{rank}"],
             "score": row[f"{SCORE}_{rank}"]}
            for rank in ranks
            if row[f"{STRATEGY}_{rank}"] is not None
        ]  # fmt: skip
        yield {**{name: row[name] for name in along}, "recommendations": found}


def headings(columns: Sequence[str]) -> bytes:
    """The first line of a CSV."""
    return pl.DataFrame(schema=dict.fromkeys(columns, pl.String)).write_csv().encode()


def rejects(rejected: Iterable[Rejected], form: str) -> bytes:
    """What was not answered, a line for each reason, without headings."""
    rows = [_rejected(one, *reason) for one in rejected for reason in zip_longest(one.problems, one.places)]
    if form == "jsonl":
        return b"".join(orjson.dumps(row) + b"\n" for row in rows)
    kinds = {"row": pl.UInt64(), **dict.fromkeys(REJECT_COLUMNS[1:], pl.String())}
    return pl.DataFrame(rows, schema=kinds, orient="row").write_csv(include_header=False).encode()


LONGEST_FOUND = 300
"""How many characters of what was found a line of the rejects repeats."""
REJECT_COLUMNS = ("row", "id", "code", "column", "found", "reason", "pointer")


def _rejected(one: Rejected, problem: Problem, place: Place | None) -> dict[str, Any]:
    hint = f" (did you mean '{problem.suggestion}'?)" if problem.suggestion else ""
    row, column, found = (place.row, place.column, place.found) if place else (one.row, None, problem.found)
    said = None if found is None else str(found)[:LONGEST_FOUND]
    told = (row, one.id, problem.code, column, said, f"{problem.message}{hint}", problem.pointer)
    return dict(zip(REJECT_COLUMNS, told, strict=True))


def put(file: Path, content: bytes) -> None:
    """Write a file so that it is there as a whole or not at all."""
    beside = file.with_name(f"{file.name}.{os.getpid()}.new")  # two workers may be at the same part
    with beside.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(file)


def put_together(parts: Sequence[Path], file: Path, form: str, columns: Sequence[str]) -> None:
    """One file out of the parts, in their order; it appears when it is whole."""
    beside = file.with_name(file.name + ".new")
    if form in ("csv", "jsonl"):
        with beside.open("wb") as stream:
            if form == "csv":
                stream.write(headings(columns))
            _append(stream, parts)
    elif form == "xlsx":
        write_spreadsheet(
            beside, columns, (row for part in parts for row in pl.read_parquet(part, glob=False).iter_rows())
        )
    elif parts:
        pl.scan_parquet(list(parts), glob=False).sink_parquet(beside, statistics=False, maintain_order=True)
    else:
        pl.DataFrame(schema=dict.fromkeys(columns, pl.String)).write_parquet(beside)
    beside.replace(file)


def _append(stream: BinaryIO, parts: Iterable[Path]) -> None:
    for part in parts:
        with part.open("rb") as source:
            shutil.copyfileobj(source, stream)
