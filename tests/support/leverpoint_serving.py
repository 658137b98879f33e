"""A real server process, and a caller of it: what tests of the running service share."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from leverpoint_api.settings import variable

LEVERPOINT = Path(sys.executable).with_name("leverpoint")
PATIENCE = 30


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without our own settings."""
    ours = {name for name in os.environ if name.startswith(variable("")) or name == "PROMETHEUS_MULTIPROC_DIR"}
    return {name: value for name, value in os.environ.items() if name not in ours} | more


@dataclass
class Running:
    """A server process that has said that it answers."""

    process: subprocess.Popen[str]
    port: int
    said: str

    def connect(self) -> socket.socket:
        """A connection to it."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def ask(self, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """The status and the body of one answer, over a connection of its own."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            method, headers = ("POST" if body else "GET"), {"Content-Type": "application/json"}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()


@contextlib.contextmanager
def running(
    *arguments: str, leverpoint: Path = LEVERPOINT, first: Sequence[str] = (), **settings: str
) -> Iterator[Running]:
    """`leverpoint serve` on a free port, with settings as the environment gives them, ended with SIGTERM.

    `first` are arguments that stand before the command's name.
    """
    port = free_port()
    command = [str(leverpoint), *first, "serve", "--port", str(port), *arguments]
    environment = clean_environment(LEVERPOINT_ACCESS_LOG="off", **settings)
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = ""
        while "Ctrl+C" not in said:
            line = process.stdout.readline()
            assert line, "the server has ended before it answered"
            said += line
        yield Running(process, port, said)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
