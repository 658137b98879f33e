"""Cut a file of assessments into parts, each of which can be read, answered and written by itself, anywhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SIZE = 50_000
"""How many rows a part has, unless it is said otherwise."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some records of a file: of text the bytes from `offset`, of Parquet the rows from `first`.

    `first` is the number of the first record, from 1; a CSV's header is no record.
    """

    number: int
    first: int
    records: int
    offset: int = 0
    length: int = 0


def text_parts(file: Path, size: int, *, header: bool) -> Iterator[Part]:
    """The parts of a CSV (`header`) or of JSON Lines. Line ends inside quotes of a CSV end no record."""
    with file.open("rb") as stream:
        records = _records(stream, quoted=header)
        start = next(records, 0) if header else 0
        number = count = 0
        first, begin, end = 1, start, start
        for end in records:
            count += 1
            if count == size:
                yield Part(number, first, count, begin, end - begin)
                number, first, begin, count = number + 1, first + count, end, 0
        if count:
            yield Part(number, first, count, begin, end - begin)


def _records(lines: Iterable[bytes], *, quoted: bool) -> Iterator[int]:
    """Where each record ends, in bytes from the beginning."""
    end, is_open = 0, False
    for line in lines:
        end += len(line)
        if quoted and line.count(b'"') % 2:
            is_open = not is_open
        if not is_open:
            yield end
    if is_open:
        yield end


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


def text_of(content: bytes) -> str:
    """The text of a CSV: UTF-8, or what a spreadsheet of Windows writes where it is not."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def csv_rows(content: bytes, delimiter: str) -> list[list[str]]:
    """The records of a CSV, cell by cell; an empty line is an empty record."""
    usual = csv.field_size_limit(2**31 - 1)  # a long comment is no reason to stop
    try:
        return list(csv.reader(io.StringIO(text_of(content), newline=""), delimiter=delimiter))
    finally:
        csv.field_size_limit(usual)


def csv_header(file: Path, delimiter: str) -> Sequence[str]:
    """The names of the columns, without the space around them."""
    with file.open("rb") as stream:
        end = next(_records(stream, quoted=True), 0)
        stream.seek(0)
        rows = csv_rows(stream.read(end), delimiter)
    return [name.strip() for name in rows[0]] if rows else []
