"""Which column of a table is which answer, and what its texts mean: by a mapping file, or by the columns' own names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from leverpoint.errors import Problem, RulebookError, nearest
from leverpoint.reader import Document, problems_of, read_file
from leverpoint.reader.schemas.mapping import MappingSchema
from leverpoint.vocabulary import Fact, Kind

NOT_APPLICABLE = ("n/a", "not applicable")
WHO = ("identifier", "system", "state", "name")
NAMES = ("role", "id", *WHO)
"""What a column may be called where there is no mapping, beside the facts."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one answer stands: a column, or the same for all. `answers` are texts, in small letters, and meanings."""

    column: str | None = None
    constant: Any = None
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SurveyMapping:
    """A whole mapping, and the file that says it. `criteria` and `context` are by the id of the fact; an empty
    `delimiter` is to be found out.
    """

    roles: Cell
    criteria: Mapping[str, Cell]
    context: Mapping[str, Cell]
    organization: Mapping[str, Cell] = field(default_factory=dict)
    id: str | None = None
    rater: str | None = None
    grouped: bool = False
    delimiter: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    not_applicable: tuple[str, ...] = NOT_APPLICABLE
    file: str = field(default="", repr=False)

    def columns(self) -> Iterator[str]:
        """Every column that is named."""
        cells = (self.roles, *self.criteria.values(), *self.context.values(), *self.organization.values())
        yield from (cell.column for cell in cells if cell.column is not None)
        yield from (name for name in (self.id, self.rater) if name is not None)


def read_mapping(file: Path) -> SurveyMapping:
    """The mapping in a YAML or JSON file. Raises RulebookError with everything that is wrong with it, located."""
    located = read_file(file)
    document = Document("mapping", str(file), located)
    if problems := [document.place(one) for one in problems_of(located.data, MappingSchema())]:
        raise RulebookError(problems)
    return replace(mapping_of(MappingSchema().load(located.data)), file=str(file))


def mapping_of(data: Mapping[str, Any]) -> SurveyMapping:
    """The mapping in checked data."""
    return SurveyMapping(
        roles=_cell(data.get("roles", {"column": "role"})),
        criteria={name: _cell(cell) for name, cell in data.get("criteria", {}).items()},
        context={name: _cell(cell) for name, cell in data.get("context", {}).items()},
        organization={name: _cell(cell) for name, cell in data.get("organization", {}).items()},
        id=data.get("id"),
        rater=data.get("rater"),
        grouped=data.get("one_row_a_rater", False),
        delimiter=data.get("delimiter", ""),
        answers=_small(data.get("answers", {})),
        not_applicable=tuple(plain(one) for one in data.get("not_applicable", NOT_APPLICABLE)),
    )


def mapping_by_names(
    header: Sequence[str], facts: Mapping[str, Fact], keep: Sequence[str] = (), file: str | None = None
) -> SurveyMapping:
    """The mapping of a table whose columns are called like the facts, `role`, `id` and the parts of an organization,
    or nothing at all, as behind the last comma of a spreadsheet.

    Raises RulebookError for columns that are called otherwise and are not among those to `keep`.
    """
    known = (*facts, *NAMES)
    problems = [
        Problem("unknown-column", f"the column '{name}' is no fact of the rules", file=file, found=name,
                suggestion=nearest(name, known))
        for name in header if name and name not in (*known, *keep)
    ]  # fmt: skip
    if problems:
        raise RulebookError(problems)
    named = {name: Cell(name) for name in header}
    return SurveyMapping(
        roles=named.get("role", Cell()),
        criteria={name: cell for name, cell in named.items() if name in facts and is_row(facts[name])},
        context={name: cell for name, cell in named.items() if name in facts and not is_row(facts[name])},
        organization={name: named[name] for name in WHO if name in named},
        id="id" if "id" in named else None,
    )


def check_columns(used: Iterable[str], header: Sequence[str], file: str) -> None:
    """Raises RulebookError for columns that somebody names and the table lacks."""
    absent = [name for name in dict.fromkeys(used) if name not in header]
    if absent:
        raise RulebookError(
            Problem("unknown-column", f"there is no column '{name}'", file=file, found=name,
                    suggestion=nearest(name, header))
            for name in absent
        )  # fmt: skip


def as_called(mapping: SurveyMapping, header: Sequence[str]) -> SurveyMapping:
    """The mapping with columns called as the table has them, where only line breaks and spaces between words differ."""
    known = {" ".join(name.split()): name for name in reversed(header)}

    def called(name: str | None) -> str | None:
        return name if name is None or name in header else known.get(" ".join(name.split()), name)

    def cells(named: Mapping[str, Cell]) -> dict[str, Cell]:
        return {name: replace(cell, column=called(cell.column)) for name, cell in named.items()}

    return replace(
        mapping,
        roles=replace(mapping.roles, column=called(mapping.roles.column)),
        criteria=cells(mapping.criteria),
        context=cells(mapping.context),
        organization=cells(mapping.organization),
        id=called(mapping.id),
        rater=called(mapping.rater),
    )


def check_facts(mapping: SurveyMapping, facts: Mapping[str, Fact], file: str) -> None:
    """Raises RulebookError for criteria and context that nobody's rules know."""
    problems = []
    for name, wanted in ((name, where) for where in ("criteria", "context") for name in getattr(mapping, where)):
        known = [one for one, fact in facts.items() if is_row(fact) is (wanted == "criteria")]
        if name not in known:
            what, near = f"there is no fact '{name}' among the {wanted}", nearest(name, known)
            problems.append(Problem("unknown-fact", what, f"/{wanted}", file=file, found=name, suggestion=near))
    if problems:
        raise RulebookError(problems)


def is_row(fact: Fact) -> bool:
    """Whether the fact is a criterion."""
    return fact.kind is Kind.CRITERION


def _cell(data: Mapping[str, Any]) -> Cell:
    return Cell(data.get("column"), data.get("constant"), _small(data.get("answers", {})))


def _small(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {plain(text): value for text, value in answers.items()}


def plain(text: str) -> str:
    """A text as texts are compared: without the space around it, in small letters."""
    return text.strip().lower()
