"""All rules of a rulebook as columns, pass by pass: where each is true, and where it may become true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_

import polars as pl

from leverpoint.conditions import guarded
from leverpoint.lab.batch.aggregates import aggregates
from leverpoint.lab.batch.truth import NEVER, Comparisons, concluded
from leverpoint.model import Rule
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Kind


def is_true(rule: str) -> pl.Expr:
    """Where a rule is true."""
    return pl.col(f"rule: {rule}")


def may_be_true(rule: str) -> pl.Expr:
    """Where a rule is true or unknown."""
    return pl.col(f"maybe: {rule}")


class Matcher:
    """The rules of one rulebook, compiled once; `matched` adds their columns to any frame of its facts."""

    def __init__(self, rulebook: Rulebook) -> None:
        comparisons = Comparisons(rulebook.vocabulary)
        concluding = _concluding(rulebook)
        passes = [list(_pass(stratum, comparisons)) for stratum in rulebook.strata]
        self._bounds = [column for rubric in rulebook.vocabulary.rubrics for column in aggregates(rubric)]
        self._comparisons = comparisons.columns()
        never = [fact.id for fact in rulebook.vocabulary.of_kind(Kind.CONCLUSION) if fact.id not in concluding]
        self._stages = [_conclusions(dict.fromkeys(never, ()))]
        seen: set[str] = set()
        for stratum, rules in zip(rulebook.strata, passes, strict=True):
            seen.update(rule.id for rule in stratum)
            settled = {fact: rules for fact, rules in concluding.items() if seen.issuperset(rules)}
            concluding = {fact: rules for fact, rules in concluding.items() if fact not in settled}
            self._stages += [rules, _conclusions(settled)]

    def matched(self, facts: pl.DataFrame) -> pl.DataFrame:
        """The frame with the columns of all rules and conclusions."""
        for columns in (self._bounds, self._comparisons, *self._stages):
            facts = facts.with_columns(columns)
        return facts


def any_of(parts: Iterable[pl.Expr]) -> pl.Expr:
    """Where at least one of some columns is true; nowhere where there are none."""
    return reduce(or_, parts, NEVER) if (parts := tuple(parts)) else NEVER


def _pass(rules: Sequence[Rule], comparisons: Comparisons) -> Iterator[pl.Expr]:
    for rule in rules:
        condition = guarded(rule)
        yield comparisons.read(condition, true=True, sure=True).alias(f"rule: {rule.id}")
        yield comparisons.read(condition, true=True, sure=False).alias(f"maybe: {rule.id}")


def _concluding(rulebook: Rulebook) -> dict[str, tuple[str, ...]]:
    """The rules for each conclusion."""
    found: dict[str, tuple[str, ...]] = {}
    for rule in (rule for stratum in rulebook.strata for rule in stratum):
        for fact in rule.concludes:
            found[fact] = (*found.get(fact, ()), rule.id)
    return found


def _conclusions(settled: dict[str, tuple[str, ...]]) -> list[pl.Expr]:
    return [
        any_of(map(read, rules)).alias(concluded(fact, sure=sure))
        for fact, rules in settled.items()
        for read, sure in ((is_true, True), (may_be_true, False))
    ]
