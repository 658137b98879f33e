"""What a role is asked: every criterion in that role's wording, and the questions about its context."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from leverpoint.errors import UnknownIdError
from leverpoint.model import Criterion, Role, Rubric
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Fact, Kind, Type

NOT_OURS = "Not ours to answer."
CONTEXT = "About your organization"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: how it is written down, its name, and what it looks like."""

    value: str
    label: str
    text: str = ""

    def __str__(self) -> str:
        label = "" if self.label == self.value else f" {self.label}"
        return f"{self.value}{label}{':' if self.text else ''} {self.text}".rstrip()


@dataclass(frozen=True, slots=True)
class Question:
    """A question. Without choices the answer is a number, and `hint` says which."""

    fact: str
    title: str
    text: str
    choices: tuple[Choice, ...]
    hint: str = ""
    may_be_set_aside: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The questions of one rubric, or those about the context."""

    title: str
    questions: tuple[Question, ...]
    is_context: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """All that one role is asked. `rubrics` maps each rubric to its version; `label` names the rules behind it."""

    role: Role
    sections: tuple[Section, ...]
    rubrics: dict[str, str]
    label: str


def form_for(rulebook: Rulebook, role: str) -> Form:
    """The form of a role. Raises UnknownIdError where nobody has that role."""
    roles = rulebook.catalog.roles
    if role not in roles:
        raise UnknownIdError("role", role, roles)
    rubrics = rulebook.catalog.rubrics.values()
    sections = [Section(one.title, tuple(_asked(row, one, role) for row in one.rows)) for one in rubrics]
    context = tuple(_context(rulebook, role))
    sections += [Section(CONTEXT, context, is_context=True)] if context else []
    versions = {one.id: one.version for one in rubrics}
    return Form(roles[role], tuple(sections), versions, rulebook.label)


def _asked(row: Criterion, rubric: Rubric, role: str) -> Question:
    wording = row.wording(role)
    choices = tuple(
        Choice(str(level.level), rubric.scale.label(level.level), level.descriptor) for level in wording.levels
    )
    return Question(row.id, row.title, wording.question, choices, may_be_set_aside=True)


def _context(rulebook: Rulebook, role: str) -> Iterator[Question]:
    for fact in rulebook.vocabulary.of_kind(Kind.CONTEXT):
        if not fact.computed and (not fact.roles or role in fact.roles):
            yield Question(fact.id, fact.title, fact.question, _choices(fact), _hint(fact))


def _choices(fact: Fact) -> tuple[Choice, ...]:
    if fact.type is Type.BOOLEAN:
        return Choice("true", "Yes"), Choice("false", "No")
    return tuple(Choice(str(value), fact.labels[value], fact.texts.get(value, "")) for value in fact.values)


def _hint(fact: Fact) -> str:
    if fact.values:
        return ""
    whole = "A whole number" if fact.type is Type.INTEGER else "A number"
    unit = f" ({fact.unit})" if fact.unit else ""
    return f"{whole} from {fact.minimum:,.15g} to {fact.maximum:,.15g}{unit}."
