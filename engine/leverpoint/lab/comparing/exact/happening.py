"""What may happen to an assessment that goes from one rulebook to another: in the model, and in two answers."""

from __future__ import annotations

from collections.abc import Iterator

from leverpoint.advice import RoleAdvice
from leverpoint.lab.comparing.anywhere import Kind, Question
from leverpoint.lab.comparing.exact.both import Pair
from leverpoint.lab.proving.exact.gates import Literal
from leverpoint.lab.proving.exact.space import Space
from leverpoint.model import Warn
from leverpoint.rulebook import Rulebook


def warnings_of(rulebook: Rulebook) -> tuple[str, ...]:
    """The texts of all warnings that some rule gives."""
    said = (effect for rule in rulebook.rules.values() for effect in rule.then)
    return tuple(dict.fromkeys(effect.text for effect in said if isinstance(effect, Warn)))


def happens(pair: Pair, question: Question, top: int) -> Literal:
    """That what is asked for is the case, as a literal of the pair's model."""
    gates, down = pair.gates, question.kind in (Kind.GOES, Kind.LEAVES, Kind.UNWARNS)
    if question.kind is Kind.ORDER:
        moved = (_moves(pair, one, way) for one in _ranked(pair) for way in (True, False))
        return gates.every((gates.some(moved), gates.some(_reordered(pair, top))))
    was, is_ = (_is_there(side, question, top) for side in (pair.before, pair.after))
    found = gates.every((gates.negation(is_), was) if down else (gates.negation(was), is_))
    if found is False or question.kind not in (Kind.ENTERS, Kind.LEAVES):
        return found
    # it says no more, but it spares the solver much: no place changes unless this one or another has moved
    moved = (_moves(pair, one, (one == question.subject) is not down) for one in _ranked(pair))
    return gates.every((found, gates.some(moved)))


def _is_there(space: Space, question: Question, top: int) -> Literal:
    """The subject is on the list, among its first, or told as a warning."""
    if question.kind in (Kind.WARNS, Kind.UNWARNS):
        return _warned(space, question.subject)
    if question.kind in (Kind.ENTERS, Kind.LEAVES):
        return space.certainly_within(question.subject, top)
    return space.certain(question.subject)


def happened(role: str, before: RoleAdvice, after: RoleAdvice, top: int) -> frozenset[Question]:
    """All that is the case of two answers to the same assessment."""
    old, new = ([one.strategy for one in side.recommendations] for side in (before, after))
    told, tells = ([one.text for one in side.warnings] for side in (before, after))
    pairs = (
        (Kind.COMES, Kind.GOES, old, new),
        (Kind.ENTERS, Kind.LEAVES, old[:top], new[:top]),
        (Kind.WARNS, Kind.UNWARNS, told, tells),
    )
    found = {Question(role, Kind.ORDER)} if old[:top] != new[:top] else set[Question]()
    for added, removed, was, is_ in pairs:
        found.update(Question(role, added, one) for one in is_ if one not in was)
        found.update(Question(role, removed, one) for one in was if one not in is_)
    return frozenset(found)


def _reordered(pair: Pair, top: int) -> Iterator[Literal]:
    """Two lists begin alike exactly when for each place the same strategies stand no lower."""
    strategies = _ranked(pair)
    for place in range(1, min(top, len(strategies)) + 1):
        for one in strategies:
            sides = (side.certainly_within(one, place) for side in (pair.before, pair.after))
            yield pair.gates.unlike(*sides)


def _ranked(pair: Pair) -> tuple[str, ...]:
    """The strategies that some rule of either side speaks of."""
    return tuple(dict.fromkeys((*pair.after.outline.voices, *pair.before.outline.voices)))


def _moves(pair: Pair, strategy: str, up: bool) -> Literal:
    """The strategy comes onto the list or gains points; or, if not `up`, goes off it or loses some."""
    low, high = (pair.before, pair.after) if up else (pair.after, pair.before)
    listed = pair.gates.every((high.certain(strategy), pair.gates.negation(low.certain(strategy))))
    if not all(strategy in side.outline.voices for side in (low, high)):
        return listed
    if low.outline.order(strategy) != high.outline.order(strategy):
        return True
    return pair.gates.some((listed, pair.gates.leads(high.score(strategy), low.score(strategy), 1)))


def _warned(space: Space, text: str) -> Literal:
    rules = space.outline.rulebook.rules.values()
    return space.gates.some(space.true(one.id) for one in rules if Warn(text) in one.then)
