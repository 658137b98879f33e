"""The front page: links for programs, and a page to look at for people."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from leverpoint import VERSION
from leverpoint_api.blueprint import Blueprint
from leverpoint_api.browser import prefers_html, web_page
from leverpoint_api.schemas import HomeSchema

blueprint = Blueprint("home", "service")
LINKS = {
    "openapi": ("/openapi.json", "The OpenAPI document"),
    "docs": ("/docs", "The documentation, to try it out"),
    "recommendations": ("/v1/recommendations", "Where assessments are sent"),
    "rubrics": ("/v1/rubrics", "What can be rated"),
    "strategies": ("/v1/strategies", "What can be advised"),
    "facts": ("/v1/facts", "What else can be told"),
    "rulesets": ("/v1/rulesets", "The rules"),
    "schemas": ("/v1/schemas", "JSON Schemas of the files that authors write"),
    "status": ("/v1/status", "What is loaded"),
}


@blueprint.route("/")
@blueprint.response(200, HomeSchema())
@blueprint.alt_response(200, schema={"type": "string"}, content_type="text/html", success=True)
def get_home() -> Response | tuple[dict[str, Any], dict[str, str]]:
    """Give the name, the version and the links; a page to look at where HTML is preferred."""
    if prefers_html(request):
        return web_page("home.html", {"Vary": "Accept"}, style="'self'")
    links = {name: {"href": href, "title": title} for name, (href, title) in LINKS.items()}
    return {"name": "leverpoint", "version": VERSION, "links": links}, {"Vary": "Accept"}
