"""Read the body of a request as JSON, strictly: what two readers could understand differently is refused."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import orjson
from flask import Request

from leverpoint_api.problems import MOST_ERRORS, ProblemError, pointer_below
from leverpoint_api.service import service

NESTING = (dict, list)
DEEPEST = 32
"""How many lists and objects may stand inside each other; `[1]` is 1 deep."""


def json_body(request: Request) -> Any:
    """The JSON of a request's body. Raises ProblemError where there is none, or where it is not to be trusted."""
    if request.mimetype != "application/json":
        raise ProblemError("not-application-json", "Send Content-Type: application/json.")
    text = sized_body(request)
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ProblemError("not-json", f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    # Every name is followed by a colon. More colons than names are either inside a text, or a name stands twice.
    if _names(data, 1) != text.count(b":"):
        _refuse_repeated_names(text)
    return data


def sized_body(request: Request) -> bytes:
    """The bytes of a request's body. Raises ProblemError where there are more than the operator allows."""
    content = request.get_data(cache=False)
    if len(content) > service().settings.max_body:
        raise ProblemError("body-too-large")
    return content


def _names(data: Any, depth: int) -> int:
    """How many names the objects in `data` hold, which is nested no deeper than allowed."""
    if type(data) not in NESTING:
        return 0
    if depth > DEEPEST:
        raise ProblemError("too-deep", f"it is nested more than {DEEPEST} deep, the most that is read")
    inner, count = (data.values(), len(data)) if type(data) is dict else (data, 0)
    for one in inner:
        if type(one) in NESTING:
            count += _names(one, depth + 1)
    return count


class _Object(dict[str, Any]):
    """An object in which names stand more than once: those of `twice`."""

    twice: tuple[str, ...] = ()


def _refuse_repeated_names(text: bytes) -> None:
    # Numbers do not matter here, and reading a very long one would take long.
    data = json.loads(text, object_pairs_hook=_object, parse_int=len, parse_float=len)
    detail = "this name stands more than once in its object"
    found = ({"pointer": pointer, "code": "duplicate-key", "detail": detail} for pointer in _repeated(data, ""))
    errors = list(islice(found, MOST_ERRORS))
    if errors:
        raise ProblemError("ambiguous-json", detail, errors)


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) != len(pairs):
        made.twice = tuple(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
    return made


def _repeated(data: Any, pointer: str) -> Iterator[str]:
    for name in data.twice if isinstance(data, _Object) else ():
        yield pointer_below(pointer, name)
    inner: Iterable[tuple[str | int, Any]] = enumerate(data) if isinstance(data, list) else ()
    for step, one in data.items() if isinstance(data, dict) else inner:
        yield from _repeated(one, pointer_below(pointer, step))
