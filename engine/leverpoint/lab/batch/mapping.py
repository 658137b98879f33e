"""Which column of a table is which answer, and what its texts mean: by a mapping file, or by the columns' own names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leverpoint.errors import Problem, RulebookError, nearest
from leverpoint.model import Scalar
from leverpoint.reader import Document, problems_of, read_file
from leverpoint.reader.schemas.mapping import MappingSchema
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Fact, Kind, Type

NOT_APPLICABLE = ("n/a", "not applicable")
YES, NO = ("yes", "true", "y", "1"), ("no", "false", "n", "0")
NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"
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
    """A whole mapping. `criteria` and `context` are by the id of the fact; an empty `delimiter` is to be found out."""

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
    return mapping_of(MappingSchema().load(located.data))


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
        not_applicable=tuple(_plain(one) for one in data.get("not_applicable", NOT_APPLICABLE)),
    )


def mapping_by_names(
    header: Sequence[str], facts: Mapping[str, Fact], keep: Sequence[str] = (), file: str | None = None
) -> SurveyMapping:
    """The mapping of a table whose columns are called like the facts, `role`, `id` and the parts of an organization.

    Raises RulebookError for columns that are called otherwise and are not among those to `keep`.
    """
    known = (*facts, *NAMES)
    problems = [
        Problem("unknown-column", f"the column '{name}' is no fact of the rules", file=file, found=name,
                suggestion=nearest(name, known))
        for name in header if name not in (*known, *keep)
    ]  # fmt: skip
    if problems:
        raise RulebookError(problems)
    named = {name: Cell(name) for name in header}
    return SurveyMapping(
        roles=named.get("role", Cell()),
        criteria={name: cell for name, cell in named.items() if name in facts and _is_row(facts[name])},
        context={name: cell for name, cell in named.items() if name in facts and not _is_row(facts[name])},
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


def check_facts(mapping: SurveyMapping, facts: Mapping[str, Fact], file: str) -> None:
    """Raises RulebookError for criteria and context that nobody's rules know."""
    problems = []
    for name, wanted in ((name, where) for where in ("criteria", "context") for name in getattr(mapping, where)):
        known = [one for one, fact in facts.items() if _is_row(fact) is (wanted == "criteria")]
        if name not in known:
            what, near = f"there is no fact '{name}' among the {wanted}", nearest(name, known)
            problems.append(Problem("unknown-fact", what, f"/{wanted}", file=file, found=name, suggestion=near))
    if problems:
        raise RulebookError(problems)


def _is_row(fact: Fact) -> bool:
    return fact.kind is Kind.CRITERION


def _cell(data: Mapping[str, Any]) -> Cell:
    return Cell(data.get("column"), data.get("constant"), _small(data.get("answers", {})))


def _small(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {_plain(text): value for text, value in answers.items()}


def _plain(text: str) -> str:
    return text.strip().lower()


@dataclass(frozen=True, slots=True)
class Words:
    """What the texts of one column mean: some by themselves, others as numbers, others that it does not apply."""

    meanings: Mapping[str, Any]
    are_numbers: bool = False
    not_applicable: tuple[str, ...] = ()

    def meaning(self, text: str) -> Any:
        """What a text says; the text itself where nobody knows."""
        plain = _plain(text)
        if plain in self.meanings:
            return self.meanings[plain]
        if self.are_numbers and re.match(NUMBER, plain):
            return float(plain) if "." in plain else int(plain)
        return text


def words_of(fact: Fact, cell: Cell, mapping: SurveyMapping) -> Words:
    """What the texts of a fact's column mean: its values and their labels, and what the mapping says."""
    if _is_row(fact):
        levels: dict[str, Any] = {**_labels(fact), **{str(value): value for value in fact.values}}
        return Words({**levels, **mapping.answers, **cell.answers}, True, mapping.not_applicable)
    if fact.type is Type.BOOLEAN:
        said: dict[str, Any] = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}
        return Words({**said, **cell.answers})
    if fact.values:
        return Words({**_labels(fact), **{_plain(str(value)): value for value in fact.values}, **cell.answers})
    return Words(dict(cell.answers), are_numbers=True)


def _labels(fact: Fact) -> dict[str, Scalar]:
    return {_plain(label): value for value, label in fact.labels.items()}


def words_of_roles(rulebook: Rulebook, cell: Cell) -> Words:
    """What the texts of the roles' column mean: ids and titles, and what the mapping says."""
    roles = rulebook.catalog.roles.values()
    return Words(
        {**{_plain(role.title): role.id for role in roles}, **{role.id: role.id for role in roles}, **cell.answers}
    )
