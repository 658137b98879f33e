"""Workers that crash, or that are held, and the ones that are put in their place."""

from __future__ import annotations

import faulthandler
import threading
import time
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


def end_when_held(seconds: int) -> None:
    """End this process once no Python has run in it for so long; never, where `seconds` is 0.

    Code in C that does not let go of the interpreter, such as a regular expression that never comes to an end, cannot
    be abandoned as other calls of plugins can. It is in the traceback that is written to standard error.
    """
    if seconds:
        threading.Thread(target=_beat, args=(seconds,), name="heartbeat", daemon=True).start()


def _beat(seconds: int) -> None:
    while True:
        faulthandler.dump_traceback_later(seconds, exit=True)  # a thread without Python counts, anew each time
        time.sleep(seconds / 10)
