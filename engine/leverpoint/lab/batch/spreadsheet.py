"""Answers as a spreadsheet, in which a text is a text: nothing that was typed into a survey is taken as a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

MOST_ROWS = 1_048_575
"""How many rows a sheet has below its headings."""
LONGEST = 32_767
"""How many characters a cell holds; what is longer ends with an ellipsis."""

Row = Sequence[object]


def write_spreadsheet(file: Path, headings: Row, rows: Iterable[Row], most: int = MOST_ROWS) -> None:
    """Write rows to a sheet, and to further ones where it is full. Equal rows give equal bytes."""
    import datetime as dt

    import xlsxwriter

    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 # no time in the file: equal bytes
        for number, several in enumerate(_sheets(rows, most), 1):
            sheet = book.add_worksheet("answers" if number == 1 else f"answers {number}")
            for line, row in enumerate(chain([headings], several)):
                _write(sheet, line, row)


def _sheets(rows: Iterable[Row], most: int) -> Iterator[Iterable[Row]]:
    """The rows in stretches of a sheet; there is always a first one."""
    rest = iter(rows)
    yield islice(rest, most)
    for first in rest:
        yield chain([first], islice(rest, most - 1))


def _write(sheet: Any, line: int, row: Row) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(line, column, cell if len(cell) <= LONGEST else f"{cell[: LONGEST - 1]}…")
        elif cell is not None:
            sheet.write_number(line, column, cell)
