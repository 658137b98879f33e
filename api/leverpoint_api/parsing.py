"""Load what a caller sends, with a schema: its body or its query parameters, or every reason why it does not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from itertools import islice
from typing import Any

from flask import request
from webargs.flaskparser import FlaskParser

from leverpoint import Problem, problems_of
from leverpoint_api.bodies import json_body
from leverpoint_api.fastload import fast_loader
from leverpoint_api.problems import MOST_ERRORS, ProblemError, entry_of, unfit

Loaded = Any


def loader(schema: Any, problem: str) -> Callable[[Any], Loaded]:
    """What loads a document with `schema`, or raises ProblemError of the kind `problem` with all that is wrong."""

    def judge(data: Any) -> Loaded:
        wrong = list(islice(problems_of(data, schema), MOST_ERRORS + 1))
        if wrong:
            raise unfit(problem, wrong)
        return schema.load(data)

    return fast_loader(schema, judge)


class Parser(FlaskParser):
    """The parser under the blueprints: strict JSON, our own problems, and nothing decided anew for each request."""

    def use_args(self, argmap: Any, req: Any = None, *, location: str | None = None, **more: Any) -> Any:
        """Call a view with what was loaded as its first argument. `problem` is the kind that says what is wrong."""
        load = _query(argmap) if location == "query" else _body(argmap, **more)

        def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(view)
            def loaded(*args: Any, **named: Any) -> Any:
                return view(load(), *args, **named)

            return loaded

        return decorate


def _body(schema: Any, problem: str = "assessment-invalid") -> Callable[[], Loaded]:
    load = loader(schema, problem)
    return lambda: load(json_body(request))


def _query(schema: Any) -> Callable[[], Loaded]:
    def load() -> Loaded:
        wrong = list(islice(_wrong_parameters(schema), MOST_ERRORS))
        if wrong:
            raise ProblemError("parameters-invalid", errors=[_parameter(one) for one in wrong])
        return schema.load(request.args.to_dict())

    return load


def _wrong_parameters(schema: Any) -> Iterator[Problem]:
    for name, values in request.args.lists():
        if len(values) > 1:
            yield Problem("repeated-parameter", "this parameter stands more than once", f"/{name}")
    yield from problems_of(request.args.to_dict(), schema)


def _parameter(problem: Problem) -> dict[str, Any]:
    """The entry for a query parameter: named instead of pointed at, as there is no document to point into."""
    entry = entry_of(problem)
    entry["code"] = entry["code"].replace("unknown-field", "unknown-parameter")
    name = entry.pop("pointer")[1:].replace("~1", "/").replace("~0", "~")
    return {"parameter": name, **entry}
