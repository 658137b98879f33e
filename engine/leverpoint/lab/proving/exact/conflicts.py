"""Rules that work against each other: contradictions, rules that are always overruled, rules that change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import product

from leverpoint.lab.proving.exact.facts import ANY
from leverpoint.lab.proving.exact.gates import Literal
from leverpoint.lab.proving.exact.inquiry import Inquiry, Progress
from leverpoint.lab.proving.exact.reachability import reach
from leverpoint.lab.proving.exact.solving import Outcome
from leverpoint.lab.proving.exact.space import Space
from leverpoint.lab.proving.findings import Code, Finding
from leverpoint.model import Adjust, Conclude, Effect, Layer, Recommend, Rule, Suppress, Warn

Pair = tuple[str, Rule, Rule]


def contradictions(inquiry: Inquiry, progress: Progress) -> Iterator[Finding]:
    """A strategy that the same answers recommend and suppress, in rules of one layer."""
    pairs = tuple(_pairs(inquiry.rules))
    for done, (strategy, wanting, against) in enumerate(pairs):
        progress(Code.CONTRADICTION, done, len(pairs))
        rules = tuple(dict.fromkeys((wanting.id, against.id)))
        outcome = inquiry.anywhere(inquiry.asked.roles, partial(_both, inquiry, rules))
        if outcome.verdict == "found":
            message = f"{strategy} is recommended and suppressed at once, both by the layer {wanting.layer}"
            fix = "decide which of the two holds in the witness, and exclude it from the condition of the other"
            witness = outcome.witness
            yield inquiry.found(Code.CONTRADICTION, rules, message, fix, witness=witness, strategy=strategy)
        elif outcome.verdict == "not-decided":
            yield inquiry.undecided(Code.CONTRADICTION, rules, outcome, strategy=strategy)


def _pairs(rules: tuple[Rule, ...]) -> Iterator[Pair]:
    spoken: dict[tuple[Layer, str], tuple[dict[str, Rule], dict[str, Rule]]] = {}
    for rule in rules:
        for effect in rule.then:
            if isinstance(effect, Recommend | Suppress):
                found = spoken.setdefault((rule.layer, effect.strategy), ({}, {}))
                found[isinstance(effect, Suppress)][rule.id] = rule
    for (_, strategy), (wanting, against) in spoken.items():
        yield from ((strategy, *pair) for pair in product(wanting.values(), against.values()))


def _both(inquiry: Inquiry, rules: tuple[str, ...], role: str) -> Space:
    space = inquiry.space(role, ANY)
    space.require(*map(space.true, rules))
    return space


def overruled(inquiry: Inquiry, progress: Progress) -> Iterator[Finding]:
    """Rules whose every word is undone whenever they are true, and rules without which no answer would change."""
    for done, rule in enumerate(inquiry.rules):
        progress(Code.SHADOWED, done, len(inquiry.rules))
        if not inquiry.roles_of(rule):
            continue
        works = inquiry.anywhere(inquiry.roles_of(rule), partial(_works, inquiry, rule))
        if works.verdict == "impossible":
            yield from _shadowed(inquiry, rule)
            continue
        if works.verdict == "not-decided":
            yield inquiry.undecided(Code.SHADOWED, (rule.id,), works)
        yield from _redundant(inquiry, rule, works)


def _works(inquiry: Inquiry, rule: Rule, role: str) -> Space:
    """The rule is true, and something that it says comes through."""
    space = inquiry.space(role, ANY)
    space.require(space.true(rule.id), space.gates.some(_comes_through(space, effect) for effect in rule.then))
    return space


def _comes_through(space: Space, effect: Effect) -> Literal:
    match effect:
        case Recommend(strategy) | Adjust(strategy):
            return space.listed(strategy)
        case Suppress(strategy):
            return space.gates.negation(space.listed(strategy))
        case Warn() | Conclude():
            return True


def _shadowed(inquiry: Inquiry, rule: Rule) -> Iterator[Finding]:
    outcome = reach(inquiry, rule)
    if outcome.verdict == "found":
        message = "whenever the rule is true, others undo all that it says"
        fix = "narrow the rules that overrule it, or take it out"
        yield inquiry.found(Code.SHADOWED, (rule.id,), message, fix, witness=outcome.witness)
    elif outcome.verdict == "not-decided":
        yield inquiry.undecided(Code.SHADOWED, (rule.id,), outcome)


def _redundant(inquiry: Inquiry, rule: Rule, works: Outcome) -> Iterator[Finding]:
    """A rule that `works` and changes nothing; where it is not decided that it works, neither is this."""
    if any(isinstance(effect, Warn) for effect in rule.then):
        return
    outcome = inquiry.anywhere(inquiry.roles_of(rule), partial(_matters, inquiry, rule))
    if outcome.verdict == "impossible" and works.verdict == "not-decided":
        yield inquiry.undecided(Code.REDUNDANT, (rule.id,), works)
    elif outcome.verdict == "impossible":
        message = "every list, score, leverage point and conclusion stays as it is without the rule"
        fix = "take the rule out, or let it say what the others do not"
        witness = reach(inquiry, rule).witness
        yield inquiry.found(Code.REDUNDANT, (rule.id,), message, fix, witness=witness)
    elif outcome.verdict == "not-decided":
        yield inquiry.undecided(Code.REDUNDANT, (rule.id,), outcome)


def _matters(inquiry: Inquiry, rule: Rule, role: str) -> Space:
    """Without the rule something would be otherwise: what is listed and how surely, a score, what the role is shown to
    press for it, or a conclusion.
    """
    space = inquiry.space(role, ANY)
    moved = dict.fromkeys(one.strategy for one in rule.then if isinstance(one, Recommend | Adjust | Suppress))
    changes = (change for strategy in moved for change in _changes(space, strategy, rule.id))
    drawn = (change for fact in rule.concludes for change in _draws(space, fact, rule.id))
    space.require(space.possible(rule.id), space.gates.some((*changes, *drawn)))
    return space


def _changes(space: Space, strategy: str, rule: str) -> Iterator[Literal]:
    without = frozenset((rule,))
    yield space.gates.unlike(space.listed(strategy), space.listed(strategy, without))
    yield space.gates.unlike(space.certain(strategy), space.certain(strategy, without))
    difference = space.score(strategy) - space.score(strategy, without)
    for moved in (space.gates.reaches(difference, 1), space.gates.reaches(-difference, 1)):
        yield space.gates.every((space.listed(strategy), moved))
    yield space.gates.every((space.listed(strategy), _points_elsewhere(space, strategy, rule)))


def _points_elsewhere(space: Space, strategy: str, rule: str) -> Literal:
    """Other leverage points are shown because of the rule: those that rules name, or all where they name none."""
    rulebook, gates = space.outline.rulebook, space.gates
    shown = [point.id for point in rulebook.catalog.points_for(strategy, space.role)]
    named = {one.id: _named(one, strategy) for one in rulebook.rules.values()}
    by_others = {point: gates.some(space.true(one) for one, points in named.items() if one != rule and point in points)
                 for point in shown}  # fmt: skip
    new = gates.some(gates.negation(by_others[point]) for point in shown if point in named[rule])
    some_of_all = not named[rule].issuperset(shown)
    return gates.every((space.true(rule), new, gates.some((some_of_all, *by_others.values()))))


def _named(rule: Rule, strategy: str) -> frozenset[str]:
    said = (one for one in rule.then if isinstance(one, Recommend) and one.strategy == strategy)
    return frozenset(point for one in said for point in one.leverage_points)


def _draws(space: Space, fact: str, rule: str) -> Iterator[Literal]:
    others = [one.id for one in space.outline.concluding[fact] if one.id != rule]
    for reading in (space.true, space.possible):
        yield space.gates.every((reading(rule), *(space.gates.negation(reading(one)) for one in others)))
