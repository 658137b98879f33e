"""What a command works with: the rulebook that was chosen, an advisor on it, and the questions it is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import click

from leverpoint.advisor import Advisor
from leverpoint.errors import AssessmentError, UnknownIdError
from leverpoint.intake import read_request
from leverpoint.model import Assessment
from leverpoint.reader import Document, Located
from leverpoint.rulebook import Rulebook, load_rulebook, shipped_rules

RULES = "leverpoint.rules"
"""Under which name click's context carries the folder that was given with --rules."""


class Session:
    """One run of one command. What is not asked for is not loaded."""

    def __init__(self, rules: Path | None = None) -> None:
        self.folder = rules or shipped_rules()

    @classmethod
    def of(cls, ctx: click.Context) -> Session:
        """The session of a command, with the rulebook that its line or the environment names."""
        return cls(ctx.meta.get(RULES))

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rulebook. Raises RulebookError with everything that is wrong with its files."""
        return load_rulebook(self.folder)

    @cached_property
    def advisor(self) -> Advisor:
        """The advisor on the rulebook."""
        return Advisor(self.rulebook)

    @cached_property
    def today(self) -> dt.date:
        """The day whose rules are in effect where a question does not say; the same for everyone on Earth."""
        return dt.datetime.now(dt.UTC).date()

    def assessment(self, file: str, roles: Iterable[str] = (), options: Mapping[str, Any] | None = None) -> Assessment:
        """The question in a file, or on standard input for `-`, with other roles and options where they are given.

        Raises AssessmentError and RulebookError with every problem located, UnknownIdError for a role nobody has.
        """
        for role in roles:
            if role not in self.rulebook.catalog.roles:
                raise UnknownIdError("role", role, self.rulebook.catalog.roles)
        located = self._read(file)
        request = _with(located.data, roles, options or {})
        try:
            return read_request(request, self.rulebook, self.today)
        except AssessmentError as error:
            document = Document("assessment", located.file, located)
            raise AssessmentError(map(document.place, error.problems)) from error

    def strategy(self, wanted: str) -> str:
        """The id of a strategy, in whatever case it was typed. Raises UnknownIdError."""
        known = self.rulebook.catalog.strategies
        found = next((one for one in known if one.casefold() == wanted.casefold()), None)
        if found is None:
            raise UnknownIdError("strategy", wanted, known)
        return found

    def _read(self, file: str) -> Located:
        from leverpoint.forms.filled import read_request_text

        with click.open_file(file, "rb") as stream:
            source: bytes = stream.read()
        name = "standard input" if file == "-" else file
        return read_request_text(source, name, self.rulebook.vocabulary)


def _with(data: Any, roles: Iterable[str], options: Mapping[str, Any]) -> Any:
    if not isinstance(data, Mapping):
        return data
    changed = dict(data)
    if roles:
        changed["roles"] = list(roles)
    said = data.get("options", {})
    if options and isinstance(said, Mapping):
        changed["options"] = {**said, **options}
    return changed
