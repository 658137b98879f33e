"""Gives a plain scalar (text without quotes) its value by the core schema of YAML 1.2.

The core schema knows fewer words than YAML 1.1: `no`, `on`, `yes`, `1_000`, `12:30` and dates are strings;
`0123` is the number 123. Numbers that JSON cannot carry are refused.
"""

import math
import re
from collections.abc import Mapping

_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# What a word or a number can start with: anything else is a string without a closer look.
_STARTS = frozenset({"", *"~nNtTfF.+-0123456789"})
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

LARGEST_INTEGER = 2**53
"""Beyond this, up or down, JSON readers no longer agree on an integer's value."""


class NumberRangeError(ValueError):
    """A scalar is a number, but not one that every reader of JSON can hold. The text says why."""


def plain_value(text: str) -> str | int | float | bool | None:
    """Give the value that YAML 1.2 gives this plain scalar.

    Raises NumberRangeError for infinity, not-a-number, and integers beyond ±2**53.
    """
    if text[:1] not in _STARTS:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return _number(text)


def _number(text: str) -> str | int | float:
    if _DECIMAL.fullmatch(text):
        return _integer(text)
    if _BASED.fullmatch(text):
        return _in_range(int(text[2:], 8 if text[1] == "o" else 16))
    if _FLOAT.fullmatch(text):
        return _finite(float(text))
    if _NOT_FINITE.fullmatch(text):
        raise NumberRangeError("it is not a number that JSON can carry")
    return text


def _integer(text: str) -> int:
    digits = text.lstrip("+-").lstrip("0") or "0"
    # Python refuses to convert thousands of digits, so their number is looked at first.
    size = LARGEST_INTEGER + 1 if len(digits) > len(str(LARGEST_INTEGER)) else int(digits)
    return _in_range(-size if text.startswith("-") else size)


def _in_range(number: int) -> int:
    if abs(number) > LARGEST_INTEGER:
        raise NumberRangeError(f"whole numbers may go from -{LARGEST_INTEGER} to {LARGEST_INTEGER}")
    return number


def _finite(number: float) -> float:
    if math.isinf(number):
        raise NumberRangeError("it is larger than any number a computer holds")
    return number


def is_text(text: str) -> bool:
    """Tell whether a plain scalar is a string, in range or not."""
    if text[:1] not in _STARTS:
        return True
    try:
        return isinstance(plain_value(text), str)
    except NumberRangeError:
        return False
