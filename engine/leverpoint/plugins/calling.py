"""Calls code that is not ours: alone, in a thread of its own, for so long and no longer."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext, redirect_stdout
from typing import TypeVar

Value = TypeVar("Value")


class LateError(Exception):
    """The call was not done in time. Its thread is left behind, and nobody waits for it any more."""


LONGEST_TOLD = 2_000


class RaisedError(Exception):
    """The call raised, whatever it was: also SystemExit and the like, which would end the process.

    `kind` is the name of the exception's type, and the message has its text. Both are asked of the exception, which is
    a stranger's too, so that this is made where a stranger's code may run.
    """

    def __init__(self, cause: BaseException) -> None:
        self.cause = cause
        try:
            self.kind = str(type(cause).__name__)
            told = f"{self.kind}: {cause}"
        except BaseException:  # noqa: BLE001 # what it says of itself is code as well
            self.kind = "an exception that cannot be shown"
            told = self.kind
        super().__init__(told[:LONGEST_TOLD])


class Aside:
    """Makes calls aside, and counts the threads that it had to leave behind.

    A call that holds the interpreter itself, in C code that never lets go, cannot be left behind; nor can a crash.
    Where it is `quiet`, what is printed meanwhile goes to standard error: for a process that makes one call at a time.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._left: list[threading.Thread] = []
        self._lock = threading.Lock()

    @property
    def abandoned(self) -> int:
        """How many threads were left behind and are still at it."""
        with self._lock:
            self._left = [thread for thread in self._left if thread.is_alive()]
            return len(self._left)

    def call(self, act: Callable[[], Value], seconds: float) -> Value:
        """What `act` returns. Raises LateError after that many seconds, and RaisedError for all that it raises."""
        done: list[Value] = []
        raised: list[RaisedError] = []

        def run() -> None:
            try:
                done.append(act())
            except BaseException as error:  # noqa: BLE001 # a stranger's code may raise anything, SystemExit too
                raised.append(RaisedError(error))

        thread = threading.Thread(target=run, name="leverpoint-plugin", daemon=True)
        with redirect_stdout(sys.stderr) if self._quiet else nullcontext():
            thread.start()
            thread.join(seconds)
        if done:
            return done[0]
        if raised:
            raise raised[0]
        with self._lock:
            self._left.append(thread)
        raise LateError
