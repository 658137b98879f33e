"""Rows of a table become request documents: what a mapping means, row by row. Columns are held to this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from leverpoint.lab.batch.mapping import WHO, Cell, SurveyMapping
from leverpoint.lab.batch.places import Origin
from leverpoint.lab.batch.words import Words, words_of, words_of_roles
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Kind

Row = Mapping[str, str]


class Documents:
    """Builds the request of one organization from its row, or from the rows of its raters, for one rulebook."""

    def __init__(self, mapping: SurveyMapping, rulebook: Rulebook, roles: Sequence[str] = ()) -> None:
        self._mapping, self._roles = mapping, tuple(roles)
        facts = {fact.id: fact for fact in rulebook.vocabulary.of_kind(Kind.CRITERION, Kind.CONTEXT)}
        cells = {**mapping.criteria, **mapping.context}
        self._words = {name: words_of(facts[name], cell, mapping) for name, cell in cells.items() if name in facts}
        self._role_words = words_of_roles(rulebook, mapping.roles)

    def document(self, rows: Sequence[Row]) -> dict[str, Any]:
        """The request that the rows make: every rater's levels, and of all else the first answer that is given."""
        ratings = [self._rating(criterion, cell, rows) for criterion, cell in self._mapping.criteria.items()]
        context = {name: self._first(name, cell, rows) for name, cell in self._mapping.context.items()}
        document: dict[str, Any] = {
            "roles": self._asked(rows),
            "assessment": {"ratings": [one for one in ratings if one is not None]},
            "context": {name: value for name, value in context.items() if value is not None},
        }
        if organization := organization_in(self._mapping, rows):
            document["organization"] = organization
        return document

    def _asked(self, rows: Sequence[Row]) -> list[Any]:
        if self._roles:
            return list(self._roles)
        cell = self._mapping.roles
        if cell.constant is not None:
            return list(cell.constant) if isinstance(cell.constant, list) else [cell.constant]
        text = next(_said(cell, rows), "")
        return [self._role_words.meaning(one.strip()) for one in text.split(";") if one.strip()]

    def _rating(self, criterion: str, cell: Cell, rows: Sequence[Row]) -> dict[str, Any] | None:
        if cell.constant is not None:
            return {"criterion": criterion, "level": cell.constant}
        words = self._words.get(criterion, Words({}))
        said = [(number, text) for number, row in enumerate(rows) if (text := _text(cell, row))]
        rated = [(number, words.meaning(text)) for number, text in said if not _is_set_aside(text, words)]
        if not rated:
            return {"criterion": criterion, "not_applicable": True} if said else None
        if not self._mapping.grouped:
            return {"criterion": criterion, "level": rated[0][1]}
        raters = Origin(self._mapping, ())
        levels = [{"rater": raters.rater(rows[number], number), "level": level} for number, level in rated]
        return {"criterion": criterion, "ratings": levels}

    def _first(self, name: str, cell: Cell, rows: Sequence[Row]) -> Any:
        if cell.constant is not None:
            return cell.constant
        text = next(_said(cell, rows), None)
        return text if text is None or name not in self._words else self._words[name].meaning(text)


def organization_in(mapping: SurveyMapping, rows: Sequence[Row]) -> dict[str, str]:
    """The parts of the organization that the rows name. A system without an identifier says nothing."""
    cells = ((part, mapping.organization[part]) for part in WHO if part in mapping.organization)
    found = {
        part: cell.constant if cell.constant is not None else next(_said(cell, rows), None) for part, cell in cells
    }
    if found.get("identifier") is None and "system" in found and mapping.organization["system"].constant is not None:
        del found["system"]
    return {part: value for part, value in found.items() if value is not None}


def _said(cell: Cell, rows: Sequence[Row]) -> Iterator[str]:
    return (text for row in rows if (text := _text(cell, row)))


def _text(cell: Cell, row: Row) -> str:
    return (row.get(cell.column) or "").strip() if cell.column is not None else ""


def _is_set_aside(text: str, words: Words) -> bool:
    return text.strip().lower() in words.not_applicable
