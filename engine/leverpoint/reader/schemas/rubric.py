"""What a rubric file may say."""

from __future__ import annotations

from leverpoint.reader.fields import LONGEST_LINE, Id, One, Record, Several, Table, Text, Whole
from leverpoint.reader.schemas.provenance import Sourced


class LevelSchema(Record):
    """A step of a scale."""

    level = Whole(-1000, 1000, required=True)
    label = Text(LONGEST_LINE, required=True)


class DescriptorSchema(Record):
    """What one level of a criterion looks like."""

    level = Whole(-1000, 1000, required=True)
    descriptor = Text(required=True)


class ScaleSchema(Record):
    """The levels, lowest first, and the one to aim for."""

    target = Whole(-1000, 1000, required=True)
    levels = Several(One(LevelSchema), fewest=2, most=32, required=True)


class WordingSchema(Record):
    """How one role is asked a criterion: other words for the same levels."""

    question = Text(required=True)
    levels = Several(One(DescriptorSchema), required=True)


class CriterionSchema(Sourced):
    """A row of a rubric: a question, the strategies it speaks of, and a descriptor for every level."""

    id = Id(required=True)
    title = Text(LONGEST_LINE, required=True)
    question = Text(required=True)
    strategies = Several(Id(), fewest=1, required=True)
    levels = Several(One(DescriptorSchema), required=True)
    by_role = Table(One(WordingSchema))


class RubricSchema(Sourced):
    """A versioned set of criteria on one scale."""

    id = Id(required=True)
    version = Text(40, required=True)
    theme = Id(required=True)
    title = Text(LONGEST_LINE, required=True)
    scale = One(ScaleSchema, required=True)
    criteria = Several(One(CriterionSchema), fewest=1, most=200, required=True)
