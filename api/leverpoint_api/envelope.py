"""What surrounds every request and answer: an id, the caller's trace, safe headers, a log line and the numbers."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping
from types import MappingProxyType

from flask import Flask, Response, g, request

from leverpoint_api.service import service
from leverpoint_api.worker import show

_ID = re.compile(r"[A-Za-z0-9._:=+/@-]{1,128}", re.ASCII)
# W3C Trace Context: version 00 ends after the flags, a later version may go on.
_TRACE = re.compile(
    r"(?:00|(?!00|ff)[0-9a-f]{2}(?=.{53}(?:-|$)))-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?"
)
_FIXED_LENGTH = 55
LONGEST_PATH = 300
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
)
"""What every answer carries unless its view has said otherwise."""


def register(app: Flask) -> None:
    """Put the envelope around every request of `app`."""
    app.before_request(_open)
    app.after_request(_close)


def _open() -> None:
    g.started = time.perf_counter()
    g.trace_id = trace_of(request.headers.get("traceparent", ""))
    said = request.headers.get("X-Request-Id", "")
    g.request_id = said if _ID.fullmatch(said) else g.trace_id or new_id()


def _close(response: Response) -> Response:
    said = {name.lower() for name, _ in response.headers}
    response.headers.extend([one for one in HEADERS.items() if one[0].lower() not in said])
    response.headers.add("X-Request-Id", g.request_id)
    seconds = time.perf_counter() - g.started
    parts, route = service(), request.url_rule.rule if request.url_rule else "none"
    parts.metrics.answered(request.method, route, response.status_code, seconds)
    if parts.metrics.outdated:
        show(parts.rulesets, parts.metrics)
    if parts.settings.access_log:
        _log(response, seconds)
    return response


def _log(response: Response, seconds: float) -> None:
    service().log.info(
        "answered",
        method=request.method,
        path=request.path[:LONGEST_PATH],
        status=response.status_code,
        milliseconds=round(seconds * 1000, 3),
        request_id=g.request_id,
        trace_id=g.trace_id,
        matcher=response.headers.get("Leverpoint-Matcher"),
    )


def trace_of(header: str) -> str | None:
    """The trace id in a `traceparent` header; nothing where the header is absent or not as W3C wrote it."""
    found = _TRACE.fullmatch(header)
    if found is None or (header.startswith("00") and len(header) != _FIXED_LENGTH):
        return None
    return found[1]


def new_id() -> str:
    """An id that sorts by time: 48 bits of milliseconds and 80 random bits, as 26 characters (a ULID)."""
    number = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))
