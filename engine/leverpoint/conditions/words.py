"""A condition, and what was found for it, in words that a school leader reads without help."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from leverpoint.conditions.tree import AllOf, AnyOf, Comparison, Condition, Not, Op
from leverpoint.model import Scalar
from leverpoint.vocabulary import AS_OF, Fact, Facts, Kind, Type, Vocabulary


def in_words(condition: Condition, vocabulary: Vocabulary) -> str:
    """The whole condition as one clause, without a full stop."""
    return _clause(condition, vocabulary, nested=False)


def needed_in_words(comparison: Comparison, fact: Fact, negated: bool = False) -> str:
    """What the comparison looks for, such as "level 2 or below"; negated, what a `not` around it looks for."""
    if comparison.op is Op.ANSWERED:
        return "an answer" if comparison.value is not negated else "no answer yet"
    values = [_value(value, fact) for value in comparison.operand]
    level = "level " if fact.kind is Kind.CRITERION else ""
    return _unwanted(comparison.op, fact, level, values) if negated else _wanted(comparison.op, fact, level, values)


def _wanted(op: Op, fact: Fact, level: str, values: Sequence[str]) -> str:
    less, more = _directions(fact)
    match op:
        case Op.AT_MOST:
            return f"{level}{values[0]} or {less}"
        case Op.AT_LEAST:
            return f"{level}{values[0]} or {more}"
        case Op.BETWEEN:
            return f"{level}{values[0]} to {values[1]}"
        case Op.IS | Op.IN:
            return level + _either(values)
        case _:
            return f"anything but {level}{_either(values)}"


def _unwanted(op: Op, fact: Fact, level: str, values: Sequence[str]) -> str:
    less, more = _directions(fact)
    than = "" if level else "than "
    match op:
        case Op.AT_MOST:
            return f"anything {more} {than}{level}{values[0]}"
        case Op.AT_LEAST:
            return f"anything {less} {than}{level}{values[0]}"
        case Op.IS_NOT | Op.NOT_IN:
            return level + _either(values)
        case _:
            return f"anything but {_wanted(op, fact, level, values)}"


def _directions(fact: Fact) -> tuple[str, str]:
    if fact.kind is Kind.CRITERION:
        return "below", "above"
    return ("earlier", "later") if fact.id == AS_OF else ("less", "more")


def found_in_words(fact: Fact, facts: Facts) -> str:
    """What is known of a fact, such as "level 1 of 4, Not yet"."""
    if fact.id in facts.not_applicable:
        return "not applicable"
    if fact.id in facts.values:
        return _known(fact, facts.values[fact.id])
    low, high = facts.intervals.get(fact.id, (None, None))
    if low is None or high is None:
        return "not answered yet"
    least, most = (f"{round(bound, 2):.15g}" for bound in (low, high))
    return least if low == high else f"somewhere from {least} to {most}"


def _known(fact: Fact, value: Scalar) -> str:
    if fact.kind is Kind.CRITERION:
        return f"level {value} of {fact.values[-1]}, {fact.labels[value]}"
    if fact.kind is Kind.DISAGREEMENT:
        return f"{value} level{'' if value == 1 else 's'}"
    unit = f" {fact.unit}" if fact.unit else ""
    return f"{_value(value, fact)}{unit}"


def _clause(condition: Condition, vocabulary: Vocabulary, nested: bool) -> str:
    match condition:
        case Comparison(fact):
            return _comparison(condition, vocabulary[fact])
        case Not(part):
            text = f"it is not so that {_clause(part, vocabulary, nested=True)}"
            return f"({text})" if nested else text
        case AllOf(parts) | AnyOf(parts):
            word = "and" if isinstance(condition, AllOf) else "or"
            return _joined([_clause(part, vocabulary, nested=len(parts) > 1) for part in parts], word, nested)


def _joined(clauses: Sequence[str], word: str, nested: bool) -> str:
    text = f" {word} ".join(clauses)
    return f"({text})" if nested and len(clauses) > 1 else text


def _comparison(comparison: Comparison, fact: Fact) -> str:
    if fact.type is Type.BOOLEAN and comparison.op is not Op.ANSWERED:
        holds = bool(comparison.value) is (comparison.op is Op.IS)
        return f'"{fact.title}" {"holds" if holds else "does not hold"}'
    verb = "is at" if fact.kind is Kind.CRITERION and comparison.op is not Op.ANSWERED else "is"
    if comparison.op is Op.ANSWERED:
        title = f'"{fact.title}"' if fact.type is Type.BOOLEAN else fact.title
        return f"{title} is {'answered' if comparison.value else 'not answered'}"
    return f"{fact.title} {verb} {needed_in_words(comparison, fact)}"


def _value(value: Scalar, fact: Fact) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if fact.id == AS_OF:
        return dt.date.fromordinal(int(value)).isoformat()
    if fact.kind is not Kind.CRITERION and value in fact.labels:
        return fact.labels[value]
    return f"{value:,}" if isinstance(value, int) else str(value)


def _either(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"
