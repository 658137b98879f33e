"""Scenarios that anyone may put to the rules: what was expected, and what was found."""

from __future__ import annotations

from flask import Response, request

from leverpoint_api.blueprint import Blueprint
from leverpoint_api.examples import EVALUATION_HEADERS, SCENARIO_RUNS
from leverpoint_api.posted import body_of
from leverpoint_api.schemas import ScenarioReportSchema, ScenarioRunSchema
from leverpoint_api.testing import report

blueprint = Blueprint("testing", "authors")


@blueprint.route("/v1/rulesets/test", methods=["POST"])
@blueprint.doc(requestBody=body_of(ScenarioRunSchema(), SCENARIO_RUNS))
@blueprint.response(200, ScenarioReportSchema(), headers=EVALUATION_HEADERS)
@blueprint.problems(400, 413, 415, 422, 503)
def run_scenarios() -> Response:
    """Run scenarios by the rules in service, or by a pack on top of the core; nothing is activated."""
    return report(request)
