"""What is known of one plugin: what it is called, what it implements, whether it counts, and if not, why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from leverpoint.errors import Problem
from leverpoint.packs import State

FOR_ALL = "core"
"""The layer of a plugin without packs: it speaks to everybody, as the core does, and has no rules to rank."""


@dataclass(frozen=True, slots=True)
class Implementation:
    """A plugin's own function for a hook, with those of the hook's arguments that it asks for."""

    function: Callable[..., Any]
    argnames: tuple[str, ...]

    def __call__(self, given: Mapping[str, Any]) -> Any:
        """Call it with what it asks for."""
        return self.function(**{name: given[name] for name in self.argnames})


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin that was found. One that does not count has `problems` that say why, unless the operator blocked it.

    `packs` are the packs that it brings; one without any speaks for everybody. `digest` identifies the files of its
    package. `own` plugins are Leverpoint's.
    """

    name: str
    version: str
    digest: str
    state: State = State.ACTIVE
    hooks: Mapping[str, Implementation] = field(default_factory=dict)
    packs: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    own: bool = False

    @property
    def counts(self) -> bool:
        """Whether its hooks are called."""
        return self.state is State.ACTIVE

    def quarantined(self, problems: Iterable[Problem]) -> Plugin:
        """The same plugin, which no longer counts."""
        more = [problem for problem in problems if problem not in self.problems]
        return replace(self, state=State.QUARANTINED, problems=(*self.problems, *more))
