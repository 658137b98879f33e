"""What is said to durable-rules: rules and facts as JSON text, in names and numbers of our own.

Every rule is a row of literal checks on one pattern, behind the marker `k` and two checks that always pass, `b != i`
and `c != j`. Those split the rows into a tree of 16 x 16 branches with 16 rows each, because no more than 64 checks may
be true and pending at once in one ruleset. No text of an author or of a caller gets in here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from operator import getitem
from typing import Any, Final

from leverpoint.errors import MatcherError
from leverpoint.matching.codes import Codes
from leverpoint.matching.literals import Check, Field, Part, Relation
from leverpoint.matching.rows import Row, Rows, selective_first
from leverpoint.vocabulary import ROLE, Facts

SENTINEL: Final = "~"
MOST_ROWS = 1023
MOST_FIELDS = 240
MOST_REMEMBERED = 1024
FAN = 16
_RESERVED = ("sid", "id", "k", "b", "c", "$s")
_SILENT: Final = object()
_OPERATORS: Final = {Relation.IS_NOT: "$neq", Relation.AT_MOST: "$lte", Relation.AT_LEAST: "$gte"}
_Json = dict[str, Any]


class Messages:
    """The texts for one set of rows. `rulesets` holds the definitions, `rules` the ids behind each name in them."""

    def __init__(self, rows: Rows) -> None:
        self._names = _named({check.field for row in rows.rows for check in row})
        ordered = sorted(rows.rows, key=lambda row: [selective_first(check) for check in row])
        self.rules = {str(number): rows.rows[row] for number, row in enumerate(ordered)}
        starts = range(0, len(ordered), MOST_ROWS)
        self.rulesets = tuple(self._ruleset(start, ordered[start : start + MOST_ROWS]) for start in starts)
        self._values, self._intervals = _Reader(), _Reader()
        for fact in dict.fromkeys(field.fact for field in self._names):
            self._read(fact, rows.codes[fact])

    def fact(self, facts: Facts) -> str:
        """What the rules read of the facts, as members of a JSON object, each behind a comma."""
        values, intervals = facts.values, facts.intervals
        if facts.not_applicable:
            silent = dict.fromkeys(facts.not_applicable, _SILENT)
            values, intervals = {**values, **silent}, {**intervals, **silent}  # type: ignore[dict-item]
        return self._values.text(values) + self._intervals.text(intervals)

    def _ruleset(self, start: int, rows: Sequence[Row]) -> str:
        rules = {str(start + place): self._rule(place, row) for place, row in enumerate(rows)}
        last = {"all": [{"m": {"k": 1}}], "pri": 65535}
        return json.dumps({SENTINEL: last, **rules}, separators=(",", ":"))

    def _rule(self, place: int, row: Row) -> _Json:
        leaf = place // FAN
        branches = ({"$neq": {"b": leaf // FAN}}, {"$neq": {"c": leaf % FAN}})
        leading = int(_by_role(row[0]))
        checks = [self._check(check) for check in row]
        return {"all": [{"m": {"$and": [{"k": 1}, *checks[:leading], *branches, *checks[leading:]]}}], "pri": 1}

    def _check(self, check: Check) -> _Json:
        member = {self._names[check.field]: check.code}
        return member if check.relation is Relation.IS else {_OPERATORS[check.relation]: member}

    def _read(self, fact: str, codes: Codes) -> None:
        low, high = self._names.get(Field(fact, Part.LOW)), self._names.get(Field(fact, Part.HIGH))
        if low or high:
            self._intervals.add(fact, _of_interval(codes, low, high))
        else:
            value, answered = self._names.get(Field(fact, Part.VALUE)), self._names.get(Field(fact, Part.ANSWERED))
            self._values.add(fact, _of_value(codes, value, answered))


class _Reader:
    """Some facts, each with the table that turns what is known of it into text."""

    def __init__(self) -> None:
        self._facts: list[str] = []
        self._tables: list[dict[Any, str]] = []

    def add(self, fact: str, table: dict[Any, str]) -> None:
        self._facts.append(fact)
        self._tables.append(table)

    def text(self, known: Mapping[str, Any]) -> str:
        return "".join(map(getitem, self._tables, map(known.get, self._facts)))


class _Remembered(dict[Any, str]):
    """Text for what is known of a fact, worked out when first asked for. None is for a missing fact."""

    def __init__(self, missing: str, text: Callable[[Any], str]) -> None:
        super().__init__({None: missing, _SILENT: ""})
        self._text = text

    def __missing__(self, known: Any) -> str:
        text = self._text(known)
        if len(self) < MOST_REMEMBERED:
            self[known] = text
        return text


def _of_value(codes: Codes, value: str | None, answered: str | None) -> _Remembered:
    unanswered = _member(answered, 0)
    if value is None:
        return _Remembered(unanswered, lambda _: _member(answered, 1))
    return _Remembered(unanswered, lambda known: _member(value, codes.code(known)) + _member(answered, 1))


def _of_interval(codes: Codes, low: str | None, high: str | None) -> _Remembered:
    return _Remembered("", lambda ends: _member(low, codes.code(ends[0])) + _member(high, codes.code(ends[1])))


def _member(name: str | None, code: int) -> str:
    return "" if name is None else f',"{name}":{code:d}'


def _by_role(check: Check) -> bool:
    """Whether the check may stand before the branches: at most one role's passes, and there are few of them."""
    return check.field.fact == ROLE and check.relation is Relation.IS and check.code < 16 * FAN


def _named(fields: Iterable[Field]) -> dict[Field, str]:
    fields = sorted(fields)
    if len(fields) > MOST_FIELDS:
        raise MatcherError(f"these rules read {len(fields)} facts, durable-rules takes {MOST_FIELDS} at most")
    return dict(zip(fields, _names(), strict=False))


def _names() -> Iterator[str]:
    """f0, f1 and so on, without those that durable-rules, which compares hashes alone, would take for another name."""
    taken = {_hash(name) for name in _RESERVED}
    for name in (f"f{number}" for number in count()):
        if _hash(name) not in taken:
            taken.add(_hash(name))
            yield name


def _hash(name: str) -> int:
    """The 32-bit FNV-1a hash."""
    value = 0x811C9DC5
    for byte in name.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value
