"""The service against its own OpenAPI document: Schemathesis, with all of its checks, from a fixed seed."""

from __future__ import annotations

import io
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.config import SchemathesisConfig

from leverpoint_api.app import create_app
from leverpoint_api.logs import build_logger
from leverpoint_api.settings import Settings

schemathesis.serializer.alias("application/zip", "application/octet-stream")
CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            # A document cannot hold the vocabulary of a rule set: what has the right shape may still name a criterion
            # that nobody knows, which is 422.
            "positive_data_acceptance": {"expected-statuses": ["2xx", "304", "404", "422"]},
        }
    }
)
SERVICE = create_app(Settings(search_seconds=1), build_logger(io.BytesIO()))
DOCUMENT = schemathesis.openapi.from_wsgi("/openapi.json", SERVICE, config=CONFIG)


LONG = "/v1/rulesets/analyze"
"""Each of its answers takes a second here, and fewer will do."""


@DOCUMENT.exclude(path=LONG).parametrize()
@settings(max_examples=80, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_service_does_what_its_document_says(case: Case[Any]) -> None:
    """No generated request, sound or broken, gets an answer that the document does not foresee."""
    case.call_and_validate()


@DOCUMENT.include(path=LONG).parametrize()
@settings(max_examples=6, derandomize=True, suppress_health_check=list(HealthCheck))
def test_analysis_does_what_its_document_says(case: Case[Any]) -> None:
    """The same for the address whose answers take long."""
    case.call_and_validate()
