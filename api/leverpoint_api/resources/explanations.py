"""Explanations of an answer: why a strategy is not certain, what it would take, and what puts one above another."""

from __future__ import annotations

from typing import Any

from flask import Response

from leverpoint.lab.exploring import comparison, why_not
from leverpoint.lab.exploring.why import Standing, uncut_advice
from leverpoint_api.blueprint import Blueprint
from leverpoint_api.counterfactuals import least_changes
from leverpoint_api.examples import COMPARISONS, COUNTERFACTUALS, EVALUATION_HEADERS, WHY_NOTS
from leverpoint_api.questions import answered, asked, strategies
from leverpoint_api.schemas import (
    CompareAnswerSchema,
    CompareQuestionSchema,
    CounterfactualAnswerSchema,
    CounterfactualQuestionSchema,
    WhyNotAnswerSchema,
    WhyNotQuestionSchema,
)

blueprint = Blueprint("explanations", "advice")


@blueprint.route("/v1/explanations/why-not", methods=["POST"])
@blueprint.arguments(WhyNotQuestionSchema(), examples=WHY_NOTS, problem="question-invalid")
@blueprint.response(200, WhyNotAnswerSchema(), headers=EVALUATION_HEADERS)
@blueprint.problems(400, 413, 415, 422, 503)
def explain_why_not(question: Any) -> Response:
    """Say why strategies are not certain: whose rules could have recommended them, and what each is missing."""
    about = asked(question["request"])
    wanted = tuple(dict.fromkeys(question.get("strategies", ())))
    strategies({f"/strategies/{at}": one for at, one in enumerate(question.get("strategies", ()))}, about.advisor)
    standings = (Standing(about.advisor, about.assessment, role) for role in about.assessment.roles)
    found = (one for standing in standings for one in why_not.why_not(standing, wanted))
    return answered(about, items=[why_not.to_data(one) for one in found])


@blueprint.route("/v1/explanations/counterfactuals", methods=["POST"])
@blueprint.arguments(CounterfactualQuestionSchema(), examples=COUNTERFACTUALS, problem="question-invalid")
@blueprint.response(200, CounterfactualAnswerSchema(), headers=EVALUATION_HEADERS)
@blueprint.problems(400, 413, 415, 422, 503)
def explain_least_change(question: Any) -> Response:
    """Find the least that would have to be rated otherwise for a strategy to come in, go out or rank high.

    Exact: the fewest levels, and among those the fewest criteria, or the proof that no other rating does it.
    """
    about = asked(question["request"])
    strategies({"/strategy": question["strategy"]}, about.advisor)
    return answered(about, items=least_changes(about, question))


@blueprint.route("/v1/explanations/compare", methods=["POST"])
@blueprint.arguments(CompareQuestionSchema(), examples=COMPARISONS, problem="question-invalid")
@blueprint.response(200, CompareAnswerSchema(), headers=EVALUATION_HEADERS)
@blueprint.problems(400, 413, 415, 422, 503)
def explain_order(question: Any) -> Response:
    """Say which terms put one strategy above another."""
    about, first, second = asked(question["request"]), question["first"], question["second"]
    strategies({"/first": first, "/second": second}, about.advisor)
    advice = uncut_advice(about.advisor, about.assessment)
    catalog = about.advisor.rulebook.catalog
    found = (comparison.compare(advice[role], first, second, catalog) for role in about.assessment.roles)
    return answered(about, items=[comparison.to_data(one) for one in found])
