"""From loaded requests to answers: the engine's own bytes, with headers that say what made them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import orjson
from flask import Response, g

from leverpoint import Advice, AssessmentError, Organization, RequestSchema, to_json
from leverpoint_api.pages import JSON
from leverpoint_api.parsing import loader
from leverpoint_api.problems import ProblemError, document, unfit
from leverpoint_api.rulesets import Serving
from leverpoint_api.service import service

load_request = loader(RequestSchema(), "assessment-invalid")


def answer(advice: Advice) -> Response:
    """One answer."""
    _count(advice.matcher)
    return _evaluated(to_json(advice), advice.revision, (advice.matcher,))


def answer_batch(serving: Serving, requests: Sequence[Any]) -> Response:
    """What became of each request, in their order. The header names every revision that answered one of them."""
    given: list[Advice] = []
    items = [_item(serving, data, given) for data in requests]
    matchers = [advice.matcher for advice in given]
    for matcher in set(matchers):
        _count(matcher, matchers.count(matcher))
    revisions = {advice.revision for advice in given} or {serving.require(Organization()).revision}
    return _evaluated(orjson.dumps({"items": items}), ", ".join(sorted(revisions)), sorted(set(matchers)))


def answer_by(revisions: Iterable[str], **parts: Any) -> Response:
    """An answer about what advisors of these revisions say, made of its parts."""
    matcher = service().rulesets.matcher
    _count(matcher)
    return _evaluated(orjson.dumps(parts), ", ".join(sorted(set(revisions))), (matcher,))


def _count(matcher: str, count: int = 1) -> None:
    parts = service()
    parts.metrics.evaluated(matcher, parts.rulesets.health, count)


def _item(serving: Serving, data: Any, given: list[Advice]) -> dict[str, Any]:
    try:
        advice = serving.advise(load_request(data))
    except ProblemError as error:
        return _failed(error)
    except AssessmentError as error:
        return _failed(unfit("assessment-invalid", error.problems))
    except Exception as error:  # noqa: BLE001 - a fault of ours in one item must not spoil the others
        service().log.error("unforeseen", exc_info=error, request_id=g.request_id)
        return _failed(ProblemError("internal-error"))
    given.append(advice)
    return {"status": 200, "result": orjson.Fragment(to_json(advice))}


def _failed(error: ProblemError) -> dict[str, Any]:
    problem = document(error)
    return {"status": problem["status"], "problem": problem}


def _evaluated(body: bytes, revision: str, matchers: Collection[str]) -> Response:
    response = Response(body, mimetype=JSON)
    response.headers["Ruleset-Revision"] = revision
    if matchers:
        response.headers["Leverpoint-Matcher"] = ", ".join(matchers)
    return response
