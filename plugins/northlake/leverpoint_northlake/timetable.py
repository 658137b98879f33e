"""The district's timetable: how long teams plan together in each school, and how many of its teachers are new."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """One school, or all of them: minutes a week that teams plan together, percent of teachers in their first years."""

    planning_minutes: int
    new_teachers: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """All schools by their NCES identifiers."""

    rows: Mapping[str, Row]

    def school(self, identifier: str | None) -> Row | None:
        """A school; nothing where the timetable does not have it."""
        return self.rows.get(identifier or "")

    @property
    def district(self) -> Row:
        """The district as its least fortunate schools see it: the fewest minutes, the most new teachers."""
        rows = self.rows.values()
        return Row(min(row.planning_minutes for row in rows), max(row.new_teachers for row in rows))


def read_timetable(file: Path) -> Timetable:
    """The timetable in a CSV file. Raises ValueError where a cell is not a number: then the plugin does not load."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = {
            row["school"]: Row(int(row["planning_minutes"]), int(row["new_teachers"])) for row in csv.DictReader(lines)
        }
    return Timetable(rows)
