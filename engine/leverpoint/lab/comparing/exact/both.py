"""Two rulebooks over one space of answers: each is given every answer that it knows, and nothing else.

A fact that both ask has one value for both. A value that one of them does not know is not given to that one, and
neither is a fact: there it is missing, as it would be in a request that leaves it out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NoReturn

from leverpoint.conditions import Comparison, Op
from leverpoint.lab.proving.exact.domains import Domain, domains
from leverpoint.lab.proving.exact.facts import ANY, FactStates, Known, State, States
from leverpoint.lab.proving.exact.gates import Gates
from leverpoint.lab.proving.exact.outline import Outline
from leverpoint.lab.proving.exact.space import Space
from leverpoint.vocabulary import DISAGREEMENT, Fact, Kind

ASKED = (Kind.CRITERION, Kind.CONTEXT, Kind.DISAGREEMENT)


class Meeting:
    """What two rulebooks ask, put together. Prepared once, shared by every question.

    `rescaled` are the criteria whose levels differ: of these, raters are taken to agree. `unlike` are the facts that
    have another type in each: these are given to neither. `computed` are those for which a plugin may have an answer.
    """

    def __init__(self, before: Outline, after: Outline) -> None:
        self.before, self.after = before, after
        old, new = (_asked(one) for one in (before, after))
        both = [name for name in new if name in old]
        self.unlike = frozenset(name for name in both if _kind(old[name]) != _kind(new[name]))
        self.rescaled = frozenset(
            name for name in both if new[name].kind is Kind.CRITERION and old[name].values != new[name].values
        )
        self.computed = frozenset(name for name in both if old[name].computed or new[name].computed)
        self.facts: Mapping[str, Fact] = {name: _joined(old.get(name), new.get(name)) for name in {**old, **new}}
        conditions = (*before.conditions.values(), *after.conditions.values())
        bounds = (bound for fact in (*old.values(), *new.values()) for bound in _bounds(fact))
        self.domains: Mapping[str, Domain] = domains((*conditions, *bounds), self.facts.values())

    def pair(self, role: str, as_of: dt.date) -> Pair:
        """Every assessment of a role on a day, complete or not."""
        return Pair(self, role, as_of)


class Pair:
    """One assessment, as each of two rulebooks sees it. For one question; not shared by threads."""

    def __init__(self, meeting: Meeting, role: str, as_of: dt.date) -> None:
        self.meeting, self.gates, self.role = meeting, Gates(), role
        self._answers = FactStates(self.gates, meeting.facts, meeting.domains, (role, as_of, ANY), _nothing)
        self.before, self.after = (
            Space(outline, role, as_of, ANY, self.gates, self._seen_by(outline))
            for outline in (meeting.before, meeting.after)
        )

    def level(self) -> None:
        """Let each space hold every fact that bears on the question and that it knows."""
        for name in tuple(self._answers.made):
            for space in (self.before, self.after):
                known = space.outline.rulebook.vocabulary
                if name in known and known[name].kind in ASKED:
                    space.facts[name]

    def narrowed(self, *, computing: bool) -> tuple[str, ...]:
        """The facts that bear on the question and of which not every answer is in the model.

        `computing` says that plugins of a side may know an answer which the other side is not given.
        """
        unlike = self.meeting.unlike & (self.before.facts.made.keys() | self.after.facts.made.keys())
        narrow = self.meeting.rescaled | self.meeting.computed if computing else self.meeting.rescaled
        return tuple(sorted(unlike | (narrow & self._answers.made.keys())))

    def _seen_by(self, outline: Outline) -> _Seen:
        return _Seen(self.meeting, outline.rulebook.vocabulary, self._answers, self.gates)


class _Seen:
    """The answers as far as one rulebook knows them."""

    def __init__(self, meeting: Meeting, vocabulary: Known, answers: States, gates: Gates) -> None:
        self._meeting, self._vocabulary, self._answers, self._gates = meeting, vocabulary, answers, gates

    def __getitem__(self, name: str) -> State:
        fact = self._vocabulary[name]
        if name in self._meeting.unlike:
            return State({}, missing=True)
        criterion = name.removesuffix(DISAGREEMENT)
        if fact.kind is Kind.DISAGREEMENT and criterion in self._meeting.rescaled:
            rated = self[criterion]
            return State({0: self._gates.some(rated.values.values())}, rated.missing, rated.absent)
        return self._known(fact, self._answers[name])

    def _known(self, fact: Fact, state: State) -> State:
        values = {value: at for value, at in state.values.items() if fact.problem_with(value) is None}
        others = (at for value, at in state.values.items() if value not in values)
        return State(values, self._gates.some((state.missing, *others)), state.absent)


def _asked(outline: Outline) -> dict[str, Fact]:
    return {fact.id: fact for fact in outline.rulebook.vocabulary.of_kind(*ASKED)}


def _kind(fact: Fact) -> tuple[object, ...]:
    return fact.kind, fact.type, bool(fact.values)


def _joined(old: Fact | None, new: Fact | None) -> Fact:
    """A fact with all values that it has in one of the two."""
    if old is None or new is None:
        return next(one for one in (old, new) if one is not None)
    values = tuple(dict.fromkeys((*old.values, *new.values)))
    open_below, open_above = None in (old.minimum, new.minimum), None in (old.maximum, new.maximum)
    low = None if open_below else min(old.minimum or 0, new.minimum or 0)
    high = None if open_above else max(old.maximum or 0, new.maximum or 0)
    return replace(new, values=values, minimum=low, maximum=high)


def _bounds(fact: Fact) -> Iterator[Comparison]:
    """Whether a rulebook knows a number is one more thing to tell numbers apart by."""
    for op, end in ((Op.AT_LEAST, fact.minimum), (Op.AT_MOST, fact.maximum)):
        if end is not None and fact.kind is Kind.CONTEXT:
            yield Comparison(fact.id, op, (end,))


def _nothing(fact: str) -> NoReturn:
    raise AssertionError(f"{fact} is concluded, and nobody answers it")
