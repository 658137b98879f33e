"""What each problem of a file says that parses but breaks the rules of our files, and where it points."""

from typing import Any, TypeAlias

from yaml.events import AliasEvent, CollectionStartEvent, DocumentStartEvent, Event, ScalarEvent

from leverpoint.errors import Problem
from leverpoint.reader.located.limits import Limits
from leverpoint.reader.located.marks import escape, pack, unpack
from leverpoint.reader.located.scalars import NumberRangeError, plain_value

Path: TypeAlias = "tuple[Path, str | int] | None"
"""The way from the root to a value, innermost segment first. Only problems need it as a pointer."""

_CORE_TAG = "tag:yaml.org,2002:"
_TAG_LINES = "Tags are not read. Leave out the lines with %TAG."
_LONGEST_QUOTE = 40


def packed(event: Event | None) -> int:
    """Give where an event starts, packed."""
    mark = event.start_mark if event else None
    return pack(mark.line, mark.column) if mark else 0


def empty() -> Problem:
    """There is no document, or nothing in it."""
    return Problem("empty-file", "The file holds no data.", line=1, column=1)


def several_documents(event: Event) -> Problem:
    """A second document starts."""
    message = "A second document starts here. A file holds one: leave the '---' out, or make two files."
    return _problem("several-documents", message, event, None)


def directives(event: DocumentStartEvent) -> list[Problem]:
    """Instructions to another kind of YAML parser stand before the document."""
    found = []
    if event.version and event.version != (1, 2):
        version = ".".join(map(str, event.version))
        message = f"Files are read as YAML 1.2, but this one asks for {version}. Leave the %YAML line out."
        found.append(_problem("yaml-syntax", message, event, None, found=version, expected="1.2"))
    if event.tags:
        found.append(_problem("tag", _TAG_LINES, event, None))
    return found


def tag_directives() -> Problem:
    """There are so many instructions for tags that parsing would take too long."""
    return Problem("tag", _TAG_LINES, line=1, column=1)


def properties(event: ScalarEvent | CollectionStartEvent, path: Path) -> list[Problem]:
    """A value or a key has a tag or an anchor."""
    found = []
    if event.tag is not None:
        name = _short(event.tag.replace(_CORE_TAG, "!!", 1))
        message = f"'{name}' is a tag, and tags are not read. Leave it out; put text in quotes."
        found.append(_problem("tag", message, event, path, found=name))
    if event.anchor is not None:
        name = _short(f"&{event.anchor}")
        message = f"'{name}' marks a value to be repeated elsewhere, which is not read. Leave it out."
        found.append(_problem("alias", message, event, path, found=name))
    return found


def alias(event: AliasEvent, path: Path) -> Problem:
    """A value stands for another one."""
    name = _short(f"*{event.anchor}")
    message = f"'{name}' repeats a value from elsewhere, which is not read. Write the value out here."
    return _problem("alias", message, event, path, found=name)


def plain_key(event: ScalarEvent, path: Path) -> Problem:
    """A key without quotes is a number, true, false, null or nothing."""
    if not event.value:
        return _problem("key-type", "A key is missing before the ':'.", event, path, expected="text")
    key = _short(event.value)
    message = f"The key {key} is not text but {_kind(event.value)}. Put it in quotes."
    return _problem("key-type", message, event, path, found=key, expected="text", suggestion=f'"{key}"')


def merge_key(event: ScalarEvent, path: Path) -> Problem:
    """A key asks for another mapping's keys."""
    message = "'<<' takes over the keys of another mapping, which is not read. Write the keys out here."
    return _problem("merge-key", message, event, path, found="<<")


def composite_key(event: Event, path: Path) -> Problem:
    """A key is a list or a mapping."""
    message = "A list or a mapping cannot be a key: keys are text. Put text that starts so in quotes."
    return _problem("key-type", message, event, path, expected="text")


def name_for_key(event: Event) -> str:
    """Give a name for a key that has none: the place, because no two share it."""
    mark = unpack(packed(event))
    return f"(key at {mark.line}:{mark.column})"


def duplicate_key(event: Event, path: tuple[Path, str], first: int) -> Problem:
    """A key stands twice in one mapping."""
    mark = unpack(first)
    key, place = _short(path[1]), f"line {mark.line}, column {mark.column}"
    message = f"The key '{key}' stands in this mapping already, at {place}. Keep one of the two."
    return _problem("duplicate-key", message, event, path, found=key)


def number_range(event: ScalarEvent, path: Path, reason: str) -> Problem:
    """A scalar is a number that not every reader of JSON can hold."""
    message = f"{_short(event.value)} cannot be used: {reason}. If it is meant as text, put it in quotes."
    return _problem("number-range", message, event, path, found=_short(event.value))


def half_character(event: ScalarEvent) -> Problem:
    """A text holds an escape for one half of a surrogate pair."""
    message = "An escape in this text is half a character. Write the character itself."
    return _problem("yaml-syntax", message, event, None)


def too_deep(event: Event, path: Path, limits: Limits) -> Problem:
    """A list or a mapping stands inside too many others."""
    message = f"This is nested more than {limits.max_depth} deep, the most that is read."
    return _problem("too-deep", message, event, path, expected=limits.max_depth)


def too_many_nodes(event: Event | None, path: Path, limits: Limits) -> Problem:
    """The file holds too many values."""
    message = f"The file holds more than {limits.max_nodes:,} values, the most that is read. Split it up."
    return _problem("too-many-nodes", message, event, path, expected=limits.max_nodes)


def _problem(code: str, message: str, event: Event | None, path: Path, **details: Any) -> Problem:
    mark = unpack(packed(event))
    return Problem(code, message, _pointer(path), line=mark.line, column=mark.column, **details)


def _pointer(path: Path) -> str:
    segments: list[str] = []
    while path is not None:
        path, segment = path
        segments.append(f"/{escape(segment)}")
    return "".join(reversed(segments))


def _kind(text: str) -> str:
    try:
        value = plain_value(text)
    except NumberRangeError:
        return "a number"
    if value is None:
        return "null"
    return "a yes-or-no value" if isinstance(value, bool) else "a number"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
