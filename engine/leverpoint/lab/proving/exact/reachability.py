"""Rules that nothing makes true, and strategies that nothing brings to the top."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from leverpoint.lab.proving.exact.facts import ANY
from leverpoint.lab.proving.exact.inquiry import Inquiry, Progress
from leverpoint.lab.proving.exact.solving import Outcome
from leverpoint.lab.proving.exact.space import Space
from leverpoint.lab.proving.findings import Code, Finding
from leverpoint.model import Rule


def unreachable(inquiry: Inquiry, progress: Progress) -> Iterator[Finding]:
    """Rules that no assessment of any role that they speak to makes true, whatever is open or not applicable."""
    for done, rule in enumerate(inquiry.rules):
        progress(Code.UNREACHABLE, done, len(inquiry.rules))
        roles = inquiry.roles_of(rule)
        outcome = reach(inquiry, rule) if roles else Outcome("found")
        if outcome.verdict == "impossible":
            by = f", narrowed by {rule.overlaid_by}," if rule.overlaid_by else ""
            message = f"the condition{by} contradicts itself: no assessment of {', '.join(roles)} makes the rule true"
            yield inquiry.found(Code.UNREACHABLE, (rule.id,), message, "correct the condition, or take the rule out")
        elif outcome.verdict == "not-decided":
            yield inquiry.undecided(Code.UNREACHABLE, (rule.id,), outcome)


def reach(inquiry: Inquiry, rule: Rule) -> Outcome:
    """An assessment that makes the rule true."""

    def space_of(role: str) -> Space:
        space = inquiry.space(role, ANY)
        space.require(space.true(rule.id))
        return space

    return inquiry.anywhere(inquiry.roles_of(rule), space_of)


def starved(inquiry: Inquiry, progress: Progress) -> Iterator[Finding]:
    """Strategies that no complete assessment of any role brings among the first ones."""
    strategies = tuple(inquiry.rulebook.catalog.strategies)
    for done, strategy in enumerate(strategies):
        progress(Code.STARVED, done, len(strategies))
        outcome = inquiry.anywhere(inquiry.asked.roles, partial(_near_top, inquiry, strategy))
        if outcome.verdict == "impossible":
            yield _starved(inquiry, strategy)
        elif outcome.verdict == "not-decided":
            yield inquiry.undecided(Code.STARVED, (), outcome, strategy=strategy, top=str(inquiry.asked.top))


def _near_top(inquiry: Inquiry, strategy: str, role: str) -> Space:
    space = inquiry.space(role)
    space.require(space.within(strategy, inquiry.asked.top))
    return space


def _starved(inquiry: Inquiry, strategy: str) -> Finding:
    """The finding, with the assessment in which the strategy was seen to come furthest."""
    asked = [_best(inquiry, strategy, role) for role in inquiry.asked.roles]
    found = [outcome for outcome in asked if outcome.value is not None]
    best = min(found, key=lambda one: one.value or 0, default=None)
    message = f"in no complete assessment does {strategy} come among the first {inquiry.asked.top}"
    fix = "give the rules that recommend it more points, or accept that it only ever follows others"
    if best is not None:
        message += f"; the best found is rank {best.value}"
    elif all(outcome.verdict == "impossible" for outcome in asked):
        message, fix = f"{strategy} is never listed, for no role", "let a rule recommend it, or take it out"
    about = {"strategy": strategy, "top": str(inquiry.asked.top)}
    return inquiry.found(Code.STARVED, (), message, fix, witness=best.witness if best else None, **about)


def _best(inquiry: Inquiry, strategy: str, role: str) -> Outcome:
    if not inquiry.in_time:
        return Outcome("not-decided")
    space = inquiry.space(role)
    space.require(space.listed(strategy))
    return inquiry.ask(space, minimize=space.rank(strategy))
