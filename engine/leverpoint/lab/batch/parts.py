"""Cut a file of assessments into parts, each of which can be read, answered and written by itself, anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from leverpoint.lab.batch.quoting import Record, records_of

SIZE = 50_000
"""How many rows a part has, unless it is said otherwise."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some records of a file: of text the bytes from `offset`, of Parquet the rows from `first`.

    `first` is the number of the first record, from 1; a CSV's header is no record. `tidy` is unset where a quote of a
    CSV stands anywhere but around a whole cell.
    """

    number: int
    first: int
    records: int
    offset: int = 0
    length: int = 0
    tidy: bool = True


def text_parts(file: Path, size: int, *, header: bool, delimiter: str = ",") -> Iterator[Part]:
    """The parts of a CSV (`header`) or of JSON Lines. Line ends inside quotes of a CSV end no record."""
    with file.open("rb") as stream:
        records = records_of(stream, delimiter) if header else _lines(stream)
        end = next(records, Record(0)).end if header else 0
        number, count, first, begin, tidy = 0, 0, 1, end, True
        for end, is_tidy, _ in records:
            count, tidy = count + 1, tidy and is_tidy
            if count == size:
                yield Part(number, first, count, begin, end - begin, tidy)
                number, first, begin, count, tidy = number + 1, first + count, end, 0, True
        if count:
            yield Part(number, first, count, begin, end - begin, tidy)


def _lines(stream: BinaryIO) -> Iterator[Record]:
    end = 0
    for line in stream:
        end += len(line)
        yield Record(end)


def row_parts(rows: int, size: int) -> Iterator[Part]:
    """The parts of a table of so many rows."""
    for number, start in enumerate(range(0, rows, size)):
        yield Part(number, start + 1, min(size, rows - start))


def group_parts(sizes: Iterable[int], size: int) -> Iterator[Part]:
    """The parts of a table in which rows stand in groups of these sizes: no group is cut."""
    number, first, count = 0, 1, 0
    for group in sizes:
        if count and count + group > size:
            yield Part(number, first, count)
            number, first, count = number + 1, first + count, 0
        count += group
    if count:
        yield Part(number, first, count)


def bytes_of(file: Path, part: Part) -> bytes:
    """The bytes of a part of text."""
    with file.open("rb") as stream:
        stream.seek(part.offset)
        return stream.read(part.length)
