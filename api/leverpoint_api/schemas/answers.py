"""An answer, as the engine writes it. Nothing is dumped through these: they document, and the tests load with them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from leverpoint_api.schemas.catalog import CitationSchema
from leverpoint_api.schemas.shapes import flag, one, several, text, texts, whole

TRUTHS = ("true", "false", "unknown")


class EngineSchema(Schema):
    """What worked out the answer."""

    name = text()
    version = text()


class RevisionSchema(Schema):
    """The rule set that answered."""

    revision = text()
    label = text()


class SourceRefSchema(Schema):
    """A source of rules that the answer rests on."""

    name = text()
    version = text()
    layer = text()
    digest = text()
    state = text()


class ProvenanceSchema(Schema):
    """Everything that the answer rests on besides the question."""

    engine = one(EngineSchema)
    ruleset = one(RevisionSchema)
    sources = several(SourceRefSchema)


class QuestionSchema(Schema):
    """A fact worth asking next."""

    fact = text()
    kind = text(validate=validate.OneOf(("criterion", "context")))
    would_decide = whole("How many undecided recommendations one answer to this can settle.")


class TermSchema(Schema):
    """One part of a score, in whole points."""

    name = text()
    points = whole()
    origin = text("What the term comes from.", data_key="from")
    by = text("The source that put it there.")
    text = text()


class PrioritySchema(Schema):
    """The score and all that it is made of."""

    score = whole("The sum of the terms.")
    terms = several(TermSchema)


class RuleRefSchema(Schema):
    """A rule that counted."""

    id = text()
    source = text()
    version = text()


class PointRefSchema(Schema):
    """A leverage point of the asked role."""

    id = text()
    title = text()
    actions = texts()


class StrengthenFirstSchema(Schema):
    """A weak predecessor, and why it helps to begin there."""

    strategy = text()
    because = text()
    citations = several(CitationSchema)


class ElsewhereSchema(Schema):
    """What another role can press for the same strategy."""

    role = text()
    leverage_point = text()
    title = text()


class TraceSchema(Schema):
    """How one part of a condition came out: a connective with its children, or a fact that was compared."""

    op = fields.String(validate=validate.OneOf(("all", "any", "not")))
    fact = fields.String()
    found = fields.String()
    needed = fields.String()
    truth = text(validate=validate.OneOf(TRUTHS))
    children = fields.List(fields.Nested(lambda: TraceSchema()))  # noqa: PLW0108 - the class is not there yet


class RuleTraceSchema(TraceSchema):
    """How the condition of a rule came out."""

    rule = text()


class NoteSchema(Schema):
    """What a plugin adds to a recommendation."""

    by = text("The plugin.")
    text = text()
    url = fields.String(metadata={"description": "A page that says more."})


class RecommendationSchema(Schema):
    """One strategy for one role."""

    rank = whole("Counts from 1 in the whole list, before `limit` cuts it.")
    strategy = text()
    title = text()
    certainty = text(validate=validate.OneOf(("certain", "possible")))
    horizon = text(validate=validate.OneOf(("now", "next", "later")))
    priority = one(PrioritySchema)
    reasons = texts("Why, in plain words; none with `explain: none`.")
    rules = several(RuleRefSchema)
    leverage_points = several(PointRefSchema)
    strengthen_first = several(StrengthenFirstSchema)
    elsewhere = several(ElsewhereSchema, "What other roles can do for the same strategy.")
    citations = several(CitationSchema)
    notes = fields.List(fields.Nested(NoteSchema), metadata={"description": "What plugins add, where they do."})
    trace = fields.List(fields.Nested(RuleTraceSchema), metadata={"description": "With `explain: full`."})


class SuppressedSchema(Schema):
    """A strategy that a rule took off the list."""

    strategy = text()
    rule = text()
    reason = text()
    by = text()


class WarningSchema(Schema):
    """Something that a rule asks the reader to weigh."""

    rule = text()
    text = text()
    citations = several(CitationSchema)


class RoleAdviceSchema(Schema):
    """The advice for one role, best first."""

    role = text()
    recommendations = several(RecommendationSchema)
    suppressed = several(SuppressedSchema)
    warnings = several(WarningSchema, "What rules ask the reader to weigh.")


class StepSchema(Schema):
    """A recommendation, by its role and strategy."""

    role = text()
    strategy = text()


class PlanItemSchema(StepSchema):
    """A step and those that should come before it."""

    waits_on = several(StepSchema)


class ServiceWarningSchema(Schema):
    """Something about how the answer was made."""

    code = text()
    detail = text()
    plugin = fields.String()


class AnswerSchema(Schema):
    """Advice for each role that was asked. Equal questions get equal bytes."""

    decision_id = text("Identifies the question and everything that the answer rests on.")
    as_of = fields.Date(required=True, metadata={"description": "The day whose rules are in effect."})
    provenance = one(ProvenanceSchema)
    complete = flag("Whether nothing that was not answered could change the list.")
    next_questions = several(QuestionSchema, "What to ask next; none with `explain: none`.")
    advice = several(RoleAdviceSchema)
    plan = fields.List(
        fields.Nested(PlanItemSchema), metadata={"description": "With several roles: what waits on whom."}
    )
    warnings = several(ServiceWarningSchema, "What the service has to say about how it answered.")
