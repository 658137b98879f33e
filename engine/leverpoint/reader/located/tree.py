"""Builds plain data from parser events, keeping each thing that breaks the rules of our files as a problem.

The rules: one document; no aliases, anchors, tags or merge keys; keys are text and stand once; the depth and
the number of values are limited.
"""

import sys
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamStartEvent,
)

from leverpoint.errors import Problem
from leverpoint.reader.located import refusals
from leverpoint.reader.located.limits import Limits
from leverpoint.reader.located.marks import NO_KEYS, Branch, Place
from leverpoint.reader.located.refusals import Path, packed
from leverpoint.reader.located.scalars import NumberRangeError, is_text, plain_value
from leverpoint.reader.located.unreadable import UnreadableError

NextEvent: TypeAlias = Callable[[], Event | None]


@dataclass(slots=True)
class Tree:
    """What came of a file: the data, the places of its values, and the problems, as far as reading got."""

    data: Any = None
    places: Place = 0
    problems: list[Problem] = field(default_factory=list)


def build(tree: Tree, next_event: NextEvent, limits: Limits) -> None:
    """Fill `tree` from the events of one file.

    Problems that leave the rest readable are added to `tree.problems`. The first that does not is raised as
    UnreadableError, or as whatever `next_event` raises.
    """
    _Builder(tree, next_event, limits).read()


class _Builder:
    """Descends through the events. The limits bound how deep, so it may recurse."""

    def __init__(self, tree: Tree, next_event: NextEvent, limits: Limits) -> None:
        self._tree = tree
        self._next = next_event
        self._limits = limits
        self._nodes = 0

    def read(self) -> None:
        start = self._next()
        while isinstance(start, StreamStartEvent):
            start = self._next()
        if not isinstance(start, DocumentStartEvent):
            raise UnreadableError(refusals.empty())
        self._add(*refusals.directives(start))
        self._root(self._next())
        self._next()  # the end of the document
        after = self._next()
        if isinstance(after, DocumentStartEvent):
            self._add(refusals.several_documents(after))

    def _root(self, event: Event | None) -> None:
        if isinstance(event, ScalarEvent) and not (event.value or event.style or event.tag or event.anchor):
            raise UnreadableError(refusals.empty())
        self._tree.data, self._tree.places = self._node(event, None, 0)

    def _node(self, event: Event | None, path: Path, depth: int) -> tuple[Any, Place]:
        self._nodes += 1
        if self._nodes > self._limits.max_nodes:
            raise UnreadableError(refusals.too_many_nodes(event, path, self._limits))
        if isinstance(event, ScalarEvent):
            return self._scalar(event, path), packed(event)
        if isinstance(event, CollectionStartEvent):
            return self._collection(event, path, depth + 1)
        if isinstance(event, AliasEvent):
            self._add(refusals.alias(event, path))
        return None, packed(event)

    def _scalar(self, event: ScalarEvent, path: Path) -> Any:
        self._check_properties(event, path)
        if event.style:
            return event.value
        try:
            return plain_value(event.value)
        except NumberRangeError as error:
            self._add(refusals.number_range(event, path, str(error)))
            return None

    def _collection(self, event: CollectionStartEvent, path: Path, depth: int) -> tuple[Any, Branch]:
        if depth > self._limits.max_depth:
            raise UnreadableError(refusals.too_deep(event, path, self._limits))
        self._check_properties(event, path)
        if isinstance(event, MappingStartEvent):
            return self._mapping(event, path, depth)
        return self._sequence(event, path, depth)

    def _sequence(self, start: Event, path: Path, depth: int) -> tuple[list[Any], Branch]:
        data: list[Any] = []
        inner: list[Place] = []
        while (event := self._next()) and not isinstance(event, SequenceEndEvent):
            value, place = self._node(event, (path, len(data)), depth)
            data.append(value)
            inner.append(place)
        return data, Branch(packed(start), NO_KEYS, inner)

    def _mapping(self, start: Event, path: Path, depth: int) -> tuple[dict[str, Any], Branch]:
        data: dict[str, Any] = {}
        keys: dict[str, int] = {}
        inner: dict[str, Place] = {}
        while (event := self._next()) and not isinstance(event, MappingEndEvent):
            key = self._key(event, path, depth)
            value, place = self._node(self._next(), (path, key), depth)
            if key in data:
                self._add(refusals.duplicate_key(event, (path, key), keys[key]))
            else:
                data[key], keys[key], inner[key] = value, packed(event), place
        return data, Branch(packed(start), array("Q", keys.values()), inner)

    def _key(self, event: Event, path: Path, depth: int) -> str:
        """Give any key as text: what is wrong with it becomes a problem, and reading goes on."""
        if not isinstance(event, ScalarEvent):
            return self._key_without_text(event, path, depth)
        key = sys.intern(event.value)  # the same few words in every rule of every source
        self._check_properties(event, (path, key))
        if not event.style and not is_text(key):
            self._add(refusals.plain_key(event, (path, key)))
        elif key == "<<" and not event.style:
            self._add(refusals.merge_key(event, (path, key)))
        return key

    def _key_without_text(self, event: Event, path: Path, depth: int) -> str:
        if isinstance(event, CollectionStartEvent):
            self._add(refusals.composite_key(event, path))
        self._node(event, path, depth)
        return refusals.name_for_key(event)

    def _check_properties(self, event: ScalarEvent | CollectionStartEvent, path: Path) -> None:
        if event.anchor is not None or event.tag is not None:
            self._add(*refusals.properties(event, path))

    def _add(self, *problems: Problem) -> None:
        self._tree.problems += problems
        # The last one that is allowed ends the reading.
        if len(self._tree.problems) >= self._limits.max_problems:
            raise UnreadableError(self._tree.problems.pop())
