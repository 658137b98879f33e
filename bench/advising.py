"""Measure one answer from the core rulebook, and where its time goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from statistics import median, quantiles
from typing import Any

from bench.assessments import AS_OF, documents
from bench.report import Goal, Section, Table, micros
from bench.timing import Samples, Stages, Task, interleaved
from leverpoint import Advisor, Assessment, load_rulebook, read_request, shipped_rules, to_json
from leverpoint.matching import Matching
from leverpoint.questions import Questions
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Vocabulary

LIMIT = 500.0
KINDS = {"complete": 1.0, "half answered": 0.5}
FACTS, MATCH, RANK = "work out the facts", "match the rules", "rank the strategies"
QUESTIONS, EXPLAIN = "find the next questions", "explain: reasons, citations, leverage points"
IDENTITY, REST, JSON = "decision id", "the rest", "write the JSON"
STEPS: tuple[tuple[type, str, str], ...] = (
    (Vocabulary, "facts_of", FACTS),
    (Matching, "match", MATCH),
    (Advisor, "_rank", RANK),
    (Questions, "next", QUESTIONS),
    (Advisor, "_role", EXPLAIN),
    (Advisor, "_decision_id", IDENTITY),
)
EACH = "Each assessment as a whole, the garbage collector on as in service:"
INSIDE = "Where the time of one answer goes, on average, measured stage by stage (which itself adds a few µs a stage):"


def measure(quick: bool) -> Section:
    """The time of `Advisor.advise` for complete and for half answered assessments, and its stages."""
    rulebook = load_rulebook(shipped_rules())
    count = 40 if quick else 400
    asked = {kind: assessments(rulebook, count, share) for kind, share in KINDS.items()}
    samples = _samples(rulebook, asked)
    stages = {kind: breakdown(rulebook, asked[kind]) for kind in KINDS}
    text = f"""`Advisor.advise` with the core rulebook ({len(rulebook.rules)} rules), one role, reasons included, the
    whole list: {count} different assessments of either kind, as many for each role. `to_json` comes on top."""
    tables = [(EACH, _whole(samples)), (INSIDE, _stage_table(stages))]
    return Section("One answer", text, [_goal(kind, samples) for kind in KINDS], tables)


def assessments(rulebook: Rulebook, count: int, answered: float) -> list[Assessment]:
    """Seeded assessments of which about the share `answered` of the questions is answered."""
    day = dt.date.fromisoformat(AS_OF)
    return [read_request(one, rulebook, day) for one in documents(rulebook, count, answered)]


def breakdown(rulebook: Rulebook, asked: Sequence[Assessment]) -> dict[str, float]:
    """The time of each stage in µs, the mean over the assessments, the advisor warm."""
    advisor, stages = Advisor(rulebook), Stages()
    for one in asked:
        to_json(advisor.advise(one))
    with _watched(stages):
        for one in asked:
            with stages.stage(REST):
                advice = advisor.advise(one)
            with stages.stage(JSON):
                to_json(advice)
    return {name: spent / 1000 / len(asked) for name, spent in stages.spent.items()}


@contextmanager
def _watched(stages: Stages) -> Iterator[None]:
    """Every step of an answer has a clock on it inside."""
    plain = [(owner, name, getattr(owner, name)) for owner, name, _ in STEPS]
    for owner, name, stage in STEPS:
        setattr(owner, name, _timed(getattr(owner, name), stages, stage))
    try:
        yield
    finally:
        for owner, name, method in plain:
            setattr(owner, name, method)


def _timed(method: Callable[..., Any], stages: Stages, stage: str) -> Callable[..., Any]:
    @wraps(method)
    def timed(*args: Any, **named: Any) -> Any:
        with stages.stage(stage):
            return method(*args, **named)

    return timed


def _samples(rulebook: Rulebook, asked: dict[str, list[Assessment]]) -> Samples:
    """The time of each assessment alone, after all have been answered once; garbage is collected as in service."""
    advisor = Advisor(rulebook)

    def answer(assessment: Assessment) -> bytes:
        return to_json(advisor.advise(assessment))

    tasks = [Task(kind, advisor.advise, found, 1) for kind, found in asked.items()]
    tasks += [Task(f"{kind}, with JSON", answer, found, 1) for kind, found in asked.items()]
    rounds = max(map(len, asked.values()))
    interleaved(tasks, rounds)
    return interleaved(tasks, rounds)


def _goal(kind: str, samples: Samples) -> Goal:
    found = median(samples[kind])
    what = f"one `advise`, {kind}: median under {micros(LIMIT)} of processor time"
    return Goal(what, micros(found), found < LIMIT)


def _whole(samples: Samples) -> Table:
    rows = [[name, micros(median(found)), micros(quantiles(found, n=20)[-1])] for name, found in samples.items()]
    return Table(["Assessments", "median", "19 of 20 under"], rows)


def _stage_table(stages: dict[str, dict[str, float]]) -> Table:
    names = (*(stage for _, _, stage in STEPS), REST, JSON)
    rows = [[name, *(_share(found, name) for found in stages.values())] for name in names]
    return Table(["Stage", *stages], rows)


def _share(found: dict[str, float], name: str) -> str:
    spent = found.get(name, 0.0)
    return f"{micros(spent)} ({spent / sum(found.values()):.0%})"
