"""What a request may say: the same document over HTTP, in a file and on standard input."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from leverpoint.reader.fields import (
    LONGEST_LINE,
    Day,
    Flag,
    Id,
    One,
    OneOf,
    Raw,
    Record,
    Several,
    Table,
    Text,
    Whole,
    exactly_one,
)

EXPLAIN = ("none", "reasons", "full")
SYSTEMS = ("nces-leaid", "nces-school", "ipeds-unitid", "nces-state", "local")


class OrganizationSchema(Record):
    """Who asks. The name is for people; the identifiers decide whose rules apply."""

    name = Text(LONGEST_LINE)
    identifier = Text(60)
    system = OneOf(*SYSTEMS)
    state = Text(60)

    @validates_schema
    def pairs(self, data: Mapping[str, Any], **more: Any) -> None:
        """An identifier means something only within its system."""
        if ("identifier" in data) is not ("system" in data):
            absent = "system" if "identifier" in data else "identifier"
            raise ValidationError("an identifier and its system go together", absent)


MOST_RATERS = 2000
"""How many people may rate one criterion: all teachers of a large district."""


class RaterSchema(Record):
    """The level that one rater gives."""

    rater = Text(LONGEST_LINE, required=True)
    level = Whole(required=True)


class RatingSchema(Record):
    """One criterion: a level, the levels of several raters, or not applicable."""

    criterion = Text(LONGEST_LINE, required=True)
    level = Whole(allow_none=True)
    not_applicable = Flag()
    ratings = Several(One(RaterSchema), fewest=1, most=MOST_RATERS)

    @validates_schema
    def says_one_thing(self, data: Mapping[str, Any], **more: Any) -> None:
        """A row is rated once, by several raters, or set aside."""
        exactly_one(data, ("level", "not_applicable", "ratings"))


class AssessmentSchema(Record):
    """What was found, on which rubrics and when."""

    assessed_on = Day(allow_none=True)
    rubrics = Table(Text(40), most=50)
    ratings = Several(One(RatingSchema), most=500)


class OptionsSchema(Record):
    """How the answer is wanted."""

    limit = Whole(1, 1000, allow_none=True)
    explain = OneOf(*EXPLAIN)
    certainty = OneOf("certain", "possible")
    ruleset = Text(LONGEST_LINE)
    as_of = Day(allow_none=True)


class RequestSchema(Record):
    """One assessment of one organization, asked in one or several roles."""

    roles = Several(Id(), fewest=1, most=20, required=True)
    organization = One(OrganizationSchema)
    assessment = One(AssessmentSchema, required=True)
    context = Table(Raw(allow_none=True), most=200)
    options = One(OptionsSchema)
