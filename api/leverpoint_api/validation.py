"""Try a posted pack on the rules in service, in memory: nothing is kept, and nothing that answers is touched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flask import Request

from leverpoint import Pack, Problem, RulebookError
from leverpoint_api.parsing import loader
from leverpoint_api.posted import posted, told, tried, within
from leverpoint_api.schemas import PostedPackSchema

load = loader(PostedPackSchema(), "pack-invalid")


def judged(request: Request) -> dict[str, Any]:
    """What `ValidationSchema` sends of the pack in a request's body, tried on the rules in service.

    Raises ProblemError where there is no pack in the body.
    """
    try:
        tree = posted(request, load).tree
    except RulebookError as error:
        return _found(None, error.problems)
    assert tree is not None  # noqa: S101 # the schema asks for files
    pack, trial = tried(tree)
    problems = trial.problems(dt.datetime.now(dt.UTC).date()) if trial else pack.problems
    return _found(pack, problems)


def _found(pack: Pack | None, problems: Iterable[Problem]) -> dict[str, Any]:
    info = pack.source.info if pack and pack.source else None
    said = [_problem(one) for one in problems]
    return {
        "ok": not said,
        "name": info and info.name,
        "version": info and info.version,
        "digest": info and info.digest,
        "problems": said,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    """A problem with the name of its file within the pack."""
    return {
        "code": problem.code,
        "message": told(problem),
        "file": within(problem.file),
        "line": problem.line,
        "column": problem.column,
        "rule": problem.rule,
        "pointer": problem.pointer or None,
        "suggestion": problem.suggestion,
    }
