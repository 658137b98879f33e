"""Read the rows of a form that was filled in as a spreadsheet and saved as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from leverpoint.errors import Problem
from leverpoint.forms.entries import Entry
from leverpoint.forms.filled import COLUMNS, separator_of
from leverpoint.reader import Mark


def entries(text: str, name: str) -> Iterator[Entry | Problem]:
    """Every row as an entry. Columns may stand in any order, and further ones are passed over."""
    separator = separator_of(text.partition("\n")[0])
    if separator is None:
        yield Problem("form-columns", f"the first line names the columns, {' and '.join(COLUMNS)} among them",
                      file=name, line=1, expected="id, title, question, choices, answer")  # fmt: skip
        return
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        yield from _rows(rows)
    except csv.Error as error:
        yield Problem("form-syntax", f"this cannot be read as CSV: {error}", file=name, line=rows.line_num)


def _rows(rows: Any) -> Iterator[Entry]:
    columns = [one.strip().casefold() for one in next(rows)]
    id_, answer = (columns.index(name) for name in COLUMNS)
    line = rows.line_num + 1
    for row in rows:
        if any(row) and _cell(row, id_):
            yield Entry(_cell(row, id_), _cell(row, answer), Mark(line, 1))
        line = rows.line_num + 1


def _cell(row: Sequence[str], column: int) -> str:
    # spreadsheets leave out empty cells at the end of a row
    return row[column].strip() if column < len(row) else ""
