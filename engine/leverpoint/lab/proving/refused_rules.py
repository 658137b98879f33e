"""Faults for which files of rules are not even read, as findings like any other, located where the reader stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leverpoint.errors import Problem
from leverpoint.lab.proving.findings import Code, Finding, Location


def findings_of(problems: Iterable[Problem], source: str) -> Iterator[Finding]:
    """What the reader refused of one source, as far as analysis has a code for it."""
    for problem in problems:
        code = code_of(problem)
        if code:
            yield _finding(code, problem, source)


def code_of(problem: Problem) -> Code | None:
    """The code under which analysis reports a problem of reading, if it is one of its own."""
    if problem.code == "missing-citation":
        return Code.UNCITED
    if problem.code == "stale-overlay":
        return Code.STALE_OVERLAY
    return Code.DANGLING if problem.code.startswith("unknown-") and problem.code != "unknown-field" else None


def _finding(code: Code, problem: Problem, source: str) -> Finding:
    rules = (problem.rule,) if problem.rule else ()
    about = {"by": source} if code is Code.STALE_OVERLAY else {}
    if problem.found is not None and code is Code.DANGLING:
        about["names"] = str(problem.found)
    place = Location(problem.file, problem.line or 1, problem.pointer) if problem.file else None
    return Finding(code, rules, problem.message, _fix(code, problem), (source,), place, tuple(about.items()))


def _fix(code: Code, problem: Problem) -> str:
    if problem.suggestion:
        return f"did you mean '{problem.suggestion}'?"
    if code is Code.UNCITED:
        return "cite the source, or say `provenance: authored`"
    if code is Code.STALE_OVERLAY:
        return f'look at the rule as it is now, then write `seen: "{problem.expected}"`'
    return "name something that is there, or add it"
