"""The records of a source's files, each with where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leverpoint.errors import Problem
from leverpoint.reader import Document

RECORDS = ("roles", "themes", "sources", "strategies", "leverage_points", "facts", "conclusions", "criteria")
CATALOG = (*RECORDS, "rubrics")
"""What the catalog and the vocabulary are made from: a source that has none of these changes neither."""
KINDS = (*CATALOG, "rules", "overlays")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a file: its data and where it stands."""

    document: Document
    pointer: str
    data: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The record's own id."""
        return str(self.data["id"])

    def problem(self, code: str, below: str, message: str, **more: Any) -> Problem:
        """A problem at a place inside the record."""
        return self.document.problem(code, self.pointer + below, message, **more)


Entries = Mapping[str, tuple[Entry, ...]]


def entries_of(documents: Iterable[Document]) -> Entries:
    """Every record of the documents under its kind, one of KINDS."""
    found: dict[str, list[Entry]] = {kind: [] for kind in KINDS}
    for document in documents:
        for kind, pointer, data in _records(document):
            found[kind].append(Entry(document, pointer, data))
    return {kind: tuple(entries) for kind, entries in found.items()}


def _records(document: Document) -> Iterator[tuple[str, str, Any]]:
    match document.kind:
        case "catalog":
            for kind, records in document.data.items():
                yield from ((kind, f"/{kind}/{index}", data) for index, data in enumerate(records))
        case "rubric":
            yield "rubrics", "", document.data
            rows = enumerate(document.data["criteria"])
            yield from (("criteria", f"/criteria/{index}", data) for index, data in rows)
        case "rules":
            sound = ((index, data) for index, data in enumerate(document.data) if index not in document.faulty)
            yield from (("rules", f"/{index}", data) for index, data in sound)
        case "overlays":
            yield from (("overlays", f"/{index}", data) for index, data in enumerate(document.data))


def merged(sources: Iterable[Entries]) -> Entries:
    """The records of several sources, those of the first source first."""
    found: dict[str, tuple[Entry, ...]] = dict.fromkeys(KINDS, ())
    for entries in sources:
        found = {kind: found[kind] + entries[kind] for kind in KINDS}
    return found
