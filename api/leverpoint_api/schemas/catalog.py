"""The catalog as we send it: what a caller needs to fill in a request and to read an answer."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from leverpoint_api.schemas.shapes import Sent, flag, one, several, text, texts, whole

PROVENANCE = "`sourced`: its source says so; `derived`: follows from it; `authored`: ours."


class CitationSchema(Schema):
    """Where a statement comes from, and how far that carries it."""

    source = text("The id of an entry under `/v1/sources`.")
    locator = text("Where in it.")
    provenance = text(PROVENANCE)


class RoleSchema(Schema):
    """A place in the system from which a leader acts."""

    id = text()
    title = text()
    description = text()


class ThemeSchema(Schema):
    """A theme that strategies and rubrics belong to."""

    id = text()
    title = text()
    definition = text()
    provenance = text(PROVENANCE)
    citations = several(CitationSchema)


class FindingSchema(Sent):
    """A numbered statement of a source."""

    id = text()
    text = text()
    url = fields.String()


class SourceSchema(Sent):
    """A publication, or our own hand, that citations name."""

    id = text()
    title = text()
    note = text()
    author = fields.String()
    publisher = fields.String()
    year = fields.Integer()
    url = fields.String()
    findings = several(FindingSchema)


class PredecessorSchema(Schema):
    """A strategy to strengthen first, and why."""

    strategy = text()
    because = text()
    citations = several(CitationSchema)


class TenureSchema(Schema):
    """The roles that lead a strategy, share it or influence it."""

    lead = fields.List(fields.String())
    share = fields.List(fields.String())
    influence = fields.List(fields.String())


class StrategySchema(Schema):
    """A strategy: what it is, who moves it, how far away it lies."""

    id = text()
    number = whole()
    title = text()
    theme = text()
    summary = text()
    horizon = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "How far away the strategy lies for each role: `now`, `next` or `later`."},
    )
    roles = one(TenureSchema, "Which roles lead, share or influence it.")
    protected = fields.Boolean(required=True)
    strengthen_first = several(PredecessorSchema, "Strategies that are better strong before; advice, never a block.")
    provenance = text(PROVENANCE)
    citations = several(CitationSchema)


class LeveragePointSchema(Schema):
    """Where one role can press, with concrete actions."""

    id = text()
    role = text()
    title = text()
    actions = texts()
    strategies = texts()
    provenance = text(PROVENANCE)
    citations = several(CitationSchema)


class LevelSchema(Schema):
    """A step of a scale."""

    level = whole()
    label = text()


class DescribedLevelSchema(LevelSchema):
    """A step of a scale as one criterion describes it."""

    descriptor = text("What this level looks like.")


class ScaleSchema(Schema):
    """The levels of a rubric, lowest first."""

    target = whole("The level to aim for.")
    levels = several(LevelSchema)


class WordingSchema(Schema):
    """How one role is asked."""

    question = text()
    levels = several(DescribedLevelSchema)


class CriterionSchema(Schema):
    """A row of a rubric."""

    id = text()
    title = text()
    question = text()
    strategies = texts()
    levels = several(DescribedLevelSchema)
    by_role = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(WordingSchema),
        required=True,
        metadata={"description": "Other words for some roles; ids and levels stay the same."},
    )
    provenance = text(PROVENANCE)
    citations = several(CitationSchema)


class RubricSchema(Schema):
    """A versioned set of criteria on one scale."""

    id = text()
    version = text()
    theme = text()
    title = text()
    scale = one(ScaleSchema)
    criteria = several(CriterionSchema)
    provenance = text(PROVENANCE)
    citations = several(CitationSchema)


class ValueSchema(Schema):
    """One choice."""

    value = text()
    label = text()
    description = text()


class FactSchema(Sent):
    """Something that can be told about the context, or that rules conclude."""

    id = text()
    kind = text("`context`: asked of a person; `conclusion`: follows from rules.")
    type = text()
    title = text()
    question = text()
    values = fields.Method("values_of", metadata={"type": "array", "description": "The choices, where there are some."})
    minimum = fields.Float()
    maximum = fields.Float()
    unit = fields.String()
    roles = texts("Who is asked; empty for all.")
    computed = flag("Whether a plugin works it out, so that nobody is asked for it.")

    def values_of(self, fact: Any) -> list[dict[str, Any]] | None:
        """The values of a choice with their labels and descriptions."""
        if fact.type != "choice":
            return None
        return [
            {"value": value, "label": fact.labels[value], "description": fact.texts[value]} for value in fact.values
        ]
