"""What a leader may rely on: help where something is below its target, none where nothing is, and something to do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

from leverpoint.lab.proving.exact.gates import Literal
from leverpoint.lab.proving.exact.inquiry import Inquiry, Progress
from leverpoint.lab.proving.exact.space import Space
from leverpoint.lab.proving.findings import Code, Finding, Status
from leverpoint.model import Recommend, Rule, Scalar

PERFECT, LOWEST = "perfect", "lowest"


def gaps(inquiry: Inquiry, progress: Progress) -> Iterator[Finding]:
    """Roles that answer everything, are below a target, and get no advice.

    Where there is a gap, it is told for each criterion that alone is below its target in one, and then once more if
    there are others in which none of these is.
    """
    for done, role in enumerate(inquiry.asked.roles):
        progress(Code.GAP, done, len(inquiry.asked.roles))
        outcome = inquiry.ask(_gap(inquiry, role))
        alone: list[str] = []
        if outcome.verdict == "found":
            for one in _gaps_of_one(inquiry, role):
                alone += [dict(one.about)["criterion"]] if one.status is Status.FOUND else []
                yield one
            outcome = inquiry.ask(_gap(inquiry, role, alone)) if alone else outcome
        if outcome.verdict == "found":
            message = f"a {role} assessment with {'other ' if alone else ''}criteria below their target gets no advice"
            fix = "let a rule of this role speak to the criteria that are low in the witness"
            yield inquiry.found(Code.GAP, (), message, fix, witness=outcome.witness, role=role)
        elif outcome.verdict == "not-decided":
            yield inquiry.undecided(Code.GAP, (), outcome, role=role)


def _gaps_of_one(inquiry: Inquiry, role: str) -> Iterator[Finding]:
    """The gaps in which a single criterion is below its target."""
    rows = tuple(inquiry.rulebook.catalog.criteria())
    for row in rows:
        outcome = inquiry.ask(_gap(inquiry, role, [one for one in rows if one != row]))
        if outcome.verdict == "found":
            message = f"a {role} assessment in which {row} alone is below its target gets no advice"
            fix = f"let a rule of this role speak to {row} whatever else is answered"
            yield inquiry.found(Code.GAP, (), message, fix, witness=outcome.witness, role=role, criterion=row)
        elif outcome.verdict == "not-decided":
            yield inquiry.undecided(Code.GAP, (), outcome, role=role, criterion=row)


def _gap(inquiry: Inquiry, role: str, sound: Collection[str] = ()) -> Space:
    """A criterion is below its target, none of the `sound` ones is, and nothing is listed."""
    space = inquiry.space(role)
    below = {row: space.gates.negation(at) for row, at in _targets(space)}
    space.require(space.gates.some(below.values()), _empty(space, tuple(space.outline.voices)))
    space.require(*(space.gates.negation(below[row]) for row in sound))
    return space


def promises(inquiry: Inquiry, progress: Progress) -> Iterator[Finding]:
    """Fixes for a perfect assessment, and lowest assessments with nothing that the role can do."""
    rules = tuple(rule for rule in inquiry.rules if inquiry.roles_of(rule) and _recommended(rule))
    for done, rule in enumerate(rules):
        progress(Code.PROMISE_BROKEN, done, len(rules))
        yield from _fixes_what_is_perfect(inquiry, rule)
    for role in inquiry.asked.roles:
        yield from _nothing_to_do(inquiry, role)


def _fixes_what_is_perfect(inquiry: Inquiry, rule: Rule) -> Iterator[Finding]:
    outcome = inquiry.anywhere(inquiry.roles_of(rule), partial(_perfect, inquiry, rule))
    strategies = ", ".join(_recommended(rule))
    about = {"promise": PERFECT, "strategies": strategies}  # with another strategy, it is another finding
    if outcome.verdict == "found":
        message = f"every criterion is at its target, and the rule still recommends {strategies}"
        fix = "let the condition of the rule ask for something that is not yet there"
        yield inquiry.found(Code.PROMISE_BROKEN, (rule.id,), message, fix, witness=outcome.witness, **about)
    elif outcome.verdict == "not-decided":
        yield inquiry.undecided(Code.PROMISE_BROKEN, (rule.id,), outcome, **about)


def _recommended(rule: Rule) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strategy for one in rule.then if isinstance(one, Recommend)))


def _perfect(inquiry: Inquiry, rule: Rule, role: str) -> Space:
    space = inquiry.space(role)
    space.require(_at_target(space), space.true(rule.id), space.gates.some(map(space.listed, _recommended(rule))))
    return space


def _nothing_to_do(inquiry: Inquiry, role: str) -> Iterator[Finding]:
    space, catalog = inquiry.space(role), inquiry.rulebook.catalog
    space.require(*_all_lowest(space))
    space.require(_empty(space, tuple(one for one in space.outline.voices if catalog.points_for(one, role))))
    outcome = inquiry.ask(space)
    if outcome.verdict == "found":
        message = f"every criterion is at its lowest level, and {role} gets nothing that it has a leverage point for"
        fix = "let a rule recommend a strategy that this role can press for, whatever the context"
        yield inquiry.found(Code.PROMISE_BROKEN, (), message, fix, witness=outcome.witness, role=role, promise=LOWEST)
    elif outcome.verdict == "not-decided":
        yield inquiry.undecided(Code.PROMISE_BROKEN, (), outcome, role=role, promise=LOWEST)


def _at_target(space: Space) -> Literal:
    """Every criterion that applies is at its target, or above it."""
    return space.gates.every(at for _, at in _targets(space))


def _targets(space: Space) -> Iterator[tuple[str, Literal]]:
    """Every criterion, and that it does not apply or is at its target, or above it."""
    for rubric in space.outline.rulebook.catalog.rubrics.values():
        for row in rubric.rows:
            yield row.id, space.gates.negation(space.facts.among(row.id, partial(_is_below, rubric.scale.target)))


def _is_below(target: int, level: Scalar) -> bool:
    return int(level) < target


def _all_lowest(space: Space) -> Iterator[Literal]:
    """Every criterion is at its lowest level; where some do not apply, gaps tell."""
    for rubric in space.outline.rulebook.catalog.rubrics.values():
        yield from (space.facts[row.id].values[rubric.scale.values[0]] for row in rubric.rows)


def _empty(space: Space, strategies: tuple[str, ...]) -> Literal:
    """None of these strategies is listed."""
    return space.gates.negation(space.gates.some(map(space.listed, strategies)))
