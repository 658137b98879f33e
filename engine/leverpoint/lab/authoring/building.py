"""Build a pack into one zip with a manifest: equal content gives equal bytes, on every machine."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path, PurePosixPath

from leverpoint.errors import Problem
from leverpoint.lab.authoring.trial import Trial
from leverpoint.lab.scenarios.run import Outcome
from leverpoint.reader import Tree, tree_of, tree_of_zip
from leverpoint.reader.kinds import SUFFIXES, kind_of
from leverpoint.reader.manifest import MANIFEST, manifest_of
from leverpoint.reader.tree import MOST_BYTES_OF_A_FILE
from leverpoint.rulebook.source import Source, read_source

BESIDE = ("README", "LICENSE", "LICENCE", "CHANGELOG", "NOTICE")
"""How the files begin that travel with a pack although no rule is read from them."""
_EPOCH, _MODE = (1980, 1, 1, 0, 0, 0), 0o100644


@dataclass(frozen=True, slots=True)
class Built:
    """A pack in one file, called `name`; or, where `packed` is None, everything that is in the way of it."""

    name: str
    packed: bytes | None
    files: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    broken: tuple[Outcome, ...] = ()


def build(core: Source, path: Path, today: dt.date, others: Iterable[Path] = ()) -> Built:
    """The zip of a pack in a folder or zip, once it has proved itself on the core, beside other packs.

    A manifest of its own is made anew.

    Raises RulebookError for a zip that is not to be read, and where the core is broken.
    """
    tree = _packed_files(tree_of(path))
    trial = Trial(core, tree, others)
    problems = (*_too_large(tree), *trial.problems(today))
    broken = () if problems else tuple(one for one in trial.outcomes(today) if not one.holds)
    if problems or broken or trial.pack.source is None:
        return Built(trial.pack.name, None, (), problems, broken)
    info = trial.pack.source.info
    packed = _zip_of(tree, manifest_of(trial.pack.source.document.data, tree, tree.sizes))
    name = f"{info.name}-{info.version}.zip"
    # what was built is read once more as it will be by whoever gets it
    problems = read_source(tree_of_zip(packed, Path(name))).problems
    return Built(name, None if problems else packed, tuple(tree.sizes), problems)


def _packed_files(tree: Tree) -> Tree:
    """What of a folder is the pack, in the order of names; what else lies there stays behind."""
    return replace(tree, sizes={name: tree.sizes[name] for name in sorted(tree.sizes) if _travels(name)})


def _travels(name: str) -> bool:
    path = PurePosixPath(name)
    if len(path.parts) == 1 and path.name != MANIFEST and path.name.startswith(BESIDE):
        return True
    return kind_of(name) is not None or (path.parts[0] == "scenarios" and path.suffix in SUFFIXES)


def _too_large(tree: Tree) -> Iterator[Problem]:
    for name, size in tree.sizes.items():
        if size > MOST_BYTES_OF_A_FILE and kind_of(name) is None:
            message = f"a file in a pack has at most {MOST_BYTES_OF_A_FILE:,} bytes"
            yield Problem("too-large", message, file=tree.shown(name), found=size, expected=MOST_BYTES_OF_A_FILE)


def _zip_of(tree: Tree, manifest: bytes) -> bytes:
    content: Mapping[str, bytes] = {name: tree.file(name).content for name in tree.sizes}
    target = BytesIO()
    # stored, not deflated: compressors differ between machines, and rules are small
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted((*content, MANIFEST)):
            archive.writestr(_entry(name), content.get(name, manifest))
    return target.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, _EPOCH)
    made.create_system, made.external_attr = 3, _MODE << 16
    return made
