"""What Prometheus is told: requests and their time, evaluations and matchers. Of all workers together under `serve`."""

from __future__ import annotations

import os
from collections import Counter as Counted
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from leverpoint import Health, Loads, Pack, State

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which the workers keep their numbers; `serve` sets it before a worker starts."""
METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"))
BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """The numbers of one worker. While they are `outdated`, a plugin has failed of which they do not tell yet."""

    def __init__(self) -> None:
        self.outdated = False
        self._registry = CollectorRegistry()
        labels, registry = ("method", "route", "status"), self._registry
        self._requests = Counter("leverpoint_requests", "Requests answered.", labels, registry=registry)
        self._seconds = Histogram(
            "leverpoint_request_seconds", "Time to answer.", ("route",), buckets=BUCKETS, registry=registry
        )
        self._evaluations = Counter(
            "leverpoint_evaluations", "Assessments answered, by matcher.", ("matcher",), registry=registry
        )

        self._disagreements, self._errors = (
            Gauge(f"leverpoint_matcher_{name}", text, registry=registry, multiprocess_mode="sum")
            for name, text in (
                ("disagreements", "How often the two matchers disagreed."),
                ("errors", "How often durable-rules broke and the bit sets answered."),
            )
        )

        self._changes = Counter(
            "leverpoint_source_changes", "Changed sources, by what became of them.", ("outcome",), registry=registry
        )
        # every worker has loaded the same files: the one that looked last knows best
        self._packs = Gauge(
            "leverpoint_packs", "Packs, by state.", ("state",), registry=registry, multiprocess_mode="mostrecent"
        )
        self._refused = Gauge(
            "leverpoint_sources_refused",
            "Sources of which the version on disk is refused.",
            registry=registry,
            multiprocess_mode="mostrecent",
        )
        self._failures = Counter(
            "leverpoint_plugin_failures", "How often a plugin failed.", ("plugin",), registry=registry
        )
        # every worker has the same packs: what all of them know would be counted as often as there are workers
        self._quarantined = Gauge(
            "leverpoint_plugins_quarantined",
            "Packs and plugins that do not count because something is wrong with them, in the worker where most are.",
            registry=registry,
            multiprocess_mode="livemax",
        )
        self._abandoned = Gauge(
            "leverpoint_plugin_threads_abandoned",
            "Threads left behind with plugins' calls that were not done in time.",
            registry=registry,
            multiprocess_mode="livesum",
        )

    def loaded(self, packs: Iterable[tuple[Pack, Loads]], core: Loads, outcomes: Iterable[str] = ()) -> None:
        """Show what is loaded, and count what became of sources that had changed."""
        found = list(packs)
        states = Counted(pack.state for pack, _ in found)
        for state in State:
            self._packs.labels(state).set(states[state])
        self._refused.set(sum(1 for loads in (core, *(loads for _, loads in found)) if loads.problems))
        for outcome in outcomes:
            self._changes.labels(outcome).inc()

    def plugin_failed(self, plugin: str) -> None:
        """Count a failure of a plugin."""
        self._failures.labels(plugin).inc()
        self.outdated = True

    def plugins_are(self, quarantined: int, abandoned: int) -> None:
        """Show how many packs and plugins are quarantined, and how many threads were left behind."""
        self.outdated = False
        self._quarantined.set(quarantined)
        self._abandoned.set(abandoned)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request. `route` is the rule of the address, never what a caller wrote in it."""
        self._requests.labels(method if method in METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def evaluated(self, matcher: str, health: Health, count: int = 1) -> None:
        """Count assessments that a matcher has answered, and show how the matchers fare."""
        self._evaluations.labels(matcher).inc(count)
        self._disagreements.set(health.disagreements)
        self._errors.set(health.durable_errors)

    def exposition(self) -> bytes:
        """All numbers in Prometheus' text format, those of the other workers with them where they are shared."""
        registry = self._registry
        if SHARED in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


def forget(pid: int) -> None:
    """Count a worker that is gone no more among those that live; what it has counted stays counted."""
    mark_process_dead(pid)  # type: ignore[no-untyped-call]
