"""Where the values and the keys of a file stand, found by JSON Pointer when somebody asks.

A pointer for every value would cost more time than the parsing and, with long keys, any amount of memory. So
the positions are kept as a tree of the same shape as the data, and a pointer walks it when it is asked for.
"""

import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
_COLUMN_BITS = 32
_COLUMN = (1 << _COLUMN_BITS) - 1


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file: line and column, both counted from 1, the column in characters (a tab is one)."""

    line: int
    column: int


class Branch(NamedTuple):
    """The position of a mapping or a list, those of its keys (a list has none), and those of its values.

    Positions are packed into one number each: see `pack`. Those of keys stand in the order of the values: every source
    keeps all of this for as long as it is loaded, and an array takes a tenth of the memory of a mapping.
    """

    at: int
    keys: "array[int]"
    inner: "dict[str, Place] | list[Place]"


NO_KEYS = array("Q")
"""The keys of a list."""
Place: TypeAlias = "int | Branch"


def pack(line: int, column: int) -> int:
    """Put a line and a column, both counted from 0, into one number."""
    return line << _COLUMN_BITS | column


def unpack(at: int) -> Mark:
    """Give the mark for a packed position."""
    return Mark((at >> _COLUMN_BITS) + 1, (at & _COLUMN) + 1)


def escape(segment: str | int) -> str:
    """Write a key or an index as one segment of a JSON Pointer (RFC 6901)."""
    return str(segment).replace("~", "~0").replace("/", "~1")


def split_last(pointer: str) -> tuple[str, str]:
    """Split a pointer into that of the parent and the last segment, unescaped."""
    parent, _, last = pointer.rpartition("/")
    return parent, last.replace("~1", "/").replace("~0", "~")


class ValueMarks(Mapping[str, Mark]):
    """JSON Pointer -> where the value starts. The root is the empty pointer."""

    __slots__ = ("_root",)

    def __init__(self, root: Place) -> None:
        self._root = root

    def __getitem__(self, pointer: str) -> Mark:
        place = find(self._root, pointer)
        return unpack(place.at if isinstance(place, Branch) else place)

    def __iter__(self) -> Iterator[str]:
        yield ""
        yield from _pointers(self._root, "")

    def __len__(self) -> int:
        return sum(1 for _ in self)


class KeyMarks(Mapping[str, Mark]):
    """JSON Pointer of a mapping's value -> where its key starts. Items of lists and the root have none."""

    __slots__ = ("_root",)

    def __init__(self, root: Place) -> None:
        self._root = root

    def __getitem__(self, pointer: str) -> Mark:
        parent, key = split_last(pointer)
        place = find(self._root, parent)
        if not pointer or not isinstance(place, Branch) or isinstance(place.inner, list) or key not in place.inner:
            raise KeyError(pointer)
        return unpack(place.keys[list(place.inner).index(key)])

    def __iter__(self) -> Iterator[str]:
        return (pointer for pointer in _pointers(self._root, "") if pointer in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def find(root: Place, pointer: str) -> Place:
    """Walk a pointer down from the root. Raises KeyError where it leads nowhere."""
    start, *segments = pointer.split("/")
    if start:
        raise KeyError(pointer)
    place = root
    for segment in segments:
        place = _child(place, segment.replace("~1", "/").replace("~0", "~"))
    return place


def _child(place: Place, segment: str) -> Place:
    inner = place.inner if isinstance(place, Branch) else {}
    if isinstance(inner, dict):
        return inner[segment]
    if _INDEX.fullmatch(segment) and int(segment) < len(inner):
        return inner[int(segment)]
    raise KeyError(segment)


def _pointers(place: Place, pointer: str) -> Iterator[str]:
    if isinstance(place, Branch):
        inner = place.inner.items() if isinstance(place.inner, dict) else enumerate(place.inner)
        for segment, child in inner:
            here = f"{pointer}/{escape(segment)}"
            yield here
            yield from _pointers(child, here)
