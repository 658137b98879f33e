"""Scenarios that are sent to be run, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from leverpoint.reader.fields import MISSING, One, Raw, Record, Several
from leverpoint_api.schemas.analysis import AskerSchema, only_one_of_them
from leverpoint_api.schemas.answers import RevisionSchema
from leverpoint_api.schemas.explanations import nothing_or
from leverpoint_api.schemas.queries import MOST_ITEMS
from leverpoint_api.schemas.shapes import flag, one, several, text, texts, whole
from leverpoint_api.schemas.validation import pack_files

A_SCENARIO = {"allOf": [{"$ref": "#/components/schemas/Scenario"}]}


class ScenarioRunSchema(Record):
    """Scenarios, or the files of a pack with scenarios of its own, or scenarios to be put to a pack."""

    scenarios = Several(Raw(metadata=A_SCENARIO), fewest=1, most=MOST_ITEMS)
    files = pack_files()
    organization = One(
        AskerSchema, metadata={"description": "Who asks where a scenario does not say; without it, nobody."}
    )

    @validates_schema
    def says_something(self, data: Mapping[str, Any], **more: Any) -> None:
        """There is something to run."""
        only_one_of_them(data)
        if "scenarios" not in data and "files" not in data:
            raise ValidationError(MISSING, "scenarios")


class RoleFailureSchema(Schema):
    """What was expected for one role, and what was found instead."""

    role = text()
    line = nothing_or(fields.Integer)
    pointer = text("Where it is expected.")
    expected = text()
    found = text()
    why = texts("The reasons in the rules.")


class OutcomeSchema(Schema):
    """What became of one scenario, or of one row of its table.

    Pointers lead into the body, or into the file of a pack that is named beside them.
    """

    scenario = text()
    case = nothing_or(fields.String, "The row of a table; null where there is none.")
    keywords = texts()
    file = nothing_or(fields.String, "The file within the pack; null for scenarios in the body.")
    line = nothing_or(fields.Integer, "Null for scenarios in the body.")
    pointer = text()
    holds = flag()
    failures = several(RoleFailureSchema)


class ScenarioReportSchema(Schema):
    """What became of scenarios."""

    ruleset = one(RevisionSchema, "What answers where a scenario does not say who asks.")
    asked = whole()
    failed = whole()
    outcomes = several(OutcomeSchema)
