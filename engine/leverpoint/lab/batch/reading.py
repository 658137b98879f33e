"""Read one part of the input into assessments that fit, and the reasons why others do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson

from leverpoint.errors import AssessmentError, PackError, Problem
from leverpoint.intake import read_request
from leverpoint.lab.batch.answering import Answering, Asked
from leverpoint.lab.batch.mapping import SurveyMapping
from leverpoint.lab.batch.parts import Part, bytes_of
from leverpoint.lab.batch.places import Origin, Place
from leverpoint.lab.batch.quoting import BOM
from leverpoint.lab.batch.rows import Documents, Row, organization_in
from leverpoint.model import Organization
from leverpoint.reader import problems_of
from leverpoint.reader.schemas.request import OrganizationSchema


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that is not answered: its number from 1, the id that it gives, and every reason with its place."""

    row: int
    id: str | None
    problems: tuple[Problem, ...]
    places: tuple[Place | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One organization's request, with the id and the columns that go along into the answer."""

    row: int
    document: Any
    id: str | None = None
    kept: dict[str, Any] = field(default_factory=dict)
    origin: Origin | None = None

    def rejected(self, problems: tuple[Problem, ...]) -> Rejected:
        """The record as one that is not answered for these reasons."""
        origin, document = self.origin, self.document
        places = tuple(origin.place(one.pointer, document) for one in problems) if origin else ()
        return Rejected(self.row, self.id, problems, places)


class Intake:
    """Turns requests into assessments, each by the rules of its organization."""

    def __init__(
        self,
        answering: Answering,
        today: dt.date,
        roles: Sequence[str] = (),
        organization: Organization | None = None,
    ) -> None:
        self._answering, self._today, self._roles = answering, today, tuple(roles)
        self._organization = named(organization)

    def read(self, record: Record) -> Asked | Rejected:
        """The assessment in a record, or why there is none."""
        document = record.document
        if self._roles and isinstance(document, dict):
            document = {**document, "roles": list(self._roles)}
        if self._organization and isinstance(document, dict) and document.get("organization") is None:
            document = {**document, "organization": self._organization}
        try:
            rulebook = self._answering.advisor(organization_of(document)).rulebook
            return Asked(record.row, read_request(document, rulebook, self._today))
        except (AssessmentError, PackError) as error:
            return record.rejected(error.problems)


def named(organization: Organization | None) -> dict[str, str]:
    """What a request says of who asks; nothing where nobody is named."""
    return {"system": organization.system, "identifier": organization.identifier} if organization else {}  # type: ignore[dict-item] # both are named


def organization_of(document: Any) -> Organization:
    """Who asks; nobody where the document does not say it rightly, which its reading will report."""
    said = document.get("organization") if isinstance(document, dict) else None
    if isinstance(said, dict) and not any(problems_of(said, OrganizationSchema())):
        return Organization(**said)
    return Organization()


def json_records(file: Path, part: Part) -> Iterator[Record | Rejected]:
    """The requests of a part of JSON Lines. Empty lines are passed over."""
    for number, line in enumerate(bytes_of(file, part).split(b"\n"), part.first):
        if not line.strip():
            continue
        try:
            document = orjson.loads(line.removeprefix(BOM))
        except orjson.JSONDecodeError as error:
            message = f"this line is no JSON: {error.msg}, at character {error.colno}"
            yield Rejected(number, None, (Problem("not-json", message),))
        else:
            said = document.get("organization") if isinstance(document, dict) else None
            identifier = said.get("identifier") if isinstance(said, dict) else None
            yield Record(number, document, identifier if isinstance(identifier, str) else None)


class Table:
    """Reads records out of rows of text, by a mapping."""

    def __init__(
        self,
        header: Sequence[str],
        mapping: SurveyMapping,
        answering: Answering,
        roles: Sequence[str],
        keep: Sequence[str],
        organization: Organization | None = None,
    ) -> None:
        self._header, self._mapping, self._answering = header, mapping, answering
        self._roles, self._keep, self._unnamed = tuple(roles), tuple(keep), named(organization)
        self._documents: dict[str, Documents] = {}

    def records(self, rows: Sequence[tuple[int, Sequence[str]]]) -> Iterator[Record | Rejected]:
        """The requests that rows make, each with its number."""
        sound, unsound = list[tuple[int, Row]](), set[str | int]()
        for number, cells in rows:
            row = dict(zip(self._header, cells, strict=False))
            if any(cells[len(self._header) :]):
                unsound.add(self._organization((number, row)))
                yield self._too_long(number, cells, row)
            elif any(cells):
                sound.append((number, row))
        if not self._mapping.grouped:
            yield from (self._record([numbered]) for numbered in sound)
            return
        for organization, group in groupby(sound, key=self._organization):
            if organization not in unsound:
                yield self._record(list(group))

    def _too_long(self, number: int, cells: Sequence[str], row: Row) -> Rejected:
        last = max(at for at, cell in enumerate(cells, 1) if cell)
        message = f"this row has {last} columns, the header {len(self._header)}"
        return Rejected(number, row.get(self._mapping.id or "") or None, (Problem("too-many-columns", message),))

    def _organization(self, numbered: tuple[int, Row]) -> str | int:
        """By what rows belong together; a row that names no organization stands alone."""
        number, row = numbered
        return row.get(self._mapping.id or "", "").strip() or number

    def _record(self, numbered: Sequence[tuple[int, Row]]) -> Record | Rejected:
        number, rows = numbered[0][0], [row for _, row in numbered]
        identifier = rows[0].get(self._mapping.id or "") or None
        who = organization_in(self._mapping, rows) or self._unnamed
        kept = {name: rows[0].get(name) or None for name in self._keep}
        try:
            rulebook = self._answering.advisor(organization_of({"organization": who})).rulebook
        except PackError as error:
            return Rejected(number, identifier, error.problems)
        documents = self._documents.get(rulebook.revision)
        if documents is None:
            documents = self._documents[rulebook.revision] = Documents(self._mapping, rulebook, self._roles)
        origin = Origin(self._mapping, numbered)
        return Record(number, documents.document(rows), identifier or who.get("identifier"), kept, origin)
