"""Answers for a person's browser: when HTML is wanted, and pages that may load nothing but what they name."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Request, Response

from leverpoint_api.assets import OURS
from leverpoint_api.pages import tagged

POLICY = "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def prefers_html(request: Request) -> bool:
    """Whether the caller wants HTML more than JSON, as browsers do; who does not say gets JSON."""
    accepted = request.accept_mimetypes
    return accepted["text/html"] > accepted["application/json"]


def web_page(name: str, headers: Mapping[str, str] | None = None, **allowed: str) -> Response:
    """One of our HTML pages, which may load what `allowed` says, such as `script="'self'"`, and nothing else."""
    response = tagged((OURS / name).read_bytes(), "text/html")
    said = "".join(f"{kind}-src {where}; " for kind, where in allowed.items())
    response.headers["Content-Security-Policy"] = f"default-src 'none'; {said}{POLICY}"
    response.headers.extend(headers or {})
    return response
