"""Measure exact analysis: of the core rulebook, of a thousand rules, and the least change for one strategy."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median, quantiles

from bench.assessments import AS_OF
from bench.cases import generator
from bench.report import Goal, Section, Table, micros
from leverpoint import Advisor, load_rulebook, shipped_rules
from leverpoint.conditions import AllOf, Comparison, Op
from leverpoint.lab.proving.analysis import Subject, Wanted, analyze
from leverpoint.lab.proving.findings import Finding, Status
from leverpoint.lab.proving.least_change import Aim, LeastChange, LeastChanges
from leverpoint.lab.sample import sample
from leverpoint.model import Adjust, Effect, Layer, Organization, Recommend, Rule, Warn
from leverpoint.rulebook import Rulebook, sort_into_strata
from leverpoint.vocabulary import Fact, Kind, Type

RULES = 1_000
CORE_LIMIT, LARGE_LIMIT, CHANGE_LIMIT = 60.0, 600.0, 200.0
AIMS = (Aim("in"), Aim("out"), Aim("top", 3))
TEXT = f"""`leverpoint analyze` over the core rulebook, and over {RULES:,} rules: the core's own, and seeded ones of one
to three comparisons on its facts, which recommend, adjust and warn. Exact: nothing is sampled, and what was not decided
in the time given is counted as such. Wall-clock time on one core, without reading the rules."""
FINDINGS = "What analysis finds, and what it leaves open:"
CHANGES = """The least change, for seeded complete assessments in all roles: what brings a strategy in where it is
not, out where it is, and among the first three. Each answer is proven least, and asked once."""


def measure(quick: bool) -> Section:
    """How long the analyses take with what they find, and the time of one least change."""
    rulebook = load_rulebook(shipped_rules())
    core, found = _analyzed(rulebook, 10.0 if quick else CORE_LIMIT)
    large, many = _analyzed(enlarged(rulebook, 200 if quick else RULES), 20.0 if quick else LARGE_LIMIT * 0.9)
    took = changes(rulebook, 8 if quick else 60)
    goals = [
        Goal(f"core analyzed in under {CORE_LIMIT:g} s", f"{core:.1f} s, {_open(found)}", core < CORE_LIMIT),
        Goal(f"{RULES:,} rules in under {LARGE_LIMIT:g} s", f"{large:.0f} s, {_open(many)}", large < LARGE_LIMIT),
        _change_goal(median(seconds * 1e6 for seconds, _ in took)),
    ]
    findings = _findings_table({"core": found, f"{RULES:,} rules": many})
    return Section("Analysis", TEXT, goals, [(FINDINGS, findings), (CHANGES, _changes_table(took))])


def _change_goal(spent: float) -> Goal:
    what = f"least change for one strategy in under {CHANGE_LIMIT:g} ms"
    return Goal(what, f"median {micros(spent)}", spent < CHANGE_LIMIT * 1000)


def _analyzed(rulebook: Rulebook, seconds: float) -> tuple[float, Sequence[Finding]]:
    start = time.perf_counter()
    wanted = Wanted(dt.date.fromisoformat(AS_OF), seconds=seconds)
    found = analyze([Subject(rulebook, Organization())], wanted)
    return time.perf_counter() - start, found


def enlarged(rulebook: Rulebook, count: int, seed: int = 7) -> Rulebook:
    """The rulebook with so many seeded rules on top that it has `count`."""
    draw, facts = generator(seed), _readable(rulebook)
    more = [_rule(f"core.generated-{number}", draw, facts, rulebook) for number in range(count - len(rulebook.rules))]
    rules = {**rulebook.rules, **{rule.id: rule for rule in more}}
    return replace(rulebook, rules=rules, strata=sort_into_strata(rules.values()))


def _readable(rulebook: Rulebook) -> tuple[Fact, ...]:
    kinds = (Kind.CRITERION, Kind.CONTEXT, Kind.CONCLUSION)
    return tuple(fact for fact in rulebook.vocabulary.of_kind(*kinds) if fact.values or fact.type is Type.BOOLEAN)


def _rule(name: str, draw: random.Random, facts: Sequence[Fact], rulebook: Rulebook) -> Rule:
    parts = tuple(_comparison(fact, draw) for fact in draw.sample(facts, draw.choice((1, 2, 2, 3))))
    roles = tuple(draw.sample(list(rulebook.catalog.roles), draw.choice((1, 2))))
    when = parts[0] if len(parts) == 1 else AllOf(parts)
    effect = _effect(draw, list(rulebook.catalog.strategies))
    return Rule(name, name, "core", Layer.CORE, when, (effect,), "It is drawn.", "authored", (), roles)


def _comparison(fact: Fact, draw: random.Random) -> Comparison:
    if fact.type is Type.ORDINAL:
        return Comparison(fact.id, draw.choice((Op.AT_MOST, Op.AT_MOST, Op.AT_LEAST)), (draw.choice(fact.values),))
    return Comparison(fact.id, Op.IS, (draw.choice(fact.values or (True,)),))


def _effect(draw: random.Random, strategies: Sequence[str]) -> Effect:
    strategy, points = draw.choice(strategies), draw.choice((-4, 2, 4, 6))
    made = (Recommend(strategy, points), Adjust(strategy, points, "It is drawn."), Warn("It is drawn."))
    return draw.choice(made)


def changes(rulebook: Rulebook, count: int) -> list[tuple[float, LeastChange]]:
    """Seconds and answer of each question that is not answered by "it is so already"."""
    least, day = LeastChanges(Advisor(rulebook)), dt.date.fromisoformat(AS_OF)
    strategies, found = list(rulebook.catalog.strategies), []
    for number, assessment in enumerate(sample(rulebook, count, day)):
        for aim in AIMS:
            start = time.perf_counter()
            change = least.find(assessment, assessment.roles[0], strategies[number * 4 % len(strategies)], aim)
            found.append((time.perf_counter() - start, change))
    return [(spent, change) for spent, change in found if change.moves or change.verdict != "found"]


def _open(found: Iterable[Finding]) -> str:
    marks = Counter(one.status for one in found)
    return f"{marks[Status.FOUND]} found, {marks[Status.NOT_DECIDED]} not decided"


def _findings_table(found: dict[str, Sequence[Finding]]) -> Table:
    counted = {name: Counter((one.code, one.status) for one in several) for name, several in found.items()}
    codes = dict.fromkeys(code for marks in counted.values() for code, _ in sorted(marks))
    rows = [[code, *(f"{marks[code, Status.FOUND]} / {marks[code, Status.NOT_DECIDED]}" for marks in counted.values())]
            for code in codes]  # fmt: skip
    return Table(["Code: found / not decided", *found], rows)


def _changes_table(took: Sequence[tuple[float, LeastChange]]) -> Table:
    return Table(["Aim", "Asked", "Impossible", "Median", "95 %", "Levels, on average"], list(_aims(took)))


def _aims(took: Sequence[tuple[float, LeastChange]]) -> Iterator[list[str]]:
    for aim in AIMS:
        mine = [(spent * 1e6, change) for spent, change in took if change.aim == aim]
        spent, done = [time for time, _ in mine], [change for _, change in mine if change.moves]
        if len(mine) > 1:
            levels = sum(change.levels for change in done) / max(1, len(done))
            yield [str(aim), str(len(mine)), str(len(mine) - len(done)), micros(median(spent)),
                   micros(quantiles(spent, n=20)[-1]), f"{levels:.1f}"]  # fmt: skip
