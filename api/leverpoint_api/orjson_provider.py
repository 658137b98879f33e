"""orjson as Flask's JSON, for the few documents that views hand back as data."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from flask.json.provider import JSONProvider


class OrjsonProvider(JSONProvider):
    """Strict and fast, in and out."""

    def dumps(self, obj: Any, **options: Any) -> str:
        """The JSON text of plain data."""
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **options: Any) -> Any:
        """The plain data of a JSON text. Raises ValueError where it is none."""
        return orjson.loads(s)

    def response(self, *args: Any, **named: Any) -> Response:
        """A response with the JSON text of `args` or `named`."""
        return Response(orjson.dumps(self._prepare_response_obj(args, named)), mimetype="application/json")
