"""What the service says about itself: problems, health, status, links."""

from __future__ import annotations

from marshmallow import Schema, fields

from leverpoint_api.schemas.answers import AnswerSchema, EngineSchema
from leverpoint_api.schemas.rulebook import SourceInfoSchema
from leverpoint_api.schemas.shapes import Sent, flag, one, several, text, texts, whole


class ErrorSchema(Schema):
    """One thing that is wrong. A body's errors have a `pointer`, a query's a `parameter`."""

    pointer = fields.String(metadata={"description": "A JSON Pointer (RFC 6901) into the body."})
    parameter = fields.String(metadata={"description": "The query parameter."})
    code = text("What is wrong, in a word that keeps its meaning.")
    detail = text("What is wrong, for people.")
    file = fields.String(metadata={"description": "The file of a pack, where the error is in one."})
    line = fields.Integer()
    column = fields.Integer()
    rule = fields.String(metadata={"description": "The rule of that file."})
    allowed = fields.List(fields.Raw(), metadata={"description": "What would be right, where that is a short list."})
    suggestion = fields.String(metadata={"description": "The nearest right value."})


class ProblemSchema(Schema):
    """A problem as RFC 9457 describes it."""

    type = text("Identifies the kind of problem.")
    title = text()
    status = whole()
    detail = fields.String()
    instance = fields.String(metadata={"description": "The address that was asked for."})
    request_id = fields.String(metadata={"description": "Name it when you ask about this problem."})
    errors = fields.List(fields.Nested(ErrorSchema))


class BatchItemSchema(Schema):
    """What became of one item: its result, or its problem."""

    status = whole("200, 422 or 500.")
    result = fields.Nested(AnswerSchema)
    problem = fields.Nested(ProblemSchema)


class BatchAnswerSchema(Schema):
    """What became of each request of a batch."""

    items = several(BatchItemSchema, "In the order of the request.")


class HealthSchema(Schema):
    """A word on how the process is."""

    status = text()


class LinkSchema(Schema):
    """An address and what is there."""

    href = text()
    title = text()


class HomeSchema(Schema):
    """What this service is and where to go from here."""

    name = text()
    version = text()
    links = fields.Dict(keys=fields.String(), values=fields.Nested(LinkSchema), required=True)


class WorkerSchema(Schema):
    """The process that answered."""

    pid = whole()
    started_at = fields.DateTime(required=True)


class MatcherSchema(Schema):
    """How the matchers have fared since the worker began."""

    name = text("The matcher that answers; `bitsets` where durable-rules is absent or has broken.")
    evaluations = whole()
    disagreements = whole("How often the two matchers disagreed; anything but 0 is a fault of ours.")
    errors = whole("How often the first matcher broke and the second answered.")


class LoadProblemSchema(Sent):
    """Something wrong with the rule files, and where."""

    code = text()
    message = text()
    file = fields.String()
    line = fields.Integer()
    column = fields.Integer()
    rule = fields.String()


GOOD = fields.DateTime(
    required=True, allow_none=True, metadata={"description": "When what counts was loaded; null where nothing does."}
)
FAILED = fields.DateTime(
    required=True, allow_none=True, metadata={"description": "When a load failed last; null where none has."}
)


class SourceStatusSchema(SourceInfoSchema):
    """A source of rules and how loading it has gone; with problems and a good load, an earlier version answers."""

    last_good_load = GOOD
    last_failed_load = FAILED
    problems = several(LoadProblemSchema, "What is wrong with the version on disk.")


class PluginStateSchema(Schema):
    """A pack or a plugin, in short."""

    name = text()
    state = text("active, blocked, incompatible or quarantined")
    last_error = fields.String(required=True, allow_none=True)


class StatusSchema(Schema):
    """What this worker process knows. Other workers may have loaded at another moment."""

    engine = one(EngineSchema)
    ready = flag()
    active = fields.String(required=True, allow_none=True, metadata={"description": "The revision that answers."})
    label = fields.String(required=True, allow_none=True)
    sources = several(SourceStatusSchema)
    last_failed_load = fields.DateTime(required=True, allow_none=True)
    problems = several(LoadProblemSchema, "Why the last load of the core failed.")
    matcher = one(MatcherSchema, "How the matchers have fared in this worker.")
    plugins = several(PluginStateSchema, "The packs and plugins; `/v1/plugins` says more of each.")
    abandoned_threads = whole("Threads left behind with plugins' calls that were not done in time.")
    worker = one(WorkerSchema)


class ScopeSchema(Schema):
    """An organization for which a pack speaks."""

    system = text()
    identifier = text()


class PluginSchema(Schema):
    """A pack or a plugin that this worker found. What could not be read has no version, layer, scope or digest."""

    name = text()
    state = text("active, blocked, incompatible or quarantined")
    version = fields.String(required=True, allow_none=True)
    layer = fields.String(required=True, allow_none=True)
    digest = fields.String(required=True, allow_none=True)
    scope = several(ScopeSchema, "The organizations for which it speaks; none with a scope of `any`.")
    anywhere = flag("Whether it speaks for any organization.")
    rules = whole("How many rules it has.")
    hooks = texts("The hooks that a plugin implements; none for a pack by itself.")
    last_error = fields.String(required=True, allow_none=True)
    problems = several(LoadProblemSchema, "Why it does not count.")
    last_good_load = GOOD
    last_failed_load = FAILED
    refused = several(LoadProblemSchema, "Why the version on disk is refused, where an earlier one counts instead.")


class SchemaLinkSchema(Schema):
    """A kind of file and the address of its schema."""

    kind = text()
    href = text()
