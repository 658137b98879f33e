"""The OpenAPI document: committed as it is served, complete, and with examples that hold."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from leverpoint.reader.jsonschema import json_schema

COMMITTED = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"
METHODS = ("get", "post", "put", "delete", "patch")


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    """The served document."""
    served: dict[str, Any] = client.get("/openapi.json").get_json()
    return served


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], list[dict[str, Any]]]]:
    """Every operation with its method, its path and all its parameters."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method], item.get("parameters", []) + item[method].get("parameters", [])


def test_the_committed_document_is_the_served_one(client: FlaskClient) -> None:
    """What readers of the repository see is what is served; `python -m leverpoint_api.openapi PATH` writes it."""
    assert COMMITTED.read_bytes() == client.get("/openapi.json").data


def test_the_document_can_be_written(client: FlaskClient, tmp_path: Path) -> None:
    """The command that writes the document writes the served one."""
    written = tmp_path / "openapi.json"
    subprocess.run([sys.executable, "-m", "leverpoint_api.openapi", str(written)], check=True)
    assert written.read_bytes() == client.get("/openapi.json").data


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    """Each operation has an id of its own, a summary, a known tag and the problems that can come."""
    assert document["openapi"].startswith("3.1")
    found = [operation for _, _, operation, _ in operations(document)]
    ids = [one["operationId"] for one in found]
    assert len(set(ids)) == len(ids) > 20
    tags = {tag["name"] for tag in document["tags"]}
    for one in found:
        assert re.fullmatch("[a-z][A-Za-z]+", one["operationId"])
        assert one["summary"]
        assert set(one["tags"]) <= tags
        assert "default" in one["responses"]


def test_every_route_is_documented(app: Flask, document: dict[str, Any]) -> None:
    """No address is served that the document leaves out, but for the pages around the document itself."""
    rules = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    assert rules - set(document["paths"]) == {"/openapi.json", "/docs", "/assets/{name}"}


def test_requests_have_the_schema_that_editors_use(document: dict[str, Any]) -> None:
    """A request's schema here and the JSON Schema of assessment files say the same."""
    schemas = document["components"]["schemas"]
    for name, schema in json_schema("assessment")["$defs"].items():
        assert json.loads(json.dumps(schemas[name]).replace("#/components/schemas/", "#/$defs/")) == schema
    assert not any("additionalProperties" in schemas[name] for name in ("Answer", "Strategy", "Problem"))


def test_every_body_example_is_answered(client: FlaskClient, document: dict[str, Any]) -> None:
    """Each example of a body, sent as it is, gets 200 and an answer that fits its schema."""
    count = 0
    for method, path, operation, _ in operations(document):
        for body in operation.get("requestBody", {}).get("content", {}).values():
            for example in body.get("examples", {}).values():
                answer = client.open(path, method=method, json=example["value"])
                assert answer.status_code == 200
                assert_fits(document, operation, answer.get_json())
                count += 1
    assert count >= 3


def test_every_example_address_is_answered(client: FlaskClient, document: dict[str, Any]) -> None:
    """Each GET, with the examples of its path parameters, gets 200 and what its schema says."""
    for method, path, operation, parameters in operations(document):
        values = {one["name"]: one["example"] for one in parameters if one["in"] == "path"}
        if method == "get":
            answer = client.get(path.format(**values))
            assert answer.status_code == 200, path
            if answer.is_json:
                assert_fits(document, operation, answer.get_json())


def assert_fits(document: dict[str, Any], operation: dict[str, Any], answer: Any) -> None:
    """An answer fits the schema of the operation's 200."""
    content = operation["responses"]["200"]["content"]
    schema = content.get("application/json", content.get("application/schema+json"))["schema"]
    whole = {**schema, "components": document["components"]}
    assert not list(Draft202012Validator(whole).iter_errors(answer))


def test_schemas_are_schemas(document: dict[str, Any]) -> None:
    """Every schema of the document is a JSON Schema of 2020-12."""
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_nothing_refers_to_nowhere(document: dict[str, Any]) -> None:
    """Every reference leads to something in the document, and everything in it is referred to."""
    text = json.dumps(document)
    referred = set(re.findall(r'"\$ref": "#/([^"]+)"', text))
    for pointer in referred:
        here: Any = document
        for step in pointer.split("/"):
            here = here[step]
    present = {f"components/{kind}/{name}" for kind, known in document["components"].items() for name in known}
    assert present == referred
