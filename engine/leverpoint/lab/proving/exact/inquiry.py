"""One run of exact searches: the rulebook, the day, the roles, and how much time is left for the next question."""

from __future__ import annotations

import datetime as dt
import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leverpoint.lab.proving.exact.facts import COMPLETE, Scope
from leverpoint.lab.proving.exact.gates import Expression
from leverpoint.lab.proving.exact.outline import Outline
from leverpoint.lab.proving.exact.solving import Outcome, solve
from leverpoint.lab.proving.exact.space import Space
from leverpoint.lab.proving.exact.witness import Replay
from leverpoint.lab.proving.findings import Code, Finding, Status, finding
from leverpoint.model import Rule
from leverpoint.rulebook import Rulebook

Progress = Callable[[str, int, int], None]
SHARE = 8
"""No question may take more than this part of the time, and of the work, for all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to ask, on which day, of which roles; `top` is how many strategies a leader looks at.

    `seconds` and `work` bound all questions together, as `solving.solve` describes.
    """

    as_of: dt.date
    roles: tuple[str, ...]
    top: int
    seconds: float
    work: float = math.inf


class Inquiry:
    """Asks questions of one rulebook until time or work is used up; from then on every answer is "not-decided"."""

    def __init__(self, rulebook: Rulebook, asked: Asked) -> None:
        self.rulebook, self.asked = rulebook, asked
        self.outline, self.replay = Outline(rulebook), Replay(rulebook)
        self._until, self._work = time.monotonic() + asked.seconds, asked.work

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that are in effect on the day."""
        return tuple(rule for rule in self.rulebook.rules.values() if self._in_effect(rule))

    def roles_of(self, rule: Rule) -> tuple[str, ...]:
        """The roles that are asked for and to which a rule speaks."""
        return tuple(role for role in self.asked.roles if not rule.roles or role in rule.roles)

    def space(self, role: str, scope: Scope = COMPLETE) -> Space:
        """The assessments of a role."""
        return Space(self.outline, role, self.asked.as_of, scope)

    def ask(self, space: Space, *others: Space, minimize: Expression | None = None) -> Outcome:
        """Whether there is such an assessment, within a fair share of the time that is left."""
        left = self._until - time.monotonic()
        if not self.in_time:
            return Outcome("not-decided", why=self._used_up)
        seconds = max(min(left, self.asked.seconds / SHARE), 0.05)
        work = min(self._work, self.asked.work / SHARE)
        outcome = solve(space, self.replay, *others, seconds=seconds, work=work, minimize=minimize)
        self._work -= outcome.work
        return outcome

    def anywhere(self, roles: tuple[str, ...], space_of: Callable[[str], Space]) -> Outcome:
        """The first role for which there is such an assessment; impossible only where it is for each."""
        outcome = Outcome("impossible")
        for role in roles:
            found = self.ask(space_of(role)) if self.in_time else Outcome("not-decided", why=self._used_up)
            if found.verdict == "found":
                return found
            outcome = found if found.verdict == "not-decided" else outcome
        return outcome

    @property
    def in_time(self) -> bool:
        """Whether there is time left, and work that may be done."""
        return self._work > 0 and time.monotonic() < self._until

    @property
    def _used_up(self) -> str:
        return "the time was up" if self._work > 0 else "the work allowed was done"

    def found(self, code: Code, rules: tuple[str, ...], message: str, fix: str, *,
              witness: Mapping[str, Any] | None = None, **about: str) -> Finding:  # fmt: skip
        """A fault that was found."""
        return finding(self.rulebook, code, rules, message, fix, about=about, witness=witness)

    def undecided(self, code: Code, rules: tuple[str, ...], outcome: Outcome, **about: str) -> Finding:
        """What could neither be found nor ruled out."""
        message = f"not decided: {outcome.why}"
        fix = "ask again with more seconds, or for fewer codes"
        return finding(self.rulebook, code, rules, message, fix, about=about, status=Status.NOT_DECIDED)

    def _in_effect(self, rule: Rule) -> bool:
        begun = rule.since is None or rule.since <= self.asked.as_of
        return begun and (rule.until is None or self.asked.as_of <= rule.until)


Search = Callable[[Inquiry, Progress], Iterator[Finding]]
