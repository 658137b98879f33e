"""Where in a table stands what a problem is about: people look for the column and the text, not for a JSON Pointer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leverpoint.lab.batch.mapping import Cell, SurveyMapping

Rows = Sequence[tuple[int, Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Place:
    """A cell: the number of its row, from 1, its column, and what stands there."""

    row: int
    column: str
    found: str


@dataclass(frozen=True, slots=True)
class Origin:
    """The rows that a request was made of, each with its number, and the mapping that made it."""

    mapping: SurveyMapping
    rows: Rows

    def place(self, pointer: str, document: Mapping[str, Any]) -> Place | None:
        """The cell behind a JSON Pointer into the request; nothing where there is none."""
        cell, rows = self._cell(pointer.strip("/").split("/"), document)
        if cell is None or cell.column is None:
            return None
        said = [(number, text) for number, row in rows if (text := (row.get(cell.column) or "").strip())]
        number, text = said[0] if said else (rows[0][0], "")
        return Place(number, cell.column, text)

    def _cell(self, steps: Sequence[str], document: Mapping[str, Any]) -> tuple[Cell | None, Rows]:
        match steps:
            case ["roles", *_]:
                return self.mapping.roles, self.rows
            case ["context", name, *_]:
                return self.mapping.context.get(name), self.rows
            case ["organization", part, *_]:
                return self.mapping.organization.get(part), self.rows
            case ["assessment", "ratings", index, *rest] if index.isdigit():
                rating = document["assessment"]["ratings"][int(index)]
                if rest[-1:] == ["rater"]:
                    return Cell(self.mapping.rater), self._rows(rating, rest)[-1:]
                return self.mapping.criteria.get(rating["criterion"]), self._rows(rating, rest)
            case _:
                return None, self.rows

    def _rows(self, rating: Mapping[str, Any], steps: Sequence[str]) -> Rows:
        """The row of one rater, where the problem is about one."""
        if len(steps) < 2 or steps[0] != "ratings" or not steps[1].isdigit():  # ratings and its place
            return self.rows
        name = rating["ratings"][int(steps[1])]["rater"]
        own = [one for at, one in enumerate(self.rows) if self.rater(one[1], at) == name]
        return own or self.rows

    def rater(self, row: Mapping[str, str], at: int) -> str:
        """What the rater of the row at this place among its group is called."""
        name = (row.get(self.mapping.rater) or "").strip() if self.mapping.rater else ""
        return name or f"row {at + 1}"
