"""What may be known of each fact: one literal for every value it can have, one for "not answered", one for "n/a".

A criterion's disagreement is any spread that some raters can show whose lower median is the criterion's level: the
lowest, the middle and the highest of three raters show each of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from leverpoint.lab.proving.exact.domains import Domain
from leverpoint.lab.proving.exact.gates import Gates, Literal
from leverpoint.model import Scalar
from leverpoint.vocabulary import AS_OF, DISAGREEMENT, ROLE, Fact, Kind


@dataclass(frozen=True, slots=True)
class State:
    """One fact: which value it has, if it is known; else whether it is missing or does not apply."""

    values: Mapping[Scalar, Literal]
    missing: Literal = False
    absent: Literal = False


class States(Protocol):
    """What may be known of each fact, by its id."""

    def __getitem__(self, fact: str) -> State:
        """The state of a fact."""


class Known(Protocol):
    """Facts by their ids, as a vocabulary has them."""

    def __getitem__(self, fact: str) -> Fact:
        """The fact of that id."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which assessments of one role and day are meant.

    Every criterion is rated and every context question of the role answered, unless `incomplete`: then any may be left
    out. A question that is not put to the role may be left out or answered either way. Criteria apply, unless
    `not_applicable`: then any may not. `disagreement` False means that a criterion's raters agree.
    """

    incomplete: bool = False
    not_applicable: bool = False
    disagreement: bool = True


COMPLETE = Scope(not_applicable=True)
"""Everything is answered: that a criterion does not apply is an answer, too."""
ANY = Scope(incomplete=True, not_applicable=True)
AGREED = Scope(not_applicable=True, disagreement=False)


class FactStates:
    """The states of the facts that were asked for so far; the others are free, and of no consequence.

    Where `like` is given, what is answered is answered as it is there, all but the facts `apart`.
    """

    def __init__(
        self,
        gates: Gates,
        vocabulary: Known,
        domains: Mapping[str, Domain],
        asked: tuple[str, dt.date, Scope],
        concluded: Callable[[str], State],
        like: States | None = None,
        apart: Collection[str] = (),
    ) -> None:
        self._like, self._apart = like, apart
        self._gates, self._vocabulary, self._domains, self._concluded = gates, vocabulary, domains, concluded
        self._role, self._as_of, self._scope = asked
        self.made: dict[str, State] = {}

    def __getitem__(self, fact: str) -> State:
        if fact not in self.made:
            self.made[fact] = self._state(self._vocabulary[fact])
        return self.made[fact]

    def among(self, fact: str, wanted: Callable[[Scalar], bool]) -> Literal:
        """The fact is known, and its value is wanted."""
        return self._gates.some(literal for value, literal in self[fact].values.items() if wanted(value))

    def standing_for(self, fact: str, value: Scalar) -> Literal:
        """The fact is known to have this value, or one that no rule tells from it."""
        return self[fact].values[self._domains[fact].standing_for(value)]

    def _state(self, fact: Fact) -> State:
        if fact.id == ROLE:
            return State({self._role: True})
        if fact.id == AS_OF:
            return State({self._as_of.toordinal(): True})
        if fact.kind is Kind.CONCLUSION:
            return self._concluded(fact.id)
        if self._like is not None and fact.id not in self._apart:
            return self._like[fact.id]
        if fact.kind is Kind.DISAGREEMENT:
            return self._disagreement(fact)
        return self._answer(fact)

    def _answer(self, fact: Fact) -> State:
        rated = fact.kind is Kind.CRITERION
        elsewhere = bool(fact.roles) and self._role not in fact.roles
        missing = self._scope.incomplete or elsewhere
        return self._one_of(
            fact,
            self._gates.unlikely(f"{fact.id} is not answered") if missing else False,
            self._gates.unlikely(f"{fact.id} does not apply") if rated and self._scope.not_applicable else False,
        )

    def _one_of(self, fact: Fact, missing: Literal, absent: Literal) -> State:
        values = self._domains[fact.id].values
        literals = {value: self._gates.variable(f"{fact.id} is {value}") for value in values}
        self._gates.exactly_one([*literals.values(), missing, absent])
        return State(literals, missing, absent)

    def _disagreement(self, fact: Fact) -> State:
        criterion = fact.id.removesuffix(DISAGREEMENT)
        rated, levels = self[criterion], self._vocabulary[criterion].values
        if not self._scope.disagreement:
            known = self._gates.some(rated.values.values())
            return State({0: known}, rated.missing, rated.absent)
        state = self._one_of(fact, rated.missing, rated.absent)
        for level, at in rated.values.items():
            for spread, apart in state.values.items():
                if raters_between(levels, int(level), int(spread)) is None:
                    self._gates.forbid_together(at, apart)
        return state


def raters_between(levels: tuple[Scalar, ...], level: int, spread: int) -> tuple[int, int] | None:
    """The lowest and the highest of raters who differ by `spread` and whose lower median is `level`, if any can."""
    lows = (int(low) for low in levels if int(low) <= level <= int(low) + spread and int(low) + spread in levels)
    return next(((low, low + spread) for low in lows), None)
