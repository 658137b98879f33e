"""The files of one source as a small tree of names and bytes, whether they lie in a folder, in a zip or in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from errno import EACCES
from pathlib import Path, PurePosixPath

from leverpoint.errors import Problem, RulebookError
from leverpoint.reader.located import Limits

MOST_BYTES_OF_A_FILE = Limits().max_bytes


@dataclass(frozen=True, slots=True)
class File:
    """One file that was read, or as much of it as may be read; `shown` is what problems call it."""

    shown: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Tree:
    """Files by their names, which have forward slashes and stand in the order of their parts.

    `root` is what stands before a name where a problem says its place: `riverside` of a folder, `riverside.zip!` of a
    zip. `sizes` holds the bytes of each file.
    """

    root: Path
    sizes: Mapping[str, int]
    content: Callable[[str], bytes]

    def file(self, name: str) -> File:
        """One file, up to a byte more than any may have. Raises RulebookError with the code `file-unreadable`."""
        shown = self.shown(name)
        try:
            return File(shown, self.content(name))
        except OSError as error:
            message = f"The file cannot be opened: {error.strerror or error}."
            raise RulebookError([Problem("file-unreadable", message, file=shown)]) from error

    def shown(self, name: str) -> str:
        """What problems call a file."""
        return str(self.root / name)

    def below(self, folder: str, *suffixes: str) -> Iterator[str]:
        """The names of the files below a folder, with one of these suffixes."""
        for name in self.sizes:
            path = PurePosixPath(name)
            if path.parts[0] == folder and len(path.parts) > 1 and path.suffix in suffixes:
                yield name


def folder_tree(path: Path) -> Tree:
    """The files in a folder, each read when it is asked for; one to which a link leads out of the folder is not."""
    files = [file for file in sorted(path.rglob("*")) if file.is_file()]
    sizes = {file.relative_to(path).as_posix(): file.stat().st_size for file in files}
    root = path.resolve()
    return Tree(path, sizes, lambda name: _start_of(path / name, root))


def tree_in_memory(root: Path, content: Mapping[str, bytes]) -> Tree:
    """Files that are at hand already."""
    names = sorted(content, key=lambda name: PurePosixPath(name).parts)
    return Tree(root, {name: len(content[name]) for name in names}, content.__getitem__)


def _start_of(file: Path, root: Path) -> bytes:
    if not file.resolve().is_relative_to(root):
        raise PermissionError(EACCES, "a link leads out of its folder")
    with file.open("rb") as stream:
        return stream.read(MOST_BYTES_OF_A_FILE + 1)
