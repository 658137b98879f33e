"""The identity of content: SHA-256 over canonical JSON (RFC 8785)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import rfc8785


def digest(content: Any) -> str:
    """`sha256:` and the hex digest of plain data, whatever the order of its keys or the layout of its file."""
    return _named(rfc8785.dumps(content))


def digest_of_plain(content: Any) -> str:
    """The same digest, several times faster, of content without fractions and with ASCII keys.

    There the standard library's encoder writes what RFC 8785 asks for; a property test holds the two together.
    """
    return _named(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def _named(canonical: bytes) -> str:
    return f"sha256:{hashlib.sha256(canonical).hexdigest()}"
