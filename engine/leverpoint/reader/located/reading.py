"""Reads one file, from its bytes to data with places, and raises all of its problems together."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from yaml.error import MarkedYAMLError

from leverpoint.errors import Problem, RulebookError
from leverpoint.reader.located import json_events, yaml_events
from leverpoint.reader.located.limits import Limits
from leverpoint.reader.located.marks import KeyMarks, Mark, ValueMarks
from leverpoint.reader.located.plain_words import in_plain_words
from leverpoint.reader.located.source_text import control_characters, source_text
from leverpoint.reader.located.tree import NextEvent, Tree, build
from leverpoint.reader.located.unreadable import UnreadableError

DEFAULT_LIMITS = Limits()


class _Syntax(NamedTuple):
    unwanted: re.Pattern[str]
    events: Callable[[str], NextEvent]


_JSON = _Syntax(json_events.CONTROL_CHARACTER, json_events.json_events)
_YAML = _Syntax(yaml_events.CONTROL_CHARACTER, yaml_events.yaml_events)
# What shows that a text which starts like JSON is YAML after all.
_NOT_JSON = frozenset({"yaml-syntax", "control-character"})


@dataclass(frozen=True, slots=True)
class Located:
    """The content of a file, and where in it each value and each key stands.

    `data` holds dict, list, str, int, float, bool and None only. `file` is the name that problems carry.
    `marks` maps the JSON Pointer of each value to its place, `key_marks` that of each value in a mapping to
    the place of its key.
    """

    data: Any
    file: str
    marks: Mapping[str, Mark] = field(default_factory=dict, repr=False)
    key_marks: Mapping[str, Mark] = field(default_factory=dict, repr=False)

    def mark(self, pointer: str = "") -> Mark:
        """Give where a value starts, or the nearest value around it where the pointer leads to nothing."""
        while pointer and pointer not in self.marks:
            pointer = pointer.rpartition("/")[0]
        return self.marks.get(pointer, Mark(1, 1))

    def key_mark(self, pointer: str) -> Mark:
        """Give where the key of a value starts; where it has none, as a list's item, where the value does."""
        return self.key_marks.get(pointer) or self.mark(pointer)


def read_file(path: Path, limits: Limits = DEFAULT_LIMITS, name: str | None = None) -> Located:
    """Read a YAML or JSON file. `name` is what problems call it; without one they use the path.

    Raises RulebookError with the code `file-unreadable`, and all that `read_text` raises.
    """
    file = str(path) if name is None else name
    try:
        with path.open("rb") as stream:
            source = stream.read(limits.max_bytes + 1)
    except OSError as error:
        message = f"The file cannot be opened: {error.strerror or error}."
        raise RulebookError([Problem("file-unreadable", message, file=file)]) from error
    return read_text(source, file, limits)


def read_text(text: bytes | str, file: str, limits: Limits = DEFAULT_LIMITS) -> Located:
    """Read the text of a YAML 1.2 or JSON file called `file`.

    A file named `.json` must be JSON; any other that starts with a brace or a bracket may be.

    Raises RulebookError with every problem found, in the order of the text. Reading goes on after a problem
    where it can. What ends it: `encoding`, `control-character`, `yaml-syntax`, `empty-file`, `too-large`,
    `too-deep` and `too-many-nodes`.
    """
    try:
        tree = _read(source_text(text, limits), file, limits)
    except UnreadableError as stop:
        tree = Tree(problems=[stop.problem])
    if tree.problems:
        problems = sorted(tree.problems, key=_place)
        raise RulebookError(replace(problem, file=file) for problem in problems)
    return Located(tree.data, file, ValueMarks(tree.places), KeyMarks(tree.places))


def _place(problem: Problem) -> tuple[int, int]:
    return problem.line or 0, problem.column or 0


def _read(text: str, file: str, limits: Limits) -> Tree:
    if file.lower().endswith(".json"):
        return _parse(text, _JSON, limits)
    if text.lstrip().startswith(("{", "[")):
        tree = _parse(text, _JSON, limits)
        if not any(problem.code in _NOT_JSON for problem in tree.problems):
            return tree
    return _parse(text, _YAML, limits)


def _parse(text: str, syntax: _Syntax, limits: Limits) -> Tree:
    tree = Tree(problems=control_characters(text, syntax.unwanted, limits))
    try:
        if not tree.problems:
            build(tree, syntax.events(text), limits)
    except UnreadableError as stop:
        tree.problems.append(stop.problem)
    except MarkedYAMLError as error:
        tree.problems.append(in_plain_words(error, text))
    return tree
