"""Ask the solver: is there such an assessment, and which is the least or the most? Every answer is replayed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from leverpoint.lab.exact.gates import Expression, cp_model
from leverpoint.lab.exact.space import Space
from leverpoint.lab.exact.witness import Replay

Verdict = Literal["found", "impossible", "undecided"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question. `witnesses` are whole request documents, one for each space, where it was found.

    `value` is the least or most that was asked for; `proven`, that there is nothing beyond it. `why` says what left a
    question undecided.
    """

    verdict: Verdict
    witnesses: tuple[dict[str, Any], ...] = ()
    value: int | None = None
    proven: bool = True
    why: str = ""

    @property
    def witness(self) -> dict[str, Any] | None:
        """The assessment that was found."""
        return next(iter(self.witnesses), None)


def solve(
    space: Space,
    replay: Replay,
    *others: Space,
    seconds: float,
    minimize: Expression | None = None,
    maximize: Expression | None = None,
) -> Outcome:
    """An assessment in `space`, the least or most if asked for, replayed through the advisor.

    `others` are further assessments in the same model: each is replayed too, and `witnesses` holds them all in order.
    "impossible" is a proof. "undecided" means that `seconds` ran out, or that the advisor did not confirm the model.
    """
    model = space.gates.model
    if minimize is not None:
        model.minimize(minimize)
    if maximize is not None:
        model.maximize(maximize)
    solver = _solver(seconds)
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return Outcome("impossible")
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Outcome("undecided", why=f"not settled within {seconds:g} seconds")
    witnesses = tuple(replay.request(one, solver) for one in (space, *others))
    pairs = zip((space, *others), witnesses, strict=True)
    if unlike := next(filter(None, (replay.difference(*pair, solver) for pair in pairs)), ""):
        return Outcome("undecided", why=f"the advisor does not confirm the model: {unlike}")
    sought = minimize if minimize is not None else maximize
    value = None if sought is None else int(solver.value(sought))
    return Outcome("found", witnesses, value, proven=status == cp_model.OPTIMAL)


def _solver(seconds: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    # one worker with a fixed seed: the same question gives the same witness on every machine
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = seconds
    return solver
