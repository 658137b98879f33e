"""Run the service under granian: several worker processes, a free port, a drained end."""

from __future__ import annotations

import gc
import http.client
import multiprocessing
import os
import shlex
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing

import orjson
from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels

from leverpoint_api.examples import SMALL
from leverpoint_api.metrics import SHARED
from leverpoint_api.settings import Settings
from leverpoint_api.workers import Server, end_when_held

Say = Callable[[str], object]
BACKLOG = 1024
THREADS = 256
"""In each worker: who sends a body slowly holds a thread, and no more than that."""
STOPPING = (signal.SIGINT, signal.SIGTERM)
_LOGS = {
    "formatters": {"json": {"()": "leverpoint_api.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
    "loggers": {
        name: {"handlers": ["stderr"], "propagate": False} for name in ("_granian", "granian.access", "leverpoint")
    },
}


class PortError(OSError):
    """The service cannot listen where it was asked to. The message says why, and what to do."""


def check_port(settings: Settings) -> None:
    """Raise PortError where nobody can listen; workers share the port, so that they would not notice."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            where = f"port {settings.port} of {settings.host}"
            hint = "choose another with --port or LEVERPOINT_PORT"
            raise PortError(f"cannot listen on {where}: {error.strerror or error}; {hint}") from error


def serve(settings: Settings, say: Say) -> None:
    """Answer until a signal ends it, and finish what is under way then. `say` is told what to say once it answers."""
    multiprocessing.set_start_method("spawn", force=True)  # forked workers would share the threads' locks of this one
    with tempfile.TemporaryDirectory(prefix="leverpoint-") as numbers:
        os.environ |= {**settings.to_environment(), SHARED: os.environ.get(SHARED, numbers)}
        server = Server(
            "leverpoint_api",
            address=settings.host,
            port=settings.port,
            interface=Interfaces.WSGI,
            workers=settings.workers,
            backlog=BACKLOG,
            blocking_threads=THREADS,
            log_level=LogLevels.error,
            log_dictconfig=_LOGS,
            workers_kill_timeout=settings.drain,
        )
        server.on_startup(threading.Thread(target=_announce, args=(server, settings, say), daemon=True).start)
        server.serve(target_loader=_application, wrap_loader=False)


def _application() -> Flask:
    """What a worker answers with."""
    from leverpoint_api import reloading
    from leverpoint_api.app import create_app
    from leverpoint_api.service import EXTENSION, Service

    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    threading.Thread(target=_stop_once, daemon=True).start()
    gc.disable()  # nothing of what is loaded is garbage, and looking for some takes as long as loading it
    app = create_app()
    gc.enable()
    gc.freeze()  # what a thousand packs hold would otherwise be gone through again while requests wait
    service: Service = app.extensions[EXTENSION]
    reloading.start(service)
    end_when_held(service.settings.held)
    return app


def _stop_once() -> None:
    """Hand the first signal to the server and no other: Ctrl+C reaches a worker from the terminal and from its parent,
    and granian's worker never ends when it is told twice.
    """
    signal.sigwait(STOPPING)
    stop = signal.getsignal(signal.SIGTERM)
    if not callable(stop):  # the server has not begun
        os._exit(0)
    stop(signal.SIGTERM, None)


def _announce(server: Server, settings: Settings, say: Say) -> None:
    while not _ready(settings):
        time.sleep(0.05)
    server.has_answered()
    say(invitation(settings))


def _ready(settings: Settings) -> bool:
    with closing(http.client.HTTPConnection(_reachable(settings.host), settings.port, timeout=2)) as connection:
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.client.OK
        except OSError:
            return False


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - asked about, not bound to


def invitation(settings: Settings) -> str:
    """What to say once the service answers: where it is, and a request to paste."""
    host = _reachable(settings.host)
    base = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
    body = shlex.quote(orjson.dumps(dict(SMALL)).decode())
    return f"""Leverpoint answers at {base} with {settings.workers} workers. A request to paste:

curl -s {base}/v1/recommendations -H 'Content-Type: application/json' -d {body}

Documentation to try out: {base}/docs. Ctrl+C ends it."""
