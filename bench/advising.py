"""Measure one answer from the core rulebook, and where its time goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from statistics import median, quantiles
from typing import Any

from leverpoint import Advisor, Assessment, load_rulebook, read_request, shipped_rules, to_json
from leverpoint.advice import Question, RoleAdvice
from leverpoint.matching import Matches
from leverpoint.model import Options
from leverpoint.questions import Undecided
from leverpoint.rulebook import Rulebook

from bench.assessments import AS_OF, documents
from bench.report import Goal, Section, Table, micros
from bench.timing import Samples, Stages, Task, interleaved

LIMIT = 500.0
KINDS = {"complete": 1.0, "half answered": 0.5}
MATCH, RANK, QUESTIONS, EXPLAIN, IDENTITY, JSON, REST = (
    "match the rules",
    "rank the strategies",
    "find the next questions",
    "explain: reasons, citations, leverage points",
    "decision id",
    "write the JSON",
    "the rest",
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
    advisor = _StagedAdvisor(rulebook)
    for one in asked:
        to_json(advisor.advise(one))
    advisor.stages = Stages()
    for one in asked:
        with advisor.stages.stage(REST):
            advice = advisor.advise(one)
        with advisor.stages.stage(JSON):
            to_json(advice)
    return {name: spent / 1000 / len(asked) for name, spent in advisor.stages.spent.items()}


class _StagedAdvisor(Advisor):
    """The advisor with a clock on each of its steps."""

    stages = Stages()

    def _match(self, assessment: Assessment, role: str) -> Matches:
        with self.stages.stage(MATCH):
            return super()._match(assessment, role)

    def _rank(self, role: str, matches: Matches, options: Options) -> Any:
        with self.stages.stage(RANK):
            return super()._rank(role, matches, options)

    def _undecided(self, role: str, matches: Matches, ranked: Any) -> Undecided:
        with self.stages.stage(QUESTIONS):
            return super()._undecided(role, matches, ranked)

    def _next_questions(self, roles: Sequence[Undecided], options: Options) -> tuple[Question, ...]:
        with self.stages.stage(QUESTIONS):
            return super()._next_questions(roles, options)

    def _role(self, role: str, matches: Matches, ranked: Any, options: Options) -> RoleAdvice:
        with self.stages.stage(EXPLAIN):
            return super()._role(role, matches, ranked, options)

    def _decision_id(self, assessment: Assessment) -> str:
        with self.stages.stage(IDENTITY):
            return super()._decision_id(assessment)


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
    names = (MATCH, RANK, QUESTIONS, EXPLAIN, IDENTITY, REST, JSON)
    rows = [[name, *(_share(found, name) for found in stages.values())] for name in names]
    return Table(["Stage", *stages], rows)


def _share(found: dict[str, float], name: str) -> str:
    spent = found.get(name, 0.0)
    return f"{micros(spent)} ({spent / sum(found.values()):.0%})"
