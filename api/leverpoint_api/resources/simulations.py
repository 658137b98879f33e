"""What would be advised if answers, or weights, were others."""

from __future__ import annotations

from typing import Any

from flask import Response

from leverpoint_api.blueprint import Blueprint
from leverpoint_api.examples import EVALUATION_HEADERS, SIMULATIONS
from leverpoint_api.questions import answered, asked
from leverpoint_api.schemas import SimulationAnswerSchema, SimulationSchema
from leverpoint_api.simulating import scenarios, swept

blueprint = Blueprint("simulations", "advice")


@blueprint.route("/v1/simulations", methods=["POST"])
@blueprint.arguments(SimulationSchema(), examples=SIMULATIONS, problem="question-invalid")
@blueprint.response(200, SimulationAnswerSchema(), headers=EVALUATION_HEADERS)
@blueprint.problems(400, 413, 415, 422, 503)
def simulate(question: Any) -> Response:
    """Change answers or weights and see before and after side by side, or run facts over their values."""
    about = asked(question["request"])
    if "scenarios" in question:
        return answered(about, scenarios=list(scenarios(about, question["scenarios"])))
    return answered(about, sweep=swept(about, question))
