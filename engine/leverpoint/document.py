"""An answer as the JSON document of the contract: the one serialisation, for the command line and HTTP alike."""

from __future__ import annotations

from typing import Any

import orjson

from leverpoint.advice import Advice, Backing, Note, Recommendation, RoleAdvice, Term
from leverpoint.version import VERSION

ENGINE = {"name": "leverpoint", "version": VERSION}


def to_json(advice: Advice) -> bytes:
    """The answer as UTF-8 JSON. Equal advice gives equal bytes: nothing of when or where it was made is in it."""
    return orjson.dumps(to_data(advice))


def to_data(advice: Advice) -> dict[str, Any]:
    """The answer as a mapping in the order of the contract; parts of it are records that orjson writes by itself."""
    document: dict[str, Any] = {
        "decision_id": advice.decision_id,
        "as_of": advice.as_of,
        "provenance": {
            "engine": ENGINE,
            "ruleset": {"revision": advice.revision, "label": advice.label},
            "sources": advice.sources,
        },
        "complete": advice.complete,
        "next_questions": advice.questions,
        "advice": [_role(one) for one in advice.roles],
    }
    if advice.plan is not None:
        document["plan"] = advice.plan
    document["warnings"] = advice.service_warnings
    return document


def _role(advice: RoleAdvice) -> dict[str, Any]:
    return {
        "role": advice.role,
        "recommendations": [recommendation_data(one) for one in advice.recommendations],
        "suppressed": advice.suppressed,
        "warnings": advice.warnings,
    }


def recommendation_data(one: Recommendation) -> dict[str, Any]:
    """A recommendation as a mapping in the order of the contract."""
    terms = [term_data(term) for term in one.terms]
    backing = one.backing.written or _written(one.backing)
    document: dict[str, Any] = {
        "rank": one.rank,
        "strategy": one.strategy,
        "title": one.title,
        "certainty": one.certainty,
        "horizon": one.horizon,
        "priority": {"score": one.score, "terms": terms},
        "reasons": one.reasons,
        "rules": backing["rules"],
        "leverage_points": backing["leverage_points"],
        "strengthen_first": one.strengthen_first,
        "elsewhere": backing["elsewhere"],
        "citations": backing["citations"],
    }
    if one.trace is not None:
        document["trace"] = one.trace
    if one.notes:
        document["notes"] = [_note(note) for note in one.notes]
    return document


def term_data(term: Term) -> dict[str, Any]:
    """One part of a score as a mapping."""
    return {"name": term.name, "points": term.points, "from": term.origin, "by": term.by, "text": term.text}


def _note(note: Note) -> dict[str, str]:
    said = {"by": note.by, "text": note.text}
    return said if note.url is None else {**said, "url": note.url}


def _written(backing: Backing) -> dict[str, Any]:
    """Each part of a backing as a piece of JSON, written once and kept with it."""
    parts = ("rules", "leverage_points", "elsewhere", "citations")
    pieces = {name: orjson.Fragment(orjson.dumps(getattr(backing, name))) for name in parts}
    backing.written.update(pieces)  # all at once: another thread finds every piece or none
    return pieces
