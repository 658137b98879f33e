"""Asks code that is not ours, and turns whatever goes wrong with it into a problem that can be told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leverpoint.errors import Problem
from leverpoint.plugins.calling import Aside, LateError, RaisedError
from leverpoint.plugins.reading import NonsenseError

LOADING_SECONDS = 10.0
"""How long a plugin may take to be imported, and for each thing that it is asked once."""


class HookError(Exception):
    """A hook, or the import before it, did not do what it must. `problem` says so."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def called(aside: Aside, what: str, act: Callable[[], Any], seconds: float) -> Any:
    """What comes of code that is not ours. Raises HookError, whose message is fit for whoever asks.

    `what` names it, such as the name of the hook. The text of an exception is `found` in the problem: for the operator.
    A HookError that the call itself raises is passed on.
    """
    try:
        return aside.call(act, seconds)
    except LateError:
        problem = Problem("plugin-late", f"{what} took longer than {seconds * 1000:,.0f} ms and was abandoned")
    except RaisedError as error:
        if type(error.cause) is HookError:  # isinstance would ask a stranger's exception what it is
            raise error.cause from None
        if type(error.cause) is NonsenseError:
            problem = Problem("plugin-nonsense", f"{what}: {error.cause}")
        else:
            problem = Problem("plugin-raised", f"{what} raised {error.kind}", found=str(error))
    raise HookError(problem)
