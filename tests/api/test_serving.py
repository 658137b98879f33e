"""A real server: it starts, answers under slow clients, from every worker alike, and finishes what is under way."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shlex
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from leverpoint_plugins import Site
from leverpoint_serving import LEVERPOINT, PATIENCE, Running, clean_environment, free_port, running

from leverpoint_api import server
from leverpoint_api.examples import SMALL, WHOLE
from leverpoint_api.settings import Settings

WHERE, BODY = "/v1/recommendations", json.dumps(dict(SMALL)).encode()
HEAD = (
    f"POST {WHERE} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nConnection: close\r\n"
    f"Content-Length: {len(BODY)}\r\n\r\n"
).encode()


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    """One server for the tests that leave it running."""
    with running() as found:
        yield found


def rest_of(connection: socket.socket) -> bytes:
    """All that still comes."""
    with contextlib.closing(connection):
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_it_says_a_request_that_works(service: Running) -> None:
    """Once it answers, the command prints a request that can be pasted and gets advice."""
    line = next(line for line in service.said.splitlines() if line.startswith("curl"))
    _, _, url, _, header, _, body = shlex.split(line)
    assert header == "Content-Type: application/json"
    assert url == f"http://127.0.0.1:{service.port}{WHERE}"
    status, answer = service.ask(WHERE, body.encode())
    assert status == 200
    assert json.loads(answer)["advice"][0]["recommendations"]


def test_slow_clients_keep_nobody_waiting(service: Running) -> None:
    """While forty clients dribble their heads or bodies, others are answered; then the slow ones are, too."""
    whole = HEAD + BODY
    slow = [(service.connect(), 30 if index % 2 else len(HEAD) + 5) for index in range(40)]
    for connection, sent in slow:
        connection.sendall(whole[:sent])
    for more in range(5):
        assert service.ask("/healthz")[0] == 200
        assert service.ask(WHERE, BODY)[0] == 200
        for connection, sent in slow:
            connection.sendall(whole[sent + more : sent + more + 1])
    for connection, sent in slow:
        connection.sendall(whole[sent + 5 :])
    assert all(rest_of(connection).startswith(b"HTTP/1.1 200") for connection, _ in slow)


def test_every_worker_gives_the_same_bytes(service: Running) -> None:
    """The same question gets the same bytes from each of the workers, in whatever order it is put."""
    reordered = dict(reversed(list(WHOLE.items())))
    bodies = [json.dumps(one).encode() for one in (dict(WHOLE), reordered)]
    answers: set[bytes] = set()
    workers: set[int] = set()
    until = time.monotonic() + PATIENCE
    while len(workers) < 2 and time.monotonic() < until:
        answers.update(service.ask(WHERE, body)[1] for body in bodies)
        workers.add(json.loads(service.ask("/v1/status")[1])["worker"]["pid"])
    assert (len(workers), len(answers)) == (2, 1)


def test_chunked_bodies_are_read(service: Running) -> None:
    """A body in chunks is read like any other, and refused like any other when it is too large."""
    for chunk, count, status in ((BODY, 1, b"200"), (b" " * 65_536, 20, b"413")):
        connection = service.connect()
        connection.sendall(HEAD.replace(f"Content-Length: {len(BODY)}".encode(), b"Transfer-Encoding: chunked"))
        with contextlib.suppress(ConnectionError):
            for _ in range(count):
                connection.sendall(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            connection.sendall(b"0\r\n\r\n")
        assert connection.recv(12).endswith(status)
        connection.close()


def test_numbers_are_those_of_all_workers(service: Running) -> None:
    """Asking any worker for the metrics counts what every worker has answered."""
    before = requests_to(service, "/v1/themes")
    for _ in range(20):
        service.ask("/v1/themes")
    assert {requests_to(service, "/v1/themes") - before for _ in range(6)} == {20}


def requests_to(service: Running, route: str) -> float:
    """How many requests to a route have been counted."""
    lines = service.ask("/metrics")[1].decode().splitlines()
    return sum(float(line.split()[-1]) for line in lines if "requests_total{" in line and f'"{route}"' in line)


def test_what_is_under_way_is_finished(tmp_path: Path) -> None:
    """After SIGTERM a half-sent request and a long batch are still answered, and the process ends without a fault."""
    batch = json.dumps({"items": [dict(WHOLE)] * 100}).encode()
    with running("--workers", "1") as service:
        half = service.connect()
        half.sendall(HEAD + BODY[:10])
        long = service.connect()
        long.sendall(
            HEAD.replace(WHERE.encode(), f"{WHERE}/batch".encode()).replace(b"%d" % len(BODY), b"%d" % len(batch))
        )
        long.sendall(batch)
        time.sleep(0.3)
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        half.sendall(BODY[10:])
        answers = [rest_of(half), rest_of(long)]
        assert [answer[:12] for answer in answers] == [b"HTTP/1.1 200"] * 2
        assert answers[1].count(b'{"status":200') == 100


def stopped(*arguments: str, **environment: str) -> str:
    """What a `leverpoint serve` says that ends with exit code 2."""
    command = [str(LEVERPOINT), "serve", *arguments]
    done = subprocess.run(
        command, env=clean_environment(**environment), check=False, capture_output=True, text=True, timeout=PATIENCE
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_taken_port_is_said() -> None:
    """Where somebody listens already, the command says so and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = stopped("--port", str(taken.getsockname()[1]))
    assert "Address already in use; choose another with --port or LEVERPOINT_PORT" in said


def test_broken_rules_are_not_served(tmp_path: Path) -> None:
    """Every problem of a broken folder is listed with its file and line."""
    (tmp_path / "pack.yaml").write_text("name: core\nversion: one\nlayer: top\ntitle: T\n")
    (tmp_path / "priority.yaml").write_text("weights: {}\nweights: {}\n")
    for said in (stopped("--rules", str(tmp_path)), stopped(LEVERPOINT_RULES=str(tmp_path))):
        assert "pack.yaml:2:" in said
        assert "pack.yaml:3:" in said
        assert "priority.yaml:2:" in said


def test_wrong_settings_are_said() -> None:
    """A variable that cannot be used is named."""
    assert "LEVERPOINT_WORKERS is 'many'" in stopped(LEVERPOINT_WORKERS="many")


def test_serving_ends_on_a_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a process of one's own, serving announces itself once and returns when a signal ends it."""
    settings = Settings(port=free_port(), workers=1, access_log=False)
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    monkeypatch.setattr(os, "environ", clean_environment())
    said: list[str] = []

    def end(text: str) -> None:
        said.append(text)
        os.kill(os.getpid(), signal.SIGTERM)  # to the process: it wakes the main thread, where handlers run

    try:
        server.serve(settings, end)
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
    assert said == [server.invitation(settings)]
    assert threading.active_count() < 10


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "127.0.0.1:80"), ("0.0.0.0", "127.0.0.1:80"), ("::", "[::1]:80"), ("example.org", "example.org:80")],  # noqa: S104
)
def test_the_invitation_names_an_address_that_can_be_reached(host: str, shown: str) -> None:
    """Who listens everywhere is reached at the loopback address."""
    assert f"curl -s http://{shown}{WHERE} " in server.invitation(Settings(host=host, port=80))


@pytest.mark.parametrize("host", ["203.0.113.1", "2001:db8::1", "no such host"])
def test_an_address_that_is_not_ours_is_said(host: str) -> None:
    """An address on which this machine cannot listen is refused with the reason."""
    with pytest.raises(server.PortError, match="cannot listen on port 80"):
        server.check_port(Settings(host=host, port=80))


def test_workers_are_told_what_was_said(library_rules: Path) -> None:
    """What the command line says reaches the workers: they answer from the folder that it names."""
    with running("--rules", str(library_rules), "--workers", "1") as service:
        roles = json.loads(service.ask("/v1/roles")[1])["items"]
    assert "branch" in [role["id"] for role in roles]


@pytest.mark.parametrize("before", [True, False], ids=["before", "behind"])
def test_packs_are_named_before_or_behind_the_command(data_folder: Path, library_rules: Path, before: bool) -> None:
    """`--packs-dir` means the same before the command's name and behind it, and reaches the workers."""
    packs = ("--packs-dir", str(data_folder / "packs"))
    with running("--workers", "1", "--rules", str(library_rules), *(() if before else packs),
                 first=packs if before else ()) as service:  # fmt: skip
        found = json.loads(service.ask("/v1/plugins")[1])["items"]
    assert [one["name"] for one in found] == ["harbour"]


CRASHING = """
import os
@hookimpl
def leverpoint_observe(decision):
    if decision["advice"][0]["role"] == "state":
        os._exit(3)
"""


def test_a_worker_that_crashes_is_replaced(tmp_path: Path) -> None:
    """A plugin that ends its process takes a worker with it, not the service, however often; numbers go on, too."""
    Site(tmp_path).install("crashing", CRASHING)
    sound, bad = (json.dumps({**WHOLE, "roles": [role]}).encode() for role in ("district", "state"))
    with running("--workers", "1", PYTHONPATH=str(tmp_path)) as service:
        for _ in range(3):
            with pytest.raises((http.client.HTTPException, ConnectionError)):
                service.ask(WHERE, bad)
            assert patiently(service, sound) == 200
        lines = service.ask("/metrics")[1].decode().splitlines()
    assert "leverpoint_plugins_quarantined 0.0" in lines
    assert sum(float(line.split()[-1]) for line in lines if line.startswith("leverpoint_evaluations_total")) == 3


HOLDING = """
import re
@hookimpl
def leverpoint_observe(decision):
    if decision["advice"][0]["role"] == "state":
        re.match("(a+)+$", "a" * 60 + "b")
"""


def test_a_worker_that_is_held_is_replaced(tmp_path: Path) -> None:
    """A regular expression without end lets go of nothing: its worker ends after a while, and another answers."""
    Site(tmp_path).install("holding", HOLDING)
    sound, bad = (json.dumps({**WHOLE, "roles": [role]}).encode() for role in ("district", "state"))
    with running("--workers", "1", PYTHONPATH=str(tmp_path), LEVERPOINT_HELD="3") as service:
        assert service.ask(WHERE, sound)[0] == 200
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            service.ask(WHERE, bad)
        assert patiently(service, sound) == 200


def patiently(service: Running, body: bytes) -> int:
    """The status of an answer, asked for until a worker is there."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return service.ask(WHERE, body)[0]
        except (http.client.HTTPException, ConnectionError):
            assert time.monotonic() < until
            time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_all_processes_ends_all(number: signal.Signals) -> None:
    """Ctrl+C in a terminal and a service manager signal the workers as well as their parent: that ends them at once."""
    environment = clean_environment(LEVERPOINT_ACCESS_LOG="off", LEVERPOINT_DRAIN="600")
    command = [str(LEVERPOINT), "serve", "--port", str(free_port())]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout
        while "Ctrl+C" not in process.stdout.readline():
            assert process.poll() is None
        os.killpg(process.pid, number)
        assert process.wait(PATIENCE) == 0
