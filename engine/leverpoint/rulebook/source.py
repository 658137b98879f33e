"""One source of rules, core and pack alike: a folder of checked files with a name, a layer, a scope and a digest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leverpoint.errors import Problem, RulebookError, nearest
from leverpoint.model import Layer
from leverpoint.reader import Document, Folder, Tree, read_folder, tree_of
from leverpoint.rulebook.digest import digest
from leverpoint.rulebook.entries import Entries, entries_of
from leverpoint.rulebook.rulebook import SourceInfo
from leverpoint.rulebook.scope import ANY, IDENTIFIERS, Scope
from leverpoint.rulebook.weights import Weights, weights


@dataclass(frozen=True, slots=True)
class Source:
    """What the files of one source say. `weights` is there where it has a priority file, as the core must.

    `scope` says for which organizations a pack speaks, `requires` which versions of what it needs, `aborts` that a
    request in scope fails rather than be answered without it. `problems` are those of single files; records that have
    none are among the `entries` all the same.
    """

    info: SourceInfo
    path: Path
    entries: Entries
    weights: Weights | None
    problems: tuple[Problem, ...]
    catalog_is_sound: bool
    document: Document
    scope: Scope | str = ANY
    requires: Mapping[str, str] | None = None
    aborts: bool = False

    @property
    def is_core(self) -> bool:
        """Whether this is the core, on which all others build."""
        return self.info.layer is Layer.CORE

    @property
    def precedence(self) -> tuple[int, str]:
        """The place in the order of sources: by layer, then by name, never by when it was loaded."""
        return self.info.layer.rank, self.info.name

    def problem(self, code: str, message: str, pointer: str = "", **more: Any) -> Problem:
        """A problem of the source as a whole, at a place of its description."""
        return self.document.problem(code, pointer, message, **more)


def read_source(found: Path | Tree) -> Source:
    """Read a folder laid out like the shipped `rules/`, or a zip of one.

    Raises RulebookError where it cannot be told what it is.
    """
    tree = found if isinstance(found, Tree) else tree_of(found)
    folder = read_folder(tree)
    pack = next(folder.of_kind("pack"), None)
    if pack is None:
        raise RulebookError((*folder.problems, *_absent(folder, "pack")))
    data, priority = pack.data, next(folder.of_kind("priority"), None)
    return Source(
        SourceInfo(data["name"], data["version"], Layer(data["layer"]), _content_digest(folder), data["title"]),
        tree.root,
        entries_of(folder.documents),
        weights(priority.data) if priority else None,
        (*folder.problems, *_unfit(folder, pack)),
        not any(_file_of(problem, folder) in ("catalog", "rubrics") for problem in folder.problems),
        pack,
        _scope(data.get("scope", ANY)),
        data.get("requires"),
        data.get("on_failure") == "abort",
    )


def _scope(data: Any) -> Scope | str:
    return ANY if data == ANY else frozenset((one["system"], one["identifier"]) for one in data)


def _unfit(folder: Folder, pack: Document) -> Iterator[Problem]:
    """What the core must have and packs must not, and the other way round."""
    if pack.data["layer"] == Layer.CORE:
        yield from _absent(folder, "priority")
        return
    if "scope" not in pack.data:
        message = "a pack says for which organizations it speaks"
        yield pack.problem("missing-scope", "", message, expected="scope: [{system, identifier}, …]")
    yield from _misidentified(pack)
    for document in folder.of_kind("priority"):
        yield document.problem("core-only", "", "only the core has weights; a pack moves strategies by points")


def _misidentified(pack: Document) -> Iterator[Problem]:
    scope = pack.data.get("scope", ANY)
    for index, one in enumerate(scope if scope != ANY else ()):
        shape = IDENTIFIERS.get(one["system"])
        if shape is None and one["system"] != "local":
            known = (*IDENTIFIERS, "local")
            message = f"there is no system '{one['system']}' of identifiers"
            yield pack.problem("unknown-system", f"/scope/{index}/system", message, found=one["system"],
                               expected=", ".join(known), suggestion=nearest(one["system"], known))  # fmt: skip
        elif shape and not shape[0].fullmatch(one["identifier"]):
            message = f"an identifier of system {one['system']} has {shape[1]}"
            yield pack.problem("identifier-format", f"/scope/{index}/identifier", message, found=one["identifier"],
                               expected=shape[1])  # fmt: skip


def _absent(folder: Folder, kind: str) -> Iterator[Problem]:
    told = any(one.code == "no-files" or Path(one.file or "").stem == kind for one in folder.problems)
    if not told and not any(folder.of_kind(kind)):
        file = str(folder.path / f"{kind}.yaml")
        yield Problem("missing-file", f"a rulebook needs a file {kind}.yaml", file=file)


def _file_of(problem: Problem, folder: Folder) -> str:
    return next(iter(Path(problem.file or "").relative_to(folder.path).parts), "")


def _content_digest(folder: Folder) -> str:
    """The digest of what the files say. Their layout, their comments and which file says what are no part of it."""
    said = {kind: [entry.data for entry in found] for kind, found in entries_of(folder.documents).items()}
    said["rules"].sort(key=lambda rule: str(rule["id"]))
    alone = {kind: [document.data for document in folder.of_kind(kind)] for kind in ("pack", "priority")}
    return digest(_canonical({**said, **alone}))


def _canonical(data: Any) -> Any:
    # RFC 8785 writes 1 and 1.0 alike, and takes no integer beyond 2^53 - 1
    if isinstance(data, int) and abs(data) >= 2**53:
        return float(data)
    if isinstance(data, Mapping):
        return {key: _canonical(value) for key, value in data.items()}
    return [_canonical(value) for value in data] if isinstance(data, list) else data
