"""Is there any assessment for which two rulebooks differ so? Yes, with one that shows it; none; or not decided."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Literal

from leverpoint.errors import UnknownIdError
from leverpoint.lab.comparing.impact import TOP
from leverpoint.lab.comparing.movement import Movement
from leverpoint.lab.comparing.shared import Shared
from leverpoint.model import Organization
from leverpoint.rulebook import Rulebook

Verdict = Literal["yes", "none", "not-decided"]
SECONDS = 60.0


class Kind(StrEnum):
    """What may happen to an assessment that is put to the new rulebook and not to the old one.

    A list is what is certain. `subject` of a question is a strategy, the text of a warning or, for `order`, nothing.
    """

    COMES = "comes"
    GOES = "goes"
    ENTERS = "enters"
    LEAVES = "leaves"
    ORDER = "order"
    WARNS = "warns"
    UNWARNS = "unwarns"

    def words(self, top: int) -> str:
        """The question as a person asks it."""
        return {
            Kind.COMES: "A strategy comes onto the list",
            Kind.GOES: "A strategy goes off the list",
            Kind.ENTERS: f"A strategy enters the first {top}",
            Kind.LEAVES: f"A strategy leaves the first {top}",
            Kind.ORDER: f"The first {top} are others or in another order",
            Kind.WARNS: "A warning appears",
            Kind.UNWARNS: "A warning disappears",
        }[self]


@dataclass(frozen=True, slots=True)
class Question:
    """Is there any assessment of this role for which that happens to the subject?"""

    role: str
    kind: Kind
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a question. `witness` is the number of the first assessment that shows it, from 0.

    "none" is a proof. `why` says what left a question undecided.
    """

    question: Question
    verdict: Verdict
    witness: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """One assessment as a request for each side, the same as far as each knows what it says; both have been asked.

    `movement` is what becomes of the first places of what is certain.
    """

    role: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    movement: Movement


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to ask: of which roles and strategies (empty: all), for how many places, for about how many seconds.

    `drawn` assessments of each role are tried before anything is searched for. `work` is a
    bound beside that of time, in the solver's own units: where it ends a search, it does so on every machine.
    """

    as_of: dt.date
    roles: tuple[str, ...] = ()
    strategies: tuple[str, ...] = ()
    top: int = TOP
    seconds: float = SECONDS
    work: float = math.inf
    drawn: int = 200
    organization: Organization = Organization()  # noqa: RUF009 # immutable


def wanted_of(before: Rulebook, after: Rulebook, asked: Wanted) -> Wanted:
    """The same with all roles that both know where none was named, and with strategies as the catalog writes them.

    Raises UnknownIdError for a role that not both know, and for a strategy that neither does.
    """
    shared, known = Shared(before, after).roles, {**after.catalog.strategies, **before.catalog.strategies}
    if wrong := next((one for one in asked.roles if one not in shared), None):
        raise UnknownIdError("shared role", wrong, shared)
    by_name = {one.casefold(): one for one in known}
    if wrong := next((one for one in asked.strategies if one.casefold() not in by_name), None):
        raise UnknownIdError("strategy", wrong, known)
    strategies = tuple(dict.fromkeys(by_name[one.casefold()] for one in asked.strategies))
    return replace(asked, roles=tuple(one for one in shared if one in (asked.roles or shared)), strategies=strategies)


@dataclass(frozen=True, slots=True)
class Anywhere:
    """Every answer, role by role, and the assessments that show them."""

    top: int
    answers: tuple[Answer, ...]
    witnesses: tuple[Witness, ...]

    @property
    def clear(self) -> bool:
        """Whether every question was answered with a proof that there is none."""
        return all(one.verdict == "none" for one in self.answers)


@dataclass(frozen=True, slots=True)
class Summary:
    """All answers to one kind of question of one role: the subjects with yes and undecided ones, and how many none.

    `why` are the reasons why some are undecided, each once.
    """

    kind: Kind
    yes: tuple[str, ...]
    undecided: tuple[str, ...]
    none: int
    why: tuple[str, ...]


def summaries(found: Anywhere, role: str) -> Iterator[Summary]:
    """A role's answers, kind by kind; kinds of which nothing was asked are left out."""
    for kind in Kind:
        answers = [one for one in found.answers if one.question.role == role and one.question.kind is kind]
        yes, undecided, none = (
            tuple(one.question.subject for one in answers if one.verdict == verdict)
            for verdict in ("yes", "not-decided", "none")
        )
        if answers:
            yield Summary(kind, yes, undecided, len(none), tuple(dict.fromkeys(one.why for one in answers if one.why)))


def summary_in_words(one: Summary) -> str:
    """The answers to one kind of question in a line."""
    rest = "none" if not one.yes and not one.undecided else f"none for {one.none} more" if one.none else ""
    open_ = f"not decided{_listed(one.undecided)} ({'; '.join(one.why)})" if one.undecided else ""
    return "; ".join(filter(None, [f"yes{_listed(one.yes)}" if one.yes else "", open_, rest]))


def _listed(subjects: Iterable[str]) -> str:
    named = [subject if subject.isalnum() else f'"{subject}"' for subject in subjects if subject]
    return f": {', '.join(named)}" if named else ""


def to_data(found: Anywhere) -> dict[str, Any]:
    """The same for programs."""
    return {
        "top": found.top,
        "answers": [
            {**asdict(one.question), "answer": one.verdict, "witness": one.witness, "why": one.why}
            for one in found.answers
        ],
        "witnesses": [asdict(one) for one in found.witnesses],
    }
