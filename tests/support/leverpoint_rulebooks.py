"""Small random rulebooks in which every kind of fact, effect and layer occurs, and all that can be asked of them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import Any

from hypothesis import strategies as st
from leverpoint_strategies import comparisons, conditions

from leverpoint.conditions import Condition
from leverpoint.conditions import comparisons as all_comparisons
from leverpoint.model import (
    Adjust,
    Assessment,
    Conclude,
    Criterion,
    Effect,
    Horizon,
    Layer,
    Level,
    LeveragePoint,
    Predecessor,
    Recommend,
    Retune,
    Role,
    Rubric,
    Rule,
    Scalar,
    Scale,
    Strategy,
    Suppress,
    Tenure,
    Warn,
)
from leverpoint.rulebook import Catalog, Rulebook, SourceInfo, Weight, Weights, sort_into_strata
from leverpoint.vocabulary import DISAGREEMENT, Fact, Kind, Type, Vocabulary

TODAY = dt.date(2026, 2, 2)
WHO = ("teacher", "head")
SCALE = Scale(tuple(Level(level, f"level {level}") for level in (1, 2, 3)), 3)
DRAWN = ("fragile", "ready")
LAYERS = {"core": Layer.CORE, "land": Layer.STATE, "city": Layer.DISTRICT, "town": Layer.DISTRICT,
          "class": Layer.SCHOOL}  # fmt: skip
DAYS = (TODAY - dt.timedelta(1), TODAY, TODAY + dt.timedelta(1))
NUMBERS = {"size": (Type.INTEGER, 4), "share": (Type.NUMBER, 1)}
"""Context facts without a list of values, from 0 to a highest one; only `numbers` has them."""
STRATEGIES = ("A", "B", "C")
FACTS = (
    Fact("open", Kind.CONTEXT, Type.BOOLEAN, "Open", (False, True)),
    Fact("phase", Kind.CONTEXT, Type.CHOICE, "Phase", ("early", "late"), roles=("head",)),
    *(Fact(name, Kind.CONCLUSION, Type.BOOLEAN, name, (False, True)) for name in DRAWN),
)


def _criterion(name: str, *strategies: str) -> Criterion:
    return Criterion(name, name, "?", strategies, SCALE.levels, {}, "authored", ())


RUBRIC = Rubric(
    "r", "1", "t", "R", SCALE, (_criterion("r.a", "A", "B"), _criterion("r.b", "B")), "authored", (),
    local=(_criterion("r.own", "C"),),
)  # fmt: skip


def _weight(points: int) -> Weight:
    return Weight(points, "authored", "")


WEIGHTS = Weights(
    _weight(7), {"lead": _weight(4), "share": _weight(2), "influence": _weight(1)}, _weight(-3), 2,
    {"now": _weight(2), "next": _weight(1), "later": _weight(0)}, _weight(4),
)  # fmt: skip


def _strategy(name: str, number: int, roles: Mapping[Tenure, tuple[str, ...]], *first: str) -> Strategy:
    horizon: Mapping[str, Horizon] = {"teacher": "now", "head": "later"}
    predecessors = tuple(Predecessor(one, "", ()) for one in first)
    return Strategy(name, number, name, "t", "", horizon, roles, "authored", (), predecessors)


def _catalog() -> Catalog:
    strategies = (
        _strategy("A", 1, {"lead": ("teacher",)}, "B"),
        _strategy("B", 2, {"share": WHO}),
        _strategy("C", 3, {"influence": ("head",)}, "A", "B"),
    )
    points = (LeveragePoint("p", "head", "P", ("Do it.",), ("A",), "authored", ()),
              LeveragePoint("q", "teacher", "Q", ("Do it.",), ("A", "B"), "authored", ()),
              LeveragePoint("s", "teacher", "S", ("Do it.",), ("A",), "authored", ()))  # fmt: skip
    roles = {name: Role(name, name, "") for name in WHO}
    by_id = {one.id: one for one in strategies}
    return Catalog(roles, {}, {}, by_id, {one.id: one for one in points}, {"r": RUBRIC})


def _numbers() -> Iterator[Fact]:
    for name, (kind, most) in NUMBERS.items():
        yield Fact(name, Kind.CONTEXT, kind, name, minimum=0, maximum=most)


def rulebook(rules: Sequence[Rule], *, own: bool = False, numbers: bool = False) -> Rulebook:
    """A rulebook of two roles, three strategies and these rules.

    With `own`, there is a pack's criterion beside the rubric's; with `numbers`, they replace the choice.
    """
    rubric = RUBRIC if own else Rubric("r", "1", "t", "R", SCALE, RUBRIC.criteria, "authored", ())
    catalog = _catalog()
    catalog = Catalog(catalog.roles, {}, {}, catalog.strategies, catalog.leverage_points, {"r": rubric})
    sources = tuple(SourceInfo(name, "1", layer, name) for name, layer in LAYERS.items())
    by_id = {rule.id: rule for rule in rules}
    facts = (*(one for one in FACTS if one.kind is Kind.CONCLUSION), *_numbers()) if numbers else FACTS
    vocabulary = Vocabulary((rubric,), facts, WHO)
    return Rulebook(sources, catalog, vocabulary, WEIGHTS, by_id, sort_into_strata(rules), "sha256:0", {})


def rule(name: str, when: Condition, *then: Effect, **more: Any) -> Rule:
    """A rule with this id, of the source that the id says."""
    source = name.partition(".")[0]
    return Rule(name, name, source, LAYERS[source], when, then, "", "authored", (), **more)


def rulebooks(most: int = 6, *, own: bool = False, numbers: bool = False) -> st.SearchStrategy[Rulebook]:
    """Rulebooks of up to `most` rules that draw conclusions in no cycle."""
    facts = rulebook((), own=own, numbers=numbers).vocabulary
    one = st.integers(0, len(DRAWN)).flatmap(lambda depth: _parts(facts, depth))
    return st.lists(one, min_size=1, max_size=most).map(
        lambda found: rulebook(
            [_numbered(parts, number) for number, parts in enumerate(found)], own=own, numbers=numbers
        )
    )


def _parts(vocabulary: Vocabulary, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    later = DRAWN[depth:]
    readable = [fact for fact in vocabulary if fact.kind is not Kind.REQUEST and fact.id not in later]
    return st.fixed_dictionaries(
        {
            "source": st.sampled_from(("core", "core", "core", "town", "town", "city", "land", "class")),
            # half of the rules read one criterion alone, as most rules that people write do
            "when": comparisons([vocabulary["r.a"], vocabulary["r.b"]]) | conditions(readable),
            "then": st.lists(_effect(later), min_size=1, max_size=2).map(tuple),
            "roles": st.sampled_from(((), (), ("head",))),
            "retune": st.none() | st.none() | st.integers(-9, 9),
            "since": st.sampled_from((None, None, None, *DAYS)),
            "until": st.sampled_from((None, None, None, *DAYS)),
            "non_monotone": st.sampled_from((None, None, None, "It is meant.")),
        }
    )


def _effect(later: Sequence[str]) -> st.SearchStrategy[Effect]:
    strategy, points = st.sampled_from(STRATEGIES), st.integers(-6, 6)
    named = st.just(()) | st.lists(st.sampled_from("pqs"), max_size=2, unique=True).map(tuple)
    recommend = st.builds(Recommend, strategy, points, named)
    others = [recommend, recommend, st.builds(Adjust, strategy, points, st.just("")),
              st.builds(Suppress, strategy, st.just("")), st.just(Warn("Mind this."))]  # fmt: skip
    return st.one_of(*others, *([st.just(Conclude(later[0]))] * 3 if later else []))


def _numbered(parts: Mapping[str, Any], number: int) -> Rule:
    moved = [one.strategy for one in parts["then"] if isinstance(one, Recommend | Adjust)]
    retunes = (Retune(moved[0], parts["retune"], "town", ""),) if moved and parts["retune"] is not None else ()
    kept = {name: parts[name] for name in ("roles", "since", "until", "non_monotone")}
    return rule(f"{parts['source']}.rule-{number}", parts["when"], *parts["then"], retunes=retunes, **kept)


def some_assessments(rulebook: Rulebook) -> st.SearchStrategy[Assessment]:
    """Any assessment of one role: rated by up to three, in part, with what is not applicable, and context."""
    rows = [fact.id for fact in rulebook.vocabulary.of_kind(Kind.CRITERION)]
    levels = st.dictionaries(st.sampled_from("abc"), st.sampled_from(SCALE.values), min_size=1, max_size=3)
    ratings = st.fixed_dictionaries({}, optional=dict.fromkeys(rows, levels))
    context = st.fixed_dictionaries({}, optional={
        fact.id: st.sampled_from(values_of(fact, rulebook)) for fact in rulebook.vocabulary.of_kind(Kind.CONTEXT)
    })  # fmt: skip
    absent = st.just(frozenset[str]()) | st.frozensets(st.sampled_from(rows))
    return st.builds(_assessment, st.sampled_from(WHO), ratings, absent, context)


def _assessment(
    role: str, ratings: Mapping[str, Any], absent: frozenset[str], context: Mapping[str, Any]
) -> Assessment:
    kept = {row: by_rater for row, by_rater in ratings.items() if row not in absent}
    return Assessment((role,), TODAY, kept, absent, context)


def every_assessment(rulebook: Rulebook, role: str, *, open_: bool, disagreement: bool = False) -> Iterator[Assessment]:
    """All assessments of a role, anything not applicable: complete ones, or with `open_` those unanswered in part."""
    rows = [fact.id for fact in rulebook.vocabulary.of_kind(Kind.CRITERION)]
    asked = list(rulebook.vocabulary.of_kind(Kind.CONTEXT))
    ratings = [[*_raters(disagreement), "n/a", *([None] if open_ else [])] for _ in rows]
    answers = [(*values_of(fact, rulebook), *([None] if open_ or (fact.roles and role not in fact.roles) else []))
               for fact in asked]  # fmt: skip
    for rated, answered in product(product(*ratings), product(*answers)):
        by_row = dict(zip(rows, rated, strict=True))
        yield Assessment(
            (role,),
            TODAY,
            {row: by_rater for row, by_rater in by_row.items() if isinstance(by_rater, dict)},
            frozenset(row for row, by_rater in by_row.items() if by_rater == "n/a"),
            {fact.id: value for fact, value in zip(asked, answered, strict=True) if value is not None},
        )


def values_of(fact: Fact, rulebook: Rulebook) -> tuple[Scalar, ...]:
    """Every value of a fact; of a number both ends, what rules name, what lies next to that, and between two of them.

    Written without looking at how the exact model does it.
    """
    if fact.values:
        return fact.values
    ends = (fact.minimum or 0, fact.maximum or 0)
    if fact.type is Type.INTEGER:
        return tuple(range(int(ends[0]), int(ends[1]) + 1))
    said = (one for rule in rulebook.rules.values() for one in all_comparisons(rule.when) if one.fact == fact.id)
    named = sorted(
        {*ends, *(float(value) for one in said for value in one.operand if not isinstance(value, bool | str))}
    )
    near = {math.nextafter(one, side) for one in named for side in ends}
    between = {(one + other) / 2 for one, other in pairwise(named)}
    return tuple(one for one in sorted({*named, *near, *between}) if ends[0] <= one <= ends[1])


def _raters(disagreement: bool) -> list[Any]:
    """Every pair of level and disagreement that raters can show, each once."""
    alone = [{"": level} for level in SCALE.values]
    if not disagreement:
        return alone
    found = {(sorted(three)[1], max(three) - min(three)): dict(zip("abc", three, strict=True))
             for three in product(SCALE.values, repeat=3)}  # fmt: skip
    return list(found.values())


def reads_disagreement(rulebook: Rulebook) -> bool:
    """Whether any rule asks how far raters are apart."""
    return any(DISAGREEMENT in repr(one.when) for one in rulebook.rules.values())
