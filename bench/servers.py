"""Run an application under granian with one worker, send it requests, and read off the processor time they cost."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from bench.timing import cpu_of

JSON = {"Content-Type": "application/json"}


class Server:
    """A running server and one connection to it that is kept alive."""

    def __init__(self, process: int, port: int) -> None:
        self._process = process
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def post(self, path: str, body: bytes) -> bytes:
        """The answer to one request. Raises RuntimeError where it is no success."""
        self._connection.request("POST", path, body, JSON)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status != http.client.OK:
            raise RuntimeError(f"{path} answered {response.status}: {answer[:500]!r}")
        return answer

    def cost(self, path: str, bodies: Sequence[bytes]) -> float:
        """The server's processor time for each of these requests, in µs."""
        before = self._spent()
        for body in bodies:
            self.post(path, body)
        return (self._spent() - before) * 1e6 / len(bodies)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _spent(self) -> float:
        return sum(map(cpu_of, _family(self._process)))


@contextmanager
def serving(factory: str, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """The application that `factory` ("module:function") makes, served for as long as the block lasts."""
    port = _free_port()
    options = ["--interface", "wsgi", "--workers", "1", "--port", str(port), "--log-level", "warning", "--factory"]
    command = [sys.executable, "-m", "granian", *options, factory]
    with log.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=stream, env={**os.environ, **environment})
        try:
            _wait_for(process, port, log)
            with closing(Server(process.pid, port)) as server:
                yield server
        finally:
            process.terminate()
            process.wait(30)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        try:
            with closing(socket.create_connection(("127.0.0.1", port), 1)):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")


def _family(process: int) -> list[int]:
    """The process and all that descend from it."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return [process, *(one for child in children for one in _family(int(child)))]
