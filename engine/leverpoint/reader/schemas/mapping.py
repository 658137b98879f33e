"""What a mapping file may say: which column of a survey's export is which answer, and what its texts mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from leverpoint.reader.fields import LONGEST_LINE, Flag, One, Raw, Record, Several, Table, Text, exactly_one


class CellSchema(Record):
    """Where an answer stands: in a column, with what its texts mean, or the same for every row."""

    column = Text(LONGEST_LINE)
    constant = Raw()
    answers = Table(Raw(), most=500)

    @validates_schema
    def says_one_thing(self, data: Mapping[str, Any], **more: Any) -> None:
        """An answer has one place."""
        exactly_one(data, ("column", "constant"))


class WhoSchema(Record):
    """Where the parts of an organization's name stand."""

    identifier = One(CellSchema)
    system = One(CellSchema)
    state = One(CellSchema)
    name = One(CellSchema)


class MappingSchema(Record):
    """How the columns of a table become assessments."""

    delimiter = Text(1)
    id = Text(LONGEST_LINE)
    rater = Text(LONGEST_LINE)
    one_row_a_rater = Flag()
    roles = One(CellSchema)
    organization = One(WhoSchema)
    criteria = Table(One(CellSchema))
    context = Table(One(CellSchema))
    answers = Table(Raw(), most=500)
    not_applicable = Several(Text(LONGEST_LINE), most=50)

    @validates_schema
    def names_organizations(self, data: Mapping[str, Any], **more: Any) -> None:
        """Rows of raters belong together by what names their organization."""
        if data.get("one_row_a_rater") and "id" not in data:
            raise ValidationError("rows of raters need a column that says whose they are", "id")
