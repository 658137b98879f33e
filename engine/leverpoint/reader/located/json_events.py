"""Reads JSON (RFC 8259) as the events that PyYAML's parser would give, so that one builder serves both.

The YAML parser alone does not do: it refuses the escapes that JSON writes for characters outside the basic
plane, breaks lines at U+2028, and lets a trailing comma pass.
"""

import re
from collections.abc import Callable, Iterator
from json import JSONDecodeError, JSONDecoder

from yaml.error import Mark as YamlMark
from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from leverpoint.errors import Problem
from leverpoint.reader.located.unreadable import UnreadableError

CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What JSON text may not hold anywhere, however it is quoted."""

_SPACE = re.compile(r"[ \t\r\n]*")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null")
_PLAIN_IMPLICIT, _QUOTED_IMPLICIT = (True, False), (False, True)

_WORDS = (
    ("Unterminated", "The text opened here is not closed: a double quote is missing."),
    ("Invalid control", "Text in JSON stays on one line: write a line break as \\n and a tab as \\t."),
    ("\\u", "After \\u stand four digits from 0 to 9 and a to f."),
    ("escape", "JSON has no such escape. In text, write a backslash as \\\\."),
)


def json_events(text: str) -> Callable[[], Event]:
    """Give a function that returns the next event of the one document in `text` each time it is called.

    It raises UnreadableError with the code `yaml-syntax` at the first place that is not JSON. Nesting recurses:
    the caller stops asking at the depth that it allows.
    """
    return _events(_Cursor(text)).__next__


def _events(cursor: "_Cursor") -> Iterator[Event]:
    yield StreamStartEvent()
    cursor.skip_space()
    yield DocumentStartEvent(cursor.mark())
    yield from _value(cursor)
    if not cursor.at_end():
        raise cursor.error("The JSON value has ended: nothing may follow it.")
    yield DocumentEndEvent()
    yield StreamEndEvent()


def _value(cursor: "_Cursor") -> Iterator[Event]:
    if cursor.sees("{"):
        yield from _container(cursor, MappingStartEvent, MappingEndEvent, _member, "}")
    elif cursor.sees("["):
        yield from _container(cursor, SequenceStartEvent, SequenceEndEvent, _value, "]")
    elif cursor.sees('"'):
        yield cursor.string()
    else:
        yield cursor.plain()


def _container(
    cursor: "_Cursor",
    start: type[MappingStartEvent | SequenceStartEvent],
    end: type[MappingEndEvent | SequenceEndEvent],
    item: "Callable[[_Cursor], Iterator[Event]]",
    closer: str,
) -> Iterator[Event]:
    yield start(None, None, True, cursor.mark())
    cursor.step()
    more = not cursor.takes(closer)
    while more:
        yield from item(cursor)
        more = cursor.takes(",")
        if not more and not cursor.takes(closer):
            raise cursor.error(f"A ',' or '{closer}' is missing here.")
    yield end()


def _member(cursor: "_Cursor") -> Iterator[Event]:
    if not cursor.sees('"'):
        raise cursor.error("A key in double quotes was expected here.")
    yield cursor.string()
    if not cursor.takes(":"):
        raise cursor.error("A ':' is missing after this key.")
    yield from _value(cursor)


class _Cursor:
    """A place in JSON text. It rests on the start of a token: after each, white space is skipped."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._decoder = JSONDecoder()
        self._index = 0
        self._line = 0
        self._line_start = 0

    def sees(self, token: str) -> bool:
        return self._text.startswith(token, self._index)

    def at_end(self) -> bool:
        return self._index == len(self._text)

    def mark(self) -> YamlMark:
        return YamlMark("", self._index, self._line, self._index - self._line_start, None, 0)

    def takes(self, token: str) -> bool:
        seen = self.sees(token)
        if seen:
            self.step()
        return seen

    def step(self) -> None:
        self._index += 1
        self.skip_space()

    def skip_space(self) -> None:
        start, self._index = self._index, self._end_of(_SPACE)
        for line_break in _LINE_BREAK.finditer(self._text, start, self._index):
            self._line += 1
            self._line_start = line_break.end()

    def string(self) -> ScalarEvent:
        mark = self.mark()
        try:
            value, self._index = self._decoder.raw_decode(self._text, self._index)
        except JSONDecodeError as error:
            raise self._string_error(error) from error
        if not value.isascii() and _SURROGATE.search(value):
            raise self.error("A \\u escape in this text is half of a pair: the other half is missing.", mark)
        self.skip_space()
        return ScalarEvent(None, None, _QUOTED_IMPLICIT, value, mark, None, '"')

    def plain(self) -> ScalarEvent:
        mark, start = self.mark(), self._index
        self._index = self._end_of(_PLAIN)
        if self._index == start:
            raise self.error("A JSON value was expected here.")
        value = self._text[start : self._index]
        self.skip_space()
        return ScalarEvent(None, None, _PLAIN_IMPLICIT, value, mark, None, "")

    def error(self, message: str, mark: YamlMark | None = None) -> UnreadableError:
        mark = mark or self.mark()
        return UnreadableError(Problem("yaml-syntax", message, line=mark.line + 1, column=mark.column + 1))

    def _string_error(self, error: JSONDecodeError) -> UnreadableError:
        message = next((words for sign, words in _WORDS if sign in error.msg), error.msg)
        # A line break inside text is a fault itself, so the first fault is on the line where the text starts.
        return self.error(message, YamlMark("", error.pos, self._line, error.pos - self._line_start, None, 0))

    def _end_of(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self._text, self._index)
        return found.end() if found else self._index
