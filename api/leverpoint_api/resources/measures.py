"""The numbers for Prometheus."""

from __future__ import annotations

from flask import Response
from prometheus_client import CONTENT_TYPE_LATEST

from leverpoint_api.blueprint import Blueprint
from leverpoint_api.service import service
from leverpoint_api.worker import show

blueprint = Blueprint("measures", "service")


@blueprint.route("/metrics")
@blueprint.response(200, {"type": "string"}, content_type="text/plain")
def get_metrics() -> Response:
    """Give the service's numbers in Prometheus' text format."""
    show(service().rulesets, service().metrics)
    return Response(service().metrics.exposition(), content_type=CONTENT_TYPE_LATEST)
