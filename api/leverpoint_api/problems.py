"""Every error as a problem document (RFC 9457): one table of kinds, and one way from an exception to an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from leverpoint import AssessmentError, PackError, Problem, UnknownIdError
from leverpoint.errors import ExtraError
from leverpoint_api.service import service

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS, LONGEST_TEXT, LONGEST_POINTER = 100, 300, 300
URN = "urn:leverpoint:problem:"
Entry = Callable[[Problem], dict[str, Any]]


class Kind(NamedTuple):
    """A kind of problem: the status it is sent with, and the title that never changes."""

    status: int
    title: str


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "not-json": Kind(400, "The body is not JSON"),
        "ambiguous-json": Kind(400, "The body can be read in more than one way"),
        "too-deep": Kind(400, "The body is nested too deeply"),
        "bad-request": Kind(400, "The request cannot be read"),
        "not-found": Kind(404, "There is nothing at this address"),
        "method-not-allowed": Kind(405, "This address does not know that method"),
        "body-too-large": Kind(413, "The body is too large"),
        "not-application-json": Kind(415, "The body is not declared as application/json"),
        "not-a-pack": Kind(415, "The body is not declared as a pack"),
        "assessment-invalid": Kind(422, "The assessment does not fit"),
        "batch-invalid": Kind(422, "The batch does not fit"),
        "question-invalid": Kind(422, "The question about an answer does not fit"),
        "analysis-invalid": Kind(422, "What is to be analyzed does not fit"),
        "scenarios-invalid": Kind(422, "The scenarios do not fit"),
        "pack-invalid": Kind(422, "The pack does not fit"),
        "parameters-invalid": Kind(422, "The query parameters do not fit"),
        "internal-error": Kind(500, "Something went wrong on our side"),
        "not-ready": Kind(503, "No rule set is active"),
        "pack-unusable": Kind(503, "A pack that must count does not"),
        "plugin-unusable": Kind(503, "A plugin has failed and answers no more"),
        "busy": Kind(503, "Too much is under way at once"),
        "extra-missing": Kind(503, "What this needs is not installed here"),
    }
)
# What Flask and Werkzeug raise by themselves; any other status of theirs is a plain `about:blank`.
_OF_STATUS = MappingProxyType(
    {400: "bad-request", 404: "not-found", 405: "method-not-allowed", 413: "body-too-large", 500: "internal-error"}
)
RETRY_SECONDS = 5


class ProblemError(Exception):
    """Ends a request with a problem. `kind` is a key of KINDS, `errors` are the entries of its list of errors."""

    def __init__(self, kind: str, detail: str = "", errors: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(kind)
        self.kind, self.detail, self.errors = kind, detail, errors


def unusable(error: PackError) -> ProblemError:
    """The problem of an organization that is not answered without a pack."""
    return ProblemError("pack-unusable", f"The pack '{error.pack}' does not count and must not be left out.")


def unfit(kind: str, problems: Iterable[Problem], entry: Entry | None = None) -> ProblemError:
    """The error that lists what the engine found wrong; after the first hundred it only says that there are more.

    `entry` makes the entry of a problem, where that is not an ordinary one.
    """
    found = list(islice(problems, MOST_ERRORS + 1))
    count = f"{len(found)} problem{'s' * (len(found) != 1)}"
    detail = count if len(found) <= MOST_ERRORS else f"more than {MOST_ERRORS} problems; these are the first"
    return ProblemError(kind, detail, [(entry or entry_of)(one) for one in found[:MOST_ERRORS]])


def document(error: ProblemError) -> dict[str, Any]:
    """The problem without what belongs to one request: its address and its id."""
    status, title = KINDS[error.kind]
    body: dict[str, Any] = {"type": URN + error.kind, "title": title, "status": status}
    if error.detail:
        body["detail"] = _short(error.detail, LONGEST_TEXT)
    if error.errors:
        body["errors"] = error.errors
    return body


def register(app: Flask) -> None:
    """Make `app` answer every error, its own and others', with a problem."""
    app.register_error_handler(ProblemError, _respond)
    app.register_error_handler(AssessmentError, lambda error: _respond(unfit("assessment-invalid", error.problems)))
    app.register_error_handler(PackError, lambda error: _respond(unusable(error)))
    app.register_error_handler(ExtraError, lambda error: _respond(ProblemError("extra-missing", str(error))))
    app.register_error_handler(UnknownIdError, lambda error: _respond(ProblemError("not-found", str(error))))
    app.register_error_handler(HTTPException, _respond_to_http)
    app.register_error_handler(Exception, _respond_to_unforeseen)


def _respond(error: ProblemError) -> Response:
    response = _response(document(error), KINDS[error.kind].status)
    if KINDS[error.kind].status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _respond_to_http(error: HTTPException) -> Response:
    status = error.code or 500
    kind = _OF_STATUS.get(status)
    if kind is None:
        return _response({"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}, status)
    response = _respond(ProblemError(kind))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _respond_to_unforeseen(error: Exception) -> Response:
    service().log.error("unforeseen", exc_info=error, request_id=g.request_id, path=request.path)
    return _respond(ProblemError("internal-error"))


def _response(body: dict[str, Any], status: int) -> Response:
    body |= {"instance": request.path, "request_id": g.request_id}
    return Response(orjson.dumps(body), status, mimetype=MEDIA_TYPE)


def pointer_below(pointer: str, name: str | int) -> str:
    """The JSON Pointer of a member; of a member whose name is absurdly long, that of what holds it."""
    below = f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}"
    return _bounded(below)


def _bounded(pointer: str) -> str:
    while len(pointer) > LONGEST_POINTER:
        pointer = pointer.rpartition("/")[0]
    return pointer


def entry_of(problem: Problem) -> dict[str, Any]:
    """One entry of a problem's list of errors, in the words of the contract, with no text of unbounded length."""
    entry: dict[str, Any] = {
        "pointer": _bounded(problem.pointer),
        "code": problem.code,
        "detail": _short(problem.message, LONGEST_TEXT),
    }
    if isinstance(problem.expected, list | tuple):
        entry["allowed"] = list(problem.expected)
    if problem.suggestion is not None:
        entry["suggestion"] = problem.suggestion
    return entry


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
