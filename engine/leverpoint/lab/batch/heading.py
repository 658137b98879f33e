"""The first line of a table: what separates its columns, what they are called, and what makes it no table at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path

import polars as pl

from leverpoint.errors import Problem, RulebookError
from leverpoint.lab.batch.quoting import csv_rows, records_of

DELIMITERS = (",", ";", "\t", "|")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def heading(file: Path, kind: str, delimiter: str, wanted: Collection[str]) -> tuple[str, list[str]]:
    """What separates the columns of a table, and their names. Without a `delimiter`, the one that shows most of those
    that are `wanted`.

    Raises RulebookError for a file that is no such table.
    """
    if kind == "parquet":
        return delimiter, _parquet_names(file)
    _check_encoding(file)
    found = {one: _csv_names(file, one) for one in ((delimiter,) if delimiter else DELIMITERS)}
    chosen = max(found, key=lambda one: (len({*found[one]} & {*wanted}), len(found[one])))
    if not any(found[chosen]):
        raise RulebookError([Problem("no-header", "the first line names no columns", file=str(file))])
    return chosen, found[chosen]


def told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """The names with those that are there again called otherwise, as nobody asks for them."""
    return tuple(name if names.index(name) == at else f"leverpoint: column {at + 1}" for at, name in enumerate(names))


def _parquet_names(file: Path) -> list[str]:
    try:
        return pl.scan_parquet(file, glob=False).collect_schema().names()
    except pl.exceptions.PolarsError as error:
        raise RulebookError([Problem("not-parquet", "this is no Parquet file", file=str(file))]) from error


def texts_in(file: Path, names: list[str]) -> list[str]:
    """The names themselves. Raises RulebookError for columns of a Parquet file that cannot be read as texts."""
    schema = pl.scan_parquet(file, glob=False).collect_schema()
    odd = [name for name in names if schema[name].is_nested() or schema[name] in (pl.Binary, pl.Object)]
    if odd:
        message = "the column '{}' holds {}, which is no text, number or date"
        raise RulebookError(
            Problem("column-type", message.format(name, schema[name].base_type()), file=str(file), found=name)
            for name in odd
        )
    return names


def _check_encoding(file: Path) -> None:
    with file.open("rb") as stream:
        begin = stream.read(2)
    if begin in _UTF16:
        message = "this text is UTF-16; save the file as CSV, UTF-8"
        raise RulebookError([Problem("encoding", message, file=str(file))])


def _csv_names(file: Path, delimiter: str) -> list[str]:
    """The names of the columns, without the space around them."""
    with file.open("rb") as stream:
        end = next((record.end for record in records_of(stream, delimiter)), 0)
        stream.seek(0)
        first = stream.read(end)
    if b"\r" in re.sub(rb'"[^"]*"', b"", first).rstrip(b"\r\n"):
        message = "its rows end with carriage returns alone, as on old Macs; save the file as CSV, UTF-8"
        raise RulebookError([Problem("line-ends", message, file=str(file))])
    rows = csv_rows(first, delimiter)
    return [name.strip() for name in rows[0]] if rows else []
