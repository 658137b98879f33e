"""The manifest of a built pack: its files and the digest of each, written once and verified at each reading."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from leverpoint.errors import Problem, RulebookError
from leverpoint.reader.located import read_text
from leverpoint.reader.tree import Tree

MANIFEST = "manifest.json"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_FIELDS = ("name", "version", "requires", "files")


def manifest_of(description: Mapping[str, Any], tree: Tree, names: Iterable[str]) -> bytes:
    """The manifest of these files of a pack whose `pack.yaml` says `description`; equal packs have equal bytes."""
    said = {
        "name": description["name"],
        "version": description["version"],
        "requires": description.get("requires", {}),
        "files": {name: _digest(tree, name) for name in sorted(names)},
    }
    return json.dumps(said, indent=2, ensure_ascii=False).encode() + b"\n"


def manifest_problems(tree: Tree, description: Mapping[str, Any]) -> Iterator[Problem]:
    """Where a source has a manifest, every way in which it and its files are not those that were built.

    `description` is what the source says of itself, as far as it could be read.
    """
    if MANIFEST not in tree.sizes:
        return
    try:
        file = tree.file(MANIFEST)
        said = read_text(file.content, file.shown).data
    except RulebookError as error:
        yield from error.problems
        return
    if not _is_manifest(said):
        yield _misshapen(tree)
        return
    if any(said[field] != description.get(field, said[field]) for field in ("name", "version")):
        message = "the manifest is of another pack, or of another version of this one"
        yield Problem("bad-manifest", message, file=tree.shown(MANIFEST), line=1, column=1)
    yield from _compared(said["files"], tree)


def _is_manifest(said: Any) -> bool:
    if not isinstance(said, Mapping) or set(said) != set(_FIELDS) or not isinstance(said["files"], Mapping):
        return False
    return all(isinstance(one, str) and _DIGEST.fullmatch(one) for one in said["files"].values())


def _misshapen(tree: Tree) -> Problem:
    message = "a manifest has name, version, requires, and files, each with its sha256: build the pack again"
    return Problem("bad-manifest", message, file=tree.shown(MANIFEST), line=1, column=1, expected=", ".join(_FIELDS))


def _compared(files: Mapping[str, str], tree: Tree) -> Iterator[Problem]:
    there = {name for name in tree.sizes if name != MANIFEST and not _is_hidden(name)}
    for name in sorted(there | set(files)):
        if name not in there:
            message = f"the manifest names '{name}', which is not there"
            yield Problem("manifest-missing", message, "/files", file=tree.shown(MANIFEST), found=name)
        elif name not in files:
            message = "this file is not in the manifest: it was added after the pack was built"
            yield Problem("manifest-extra", message, file=tree.shown(name))
        elif (found := _digest(tree, name)) != files[name]:
            message = "this file has another digest than in the manifest: it was changed after the pack was built"
            yield Problem("manifest-mismatch", message, file=tree.shown(name), found=found, expected=files[name])


def _digest(tree: Tree, name: str) -> str:
    return f"sha256:{hashlib.sha256(tree.file(name).content).hexdigest()}"


def _is_hidden(name: str) -> bool:
    # what version control and file managers leave behind
    return any(part.startswith(".") for part in name.split("/"))
