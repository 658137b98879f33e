"""Measure matching: every engine on the same rules and facts, in turns, once all have given the same matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from bench.cases import Values, expected, requests, rules
from bench.peers import BITSETS, CLIPS, CONTENDERS, DURABLE, ZEN_LOADED, ZEN_README, Contender, Engine
from bench.report import Goal, Section, Table, micros, times
from bench.timing import Samples, collector_at_rest, interleaved, ratio, task

SIZES, JUDGED = (100, 1_000, 10_000), 1_000
TEXT = """Rules for one of four roles with three or four conditions on twenty facts (twelve ordinals of four levels,
four choices of four values, four integers up to 999), drawn with a fixed seed; each request gives all twenty facts and
matches 5 to 11 rules. Every engine has the rules in the form that serves it best, and the facts as its own users would
hold them; converting them further, and handing the ids of the matches back, is part of the time. A size counts only
when every engine has given exactly the same matches for every request as the plain reading of the rules. The samples
are taken in turns (A B C A B C …), with Python's garbage collector at rest."""
CAPTION = """Processor time an evaluation, as a multiple of what Leverpoint's durable-rules matcher takes for the same
rules; below 1 is faster."""
ZEN_NOTE = """ZEN's table is asked in the three ways that its documentation shows, with the same rows: a decision made
from JSON text, one made from compiled content, and compiled content that a loader hands to the engine by its key. They
differ several times over, so both ends are judged."""


class MismatchError(Exception):
    """An engine gave other matches than the rules say; no figure counts then."""

    def __init__(self, engine: str, values: Values, found: frozenset[str], right: frozenset[str]) -> None:
        super().__init__(f"{engine}: {sorted(found ^ right)} differ for {dict(values)}")


def measure(quick: bool) -> Section:
    """The table of all engines and sizes, and the goals at 1,000 rules. Raises MismatchError."""
    missing = [one.name for one in CONTENDERS if not one.installed]
    present = [one for one in CONTENDERS if one.installed]
    sizes = SIZES[:2] if quick else SIZES
    found = {size: _samples(present, size, quick) for size in sizes}
    notes = [ZEN_NOTE, *([f"Not installed, left out: {', '.join(missing)}."] if missing else [])]
    return Section("Matching", TEXT, _goals(found[JUDGED]), [(CAPTION, _table(present, found))], notes)


def checked(engine: Engine, name: str, right: Sequence[tuple[Values, frozenset[str]]]) -> list[Any]:
    """The facts in the engine's own form, once it has matched each set `right`. Raises MismatchError."""
    prepared = [engine.prepare(values) for values, _ in right]
    for one, (values, wanted) in zip(prepared, right, strict=True):
        found = engine.match(one)
        if found != wanted:
            raise MismatchError(name, values, found, wanted)
    return prepared


def _samples(contenders: Sequence[Contender], size: int, quick: bool) -> Samples:
    drawn = rules(size)
    right = [(values, expected(drawn, values)) for values in requests(drawn, 20 if quick else 100)]
    budget, rounds = (0.01, 5) if quick else (0.05, 25)
    engines = [(one.name, one.build(drawn)) for one in contenders]
    prepared = {name: checked(engine, name, right) for name, engine in engines}
    tasks = [task(name, engine.match, prepared[name], budget) for name, engine in engines]
    with collector_at_rest():
        return interleaved(tasks, rounds)


def _table(contenders: Sequence[Contender], found: Mapping[int, Samples]) -> Table:
    rows = [
        [one.label, *(times(ratio(samples, one.name, DURABLE)) for samples in found.values())] for one in contenders
    ]
    absolute = (micros(median(samples[DURABLE])) for samples in found.values())
    headings = ["Engine", *(f"{size:,} rules" for size in found)]
    return Table(headings, [*rows, ["1 is, on this machine", *absolute]])


def _goals(samples: Samples) -> list[Goal]:
    return [
        _goal("durable-rules at least 8 times as fast as ZEN's table, as its README uses it", samples, ZEN_README, 8),
        _goal("durable-rules at least 8 times as fast as ZEN's table in the fastest way", samples, ZEN_LOADED, 8),
        _goal("durable-rules no slower than CLIPS", samples, CLIPS, 1),
        _goal("bit sets at least 80 times as fast as ZEN's table, as its README uses it", samples, ZEN_README, 80),
        _goal("bit sets at least 80 times as fast as ZEN's table in the fastest way", samples, ZEN_LOADED, 80),
    ]


def _goal(what: str, samples: Samples, theirs: str, wanted: float) -> Goal:
    found = ratio(samples, theirs, BITSETS if what.startswith("bit sets") else DURABLE)
    return Goal(f"at {JUDGED:,} rules {what}", f"{times(found)} times as fast", found >= wanted)
