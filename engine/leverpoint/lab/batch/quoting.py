"""The records of a CSV as people and programs write it: where each ends, and its cells. One reading decides both.

Quotes count around whole cells, as in RFC 4180; anywhere else they are text. A quote that is never closed is text as
well, so that it costs its own row and not all that follow.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

BOM = b"\xef\xbb\xbf"
_CLOSING = re.compile(rb'[^"]*(?:""[^"]*)*"(?!")')
_TIDY = rb'(?:"[^"]*+(?:""[^"]*+)*+"%b|[^"%b]*+%b)*+(?:"[^"]*+(?:""[^"]*+)*+"|[^"%b\r\n]*+)\r?\n?'
"""A whole line in which quotes stand around whole cells, which most are; without it they would be read cell by cell."""


class Record(NamedTuple):
    """Where a record ends, in bytes; whether its quotes stand around whole cells, and the last of them is closed."""

    end: int
    is_tidy: bool = True
    is_closed: bool = True


class _Quotes:
    """Follows the quotes from line to line: whether a cell is still open, and whether all stand around whole cells."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter.encode()
        self._tidy = re.compile(_TIDY % ((re.escape(self._delimiter),) * 4))
        self.is_open, self.is_tidy = False, True

    def read(self, line: bytes) -> None:
        """Take in one more line."""
        at: int | None = 0 if self.is_open or not self._tidy.fullmatch(line) else None
        while at is not None:
            at = self._after(line, at)

    def _after(self, line: bytes, at: int) -> int | None:
        """Where the cell after this one begins; None at the end of the line, and in a cell that stays open."""
        is_quoted = self.is_open or line.startswith(b'"', at)
        if is_quoted:
            closing = _CLOSING.match(line, at if self.is_open else at + 1)
            self.is_open = closing is None
            if closing is None:
                return None
            at = closing.end()
        end = line.find(self._delimiter, at)
        rest = line[at : end if end >= 0 else None]
        self.is_tidy &= not rest.rstrip(b"\r\n") if is_quoted else b'"' not in rest
        return end + 1 if end >= 0 else None


def records_of(stream: BinaryIO, delimiter: str) -> Iterator[Record]:
    """Every record from the beginning of a stream, which has to be one that can go back."""
    end = first_line = 0
    while True:
        quotes = _Quotes(delimiter)
        for line in stream:
            was_open = quotes.is_open
            if was_open or b'"' in line:
                quotes.read(line if end else line.removeprefix(BOM))
            end += len(line)
            if not quotes.is_open:
                yield Record(end, quotes.is_tidy)
                quotes.is_tidy = True
            elif not was_open:
                first_line = end
        if not quotes.is_open:
            return
        yield Record(first_line, is_tidy=False, is_closed=False)
        end = stream.seek(first_line)


def csv_rows(content: bytes, delimiter: str) -> list[list[str]]:
    """The records of a CSV, cell by cell; an empty line is an empty record."""
    encoding, begin, rows = _encoding(content), 0, []
    usual = csv.field_size_limit(2**31 - 1)  # a long comment is no reason to stop
    try:
        for record in records_of(io.BytesIO(content), delimiter):
            text = content[begin : record.end].decode(encoding, "replace").removeprefix("\ufeff")
            rows.append(_cells(text, delimiter, quoted=record.is_closed))
            begin = record.end
    finally:
        csv.field_size_limit(usual)
    return rows


class _Unquoted(csv.excel):
    """Quotes are text."""

    quoting = csv.QUOTE_NONE


def _cells(text: str, delimiter: str, *, quoted: bool) -> list[str]:
    dialect = csv.excel if quoted else _Unquoted
    try:
        return next(csv.reader([text], dialect, delimiter=delimiter), [])
    except csv.Error:  # a line end of old Macs in the midst of a row, which is no line end here
        return next(csv.reader([text.replace("\r", " ")], dialect, delimiter=delimiter), [])


def _encoding(content: bytes) -> str:
    """UTF-8, or what a spreadsheet of Windows writes where it is not."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
