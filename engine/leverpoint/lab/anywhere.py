"""Is there any assessment for which two rulebooks differ so? Yes, with one that shows it; none; or not decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Literal

from leverpoint.lab.movement import Movement
from leverpoint.model import Organization

Verdict = Literal["yes", "none", "undecided"]
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
    """What to ask: of which roles, of which strategies (empty: all), for how many places, for about how many seconds.

    `drawn` assessments of each role are tried before anything is searched for.
    """

    as_of: dt.date
    roles: tuple[str, ...]
    strategies: tuple[str, ...] = ()
    top: int = 5
    seconds: float = SECONDS
    drawn: int = 200
    organization: Organization = Organization()  # noqa: RUF009 # immutable


@dataclass(frozen=True, slots=True)
class Anywhere:
    """Every answer, role by role, and the assessments that show them."""

    top: int
    seconds: float
    answers: tuple[Answer, ...]
    witnesses: tuple[Witness, ...]

    @property
    def clear(self) -> bool:
        """Whether every question was answered with a proof that there is none."""
        return all(one.verdict == "none" for one in self.answers)


def to_data(found: Anywhere) -> dict[str, Any]:
    """The same for programs."""
    return {
        "top": found.top,
        "seconds": found.seconds,
        "answers": [
            {**asdict(one.question), "answer": one.verdict, "witness": one.witness, "why": one.why}
            for one in found.answers
        ],
        "witnesses": [asdict(one) for one in found.witnesses],
    }
