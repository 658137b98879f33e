"""Everything that can go wrong, as one small tree.

LeverpointError                  the root: catch this to catch all of ours
├── RulebookError                files of rules cannot be used; carries every problem found
├── AssessmentError              a request does not fit the rulebook; carries every problem found
├── UnknownIdError               a strategy, role, rule or rubric was asked for that does not exist
├── PackError                    a pack that must not be missing cannot count; nobody in its scope is answered
├── ExtraError                   something is asked for that needs an extra which is not installed
├── SignatureError               a signature is none, or does not fit; what it should vouch for is not to be trusted
├── PluginError                  a plugin has failed or does not count; whatever it was asked for goes on without it
└── MatcherError                 a matcher cannot be built or has broken; the other matcher answers
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it stands and what would be right.

    `pointer` is a JSON Pointer into the document. `line` and `column` count from 1 and are absent for input without
    lines (an HTTP body). `found`, `expected` and `suggestion` are given where they help.
    """

    code: str
    message: str
    pointer: str = ""
    file: str | None = None
    line: int | None = None
    column: int | None = None
    rule: str | None = None
    found: Any = None
    expected: Any = None
    suggestion: str | None = None

    def within(self, place: Path) -> str | None:
        """The name of the file within its folder or zip: where on a machine that lies is not for everybody to know."""
        if self.file is None or self.file == str(place):
            return self.file and place.name
        return self.file.removeprefix(str(place)).removeprefix("!").removeprefix("/")

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        rule = f" [{self.rule}]" if self.rule else ""
        hint = f" (did you mean '{self.suggestion}'?)" if self.suggestion else ""
        return f"{where or self.pointer or '/'}: {self.code}{rule}: {self.message}{hint}"


class LeverpointError(Exception):
    """The root of all errors that Leverpoint raises on purpose."""


class _ProblemsError(LeverpointError):
    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RulebookError(_ProblemsError):
    """Files of rules cannot be used. `problems` holds every one that was found, in the order of the files."""


class AssessmentError(_ProblemsError):
    """A request does not fit the rulebook. `problems` holds every one, each with its JSON Pointer."""


class UnknownIdError(LeverpointError):
    """Something was asked for by an id that nobody has. `kind` and `id` say what, `suggestion` the nearest."""

    def __init__(self, kind: str, wanted: str, known: Iterable[str]) -> None:
        self.kind, self.id = kind, wanted
        self.suggestion = nearest(wanted, known)
        hint = f", did you mean '{self.suggestion}'?" if self.suggestion else ""
        super().__init__(f"there is no {kind} '{wanted}'{hint}")


class PackError(LeverpointError):
    """A pack that says `on_failure: abort` does not count, so that nobody in its scope is answered without it.

    `pack` is its name, `problems` say what is wrong with it.
    """

    def __init__(self, pack: str, problems: Iterable[Problem]) -> None:
        self.pack, self.problems = pack, tuple(problems)
        super().__init__(f"the pack '{pack}' cannot be used, and says that nothing is answered without it")


class ExtraError(LeverpointError):
    """Something is asked for that needs an extra which is not installed. The message says what to install."""


class SignatureError(LeverpointError):
    """A signature is none, was made with another key, or does not fit what it should vouch for."""


class PluginError(LeverpointError):
    """A plugin has failed, or does not count because it failed before. Its caller goes on without it.

    `plugin` is its name, `problems` say what is wrong with it. It never reaches whoever asks for advice.
    """

    def __init__(self, plugin: str, problems: Iterable[Problem]) -> None:
        self.plugin, self.problems = plugin, tuple(problems)
        super().__init__(f"the plugin '{plugin}' does not count")


class MatcherError(LeverpointError):
    """A matcher cannot be built or has broken. Where one rule is the cause, `problem` says which and why.

    A broken matcher never reaches a caller: the other one answers instead. A rule that no matcher can take does.
    """

    def __init__(self, message: str, problem: Problem | None = None) -> None:
        self.problem = problem
        super().__init__(message)


def nearest(wanted: str, known: Iterable[str]) -> str | None:
    """The known name most like `wanted`, as a whole or in its last part; nothing where none is close."""
    names = list(known)
    found = get_close_matches(wanted, names, n=1, cutoff=0.6)
    if found:
        return found[0]
    by_last_part = {name.rpartition(".")[2]: name for name in reversed(names)}
    found = get_close_matches(wanted.rpartition(".")[2], by_last_part, n=1, cutoff=0.75)
    return by_last_part[found[0]] if found else None
