"""What a sweep goes over: facts, each with the values that it takes in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from leverpoint.errors import AssessmentError, Problem
from leverpoint.lab.exploring.changes import asked_fact, problem_with_value, read_value
from leverpoint.model import Scalar
from leverpoint.questions import telling_answers
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Fact

MOST_VALUES = 1000
"""How many values one fact may take in one sweep."""
FAR, FINE = Decimal(10) ** 15, Decimal("0.001")
"""Beyond every value that anybody means, and below every step; what lies between can be counted."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A fact and the values that it takes, in the order in which they are asked."""

    fact: str
    values: tuple[Scalar, ...]


def axis(fact_id: str, values: Sequence[Scalar] | None, rulebook: Rulebook, pointer: str = "") -> Axis:
    """A fact over some values, each once; without them over all of its own.

    Of a number, those are the values that rules compare it with and one between each two: all that rules tell apart.
    Raises AssessmentError with everything that is wrong; pointers continue `pointer`.
    """
    fact = asked_fact(fact_id, rulebook, f"{pointer}/fact")
    chosen = tuple(dict.fromkeys(telling_answers(fact, rulebook) if values is None else values))
    problems = list(_problems(fact, chosen, f"{pointer}/values"))
    if problems:
        raise AssessmentError(problems)
    return Axis(fact_id, chosen)


def read_axis(text: str, rulebook: Rulebook) -> Axis:
    """What somebody typed: FACT, FACT=A,B,C, FACT=A..B or FACT=A..B..STEP. Raises AssessmentError."""
    name, sign, said = text.partition("=")
    fact = asked_fact(name.strip(), rulebook, "/fact")
    if not sign:
        return axis(fact.id, None, rulebook)
    return axis(fact.id, _steps(said, fact) if ".." in said else [read_value(one, fact) for one in said.split(",")],
                rulebook)  # fmt: skip


def _problems(fact: Fact, values: Sequence[Scalar], pointer: str) -> Iterator[Problem]:
    if not values:
        yield Problem("wrong-value", f"{fact.id} has no value to take", pointer)
    if len(values) > MOST_VALUES:
        message = f"{fact.id} would take {len(values):,} values, and may take {MOST_VALUES:,}"
        yield Problem("too-large", message, pointer, found=len(values), expected=MOST_VALUES)
        return
    for index, value in enumerate(values):
        wrong = problem_with_value(fact, value, f"{pointer}/{index}")
        yield from () if wrong is None else (wrong,)


def _steps(said: str, fact: Fact) -> Sequence[Scalar]:
    """The values from A to B, both included, by whole steps or by those that are said."""
    low, high, by = _bounds(said, fact)
    count = int((high - low) / by) + 1
    if count > MOST_VALUES:
        raise AssessmentError(_problems(fact, range(count), "/values"))
    return [_plain(low + by * at) for at in range(count)]


def _bounds(said: str, fact: Fact) -> tuple[Decimal, Decimal, Decimal]:
    parts = said.split("..")
    try:
        low, high, by = (Decimal(part) for part in (parts if len(parts) == 3 else (*parts, "1")))
    except (InvalidOperation, ValueError):
        low, high, by = (Decimal("nan"),) * 3
    if not (all(one.is_finite() and -FAR < one < FAR for one in (low, high, by)) and by >= FINE and low <= high):
        message = f"{fact.id}: '{said}' is no range; write A..B or A..B..STEP, with A at most B and STEP at least 0.001"
        raise AssessmentError([Problem("wrong-value", message, "/values", found=said)])
    return low, high, by


def _plain(value: Decimal) -> Scalar:
    return int(value) if value == value.to_integral_value() else float(value)
