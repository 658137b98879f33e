"""The parts of a batch on the workers of a Dask cluster, which all see the same files.

A part is written by whoever works it out, as a whole or not at all, and always with the same bytes. So a worker that is
killed costs the time of its parts, and nothing else: they are given to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from leverpoint.lab.batch.job import Job
from leverpoint.lab.batch.parts import Part
from leverpoint.lab.batch.run import BatchError, Done, Output, Worker, work

LOCAL = "local"
KILLS = 10
"""How many workers may die over one part before it is taken for the part's fault."""


def on_cluster(address: str, workers: int = 2) -> Worker:
    """Work at the scheduler of this address; with `local`, on so many processes of this machine.

    Raises BatchError where nobody answers at the address.
    """

    def working(job: Job, output: Output, parts: Sequence[Part]) -> Iterator[Done]:
        import dask
        import distributed

        # the package has no types
        start: Any = distributed.LocalCluster
        connect: Any = distributed.Client
        finished: Any = distributed.as_completed

        with ExitStack() as opened:
            opened.enter_context(dask.config.set({"distributed.scheduler.allowed-failures": KILLS}))
            place = address
            if address == LOCAL:
                cluster = start(n_workers=workers, threads_per_worker=1, dashboard_address=None)
                place = opened.enter_context(cluster).scheduler_address
            try:
                client = opened.enter_context(connect(place, timeout=20))
            except (OSError, ValueError) as error:
                raise BatchError(f"no scheduler answers at {address}") from error
            futures = client.map(work, [job] * len(parts), [output] * len(parts), parts, pure=False)
            for future in finished(futures):
                yield future.result()

    return working
