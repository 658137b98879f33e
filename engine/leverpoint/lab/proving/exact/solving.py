"""Ask the solver: is there such an assessment, and which is the least or the most? Every answer is replayed."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from typing import Any, Literal

from leverpoint.lab.proving.exact.gates import Expression, cp_model
from leverpoint.lab.proving.exact.space import Space
from leverpoint.lab.proving.exact.witness import Confirming

Verdict = Literal["found", "impossible", "not-decided"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question. `witnesses` are whole request documents, one for each space, where it was found.

    `value` is the least or most that was asked for; `proven`, that there is nothing beyond it. `why` says what left a
    question undecided. `work` is what it took, in the solver's own units: the same for the same question everywhere.
    """

    verdict: Verdict
    witnesses: tuple[dict[str, Any], ...] = ()
    value: int | None = None
    proven: bool = True
    why: str = ""
    work: float = 0.0

    @property
    def witness(self) -> dict[str, Any] | None:
        """The assessment that was found."""
        return next(iter(self.witnesses), None)


def solve(
    space: Space,
    replay: Confirming,
    *others: Space,
    seconds: float,
    work: float = math.inf,
    minimize: Expression | None = None,
    maximize: Expression | None = None,
) -> Outcome:
    """An assessment in `space`, the least or most if asked for, replayed through the advisor.

    `others` are further assessments in the same model: each is replayed too, and `witnesses` holds them all in order.
    "impossible" is a proof. "not-decided" means that `seconds` ran out, or that the advisor did not confirm the model.
    `work` bounds the search as well, in units that no clock counts (one is some seconds): where it ends a search, it
    ends every search for the same at the same point.
    """
    model = space.gates.model
    if minimize is not None:
        model.minimize(minimize)
    if maximize is not None:
        model.maximize(maximize)
    solver = _solver(seconds, work)
    status = solver.solve(model)
    spent = solver.response_proto.deterministic_time
    if status == cp_model.INFEASIBLE:
        return Outcome("impossible", work=spent)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        within = "the work allowed" if spent >= work else f"{seconds:g} seconds"
        return Outcome("not-decided", why=f"not settled within {within}", work=spent)
    witnesses, unlike = replay.confirm((space, *others), solver)
    if unlike:
        return Outcome("not-decided", why=f"the advisor does not confirm the model: {unlike}", work=spent)
    sought = minimize if minimize is not None else maximize
    value = None if sought is None else int(solver.value(sought))
    return Outcome("found", witnesses, value, proven=status == cp_model.OPTIMAL, work=spent)


def _solver(seconds: float, work: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    # one worker with a fixed seed: the same question gives the same witness on every machine
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.max_deterministic_time = work
    # a search takes Ctrl+C over and never gives it back: right for a command, and none of a service's business
    solver.parameters.catch_sigint_signal = threading.current_thread() is threading.main_thread()
    return solver
