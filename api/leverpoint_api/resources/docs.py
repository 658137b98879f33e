"""The OpenAPI document, a page to try it out, and the files of that page: all served from here, asking nobody else."""

from __future__ import annotations

import flask
from flask import Response

from leverpoint import UnknownIdError
from leverpoint_api.assets import FILES
from leverpoint_api.browser import web_page
from leverpoint_api.pages import tagged
from leverpoint_api.service import service

# A plain blueprint: the document does not describe how it is shown.
blueprint = flask.Blueprint("docs", __name__)


@blueprint.get("/openapi.json")
def get_document() -> Response:
    """The OpenAPI document."""
    return tagged(service().openapi)


@blueprint.get("/docs")
def get_docs() -> Response:
    """The page on which the API can be tried out."""
    return web_page("docs.html", script="'self'", style="'self'", connect="'self'")


@blueprint.get("/assets/<string:name>")
def get_asset(name: str) -> Response:
    """One of the files that the pages need. Raises UnknownIdError for any other."""
    if name not in FILES:
        raise UnknownIdError("file", name, FILES)
    path, mimetype = FILES[name]
    return tagged(path.read_bytes(), mimetype)
