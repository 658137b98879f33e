"""The steps of `leverpoint advise` in a process of its own, timed: `python -m bench.stages FILE` prints JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any


def steps(file: str) -> dict[str, float]:
    """Milliseconds of wall-clock time that each step takes in this process, which must be a fresh one."""
    took: dict[str, float] = {}

    def step(name: str, action: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        result = action()
        took[name] = (time.perf_counter() - start) * 1000
        return result

    step("import the engine", _import_engine)
    import datetime as dt
    from pathlib import Path

    from leverpoint import Advisor, load_rulebook, read_request, shipped_rules, to_json
    from leverpoint.reader import read_file

    rulebook = step("read and check the rules", lambda: load_rulebook(shipped_rules()))
    advisor = step("compile them", lambda: Advisor(rulebook))
    today = dt.date(2026, 2, 2)
    asked = step("read the assessment", lambda: read_request(read_file(Path(file)).data, rulebook, today))
    step("answer, as JSON", lambda: to_json(advisor.advise(asked)))
    return took


def _import_engine() -> None:
    import leverpoint
    import leverpoint.reader  # noqa: F401 - as above


if __name__ == "__main__":
    print(json.dumps(steps(sys.argv[1])))
