"""Answers for a person's browser: when HTML is wanted, and pages that may load nothing but what they name."""

from __future__ import annotations

from flask import Request, Response

from leverpoint_api.assets import OURS
from leverpoint_api.pages import tagged


def prefers_html(request: Request) -> bool:
    """Whether the caller wants HTML more than JSON, as browsers do; who does not say gets JSON."""
    accepted = request.accept_mimetypes
    return accepted["text/html"] > accepted["application/json"]


def web_page(name: str, script: str = "'none'", style: str = "'none'", connect: str = "'none'") -> Response:
    """One of our HTML pages, with a policy that lets it load nothing else than said, and nothing from elsewhere."""
    response = tagged((OURS / name).read_bytes(), "text/html")
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src {script}; style-src {style}; connect-src {connect}; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    response.vary.add("Accept")
    return response
