"""What differs between the records of two rulebooks: catalog, rubrics, facts and weights, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal

from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Kind

Records = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of something, in words before and after; None where there is none."""

    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that is new, gone or another, with the fields that differ."""

    change: Literal["added", "removed", "changed"]
    kind: str
    id: str
    parts: tuple[Part, ...]


def record_changes(before: Rulebook, after: Rulebook) -> Iterator[RecordChange]:
    """Every record that differs, kind by kind, in the order of the ids."""
    old, new = records_of(before), records_of(after)
    for kind in old:
        for name in sorted({*old[kind], *new[kind]}):
            yield from _change(kind, name, old[kind].get(name), new[kind].get(name))


def records_of(rulebook: Rulebook) -> dict[str, Records]:
    """The records by kind and id, as far as they are no rules."""
    catalog, vocabulary = rulebook.catalog, rulebook.vocabulary
    return {
        "weight": _weights(rulebook),
        "role": catalog.roles,
        "theme": catalog.themes,
        "strategy": catalog.strategies,
        "leverage point": catalog.leverage_points,
        "rubric": {one.id: replace(one, criteria=(), local=()) for one in catalog.rubrics.values()},
        "criterion": catalog.criteria(),
        "fact": {one.id: one for one in vocabulary.of_kind(Kind.CONTEXT)},
        "conclusion": {one.id: one for one in vocabulary.of_kind(Kind.CONCLUSION)},
        "source": catalog.sources,
    }


def changed_parts(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Part]:
    """The parts that differ, in the order of the new ones."""
    for what in dict.fromkeys((*after, *before)):
        if before.get(what) != after.get(what):
            yield Part(what, before.get(what), after.get(what))


def _change(kind: str, name: str, old: Any, new: Any) -> Iterator[RecordChange]:
    if old == new:
        return
    change: Literal["added", "removed", "changed"] = "added" if old is None else "removed" if new is None else "changed"
    yield RecordChange(change, kind, name, tuple(changed_parts(_told(old), _told(new))))


def _weights(rulebook: Rulebook) -> dict[str, Any]:
    weights = rulebook.weights
    return {
        "need": weights.need,
        **{f"role.{tenure}": one for tenure, one in weights.role.items()},
        "readiness": weights.readiness,
        "readiness.weak_below": weights.weak_below,
        **{f"horizon.{horizon}": one for horizon, one in weights.horizon.items()},
        "max_local_points": weights.max_local_points,
    }


def _told(record: Any) -> dict[str, str]:
    if record is None:
        return {}
    if not is_dataclass(record):
        return {"value": _words(record)}
    return {one.name: words for one in fields(record) if (words := _words(getattr(record, one.name)))}


def _words(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_words(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        inside = "; " if any(is_dataclass(one) for one in value) else ", "
        return inside.join(map(_words, value))
    if is_dataclass(value):
        return ", ".join(filter(None, (_words(getattr(value, one.name)) for one in fields(value))))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
