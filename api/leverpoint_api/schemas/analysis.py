"""What is to be analyzed, and the findings as the engine writes them. Nothing is dumped through these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from leverpoint.intake import IDENTIFIERS
from leverpoint.lab.proving.findings import Code, Severity, Status
from leverpoint.reader.fields import Day, One, OneOf, Record, Several
from leverpoint.reader.schemas.request import OrganizationSchema
from leverpoint_api.schemas.answers import RevisionSchema
from leverpoint_api.schemas.explanations import nothing_or
from leverpoint_api.schemas.shapes import flag, several, text, texts, whole
from leverpoint_api.schemas.validation import pack_files


class AskerSchema(OrganizationSchema):
    """Whose rules are meant."""

    @validates_schema
    def has_its_shape(self, data: Mapping[str, Any], **more: Any) -> None:
        """An identifier has the shape of its system."""
        shape = IDENTIFIERS.get(data.get("system", ""))
        if shape and "identifier" in data and not shape[0].fullmatch(data["identifier"]):
            raise ValidationError(f"an identifier of system {data['system']} has {shape[1]}", "identifier")


def only_one_of_them(data: Mapping[str, Any]) -> None:
    """Refuse an organization beside a pack."""
    if "files" in data and "organization" in data:
        raise ValidationError("a pack says itself for whom it speaks; leave this out", "organization")


class AnalysisSchema(Record):
    """What is searched for, and where: in the rules in service, or in a pack on top of the core."""

    organization = One(AskerSchema, metadata={"description": "Whose rules in service; without it, the core's."})
    files = pack_files()
    codes = Several(OneOf(*Code), fewest=1, most=len(Code), metadata={"description": "Without them, all."})
    as_of = Day(metadata={"description": "The day whose rules are in effect; without it, today in UTC."})

    @validates_schema
    def is_about_one_thing(self, data: Mapping[str, Any], **more: Any) -> None:
        """The rules of an organization, or a pack."""
        only_one_of_them(data)


class LocationSchema(Schema):
    """Where a finding is written."""

    file = text("The file within its source.")
    line = whole()
    pointer = text("A JSON Pointer into the file.")


class AnalysisFindingSchema(Schema):
    """One fault of a set of rules, or a question about it that was not decided."""

    code = text(validate=validate.OneOf(list(Code)))
    severity = text(validate=validate.OneOf(list(Severity)))
    status = text(validate=validate.OneOf(list(Status)))
    fingerprint = text("A name that stays while the fault stays.")
    rules = texts("The rules in which it lies, the first of them the one to look at.")
    sources = texts("The sources of these rules.")
    about = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    location = fields.Nested(LocationSchema, required=True, allow_none=True)
    witness = nothing_or(fields.Dict, "A request that shows it when it is sent; null where none can.")
    message = text("What is wrong.")
    fix = text("What would put it right.")


class AcceptedFindingSchema(AnalysisFindingSchema):
    """A finding that whoever answers for the rules has accepted."""

    reason = text()


class StaleSchema(Schema):
    """An accepted finding that is gone."""

    fingerprint = text()
    code = text()
    line = whole()


class AnalysisReportSchema(Schema):
    """What analysis has found."""

    ruleset = fields.Nested(
        RevisionSchema,
        required=True,
        allow_none=True,
        metadata={"description": "What was searched; null where the pack cannot be read as it is."},
    )
    as_of = fields.Date(required=True, metadata={"description": "The day whose rules are in effect."})
    searched = texts("The codes of all that was searched for; none where the pack cannot be read as it is.")
    complete = flag("Whether everything was searched and decided, and everything found is told.")
    findings = several(AnalysisFindingSchema)
    omitted = whole("How many findings there are, at least, beyond those told.")
    accepted = several(AcceptedFindingSchema)
    stale = several(StaleSchema)
