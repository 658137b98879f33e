"""The same batch by several processes, one of which is killed, and a run that is killed and goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROWS = 900
SCRIPT = """
import datetime as dt, subprocess, sys
from pathlib import Path
from distributed import LocalCluster
from leverpoint import shipped_rules
from leverpoint.lab.batch.cluster import on_cluster
from leverpoint.lab.batch.job import Job
from leverpoint.lab.batch.planning import columns, planned
from leverpoint.lab.batch.run import Output, run

source, target = map(Path, sys.argv[1:])
job = Job(source, "csv", shipped_rules(), dt.date(2026, 2, 2))
output = Output(target, "csv", target.with_name("cluster.rejects.csv"))
job, parts = planned(job, 90, output.grouped)
with LocalCluster(n_workers=0, dashboard_address=None) as cluster:
    start = [sys.executable, "-m", "distributed.cli.dask_worker", cluster.scheduler_address, "--no-nanny"]
    workers = [subprocess.Popen([*start, "--nthreads", "1", "--no-dashboard"]) for _ in range(2)]
    done = []
    for one in run(job, output, parts, columns(job), resume=False, worker=on_cluster(cluster.scheduler_address)):
        if not done:
            workers[0].kill()
        done.append(one.number)
    workers[1].kill()
print(sorted(done) == list(range(len(parts))))
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A file of a few hundred rows, some of which are wrong."""
    rows = [f"o{n},district,{n % 5},{n % 4 + 1}" for n in range(ROWS)]
    file = tmp_path / "in.csv"
    file.write_text("\n".join(["id,role,equity.culture,learning.collaboration", *rows]), encoding="utf-8")
    return file


def command(source: Path, target: Path, *more: str) -> list[str]:
    start = [
        sys.executable,
        "-c",
        "from leverpoint.cli import main; main()",
        "batch",
        str(source),
        str(target),
        "--as-of",
        "2026-02-02",
    ]
    return [*start, "--part-rows", "90", *more]


@pytest.fixture
def whole(source: Path, tmp_path: Path) -> Path:
    """What one undisturbed run gives."""
    target = tmp_path / "whole.csv"
    assert subprocess.run(command(source, target), check=False).returncode == 1
    return target


def test_a_killed_worker_costs_no_row(source: Path, whole: Path, tmp_path: Path) -> None:
    """Two workers, one of which is killed after the first part: every part once, and the same bytes."""
    script, target = tmp_path / "cluster.py", tmp_path / "cluster.csv"
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run([sys.executable, script, source, target], capture_output=True, text=True, check=False)
    assert done.stdout == "True\n", done.stderr
    assert target.read_bytes() == whole.read_bytes()
    rejects = tmp_path / "cluster.rejects.csv"
    assert rejects.read_bytes() == (tmp_path / "whole.csv.rejects.csv").read_bytes()


def test_a_killed_run_goes_on_to_the_same_bytes(source: Path, whole: Path, tmp_path: Path) -> None:
    """The process is killed between its parts, leaves no file that looks finished, and `--resume` does the rest."""
    target = tmp_path / "killed.csv"
    running = subprocess.Popen(command(source, target))
    parts = tmp_path / "killed.csv.parts"
    while running.poll() is None and len(list(parts.glob("*.done"))) < 3:
        time.sleep(0.001)
    os.kill(running.pid, signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    assert not target.exists()
    assert subprocess.run(command(source, target, "--resume"), check=False).returncode == 1
    assert target.read_bytes() == whole.read_bytes()
    assert not parts.exists()
