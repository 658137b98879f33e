"""Hypothesis strategies that other tests share: a vocabulary with every kind of fact, conditions, rules, what is known.

Values and operands come from the same small pools, so that what is found often lies exactly on what a rule looks for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from hypothesis import strategies as st

from leverpoint.conditions import AllOf, AnyOf, Comparison, Condition, Not, Op
from leverpoint.conditions.parse import allowed_ops
from leverpoint.model import Assessment, Conclude, Criterion, Layer, Level, Rubric, Rule, Scale, Warn
from leverpoint.vocabulary import AS_OF, ROLE, Fact, Facts, Kind, Type, Vocabulary

ROLES = ("state", "district", "school", "higher_ed")
CONCLUSIONS = ("fragile", "ready", "stuck", "lonely")
NUMBERS = (0.0, -0.0, 5e-324, 1e-5, 0.1, 0.1 + 2**-56, 1 / 3, 1, 2.5, 2.0**53, 2.0**53 + 2, 1e16, 1e300, -1e-300, -1e16)
INTEGERS = (-(10**18), -1, 0, 1, 2, 3, 10, 11, 2**53, 2**53 + 1, 10**18)
DAYS = tuple(dt.date(2026, 1, day) for day in range(1, 6))
STAGES = ("ramping-up", "designing", 'odd "one" \\ \u00e9\U0001f600', "transitioning", "improving", "")


def vocabulary() -> Vocabulary:
    """Two rubrics on different scales, context of every type, and conclusions."""
    rubrics = (_rubric("equity", (1, 2, 3, 4), 3), _rubric("own.library", (0, 1, 2), 2))
    facts = [
        Fact("stage", Kind.CONTEXT, Type.CHOICE, "Stage", STAGES),
        Fact("rural", Kind.CONTEXT, Type.BOOLEAN, "Rural", (True, False)),
        Fact("enrollment", Kind.CONTEXT, Type.INTEGER, "Enrollment", minimum=-(10**18), maximum=10**18),
        Fact("spending", Kind.CONTEXT, Type.NUMBER, "Spending", minimum=-1e301, maximum=1e301),
    ]
    concluded = (Fact(name, Kind.CONCLUSION, Type.BOOLEAN, name, (True, False)) for name in CONCLUSIONS)
    return Vocabulary(rubrics, (*facts, *concluded), ROLES)


def _rubric(name: str, levels: Sequence[int], rows: int) -> Rubric:
    steps = tuple(Level(level, f"level {level}") for level in levels)
    criteria = tuple(
        Criterion(f"{name}.row-{row}", f"Row {row}", "?", (), steps, {}, "authored", ()) for row in range(rows)
    )
    return Rubric(name, "1.0", name, name, Scale(steps, levels[-1]), criteria, "authored", ())


def operands(fact: Fact) -> st.SearchStrategy[Any]:
    """Values that the fact may be compared with, and may have."""
    if fact.values:
        return st.sampled_from(fact.values)
    pool: Iterable[float] = NUMBERS if fact.type is Type.NUMBER else INTEGERS
    pool = [value for value in pool if fact.problem_with(value) is None]
    if fact.interval:
        pool = [*pool, *(value for value in (1.5, 2, 7 / 3, 2.5) if fact.problem_with(value) is None)]
    return st.sampled_from(pool)


def comparisons(facts: Sequence[Fact]) -> st.SearchStrategy[Comparison]:
    """Any comparison that an author may write about one of the facts."""
    return st.sampled_from([(fact, op) for fact in facts for op in allowed_ops(fact)]).flatmap(
        lambda pair: _operand(*pair).map(lambda operand: Comparison(pair[0].id, pair[1], operand))
    )


def _operand(fact: Fact, op: Op) -> st.SearchStrategy[tuple[Any, ...]]:
    if op is Op.ANSWERED:
        return st.booleans().map(lambda wanted: (wanted,))
    if op is Op.BETWEEN:
        return st.tuples(operands(fact), operands(fact)).map(lambda pair: tuple(sorted(pair)))
    if op in (Op.IN, Op.NOT_IN):
        return st.lists(operands(fact), min_size=1, max_size=5, unique=True).map(tuple)
    return st.tuples(operands(fact))


def conditions(facts: Sequence[Fact]) -> st.SearchStrategy[Condition]:
    """Condition trees over the facts, nested in every way."""
    return st.recursive(comparisons(facts), _composed, max_leaves=6)


def _composed(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=1, max_size=4).map(tuple)
    return st.one_of(several.map(AllOf), several.map(AnyOf), parts.map(Not))


def rules(vocabulary: Vocabulary, most: int = 40) -> st.SearchStrategy[list[Rule]]:
    """Rules of several sources, some for some roles and some days, that conclude facts for later rules, in no cycle."""
    one = st.integers(0, len(CONCLUSIONS)).flatmap(lambda depth: _rule(vocabulary, depth))
    return st.lists(one, min_size=1, max_size=most).map(
        lambda found: [_numbered(rule, number) for number, rule in enumerate(found)]
    )


def _rule(vocabulary: Vocabulary, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    """A rule that reads only conclusions before `depth` and draws only the one at it, if any."""
    later = CONCLUSIONS[depth:]
    facts = [fact for fact in vocabulary if fact.kind is not Kind.REQUEST and fact.id not in later]
    effect = Conclude(later[0]) if later else Warn("Mind this.")
    days = st.none() | st.sampled_from(DAYS)
    return st.fixed_dictionaries(
        {
            "source": st.sampled_from(("core", "riverside")),
            "when": conditions(facts),
            "then": st.sampled_from(((Warn("Mind this."),), (effect,))),
            "roles": st.just(()) | st.lists(st.sampled_from(ROLES), min_size=1, max_size=3, unique=True).map(tuple),
            "since": days,
            "until": days,
        }
    )


def _numbered(parts: Mapping[str, Any], number: int) -> Rule:
    layer = Layer.CORE if parts["source"] == "core" else Layer.DISTRICT
    return Rule(
        id=f"{parts['source']}.rule-{number}",
        title="",
        layer=layer,
        because="",
        provenance="authored",
        citations=(),
        **parts,
    )


def assessments(vocabulary: Vocabulary) -> st.SearchStrategy[Assessment]:
    """What may be known on some day: rubrics rated in part, by several raters or not applicable, and context."""
    rows = [fact for fact in vocabulary if fact.kind is Kind.CRITERION]
    context = [fact for fact in vocabulary if fact.kind is Kind.CONTEXT]
    rated = {row.id: st.dictionaries(st.sampled_from("abc"), operands(row), min_size=1, max_size=3) for row in rows}
    return st.builds(
        Assessment,
        roles=st.just(ROLES),
        as_of=st.sampled_from(DAYS),
        ratings=st.fixed_dictionaries({}, optional=rated),
        not_applicable=st.just(frozenset[str]()) | st.frozensets(st.sampled_from([row.id for row in rows]), max_size=3),
        context=st.fixed_dictionaries({}, optional={fact.id: operands(fact) for fact in context}),
    ).map(_without_contradiction)


def _without_contradiction(one: Assessment) -> Assessment:
    ratings = {row: levels for row, levels in one.ratings.items() if row not in one.not_applicable}
    return Assessment(one.roles, one.as_of, ratings, one.not_applicable, one.context)


def known(vocabulary: Vocabulary) -> st.SearchStrategy[Facts]:
    """Facts that need not follow from one assessment: any of them known, missing or not applicable on its own."""
    facts = tuple(vocabulary)
    single = {fact.id: _value(fact) for fact in facts if not fact.interval}
    pairs = {
        fact.id: st.tuples(operands(fact), operands(fact)).map(lambda pair: (min(pair), max(pair)))
        for fact in facts
        if fact.interval
    }
    return st.builds(
        Facts,
        st.fixed_dictionaries({}, optional=single),
        st.just(frozenset[str]()) | st.frozensets(st.sampled_from([fact.id for fact in facts]), max_size=3),
        st.fixed_dictionaries({}, optional=pairs),
    )


def _value(fact: Fact) -> st.SearchStrategy[Any]:
    if fact.id == ROLE:
        return st.sampled_from(ROLES)
    if fact.id == AS_OF:
        return st.sampled_from([day.toordinal() for day in DAYS])
    return operands(fact)


def variants(vocabulary: Vocabulary, facts: Facts, fact: Fact) -> list[Facts]:
    """What would be known with each answer from the pools to one open fact."""
    pool = fact.values or (INTEGERS if fact.type is Type.INTEGER else NUMBERS)
    extra = {f"{fact.id}.disagreement": 0} if fact.kind is Kind.CRITERION else {}
    said = (chain(facts.values.items(), ((fact.id, value),), extra.items()) for value in pool)
    return [vocabulary.with_intervals(dict(items), facts.not_applicable) for items in said]
