"""What an author sends to be tried: a pack as JSON or as a zip, read in memory, and what is to be done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from flask import Request

from leverpoint import Pack, Policy, Problem, RulebookError, read_packs
from leverpoint.lab.authoring.trial import Trial
from leverpoint.reader import Tree, tree_in_memory, tree_of_zip
from leverpoint_api.bodies import json_body, sized_body
from leverpoint_api.problems import ProblemError, entry_of, pointer_below, unfit
from leverpoint_api.service import service

ROOT = Path("pack")
MOST_RULES = 1000
JSON, ZIP = "application/json", "application/zip"
_ZIP_BODY = {"schema": {"type": "string", "format": "binary"}}


@dataclass(frozen=True, slots=True)
class Posted:
    """A body: what it says, and the files of its pack where it has one."""

    said: Mapping[str, Any]
    tree: Tree | None
    is_zip: bool = False

    def misfit(self, problems: Iterable[Problem]) -> ProblemError:
        """The problem that lists what is wrong with the pack, each entry with its place in the pack's files."""
        return unfit("pack-invalid", problems, partial(_entry, is_zip=self.is_zip))


def posted(request: Request, load: Callable[[Any], Any]) -> Posted:
    """What was sent. `load` reads JSON, in which a pack is under `files`; a zip is a pack and says nothing else.

    Raises ProblemError, and RulebookError for a zip that is not to be trusted.
    """
    if request.mimetype == ZIP:
        return Posted({}, tree_of_zip(sized_body(request), ROOT), is_zip=True)
    if request.mimetype != JSON:
        raise ProblemError("not-a-pack", f"Send Content-Type: {JSON} or {ZIP}.")
    said = load(json_body(request))
    files = said.get("files")
    if files is None:
        return Posted(said, None)
    return Posted(said, tree_in_memory(ROOT, {name: text.encode() for name, text in files.items()}))


def posted_soundly(request: Request, load: Callable[[Any], Any]) -> Posted:
    """The same where a zip that is not to be trusted is a problem of whoever sent it. Raises ProblemError."""
    try:
        return posted(request, load)
    except RulebookError as error:
        raise Posted({}, None, is_zip=True).misfit(error.problems) from None


def tried(tree: Tree) -> tuple[Pack, Trial | None]:
    """A pack among the rules in service, in the place of one of its name; no trial where something is wrong with it.

    What cannot even be read is told without the rules being put together for it. Raises ProblemError where there are
    so many rules that others would have to wait.
    """
    (pack,) = read_packs([tree], Policy(anywhere=None))
    if pack.source and len(pack.source.entries["rules"]) > MOST_RULES:
        limit = f"A pack with more than {MOST_RULES:,} rules is tried on the command line."
        raise ProblemError("body-too-large", limit)
    if pack.problems:
        return pack, None
    trial = Trial(service().rulesets.current.library, tree)
    return trial.pack, None if trial.pack.problems else trial


def body_of(schema: Any, examples: Mapping[str, Any]) -> dict[str, Any]:
    """The documentation of a body that is JSON of a schema, or a zip."""
    return {"required": True, "content": {JSON: {"schema": schema, "examples": dict(examples)}, ZIP: _ZIP_BODY}}


def within(file: str | None) -> str | None:
    """The name of a file within the pack that was sent."""
    path = Path(file or "")
    found = next((path.relative_to(top) for top in (ROOT, Path(f"{ROOT}!")) if path.is_relative_to(top)), None)
    return found.as_posix() if found and found.parts else None


def told(problem: Problem) -> str:
    """The message of a problem; where the rules lie is nobody's business."""
    return problem.message.replace(f"{service().rulesets.current.library.source.path}/", "")


def _entry(problem: Problem, *, is_zip: bool) -> dict[str, Any]:
    """An entry of a list of errors. The pointer leads to the file: within that, line and column do."""
    file = within(problem.file)
    pointer = pointer_below("/files", file) if file else "/files"
    entry = entry_of(replace(problem, pointer=pointer, message=told(problem)))
    if is_zip:
        del entry["pointer"]
    place = {"file": file, "line": problem.line, "column": problem.column, "rule": problem.rule}
    return entry | {name: value for name, value in place.items() if value is not None}
