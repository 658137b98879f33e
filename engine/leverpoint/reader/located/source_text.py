"""Turns the bytes of a file into text, or says why they are none: too many, not UTF-8, nothing at all."""

import codecs
import re
from itertools import islice

from leverpoint.errors import Problem
from leverpoint.reader.located.limits import Limits
from leverpoint.reader.located.unreadable import UnreadableError

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
# The longer marks come first: that of UTF-32 begins like that of UTF-16.
_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def source_text(source: bytes | str, limits: Limits) -> str:
    """Give the text of a file without a byte order mark.

    Raises UnreadableError with the code `too-large`, `encoding` or `empty-file`.
    """
    _check_size(source, limits.max_bytes)
    text = _encodable(source) if isinstance(source, str) else _decoded(source)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise UnreadableError(Problem("empty-file", "The file is empty.", line=1, column=1))
    return text


def position(text: str, index: int) -> tuple[int, int]:
    """Give line and column, counted from 1, of the character at `index`."""
    before = _LINE_BREAK.split(text[:index])
    return len(before), len(before[-1]) + 1


def control_characters(text: str, unwanted: re.Pattern[str], limits: Limits) -> list[Problem]:
    """Give a `control-character` problem for each character in the text that the pattern finds."""
    found = islice(unwanted.finditer(text), limits.max_problems)
    return [_control_character(text, match.start()) for match in found]


def _control_character(text: str, index: int) -> Problem:
    code = f"U+{ord(text[index]):04X}"
    line, column = position(text, index)
    message = f"The invisible character {code} may not stand here. Delete it, or write it as an escape."
    return Problem("control-character", message, line=line, column=column, found=code)


def _check_size(source: bytes | str, most: int) -> None:
    # Text is never longer than its bytes, so most text need not be encoded to be refused.
    size = len(source)
    if isinstance(source, str) and size <= most < 4 * size:
        size = len(source.encode("utf-8", "surrogatepass"))
    if size > most:
        message = f"The file is larger than {most:,} bytes, the most that is read. Split it up."
        raise UnreadableError(Problem("too-large", message, line=1, column=1, expected=most))


def _decoded(raw: bytes) -> str:
    _check_encoding(raw)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        # The bytes before the first bad one are good, so they can be counted as characters.
        before = raw[: error.start].decode().removeprefix("\ufeff")
        line, column = position(before, len(before))
        message = f"The byte {raw[error.start]:#04x} is not UTF-8. Save the file with the encoding UTF-8."
        raise UnreadableError(Problem("encoding", message, line=line, column=column)) from error


def _check_encoding(raw: bytes) -> None:
    name = next((name for start, name in _OTHER_ENCODINGS if raw.startswith(start)), None)
    if name is None and 0 in raw[:2] and raw[:2] != b"\0\0":
        name = "UTF-16"
    if name is None and raw[:3] == b"\0\0\0":
        name = "UTF-32"
    if name:
        message = f"The file is in {name}. Save it with the encoding UTF-8."
        raise UnreadableError(Problem("encoding", message, line=1, column=1, found=name, expected="UTF-8"))


def _encodable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line, column = position(text, error.start)
        message = f"U+{ord(text[error.start]):04X} is half a character, which UTF-8 cannot hold."
        raise UnreadableError(Problem("encoding", message, line=line, column=column)) from error
    return text
