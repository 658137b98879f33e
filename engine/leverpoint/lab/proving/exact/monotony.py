"""Does a better rating ever make the very thing that was rated more urgent?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leverpoint.lab.proving.exact.facts import AGREED
from leverpoint.lab.proving.exact.gates import Literal
from leverpoint.lab.proving.exact.inquiry import Inquiry, Progress
from leverpoint.lab.proving.exact.space import Space
from leverpoint.lab.proving.findings import Code, Finding
from leverpoint.model import Recommend, Rule, Suppress
from leverpoint.vocabulary import DISAGREEMENT


@dataclass(frozen=True, slots=True)
class _Push:
    """How a rule moves one strategy: which way it counts, by listing it or by points."""

    rule: Rule
    wants: bool
    against: bool


def non_monotone(inquiry: Inquiry, progress: Progress) -> Iterator[Finding]:
    """Rules by which a strategy enters or gains when one of its own criteria rises by a level, all else the same.

    Assessments are complete and raters agree. Rules that say why, with `non_monotone`, are left out, and so is what
    they bring about: a strategy that enters or gains by them alone is no fault of the rules that move along.
    """
    pairs = [(name, row) for name, rows in inquiry.outline.needs.items() for row, _ in rows]
    found: dict[tuple[str, str, str], Finding] = {}
    for done, (strategy, criterion) in enumerate(pairs):
        progress(Code.NON_MONOTONE, done, len(pairs))
        for role in inquiry.asked.roles:
            for one in _of(inquiry, role, strategy, criterion):
                found.setdefault((one.status + "".join(one.rules), strategy, criterion), one)
    yield from found.values()


def _of(inquiry: Inquiry, role: str, strategy: str, criterion: str) -> Iterator[Finding]:
    left = tuple(_pushes(inquiry, role, strategy))
    explained = frozenset(rule.id for rule in inquiry.rules if rule.non_monotone)
    about = {"strategy": strategy, "criterion": criterion}
    while left:
        step = _Step(inquiry.space(role, AGREED), strategy, criterion, left, explained)
        if not step.turns:
            return
        outcome = inquiry.ask(step.better, step.worse)
        if outcome.verdict == "impossible":
            return
        blamed = tuple(push for push in left if _turned(inquiry, role, push, outcome.witnesses))
        if not blamed:
            yield from (inquiry.undecided(Code.NON_MONOTONE, (push.rule.id,), outcome, **about) for push in left)
            return
        for push in blamed:
            message = f"one level up in {criterion} makes {strategy} more urgent to {role}, as the witness shows"
            fix = "widen the condition to the levels below, or say why in `non_monotone`"
            yield inquiry.found(Code.NON_MONOTONE, (push.rule.id,), message, fix, witness=outcome.witness, **about)
        left = tuple(push for push in left if push not in blamed)


def _pushes(inquiry: Inquiry, role: str, strategy: str) -> Iterator[_Push]:
    terms = inquiry.outline.rule_terms.get(strategy, {})
    for rule in inquiry.rules:
        if role in inquiry.roles_of(rule) and not rule.non_monotone:
            points = sum(term.points for term in terms.get(rule.id, ()))
            wants, against = (_says(rule, kind, strategy) for kind in (Recommend, Suppress))
            if wants or against or points:
                yield _Push(rule, wants or points > 0, against or points < 0)


def _says(rule: Rule, kind: type[Recommend | Suppress], strategy: str) -> bool:
    return any(isinstance(effect, kind) and effect.strategy == strategy for effect in rule.then)


class _Step:
    """Two assessments in one model, `better` one level above `worse` in one criterion, and more urgent all the same."""

    def __init__(
        self, better: Space, strategy: str, criterion: str, pushes: Sequence[_Push], explained: Collection[str]
    ) -> None:
        self.better, self.worse = better, better.twin((criterion, criterion + DISAGREEMENT))
        self.explained = explained
        self.turns = [turn for push in pushes if (turn := self._turn(push)) is not False]
        if self.turns:
            better.require(self._one_level_up(criterion), self._more_urgent(strategy), better.gates.some(self.turns))

    def _turn(self, push: _Push) -> Literal:
        """The rule comes to count for the strategy, or ceases to count against it."""
        gates, name = self.better.gates, push.rule.id
        now, before = self.better.true(name), self.worse.true(name)
        on = gates.every((now, gates.negation(before))) if push.wants else False
        off = gates.every((gates.negation(now), before)) if push.against else False
        return gates.some((on, off))

    def _one_level_up(self, criterion: str) -> Literal:
        below, above = self.worse.facts[criterion].values, self.better.facts[criterion].values
        steps = zip(below.values(), tuple(above.values())[1:], strict=False)
        return self.better.gates.some(map(self.better.gates.every, steps))

    def _more_urgent(self, strategy: str) -> Literal:
        """It enters or gains, and would as well if the rules that say why were silent."""
        gates = self.better.gates
        listed, was_listed = self.better.listed(strategy), self.worse.listed(strategy)
        gained = gates.every((self._gained(strategy), self._gained(strategy, self.explained)))
        entered = gates.every((gates.negation(was_listed), self._entered(strategy)))
        return gates.every((listed, gates.some((entered, gained))))

    def _gained(self, strategy: str, without: Collection[str] = ()) -> Literal:
        better, worse = (space.score(strategy, without) for space in (self.better, self.worse))
        return self.better.gates.reaches(better - worse, 1)

    def _entered(self, strategy: str) -> Literal:
        better, worse = (space.listed(strategy, self.explained) for space in (self.better, self.worse))
        return self.better.gates.every((better, self.better.gates.negation(worse)))


def _turned(inquiry: Inquiry, role: str, push: _Push, witnesses: Sequence[Mapping[str, Any]]) -> bool:
    if not witnesses:
        return False
    now, before = (push.rule.id in inquiry.replay.matches(one, role).true for one in witnesses)
    return (now and not before and push.wants) or (before and not now and push.against)
