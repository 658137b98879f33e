"""Read the rows of a form that was filled in as a spreadsheet and saved as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from leverpoint.errors import Problem
from leverpoint.forms.entries import Entry
from leverpoint.reader import Mark

SEPARATORS = (",", ";", "\t")
NEEDED = ("id", "answer")


def is_header(line: str) -> bool:
    """Whether a first line names the columns of a form."""
    return _separator(line) is not None


def entries(text: str, name: str) -> Iterator[Entry | Problem]:
    """Every row as an entry. Columns may stand in any order, and further ones are passed over."""
    separator = _separator(text.lstrip("\ufeff").partition("\n")[0])
    if separator is None:
        yield Problem("form-columns", f"the first line names the columns, {' and '.join(NEEDED)} among them",
                      file=name, line=1, expected="id, title, question, choices, answer")  # fmt: skip
        return
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator)
    try:
        yield from _rows(rows)
    except csv.Error as error:
        yield Problem("form-syntax", f"this cannot be read as CSV: {error}", file=name, line=rows.line_num)


def _rows(rows: csv.Reader) -> Iterator[Entry]:
    columns = [one.strip().casefold() for one in next(rows)]
    id_, answer = (columns.index(name) for name in NEEDED)
    line = rows.line_num + 1
    for row in rows:
        if any(row) and _cell(row, id_):
            yield Entry(_cell(row, id_), _cell(row, answer), Mark(line, 1))
        line = rows.line_num + 1


def _cell(row: Sequence[str], column: int) -> str:
    # spreadsheets leave out empty cells at the end of a row
    return row[column].strip() if column < len(row) else ""


def _separator(line: str) -> str | None:
    for separator in SEPARATORS:
        columns = {one.strip().strip('"').casefold() for one in line.split(separator)}
        if columns.issuperset(NEEDED):
            return separator
    return None
