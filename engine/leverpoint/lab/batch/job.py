"""What a batch is: its input, its rules and how the answers are wanted. It can be sent to another process."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from leverpoint.lab.batch.mapping import SurveyMapping
from leverpoint.model import Organization
from leverpoint.packs import Policy

ID, STATE = "id", "state"
ROW_NUMBER = "leverpoint: row"
"""The column that keeps the number of a row whose place has changed."""


@dataclass(frozen=True)
class Job:
    """One batch. `kind` is csv, jsonl or parquet; `full` asks for whole answers, which only JSON Lines can hold.

    `keep` are columns of a table, or context facts of requests, that go along into the answer. `organization` asks
    where a row names none. `policy` says which packs count, and `budget` how many seconds each installed plugin has for
    a hook; without one, none is asked.
    """

    source: Path
    kind: str
    rules: Path
    as_of: dt.date
    packs: tuple[Path, ...] = ()
    roles: tuple[str, ...] = ()
    top: int = 5
    keep: tuple[str, ...] = ()
    full: bool = False
    header: tuple[str, ...] = ()
    mapping: SurveyMapping | None = None
    organization: Organization | None = None
    policy: Policy = field(default_factory=partial(Policy, anywhere=None))
    budget: float | None = None
