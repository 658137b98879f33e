"""Two strategies of one list against each other: which terms put the one above the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from leverpoint.advice import Recommendation, RoleAdvice, Term
from leverpoint.lab.exploring.whatif import Standpoint, standpoint
from leverpoint.rulebook import Catalog

Decided = Literal["score", "number", "id", "listed"]
NAMES = ("need", "role", "readiness", "horizon", "rule", "local", "bound")
"""The order in which terms are told, which is the one in which a score lists them."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: where it stands, or None where it is not on the list, and its terms."""

    strategy: str
    title: str
    number: int
    place: Standpoint | None
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class TermDifference:
    """The points of each from one kind of term, and how many more the first has by it."""

    name: str
    first: int
    second: int

    @property
    def difference(self) -> int:
        """How far this kind of term puts the first above the second; below it where it is negative."""
        return self.first - self.second


@dataclass(frozen=True, slots=True)
class Pair:
    """How two strategies stand to each other for one role.

    `above` is the id of the one that ranks higher, None where neither is listed. `decided_by` says what put it there:
    the score; with equal scores the lower number, with equal numbers the id; or that only one of them is listed.
    """

    role: str
    first: Side
    second: Side
    above: str | None
    decided_by: Decided | None
    terms: tuple[TermDifference, ...]


def compare(advice: RoleAdvice, first: str, second: str, catalog: Catalog) -> Pair:
    """Two strategies of one uncut list, term by term."""
    sides = [_side(advice, one, catalog) for one in (first, second)]
    above, decided = _decision(*sides)
    terms = tuple(_differences(*(side.terms for side in sides)))
    return Pair(advice.role, sides[0], sides[1], above, decided, terms)


def reason(found: Pair) -> str:
    """What put the one above the other, as a sentence."""
    first, second = (side if side.strategy == found.above else None for side in (found.first, found.second))
    higher, lower = (found.first, found.second) if first else (found.second, found.first)
    if not (first or second):
        return f"Neither {found.first.strategy} nor {found.second.strategy} is on the list."
    match found.decided_by:
        case "listed":
            return f"{higher.strategy} is on the list and {lower.strategy} is not."
        case "score":
            more = _score(higher) - _score(lower)
            return f"{higher.strategy} is above {lower.strategy} by {more} point{'' if more == 1 else 's'}."
        case "number":
            return (
                f"Both have {_score(higher)} points; {higher.strategy} is above because its number, "
                f"{higher.number}, is lower than {lower.number}."
            )
        case _:
            return f"Both have {_score(higher)} points and the same number; {higher.strategy} comes first by its id."


def to_data(found: Pair) -> dict[str, Any]:
    """The same for programs."""
    data = asdict(found)
    for side in (data["first"], data["second"]):
        for term in side["terms"]:
            term["from"] = term.pop("origin")
    terms = [{**asdict(one), "difference": one.difference} for one in found.terms]
    return {**data, "terms": terms, "reason": reason(found)}


def _side(advice: RoleAdvice, strategy: str, catalog: Catalog) -> Side:
    found = next((one for one in advice.recommendations if one.strategy == strategy), None)
    known = catalog.strategies[strategy]
    return Side(strategy, known.title, known.number, standpoint(found), _terms(found))


def _terms(found: Recommendation | None) -> tuple[Term, ...]:
    return found.terms if found else ()


def _decision(first: Side, second: Side) -> tuple[str | None, Decided | None]:
    if first.place is None or second.place is None:
        listed = next((side for side in (first, second) if side.place), None)
        return (listed.strategy, "listed") if listed else (None, None)
    above = first if first.place.rank < second.place.rank else second
    if first.place.score != second.place.score:
        return above.strategy, "score"
    return above.strategy, "number" if first.number != second.number else "id"


def _differences(first: tuple[Term, ...], second: tuple[Term, ...]) -> Iterator[TermDifference]:
    named = {term.name for term in (*first, *second)}
    for name in (*(one for one in NAMES if one in named), *sorted(named.difference(NAMES))):
        yield TermDifference(
            name, *(sum(term.points for term in terms if term.name == name) for terms in (first, second))
        )


def _score(side: Side) -> int:
    return side.place.score if side.place else 0
