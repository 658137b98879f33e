"""What the texts of a table's cells mean: the values of a fact, their labels, and what a mapping says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leverpoint.errors import Problem, RulebookError
from leverpoint.lab.batch.mapping import Cell, SurveyMapping, is_row, plain
from leverpoint.model import Scalar
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Fact, Type

YES, NO = ("yes", "true", "y", "1"), ("no", "false", "n", "0")
NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"


@dataclass(frozen=True, slots=True)
class Words:
    """What the texts of one column mean: some by themselves, others as numbers, others that it does not apply."""

    meanings: Mapping[str, Any]
    are_numbers: bool = False
    not_applicable: tuple[str, ...] = ()

    def meaning(self, text: str) -> Any:
        """What a text says; the text itself where nobody knows."""
        said = plain(text)
        if said in self.meanings:
            return self.meanings[said]
        if self.are_numbers and re.match(NUMBER, said):
            return float(said) if "." in said else int(said)
        return text


def words_of(fact: Fact, cell: Cell, mapping: SurveyMapping) -> Words:
    """What the texts of a fact's column mean: its values and their labels, and what the mapping says."""
    known = _known(fact)
    if is_row(fact):
        return Words({**known, **_meant(mapping.answers, known), **_meant(cell.answers, known)}, True,
                     mapping.not_applicable)  # fmt: skip
    return Words({**known, **_meant(cell.answers, known)}, are_numbers=not fact.values)


def _known(fact: Fact) -> dict[str, Any]:
    """The texts that everybody understands: values and their labels."""
    if fact.type is Type.BOOLEAN:
        return {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}
    return {**_labels(fact), **{plain(str(value)): value for value in fact.values}}


def _meant(answers: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """What a mapping says of texts; a value may be said by its label."""
    return {
        text: known.get(plain(value), value) if isinstance(value, str) else value for text, value in answers.items()
    }


def check_answers(mapping: SurveyMapping, facts: Mapping[str, Fact], file: str) -> None:
    """Raises RulebookError for texts to which the mapping gives a meaning that its fact does not know.

    What stands beside all criteria has to be a level of one of them.
    """
    problems = [
        _unknown(f"/{where}/{name}/answers", text, value, facts[name], file)
        for where, cells in (("criteria", mapping.criteria), ("context", mapping.context))
        for name, cell in cells.items()
        for text, value in _meant(cell.answers, _known(facts[name])).items()
        if not _is_value(value, facts[name])
    ]
    rows = [facts[name] for name in mapping.criteria]
    problems += [
        _unknown("/answers", text, value, rows[0], file)
        for text, value in mapping.answers.items()
        if rows and not any(_is_value(_meant({text: value}, _known(row))[text], row) for row in rows)
    ]
    if problems:
        raise RulebookError(problems)


def _is_value(value: Any, fact: Fact) -> bool:
    return not fact.values or any(value == one and type(value) is type(one) for one in fact.values)


def _unknown(pointer: str, text: str, value: Any, fact: Fact, file: str) -> Problem:
    message = f"'{text}' means '{value}' here, which is no value of {fact.id}"
    return Problem("wrong-value", message, pointer, file=file, found=value, expected=list(fact.values))


def _labels(fact: Fact) -> dict[str, Scalar]:
    return {plain(label): value for value, label in fact.labels.items()}


def words_of_roles(rulebook: Rulebook, cell: Cell) -> Words:
    """What the texts of the roles' column mean: ids and titles, and what the mapping says."""
    roles = rulebook.catalog.roles.values()
    return Words(
        {**{plain(role.title): role.id for role in roles}, **{role.id: role.id for role in roles}, **cell.answers}
    )
