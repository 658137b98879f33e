"""Answers that stay the same as long as the rule set does: made once for each revision, sent with an ETag."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import orjson
from flask import Response, request

from leverpoint import VERSION, Rulebook, UnknownIdError
from leverpoint_api.service import active

JSON = "application/json"
Found = TypeVar("Found")


def page(schema: Any, make: Callable[[Rulebook], Any]) -> Response:
    """What `make` finds in the active rulebook, dumped with `schema`. Raises ProblemError while there is none."""
    current = active()
    rulebook = current.advisor.rulebook
    return _of_revision(current.page(request.path, lambda: orjson.dumps(schema.dump(make(rulebook)))))


def page_once(schema: Any, made: Any) -> Response:
    """The same for an answer of which there are too many to keep: dumped anew each time."""
    return _of_revision(orjson.dumps(schema.dump(made)))


def _of_revision(body: bytes) -> Response:
    revision = active().revision
    response = _tagged(body, JSON, VERSION, revision, request.full_path)
    response.headers["Ruleset-Revision"] = revision
    return response


def page_of_two(key: str, before: str, after: str, make: Callable[[], bytes]) -> Response:
    """What `make` finds between two revisions, unless the caller has it already; `key` is the rest of the question."""
    parts = (VERSION, before, after, key, request.path)
    body = b"" if request.if_none_match.contains_weak(_tag(*parts)) else make()
    response = _tagged(body, JSON, *parts)
    response.headers["Ruleset-Revision"] = after
    return response


def tagged(body: bytes, mimetype: str = JSON) -> Response:
    """`body`, which no rule set changes, with an ETag of its own."""
    return _tagged(body, mimetype, hashlib.sha256(body).hexdigest())


def _tagged(body: bytes, mimetype: str, *parts: str) -> Response:
    """`body` with an ETag that stands for `parts`; 304 where the caller has it already."""
    response = Response(body, mimetype=mimetype)
    response.set_etag(_tag(*parts))
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response


def _tag(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def listed(items: Iterable[Any], following: str | None = None) -> dict[str, Any]:
    """A list as all lists are sent, with the cursor of the next page if there is one."""
    return {"items": list(items), "next": following}


def found(kind: str, wanted: str, known: Mapping[str, Found]) -> Found:
    """The record of that id. Raises UnknownIdError, which is a 404 that suggests the nearest."""
    if wanted not in known:
        raise UnknownIdError(kind, wanted, known)
    return known[wanted]
