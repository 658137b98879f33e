"""Rule sets and their rules as we send them."""

from __future__ import annotations

from marshmallow import Schema, fields

from leverpoint_api.schemas.catalog import PROVENANCE, CitationSchema
from leverpoint_api.schemas.shapes import Sent, flag, several, text, texts, whole


class SourceInfoSchema(Schema):
    """A source of rules."""

    name = text()
    version = text()
    layer = text("`core`, `state`, `district` or `school`; the later, the more local, and the more local wins.")
    digest = text("What identifies all that the source says.")
    title = text()
    state = text()


class RulesetSchema(Schema):
    """A rule set, which never changes: another content is another revision."""

    revision = text("The digest of all that the rule set says; it never means anything else.")
    label = text("The revision for people.")
    active = flag()
    rules = whole("How many rules it holds.")
    sources = several(SourceInfoSchema)


class EffectiveSchema(Sent):
    """The days on which a rule is in effect, both included; without one, no bound on that side."""

    since = fields.Date(data_key="from", metadata={"description": "The first day."})
    until = fields.Date(metadata={"description": "The last day."})


class RuleSchema(Sent):
    """A rule: when something holds, it does something, because of a reason."""

    id = text()
    title = text()
    source = text()
    version = text("The version of the source.")
    layer = text()
    roles = texts("Who it speaks to; empty for all.")
    when = fields.Dict(required=True, metadata={"description": "The condition, as rule files write it."})
    words = text("The condition in words.")
    then = several(fields.Dict(), "What the rule does, as rule files write it.")
    because = text()
    provenance = text(PROVENANCE)
    citations = several(CitationSchema)
    effective = fields.Nested(EffectiveSchema, required=True)
    reviewed_on = fields.Date()
    formerly = texts("Ids that it had before.")
    non_monotone = fields.String(metadata={"description": "Why a better rating may make what it moves more urgent."})
