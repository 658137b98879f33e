"""Turn checked data of files into the records of the model, one function a record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from leverpoint.model import (
    Adjust,
    Citation,
    Conclude,
    Criterion,
    Effect,
    Finding,
    Level,
    LeveragePoint,
    Predecessor,
    Recommend,
    Role,
    Rubric,
    Scalar,
    Scale,
    Source,
    Strategy,
    Suppress,
    Theme,
    Warn,
    Wording,
)
from leverpoint.vocabulary import Fact, Kind, Type

Data = Mapping[str, Any]


def role(data: Data) -> Role:
    """A role of the catalog."""
    return Role(**data)


def theme(data: Data) -> Theme:
    """A theme of the catalog."""
    return Theme(**{**data, "citations": citations(data["citations"])})


def source(data: Data) -> Source:
    """A source that citations name, with its numbered findings."""
    return Source(**{**data, "findings": tuple(Finding(**one) for one in data.get("findings", ()))})


def strategy(data: Data, roles: Iterable[str]) -> Strategy:
    """A strategy; one horizon written for all is spread over the roles."""
    horizon = data["horizon"]
    return Strategy(
        **{
            **data,
            "horizon": dict(horizon) if isinstance(horizon, Mapping) else dict.fromkeys(roles, horizon),
            "roles": {tenure: tuple(who) for tenure, who in data["roles"].items()},
            "citations": citations(data["citations"]),
            "strengthen_first": tuple(predecessor(one) for one in data.get("strengthen_first", ())),
        }
    )


def predecessor(data: Data) -> Predecessor:
    """A strategy to strengthen first."""
    return Predecessor(data["strategy"], data["because"], citations(data["citations"]))


def leverage_point(data: Data) -> LeveragePoint:
    """A leverage point of one role."""
    lists = {"actions": tuple(data["actions"]), "strategies": tuple(data["strategies"])}
    return LeveragePoint(**{**data, **lists, "citations": citations(data["citations"])})


def rubric(data: Data) -> Rubric:
    """A rubric with its scale and criteria."""
    scale = Scale(tuple(Level(**level) for level in data["scale"]["levels"]), data["scale"]["target"])
    rows = tuple(criterion(row, scale) for row in data["criteria"])
    return Rubric(**{**data, "scale": scale, "criteria": rows, "citations": citations(data["citations"])})


def criterion(data: Data, scale: Scale) -> Criterion:
    """A row of a rubric, with the labels of its scale."""
    by_role = {
        who: Wording(one["question"], _levels(one["levels"], scale)) for who, one in data.get("by_role", {}).items()
    }
    return Criterion(
        **{
            **data,
            "strategies": tuple(data["strategies"]),
            "levels": _levels(data["levels"], scale),
            "by_role": by_role,
            "citations": citations(data["citations"]),
        }
    )


def _levels(levels: Iterable[Data], scale: Scale) -> tuple[Level, ...]:
    described = {level["level"]: level["descriptor"] for level in levels}
    return tuple(Level(level.level, level.label, described.get(level.level, "")) for level in scale.levels)


def fact(data: Data) -> Fact:
    """A question about the context."""
    values: list[Data] = data.get("values", [])
    known: tuple[Scalar, ...] = (False, True) if data["type"] == "boolean" else tuple(one["value"] for one in values)
    return Fact(
        data["id"],
        Kind.CONTEXT,
        Type(data["type"]),
        data["title"],
        known,
        labels={one["value"]: one["label"] for one in values},
        texts={one["value"]: one.get("description", "") for one in values},
        minimum=data.get("minimum"),
        maximum=data.get("maximum"),
        question=data["question"],
        unit=data.get("unit"),
        roles=tuple(data.get("roles", ())),
        computed=data.get("computed", False),
    )


def conclusion(data: Data) -> Fact:
    """A boolean that rules conclude."""
    values = (False, True)
    return Fact(data["id"], Kind.CONCLUSION, Type.BOOLEAN, data["title"], values, question=data["description"])


def effect(data: Data) -> Effect:
    """One of the five things that a rule does."""
    ((word, body),) = data.items()
    match word:
        case "recommend":
            return Recommend(body["strategy"], body.get("points", 0), tuple(body.get("leverage_points", ())))
        case "adjust":
            return Adjust(**body)
        case "suppress":
            return Suppress(**body)
        case "warn":
            return Warn(**body)
        case _:
            return Conclude(next(iter(body)))


def citations(data: Iterable[Data], otherwise: str = "derived") -> tuple[Citation, ...]:
    """Citations; one that does not say how far it carries takes the provenance `otherwise`."""
    return tuple(Citation(one["source"], one["locator"], one.get("provenance", otherwise)) for one in data)


def day(text: str | None) -> dt.date | None:
    """A day written as YYYY-MM-DD."""
    return dt.date.fromisoformat(text) if text else None
