"""Read what was filled in, whatever form it has, into a request document that knows where each answer stands."""

from __future__ import annotations

import codecs
from typing import Any

from leverpoint.errors import AssessmentError, Problem
from leverpoint.reader import Limits, Located, read_text
from leverpoint.reader.short_ratings import NOT_APPLICABLE
from leverpoint.vocabulary import Vocabulary

MARKER = "<!-- leverpoint form -->"
"""How a form in Markdown begins."""

COLUMNS = ("id", "answer")
"""The columns that a form in CSV cannot do without."""

SEPARATORS = (",", ";", "\t")
SUFFIXES = {".csv": "csv", ".md": "markdown", ".markdown": "markdown"}


def read_request_text(source: bytes, name: str, vocabulary: Vocabulary) -> Located:
    """The request in a file's content: YAML, JSON, or a form as CSV or Markdown, told apart by name and beginning.

    Raises RulebookError where YAML or JSON cannot be read, AssessmentError where a form cannot.
    """
    kind = _kind(source, name)
    if kind:
        return read_form(source, name, kind, vocabulary)
    located = read_text(source, name)
    _set_aside(located.data)
    return located


def read_form(source: bytes, name: str, kind: str, vocabulary: Vocabulary) -> Located:
    """The request in a form of the kind `csv` or `markdown`. Raises AssessmentError with what cannot be read."""
    from leverpoint.forms import csv_rows, markdown_lines
    from leverpoint.forms.entries import Entry, request_from

    if len(source) > Limits().max_bytes:
        message = f"the form is larger than {Limits().max_bytes:,} bytes"
        raise AssessmentError([Problem("too-large", message, file=name)])
    reader = csv_rows.entries if kind == "csv" else markdown_lines.entries
    read = list(reader(_text(source), name))
    if problems := [one for one in read if isinstance(one, Problem)]:
        raise AssessmentError(problems)
    return request_from((one for one in read if isinstance(one, Entry)), name, vocabulary)


def _kind(source: bytes, name: str) -> str | None:
    suffix = next((suffix for suffix in SUFFIXES if name.lower().endswith(suffix)), None)
    if suffix:
        return SUFFIXES[suffix]
    start = source[:2000].decode("utf-8-sig", errors="ignore").lstrip()
    if start.startswith(MARKER):
        return "markdown"
    return "csv" if separator_of(start.partition("\n")[0]) else None


def separator_of(line: str) -> str | None:
    """What separates the columns that a first line names, if they are those of a form."""
    for separator in SEPARATORS:
        columns = {one.strip().strip('"').casefold() for one in line.split(separator)}
        if columns.issuperset(COLUMNS):
            return separator
    return None


def _text(source: bytes) -> str:
    if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return source.decode("utf-16", errors="replace")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Excel saves "CSV" in the code page of its Windows; ids and answers are ASCII, so nothing that counts is lost
        return source.decode("cp1252", errors="replace")


def _set_aside(data: Any) -> None:
    """Let `level: n/a` say what `not_applicable: true` says, as the blank form invites people to write."""
    body = data.get("assessment") if isinstance(data, dict) else None
    rows = body.get("ratings") if isinstance(body, dict) else None
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and row.get("level") == NOT_APPLICABLE:
            del row["level"]
            row["not_applicable"] = True
