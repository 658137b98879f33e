"""The question that all of this is for: what can be done from here, in what order, and why."""

from __future__ import annotations

from typing import Any

from flask import Response

from leverpoint import RequestSchema
from leverpoint_api.answers import answer, answer_batch
from leverpoint_api.blueprint import Blueprint
from leverpoint_api.examples import ASSESSMENTS, BATCHES, EVALUATION_HEADERS
from leverpoint_api.schemas import AnswerSchema, BatchAnswerSchema, BatchSchema
from leverpoint_api.service import service

blueprint = Blueprint("recommendations", "advice")


@blueprint.route("/v1/recommendations", methods=["POST"])
@blueprint.arguments(RequestSchema(), examples=ASSESSMENTS)
@blueprint.response(200, AnswerSchema(), headers=EVALUATION_HEADERS)
@blueprint.problems(400, 413, 415, 422, 503)
def recommend(question: Any) -> Response:
    """Rank strategies and leverage points for one assessment, in one or several roles."""
    return answer(service().rulesets.current.advise(question))


@blueprint.route("/v1/recommendations/batch", methods=["POST"])
@blueprint.arguments(BatchSchema(), examples=BATCHES, problem="batch-invalid")
@blueprint.response(200, BatchAnswerSchema(), headers=EVALUATION_HEADERS)
@blueprint.problems(400, 413, 415, 422, 503)
def recommend_batch(batch: Any) -> Response:
    """Answer up to 1,000 requests; each has its own result or problem, in order, and the whole is 200."""
    return answer_batch(service().rulesets.current, batch["items"])
