"""Granian's server, which puts another worker in the place of one that has crashed."""

from __future__ import annotations

from typing import Any

from granian.server import MPServer

from leverpoint_api.metrics import forget


class Server(MPServer):
    """Once the service has answered, a worker that ends by itself is replaced, however often that happens.

    What crashes the interpreter, as code of a plugin can, takes one worker with it and not the service. Before the
    first answer such an end ends the service: it would happen again and again.
    """

    def has_answered(self) -> None:
        """From here on workers are replaced."""
        self.respawn_failed_workers = True

    def _respawn_workers(self, workers: list[int], spawn_target: Any, target_loader: Any, delay: float = 0) -> None:
        for worker in workers:
            forget(self.wrks[worker].inner.pid)
        super()._respawn_workers(workers, spawn_target, target_loader, delay)
        self.respawned_wrks.clear()  # two crashes in a short time would end the service otherwise
