"""Requests in files and folders, read as far as both sides of a diff know what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from leverpoint.errors import AssessmentError, Problem, RulebookError
from leverpoint.forms.filled import read_request_text
from leverpoint.intake import read_request
from leverpoint.lab.comparing.shared import Shared
from leverpoint.model import Assessment
from leverpoint.reader import Document, Located, read_text
from leverpoint.rulebook import Rulebook

SUFFIXES = (".yaml", ".yml", ".json", ".jsonl", ".csv", ".md")


def requests_in(paths: Iterable[Path], rulebook: Rulebook, shared: Shared, today: dt.date) -> list[Assessment]:
    """The assessments in files of requests, one a file or one a line of JSONL, and in folders of such files.

    Raises AssessmentError with everything that is wrong in all of them.
    """
    problems: list[Problem] = []
    found: list[Assessment] = []
    for file in _files(paths):
        try:
            for located in _located(file, rulebook):
                found += _read(located, rulebook, shared, today)
        except (AssessmentError, RulebookError) as error:
            problems += error.problems
    if problems:
        raise AssessmentError(problems)
    return found


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        inside = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        yield from (file for file in inside if file.suffix in SUFFIXES or file == path)


def _located(file: Path, rulebook: Rulebook) -> Iterator[Located]:
    if file.suffix != ".jsonl":
        yield read_request_text(file.read_bytes(), str(file), rulebook.vocabulary)
        return
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        if line.strip():
            yield read_text(line, f"{file}, line {number}")


def _read(located: Located, rulebook: Rulebook, shared: Shared, today: dt.date) -> list[Assessment]:
    request: Any = located.data
    pruned = shared.pruned(request) if isinstance(request, dict) else request
    asks_nobody = isinstance(pruned, dict) and pruned.get("roles") == [] != request.get("roles")
    try:
        return [] if asks_nobody else [read_request(pruned, rulebook, today)]
    except AssessmentError as error:
        raise AssessmentError(map(Document("assessment", located.file, located).place, error.problems)) from error
