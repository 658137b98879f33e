"""Long lists a page at a time. A cursor is opaque to callers: the id after which its page begins."""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_right
from typing import Any

from leverpoint import Rulebook
from leverpoint_api.pages import listed
from leverpoint_api.problems import ProblemError
from leverpoint_api.written import written_rule


def rules_after(rulebook: Rulebook, cursor: str | None, limit: int) -> dict[str, Any]:
    """The page of at most `limit` rules that the cursor leads to. Raises ProblemError for a cursor that is not ours."""
    ids = sorted(rulebook.rules)
    start = bisect_right(ids, _decoded(cursor)) if cursor else 0
    shown = ids[start : start + limit]
    more = _encoded(shown[-1]) if start + limit < len(ids) else None
    return listed((written_rule(rulebook.rules[rule_id], rulebook) for rule_id in shown), more)


def _encoded(after: str) -> str:
    return base64.urlsafe_b64encode(after.encode()).decode().rstrip("=")


def _decoded(cursor: str) -> str:
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        detail = "this cursor does not come from here"
        raise ProblemError(
            "parameters-invalid", errors=[{"parameter": "cursor", "code": "unknown-cursor", "detail": detail}]
        ) from None
