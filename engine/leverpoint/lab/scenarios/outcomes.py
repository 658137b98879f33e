"""What became of scenarios, as plain data for programs: the same for the command line and for HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leverpoint.lab.scenarios.run import Outcome, RoleFailure


def to_data(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """A whole run: how many cases were asked, how many of them failed, and each."""
    failed = sum(not one.holds for one in outcomes)
    return {"asked": len(outcomes), "failed": failed, "outcomes": [outcome_data(one) for one in outcomes]}


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """One case. Pointers lead into its file."""
    case = outcome.case
    return {
        "scenario": case.scenario,
        "case": case.row or None,
        "keywords": case.keywords,
        "file": case.document.located.file,
        "line": case.line,
        "pointer": case.pointer,
        "holds": outcome.holds,
        "failures": [_failure(one) for one in outcome.failures],
    }


def _failure(one: RoleFailure) -> dict[str, Any]:
    return {
        "role": one.role,
        "line": one.line,
        "pointer": one.pointer,
        "expected": one.failure.expected,
        "found": one.failure.found,
        "why": one.failure.why,
    }
