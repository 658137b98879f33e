"""What is wrong with a set of rules as a whole, proven over every assessment."""

from __future__ import annotations

import orjson
from flask import Response, request

from leverpoint_api.analyzing import report
from leverpoint_api.blueprint import TAG_HEADERS, Blueprint
from leverpoint_api.examples import ANALYSES
from leverpoint_api.pages import JSON
from leverpoint_api.posted import body_of
from leverpoint_api.schemas import AnalysisReportSchema, AnalysisSchema

blueprint = Blueprint("analysis", "authors")
HEADERS = {"Ruleset-Revision": dict(TAG_HEADERS["Ruleset-Revision"])}


@blueprint.route("/v1/rulesets/analyze", methods=["POST"])
@blueprint.doc(requestBody=body_of(AnalysisSchema(), ANALYSES))
@blueprint.response(200, AnalysisReportSchema(), headers=HEADERS)
@blueprint.problems(400, 413, 415, 422, 503)
def analyze_rules() -> Response:
    """Prove what is wrong with the rules in service, or with a pack on top of the core, each fault with its witness.

    What the search does not get to is `not-decided`. Nothing is activated.
    """
    found = report(request)
    response = Response(orjson.dumps(found), mimetype=JSON)
    if found["ruleset"]:
        response.headers["Ruleset-Revision"] = found["ruleset"]["revision"]
    return response
