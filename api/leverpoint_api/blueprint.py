"""The blueprint of our resources: strict parsing, a name for every operation, problems in the documentation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from types import MappingProxyType
from typing import Any

import flask_smorest

from leverpoint_api.parsing import Parser
from leverpoint_api.schemas import PlaceSchema

View = Callable[..., Any]
TAG_HEADERS: Mapping[str, Any] = MappingProxyType(
    {
        "ETag": {"description": "Changes with the rule set and nothing else.", "schema": {"type": "string"}},
        "Ruleset-Revision": {"description": "The revision that answered.", "schema": {"type": "string"}},
    }
)
IF_NONE_MATCH: Mapping[str, Any] = MappingProxyType(
    {
        "name": "If-None-Match",
        "in": "header",
        "description": "An ETag that the caller has; the answer is 304 while it still holds.",
        "schema": {"type": "string"},
    }
)


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc] # it has no types
    """Groups the views of one resource. `tag` is the group in the documentation."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, tag: str) -> None:
        super().__init__(name, __name__)
        self.tag = tag

    def _store_endpoint_docs(self, endpoint: str, obj: View, parameters: Any, tags: Any, **options: Any) -> None:
        first, *more = endpoint.split("_")
        named = self.doc(operationId=first + "".join(word.title() for word in more))(obj)
        super()._store_endpoint_docs(endpoint, named, parameters, [self.tag], **options)

    def problems(self, *statuses: int) -> Callable[[View], View]:
        """Document the problems that an operation answers with."""
        responses = {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in statuses}
        documented: Callable[[View], View] = self.doc(responses=responses)
        return documented

    def catalog(
        self, rule: str, schema: Any, asking: Any = None, problems: Sequence[int] = (), **example: str
    ) -> Callable[[View], View]:
        """A GET of the catalog: whose it is comes from the query, the answer carries an ETag.

        `asking` is the schema of the query, PlaceSchema without one. `problems` are statuses beyond those of every
        page. `example` gives each path parameter a value that exists.
        """
        paths = [
            {
                "name": name,
                "in": "path",
                "required": True,
                "schema": {"type": "string", "minLength": 1},
                "example": value,
            }
            for name, value in example.items()
        ]
        usual = (404, 422, 503) if example else (422, 503)

        def decorate(view: View) -> View:
            documented = self.response(200, schema, headers=deepcopy(dict(TAG_HEADERS)))(view)
            documented = self.alt_response(304, description="What the caller has still holds.")(documented)
            documented = self.problems(*sorted((*usual, *problems)))(documented)
            documented = self.arguments(asking or PlaceSchema(), location="query")(documented)
            routed: View = self.route(rule, parameters=[*paths, dict(IF_NONE_MATCH)])(documented)
            return routed

        return decorate
