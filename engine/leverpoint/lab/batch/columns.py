"""How a fact is kept in a column: a code where its values are few, else a number; null where it is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from leverpoint.model import Assessment, Scalar
from leverpoint.vocabulary import Fact, Kind, Vocabulary

LIMIT, CERTAIN_ONLY = "option: limit", "option: certain"
EXACT = 2.0**53
"""From here on a column of numbers no longer tells neighbours apart; such a row is left to the row-by-row engine."""


def absent(criterion: str) -> str:
    """The column that says where a criterion, or all of a rubric, does not apply."""
    return f"n/a: {criterion}"


def is_coded(fact: Fact) -> bool:
    """Whether the column holds the places of values in the fact's list rather than numbers."""
    return bool(fact.values)


def codes(fact: Fact) -> Mapping[Scalar, int]:
    """The code of each value."""
    return {value: code for code, value in enumerate(fact.values)}


def schema(vocabulary: Vocabulary) -> dict[str, pl.DataType]:
    """The columns of a frame of assessments, one row a role: what was answered, and how the answer is wanted."""
    found: dict[str, pl.DataType] = {}
    for fact in vocabulary:
        if fact.kind not in (Kind.AGGREGATE, Kind.CONCLUSION):
            found[fact.id] = (pl.UInt16() if len(fact.values) > 255 else pl.UInt8()) if is_coded(fact) else pl.Float64()
        if fact.kind is Kind.CRITERION:
            found[absent(fact.id)] = pl.Boolean()
    return {**found, LIMIT: pl.UInt32(), CERTAIN_ONLY: pl.Boolean()}


def fits(assessment: Assessment) -> bool:
    """Whether columns hold every number of the assessment exactly."""
    return all(isinstance(value, str) or abs(value) < EXACT for value in assessment.context.values())


def frame(vocabulary: Vocabulary, assessments: Iterable[Assessment]) -> pl.DataFrame:
    """A row for each role of each assessment, in the order in which they are asked."""
    columns = schema(vocabulary)
    coded = {fact.id: codes(fact) for fact in vocabulary if is_coded(fact)}
    cells: dict[str, list[Any]] = {name: [] for name in columns}
    for values in (row for one in assessments for row in _rows(vocabulary, one)):
        for name, cell in cells.items():
            value = values.get(name)
            cell.append(value if value is None or name not in coded else coded[name][value])
    return pl.DataFrame({name: pl.Series(name, cells[name], kind, strict=False) for name, kind in columns.items()})


def _rows(vocabulary: Vocabulary, assessment: Assessment) -> Iterator[dict[str, Any]]:
    nowhere = {absent(criterion): True for criterion in assessment.not_applicable}
    options = {LIMIT: assessment.options.limit, CERTAIN_ONLY: assessment.options.certainty == "certain"}
    for role in assessment.roles:
        facts = vocabulary.facts_of(assessment, role)
        known = {name: value for name, value in facts.values.items() if name not in facts.not_applicable}
        yield {**known, **nowhere, **options}
