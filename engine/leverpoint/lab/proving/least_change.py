"""The least that would have to be rated otherwise for a strategy to come in, to go out, or to be among the first."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from leverpoint.advice import Recommendation
from leverpoint.advisor import Advisor
from leverpoint.intake import read_request
from leverpoint.lab.proving.exact.facts import Scope
from leverpoint.lab.proving.exact.gates import Literal as SolverLiteral
from leverpoint.lab.proving.exact.outline import Outline
from leverpoint.lab.proving.exact.solving import Outcome, solve
from leverpoint.lab.proving.exact.space import Space
from leverpoint.lab.proving.exact.witness import Replay
from leverpoint.model import Assessment, Options
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import DISAGREEMENT, Facts, Kind

Verdict = Literal["found", "impossible", "not-decided"]
WEIGHT = 1000
"""What one level counts for, against one criterion: far more criteria than this no rulebook has."""
PLUGINS = "plugins have a say in these answers, and what they would say to another assessment cannot be searched"
"""Why something stays open where the rules alone would decide it."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to become of a strategy: certainly `in` the list, `out` of it, or certainly among its first `top`."""

    kind: Literal["in", "out", "top"]
    top: int = 0

    def __str__(self) -> str:
        return {"in": "on the list", "out": "off the list"}.get(self.kind, f"among the first {self.top}")

    def is_reached(self, found: Recommendation | None) -> bool:
        """Whether a strategy is where it is to be; `found` is how it is recommended, if it is."""
        if self.kind == "out" or found is None:
            return (found is None) is (self.kind == "out")
        return found.certainty == "certain" and (self.kind == "in" or found.rank <= self.top)


@dataclass(frozen=True, slots=True)
class Move:
    """A criterion that would be rated otherwise. Where raters differ now, they would all say `after`."""

    criterion: str
    before: int
    after: int

    @property
    def levels(self) -> int:
        """How many levels it moves by, up or down."""
        return abs(self.after - self.before)


@dataclass(frozen=True, slots=True)
class LeastChange:
    """The least change for one strategy and role: no change of fewer levels does it, nor one of as many in fewer rows.

    "found" without `moves` means that it is so already. `proven` is False where it is not certain that nothing less
    does it: the search ended too early, or plugins have a say. `now` and `then` are the recommendation before and
    after, nothing where it is not listed. `why` says what left an "not-decided" one open.
    """

    strategy: str
    role: str
    aim: Aim
    verdict: Verdict
    moves: tuple[Move, ...] = ()
    proven: bool = True
    now: Recommendation | None = None
    then: Recommendation | None = None
    why: str = ""

    @property
    def levels(self) -> int:
        """How many levels are moved in all."""
        return sum(move.levels for move in self.moves)


class LeastChanges:
    """Answers for one rulebook, whose model is prepared once.

    What is rated may be rated otherwise; what is open or does not apply stays so, and so does the context. The facts
    that plugins compute stay as they are; what plugins make of the other assessment is asked of them, not searched.
    """

    def __init__(self, advisor: Advisor) -> None:
        self._advisor, self._rulebook = advisor, advisor.rulebook
        self._outline, self._replay = Outline(advisor.rulebook), Replay(advisor.rulebook)

    def find(
        self,
        assessment: Assessment,
        role: str,
        strategy: str,
        aim: Aim,
        seconds: float = 10.0,
        work: float = math.inf,
    ) -> LeastChange:
        """The least change to an assessment. "not-decided" says that `seconds` or `work` were not enough, and `why`."""
        asked = replace(assessment, roles=(role,))
        now = self._listed(asked, strategy)
        if aim.is_reached(now):
            return LeastChange(strategy, role, aim, "found", now=now, then=now)
        question = _Question(self._outline, self._advisor.informed(asked, role), role)
        question.space.require(_reached(question.space, strategy, aim))
        outcome = solve(question.space, self._replay, seconds=seconds, work=work, minimize=question.cost)
        proven = outcome.proven and outcome.verdict != "not-decided"
        found = LeastChange(strategy, role, aim, outcome.verdict, proven=proven, now=now, why=outcome.why)
        if outcome.witness is not None:
            moves = tuple(question.moves(outcome, self._rulebook))
            found = replace(found, moves=moves, then=self._listed(_moved(asked, moves), strategy))
        return _with_plugins(found) if self._advisor.asks_plugins else found

    def _listed(self, assessment: Assessment, strategy: str) -> Recommendation | None:
        asked = replace(assessment, options=Options(explain="none"))
        (advice,) = self._advisor.suppose(asked).roles
        return next((one for one in advice.recommendations if one.strategy == strategy), None)


class _Question:
    """Every assessment that differs from one given in the levels of what is rated there, and what each costs."""

    def __init__(self, outline: Outline, assessment: Assessment, role: str) -> None:
        vocabulary = outline.rulebook.vocabulary
        self.assessment, self.now = assessment, vocabulary.facts_of(assessment, role)
        self.rated = tuple(one.id for one in vocabulary.of_kind(Kind.CRITERION) if one.id in self.now.values)
        self.space = Space(outline, role, assessment.as_of, _scope(self.now, outline.rulebook))
        fixed = (one.id for one in vocabulary.of_kind(Kind.CRITERION, Kind.CONTEXT) if one.id not in self.rated)
        self.space.fix(assessment, frozenset(fixed))
        self.cost = sum((self._cost(criterion) for criterion in self.rated), 0)

    def moves(self, outcome: Outcome, rulebook: Rulebook) -> Iterator[Move]:
        """What is rated otherwise in the assessment that was found."""
        found = read_request(outcome.witness, rulebook, self.assessment.as_of)
        then = rulebook.vocabulary.facts_of(found, self.space.role).values
        for criterion in self.rated:
            move = Move(criterion, int(self.now.values[criterion]), int(then[criterion]))
            if move.levels:
                yield move

    def _cost(self, criterion: str) -> SolverLiteral:
        space, now = self.space, self.now.values[criterion]
        state, gates = space.facts[criterion], space.gates
        space.require(gates.negation(state.missing), gates.negation(state.absent))
        if space.scope.disagreement:
            self._agree_once_moved(criterion, state.values[now])
        steps = ((WEIGHT * abs(int(level) - int(now)) + 1, at) for level, at in state.values.items() if level != now)
        return gates.total(steps)

    def _agree_once_moved(self, criterion: str, unmoved: SolverLiteral) -> None:
        """A criterion that stays keeps its raters; one that moves has raters who agree."""
        name, gates = criterion + DISAGREEMENT, self.space.gates
        as_now = self.space.facts.standing_for(name, self.now.values[name])
        agreed = self.space.facts.standing_for(name, 0)
        self.space.require(gates.some((gates.negation(unmoved), as_now)), gates.some((unmoved, agreed)))


def to_data(found: LeastChange) -> dict[str, Any]:
    """The least change as plain data for programs: the same for the command line and for HTTP."""
    return {
        "role": found.role,
        "strategy": found.strategy,
        "aim": str(found.aim),
        "verdict": found.verdict,
        "proven": found.proven,
        "why": found.why or None,
        "levels": found.levels,
        "moves": [{"criterion": move.criterion, "from": move.before, "to": move.after} for move in found.moves],
        "now": _standing(found.now),
        "then": _standing(found.then),
    }


def _standing(found: Recommendation | None) -> dict[str, Any] | None:
    return {"rank": found.rank, "score": found.score, "certainty": found.certainty} if found else None


def _with_plugins(found: LeastChange) -> LeastChange:
    """What is left of an answer where plugins have a say: a change that the advisor shows, and no proof."""
    if found.verdict == "not-decided" or (found.moves and found.aim.is_reached(found.then)):
        return replace(found, proven=False)
    return replace(found, verdict="not-decided", moves=(), proven=False, then=None, why=PLUGINS)


def _scope(now: Facts, rulebook: Rulebook) -> Scope:
    """No wider than the assessment: what nobody left open or disputes needs no variable."""
    asked = rulebook.vocabulary.of_kind(Kind.CRITERION, Kind.CONTEXT)
    known = all(one.id in now.values or one.id in now.not_applicable for one in asked)
    disputed = any(now.values[one.id] for one in rulebook.vocabulary.of_kind(Kind.DISAGREEMENT) if one.id in now.values)
    return Scope(not known, bool(now.not_applicable), disputed)


def _reached(space: Space, strategy: str, aim: Aim) -> SolverLiteral:
    if aim.kind == "out":
        return space.gates.negation(space.listed(strategy))
    certain = space.certain(strategy)
    return certain if aim.kind == "in" else space.gates.every((certain, space.within(strategy, aim.top)))


def _moved(assessment: Assessment, moves: tuple[Move, ...]) -> Assessment:
    changed = {move.criterion: {"": move.after} for move in moves}
    return replace(assessment, ratings={**assessment.ratings, **changed})
