"""Measure what HTTP adds to an answer, beside a bare Flask route that moves the same bytes on the same server."""

from __future__ import annotations

import datetime as dt
import io
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from itertools import cycle
from pathlib import Path
from statistics import mean, median
from typing import Any

import orjson
from flask import Flask, Request
from werkzeug.test import create_environ, run_wsgi_app

from bench import applications
from bench.assessments import AS_OF, documents
from bench.report import Goal, Section, Table, micros, times
from bench.servers import serving
from bench.timing import Samples, Task, interleaved
from leverpoint import Advice, Advisor, Assessment, assess, load_rulebook, shipped_rules, to_json
from leverpoint.rulebook import Rulebook
from leverpoint_api.answers import load_request
from leverpoint_api.app import create_app
from leverpoint_api.bodies import json_body
from leverpoint_api.logs import build_logger
from leverpoint_api.rulesets import Active
from leverpoint_api.service import EXTENSION

LIMIT = 10.0
SERVICE, BYTES, JSON = "/v1/recommendations", "/bytes", "/json"
ROUTES = {
    SERVICE: "POST /v1/recommendations",
    BYTES: "bare route, bytes in and bytes out",
    JSON: "bare route, JSON read and written by orjson",
}
STUBBED = "the service with answers found beforehand"
PARSE, LOAD, FIT, WRITE = "read the JSON, strictly", "load with the schema", "fit to the rulebook", "write the JSON"
ADVISE = "advise, on its own"
AROUND = "Flask, flask-smorest, headers, request id, metrics and log line"
LONGER = "advise, what it takes longer inside a request"
INSIDE = """Where the time of a request goes, in process. Each step was measured on its own with the same requests; what
surrounds them is known from a service whose advisor hands out answers that were found beforehand. The last row is what
then remains: `advise` finds the processor's caches used by others."""


class _Ready:
    """An advisor that has found its answers beforehand and hands them out in their order."""

    def __init__(self, rulebook: Rulebook, answers: Sequence[Advice]) -> None:
        self.rulebook = rulebook
        self._next = cycle(answers).__next__

    def advise(self, _assessment: Assessment) -> Advice:
        """The next answer, whatever is asked."""
        return self._next()


class _Requests:
    """The requests, and each step of answering them on its own."""

    def __init__(self, count: int) -> None:
        self.rulebook = load_rulebook(shipped_rules())
        self.advisor, self.day = Advisor(self.rulebook), dt.date.fromisoformat(AS_OF)
        complete, half = documents(self.rulebook, count, 1.0), documents(self.rulebook, count, 0.5, seed=5)
        self.documents = [*complete, *half]
        self.bodies = [orjson.dumps(one) for one in self.documents]
        self.loaded = [load_request(one) for one in self.documents]
        self.fitting = [self.fit(one) for one in self.loaded]
        self.advice = [self.advisor.advise(one) for one in self.fitting]

    def fit(self, loaded: Mapping[str, Any]) -> Assessment:
        """The assessment in a loaded request."""
        return assess(loaded, self.rulebook, self.day)

    def tasks(self) -> list[Task]:
        """A task for each step."""
        steps: list[tuple[str, Callable[[Any], object], Sequence[Any]]] = [
            (PARSE, lambda body: json_body(Request(_environ(body))), self.bodies),
            (LOAD, load_request, self.documents),
            (FIT, self.fit, self.loaded),
            (ADVISE, self.advisor.advise, self.fitting),
            (WRITE, to_json, self.advice),
        ]
        return [Task(name, call, inputs, len(inputs)) for name, call, inputs in steps]


def measure(quick: bool) -> Section:
    """The processor time of a request beyond `advise`, as a multiple of the bare route's."""
    asked = _Requests(10 if quick else 50)
    answer = sorted(map(to_json, asked.advice), key=len)[len(asked.advice) // 2]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ[applications.ANSWER] = str(folder / "answer.json")
        (folder / "answer.json").write_bytes(answer)
        inside = _in_process(asked, 3 if quick else 25)
        served = _on_granian(folder, asked.bodies, 2 if quick else 25)
    # a server's own time for `advise` cannot be told apart; it is the same code
    served[ADVISE] = [median(inside[ADVISE])] * len(served[SERVICE])
    found = {"in process": inside, "on granian": served}
    goals = [_goal(where, samples) for where, samples in found.items()]
    tables = [("", _route_table(found)), (INSIDE, _step_table(inside))]
    return Section("Over HTTP", _text(asked.bodies, answer), goals, tables)


def _text(bodies: Sequence[bytes], answer: bytes) -> str:
    return f"""{len(bodies)} different requests of {mean(map(len, bodies)):,.0f} bytes on average, half of them complete
    and half of them half answered; {len(answer):,} bytes come back from the bare routes, as many as from the service in
    the median. On granian {version("granian")} with one worker over one loopback connection that is kept alive, and in
    process as WSGI calls, Flask {version("flask")}; access log and metrics are on, as shipped. What comes on top of
    `advise` includes writing its answer."""


def _in_process(asked: _Requests, rounds: int) -> dict[str, Sequence[float]]:
    with Path(os.devnull).open("wb") as nowhere:
        ours, stubbed = (create_app(log=build_logger(nowhere)) for _ in range(2))
        ready: Any = _Ready(asked.rulebook, asked.advice)
        rulesets = stubbed.extensions[EXTENSION].rulesets
        rulesets.serving = replace(rulesets.current, active=Active(ready, dt.datetime.now(dt.UTC)))
        bare = applications.bare()
        callers = {SERVICE: _caller(ours, SERVICE), BYTES: _caller(bare, BYTES), JSON: _caller(bare, JSON)}
        callers[STUBBED] = _caller(stubbed, SERVICE)
        stubbed.app_context().push()  # the steps that ask for their service find it here
        tasks = [Task(name, call, asked.bodies, len(asked.bodies)) for name, call in callers.items()] + asked.tasks()
        interleaved(tasks, 1)
        return dict(interleaved(tasks, rounds))


def _caller(app: Flask, path: str) -> Callable[[bytes], bytes]:
    """What calls a route as a WSGI server would, and raises RuntimeError where the answer is no success."""

    def call(body: bytes) -> bytes:
        chunks, status, _headers = run_wsgi_app(app, _environ(body, path), buffered=True)
        answer = b"".join(chunks)
        if not status.startswith("200"):
            raise RuntimeError(f"{path} answered {status}: {answer[:500]!r}")
        return answer

    return call


@cache
def _blank(path: str) -> dict[str, Any]:
    return create_environ(path, method="POST", content_type="application/json")


def _environ(body: bytes, path: str = SERVICE) -> dict[str, Any]:
    return _blank(path) | {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}


def _on_granian(folder: Path, bodies: Sequence[bytes], rounds: int) -> dict[str, Sequence[float]]:
    (folder / "metrics").mkdir()
    # `leverpoint serve` keeps its metrics in files that its workers share
    environment = {"PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics")}
    samples: dict[str, list[float]] = {path: [] for path in ROUTES}
    with (
        serving("bench.applications:service", environment, folder / "service.log") as ours,
        serving("bench.applications:bare", environment, folder / "bare.log") as bare,
    ):
        turns = [(ours, SERVICE), (bare, BYTES), (bare, JSON)]
        for number in range(rounds + 1):
            for server, path in turns:
                cost = server.cost(path, bodies)
                if number:  # the first round warms up
                    samples[path].append(cost)
    return dict(samples)


def _goal(where: str, samples: Samples) -> Goal:
    rounds = zip(samples[SERVICE], samples[ADVISE], samples[BYTES], strict=True)
    found = median((service - advise) / bare for service, advise, bare in rounds)
    what = f"{where}, on top of `advise` at most {LIMIT:g} times the processor time of the bare route"
    return Goal(what, f"{times(found)} times", found <= LIMIT)


def _route_table(found: Mapping[str, Samples]) -> Table:
    def cell(samples: Samples, path: str) -> str:
        return f"{times(median(samples[path]) / median(samples[BYTES]))} ({micros(median(samples[path]))})"

    rows = [[name, *(cell(samples, path) for samples in found.values())] for path, name in ROUTES.items()]
    return Table(["Processor time a request, the bytes route = 1", *found], rows)


def _step_table(samples: Samples) -> Table:
    whole = median(samples[SERVICE])
    steps = {name: median(samples[name]) for name in (PARSE, LOAD, FIT, WRITE)}
    steps[AROUND] = median(samples[STUBBED]) - sum(steps.values())
    steps[ADVISE] = median(samples[ADVISE])
    steps[LONGER] = whole - sum(steps.values())
    return Table(["Step", "time", "share"], [[name, micros(one), f"{one / whole:.0%}"] for name, one in steps.items()])
