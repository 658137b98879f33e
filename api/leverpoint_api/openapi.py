"""The OpenAPI 3.1 document, made from the schemas and the views. `python -m leverpoint_api.openapi PATH` writes it."""

from __future__ import annotations

import sys
from inspect import getdoc
from pathlib import Path
from typing import Any

import flask_smorest
import orjson
from flask import Flask

from leverpoint import VERSION
from leverpoint.reader.fields import Record
from leverpoint.reader.jsonschema import json_schema
from leverpoint_api.problems import KINDS, MEDIA_TYPE
from leverpoint_api.resources import BLUEPRINTS
from leverpoint_api.revisions import RevisionConverter
from leverpoint_api.schemas import ProblemSchema

DESCRIPTION = """Send a rubric self-assessment and one or several roles.
Ranked strategies and leverage points come back, with reasons.

Equal questions get equal bytes. Every error is a problem document (RFC 9457) that lists all that is wrong at once."""
ANYWHERE = {405, 500}
"""What no operation lists, because each may answer with it: `default` stands for these."""
TAGS = {
    "advice": "Ask what to do.",
    "catalog": "The vocabulary that requests and answers use. Without packs it is the same for every organization.",
    "rule sets": "The rules behind the answers, by immutable revision.",
    "authors": "For those who write rules.",
    "service": "How the service fares.",
}


class Api(flask_smorest.Api):  # type: ignore[misc] # it has no types
    """flask-smorest's documentation without its error handling: problems.py does that."""

    DEFAULT_ERROR_RESPONSE_NAME = "Problem"

    def _register_error_handlers(self) -> None:
        pass

    def _register_responses(self) -> None:
        schema = ProblemSchema()
        for status in sorted({kind.status for kind in KINDS.values()} - ANYWHERE):
            titles = [kind.title for kind in KINDS.values() if kind.status == status]
            self._register_problem(f"Problem{status}", ". ".join(titles) + ".", schema)
        self._register_problem("Problem", "Any other problem.", schema)

    def _register_etag_headers(self) -> None:
        pass

    def _register_pagination_header(self) -> None:
        pass

    def _register_problem(self, name: str, description: str, schema: Any) -> None:
        content = {MEDIA_TYPE: {"schema": schema}}
        self.spec.components.response(name, {"description": description, "content": content})


def document_of(app: Flask) -> dict[str, Any]:
    """The document of the resources, which it registers with `app`."""
    app.config |= {"API_TITLE": "Leverpoint", "API_VERSION": VERSION, "OPENAPI_VERSION": "3.1.0"}
    api = Api(app, spec_kwargs={"info": {"description": DESCRIPTION}, "servers": [{"url": "/"}]})
    app.url_map.converters["revision"] = RevisionConverter
    api.register_converter(RevisionConverter, lambda _: {"type": "string", "minLength": 1})
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    document: dict[str, Any] = api.spec.to_dict()
    document["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    schemas = document["components"]["schemas"]
    for key, name in api.ma_plugin.converter.refs.items():
        schemas[name] = {"description": getdoc(key[0]), **schemas[name]}
        if not issubclass(key[0], Record):
            del schemas[name]["additionalProperties"]  # answers may gain fields
    schemas |= _schemas_of_files("scenarios") | _schemas_of_files("assessment")
    return document


def _schemas_of_files(kind: str) -> dict[str, Any]:
    """The schemas of requests and scenarios as editors get them, which say more than apispec sees: sizes, and checks
    across fields.
    """
    text = orjson.dumps(json_schema(kind)["$defs"]).replace(b"#/$defs/", b"#/components/schemas/")
    schemas: dict[str, Any] = orjson.loads(text)
    return schemas


def written(document: dict[str, Any]) -> bytes:
    """The document as the file that is committed."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(written(document_of(Flask("leverpoint_api"))))
