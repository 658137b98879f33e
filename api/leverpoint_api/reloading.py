"""Take in changed rules and packs while the service answers: each worker looks for itself, in a thread of its own."""

from __future__ import annotations

import threading
import time

from leverpoint_api.service import Service
from leverpoint_api.worker import show

SHARE = 20
"""A look that finds nothing is followed by a pause of at least so many times the processor time that it took."""


def start(service: Service) -> None:
    """Look for changes every few seconds, as the settings say, until the process ends; not at all where they say 0."""
    if service.settings.reload:
        threading.Thread(target=_watch, args=(service,), name="reload", daemon=True).start()


def _watch(service: Service) -> None:
    pause: float = service.settings.reload
    while True:
        time.sleep(pause)
        began = time.thread_time()
        changed = look(service)
        took = 0 if changed else time.thread_time() - began
        pause = max(service.settings.reload, SHARE * took)


def look(service: Service) -> tuple[str, ...]:
    """Take in what has changed, and say what became of each source. A fault of ours is logged, and nothing changes."""
    try:
        outcomes = service.rulesets.look()
        if outcomes:
            service.metrics.loaded(service.rulesets.packs(), service.rulesets.core, outcomes)
            show(service.rulesets, service.metrics)
    except Exception as error:  # what answers must go on answering, and the next look may succeed
        service.log.exception("unforeseen", exc_info=error)
        return ()
    return outcomes
