"""Try a posted pack among the rules in service, in memory: nothing is kept, and nothing that answers is touched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Request

from leverpoint import Library, Pack, Policy, Problem, RulebookError, read_packs
from leverpoint.lab.trial import Trial
from leverpoint.reader import Tree, tree_in_memory, tree_of_zip
from leverpoint_api.bodies import json_body, sized_body
from leverpoint_api.parsing import loader
from leverpoint_api.problems import ProblemError
from leverpoint_api.schemas import PostedPackSchema

POSTED = Path("pack")
MOST_RULES = 1000
JSON, ZIP = "application/json", "application/zip"


def judged(request: Request, library: Library) -> dict[str, Any]:
    """What `ValidationSchema` sends of the pack in a request's body, tried among what answers.

    Raises ProblemError where there is no pack in the body.
    """
    try:
        tree = _posted(request)
    except RulebookError as error:
        return _found(None, error.problems)
    # What cannot even be read is told without the rules being put together for it.
    (pack,) = read_packs([tree], Policy(anywhere=None))
    if pack.source and len(pack.source.entries["rules"]) > MOST_RULES:
        raise ProblemError(
            "body-too-large", f"A pack with more than {MOST_RULES:,} rules is tried on the command line."
        )
    if pack.problems:
        return _found(pack, pack.problems)
    return _found(pack, tuple(Trial(library, tree).problems(dt.datetime.now(dt.UTC).date())))


def _posted(request: Request) -> Tree:
    readers: Mapping[str, Callable[[Request], Tree]] = {JSON: _of_json, ZIP: _of_zip}
    read = readers.get(request.mimetype)
    if read is None:
        raise ProblemError("not-a-pack", f"Send Content-Type: {JSON} or {ZIP}.")
    return read(request)


def _of_json(request: Request) -> Tree:
    files = loader(PostedPackSchema(), "pack-invalid")(json_body(request))["files"]
    return tree_in_memory(POSTED, {name: text.encode() for name, text in files.items()})


def _of_zip(request: Request) -> Tree:
    return tree_of_zip(sized_body(request), POSTED)


def _found(pack: Pack | None, problems: tuple[Problem, ...]) -> dict[str, Any]:
    info = pack.source.info if pack and pack.source else None
    return {
        "ok": not problems,
        "name": info and info.name,
        "version": info and info.version,
        "digest": info and info.digest,
        "problems": [_problem(one) for one in problems],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    """A problem with the name of its file within the pack; where the rules lie is nobody's business."""
    file = Path(problem.file or "")
    within = next((file.relative_to(top) for top in (POSTED, Path(f"{POSTED}!")) if file.is_relative_to(top)), None)
    return {
        "code": problem.code,
        "message": problem.message,
        "file": within and within.as_posix(),
        "line": problem.line,
        "column": problem.column,
        "rule": problem.rule,
        "pointer": problem.pointer or None,
        "suggestion": problem.suggestion,
    }
