"""Rows of a table as a frame of facts, column by column: the same as request by request, for rows that are plain.

A row is plain where every cell says what the mapping knows. The others are left to `rows.Documents` and the intake,
which answer them or say why not, so whatever is unusual is decided in one place.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_

import polars as pl

from leverpoint.lab.batch.columns import CERTAIN_ONLY, LIMIT, absent, codes, is_coded, schema
from leverpoint.lab.batch.mapping import Cell, SurveyMapping
from leverpoint.lab.batch.words import NUMBER, Words, words_of, words_of_roles
from leverpoint.rulebook import Rulebook
from leverpoint.rulebook.scope import IDENTIFIERS
from leverpoint.vocabulary import AS_OF, DISAGREEMENT, ROLE, Fact, Kind, Type

PLAIN = "plain"


class Survey:
    """The columns of one mapping, read for one rulebook, as expressions."""

    def __init__(self, mapping: SurveyMapping, rulebook: Rulebook, as_of: dt.date, roles: Sequence[str] = ()) -> None:
        self._mapping, self._vocabulary = mapping, rulebook.vocabulary
        self._day = as_of.toordinal()
        self._checks: list[pl.Expr] = []
        self._columns = [*self._role(rulebook, roles), *self._answers()]
        self._checks += _organization(mapping)
        self._schema = schema(rulebook.vocabulary)

    def facts(self, table: pl.DataFrame) -> pl.DataFrame:
        """A row of facts for each row of texts, and in `plain` whether it may be taken as it is."""
        known = table.select(*self._columns, reduce(and_, self._checks).fill_null(value=False).alias(PLAIN))
        rows = [fact.id for fact in self._vocabulary.of_kind(Kind.CRITERION)]
        agreed = [
            pl.when(pl.col(row).is_not_null()).then(0.0).alias(row + DISAGREEMENT)
            for row in rows
            if row in known.columns
        ]
        known = known.with_columns(*agreed, pl.lit(float(self._day)).alias(AS_OF))
        missing = [pl.lit(None, kind).alias(name) for name, kind in self._schema.items() if name not in known.columns]
        return known.with_columns(missing).with_columns(pl.col(LIMIT).cast(pl.UInt32), pl.col(CERTAIN_ONLY))

    def _role(self, rulebook: Rulebook, roles: Sequence[str]) -> Iterator[pl.Expr]:
        """The role; several in one row are not plain."""
        fact, cell = self._vocabulary[ROLE], self._mapping.roles
        constant = list(roles) or (cell.constant if isinstance(cell.constant, list) else [cell.constant])
        if roles or cell.constant is not None:
            known = len(constant) == 1 and constant[0] in fact.values
            self._checks.append(pl.lit(known))
            yield pl.lit(codes(fact)[constant[0]] if known else 0, pl.UInt8).alias(ROLE)
            return
        words = words_of_roles(rulebook, cell)
        column = _coded(_text(cell), words, fact)
        self._checks.append(column.is_not_null())
        yield column.alias(ROLE)

    def _answers(self) -> Iterator[pl.Expr]:
        for name, cell in (*self._mapping.criteria.items(), *self._mapping.context.items()):
            fact = self._vocabulary.find(name)
            if cell.constant is not None:
                self._checks.append(pl.lit(value=False))
            elif fact is None or (fact.kind is Kind.CRITERION) is not (name in self._mapping.criteria):
                self._checks.append(_is_blank(cell))
            else:
                yield from self._answer(fact, cell)

    def _answer(self, fact: Fact, cell: Cell) -> Iterator[pl.Expr]:
        words, text = words_of(fact, cell, self._mapping), _text(cell)
        said = _coded(text, words, fact) if is_coded(fact) else _number(text, fact)
        if words.meanings and not is_coded(fact):
            self._checks.append(~text.is_in(list(words.meanings)).fill_null(value=False))
        if fact.kind is Kind.CRITERION:
            silent = text.is_in(list(words.not_applicable)).fill_null(value=False)
            yield pl.when(~silent).then(said).alias(fact.id)
            yield silent.alias(absent(fact.id))
            self._checks.append(text.is_null() | silent | said.is_not_null())
        else:
            yield said.alias(fact.id)
            self._checks.append(text.is_null() | said.is_not_null())


def _text(cell: Cell) -> pl.Expr:
    """What a cell says, in small letters; null where it says nothing."""
    return _stripped(cell).str.to_lowercase()


def _stripped(cell: Cell) -> pl.Expr:
    text = pl.col(cell.column or "").str.strip_chars()
    return pl.when(text.str.len_bytes() > 0).then(text)


def _is_blank(cell: Cell) -> pl.Expr:
    return _stripped(cell).is_null()


def _coded(text: pl.Expr, words: Words, fact: Fact) -> pl.Expr:
    known = codes(fact)
    meanings = {
        said: known[value] for said, value in words.meanings.items()
        if any(value == one and type(value) is type(one) for one in fact.values)
    }  # fmt: skip
    kind = pl.UInt16 if len(fact.values) > 255 else pl.UInt8
    return text.replace_strict(list(meanings), list(meanings.values()), default=None, return_dtype=kind)


def _number(text: pl.Expr, fact: Fact) -> pl.Expr:
    """The number where it is one that the fact may have."""
    value = pl.when(text.str.contains(NUMBER)).then(text).cast(pl.Float64, strict=False)
    low, high = fact.minimum, fact.maximum
    fits = (value >= (float("-inf") if low is None else low)) & (value <= (float("inf") if high is None else high))
    whole = value == value.floor() if fact.type is Type.INTEGER else pl.lit(value=True)
    return pl.when(fits & whole).then(value)


def _organization(mapping: SurveyMapping) -> Iterator[pl.Expr]:
    """Where the organization is one that the intake takes as it is; the rest of them it looks at itself."""
    cells = mapping.organization
    if any(not isinstance(cell.constant, str | None) for cell in cells.values()):
        yield pl.lit(value=False)
        return
    for part, longest in (("name", 300), ("state", 60)):
        if part in cells:
            text = _value(cells[part])
            yield text.is_null() | (text.str.len_chars() <= longest)
    if "identifier" not in cells:
        if "system" in cells and cells["system"].constant is None:
            yield _value(cells["system"]).is_null()
        return
    identifier = _value(cells["identifier"])
    system = _value(cells["system"]) if "system" in cells else pl.lit(None, pl.String)
    state = _value(cells["state"]) if "state" in cells else pl.lit(None, pl.String)
    is_constant = "system" in cells and cells["system"].constant is not None
    nobody = identifier.is_null() if is_constant else identifier.is_null() & system.is_null()
    local = (system == "local") & (identifier.str.len_chars() <= 60)
    shaped = [(system == name) & identifier.str.contains(_pattern(shape)) for name, (shape, _) in IDENTIFIERS.items()]
    alike = state.is_null() | (system == "local") | (system == "ipeds-unitid") | (identifier.str.slice(0, 2) == state)
    yield nobody | ((reduce(lambda one, other: one | other, (local, *shaped))) & alike)


def _pattern(shape: re.Pattern[str]) -> str:
    return f"^{shape.pattern}$".replace(r"\d", "[0-9]")


def _value(cell: Cell) -> pl.Expr:
    return _stripped(cell) if cell.constant is None else pl.lit(cell.constant)
