"""What a person reads when something is wrong: every problem, where it is, what was found and what is expected."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

import click

from leverpoint.cli.screen import harmless
from leverpoint.errors import AssessmentError, LeverpointError, PackError, Problem, RulebookError

FOUND_WRONG, COULD_NOT = 1, 2


class Failed(click.ClickException):
    """An error of the engine as people see it. An assessment that does not fit ends with 1, the rest with 2."""

    def __init__(self, error: LeverpointError) -> None:
        super().__init__(str(error))
        self._error = error

    @property
    def exit_code(self) -> int:  # type: ignore[override] # click reads it only
        """What the command ends with."""
        return FOUND_WRONG if isinstance(self._error, AssessmentError) else COULD_NOT

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the message, or every problem, to standard error."""
        file = file or sys.stderr
        match self._error:
            case RulebookError(problems=problems) | AssessmentError(problems=problems):
                for line in (*described(problems), counted(problems)):
                    click.echo(line, file=file, color=self.show_color)
            case PackError(problems=problems):
                click.echo(f"Error: {self._error}", file=file, color=self.show_color)
                for line in (*described(problems), counted(problems)):
                    click.echo(line, file=file, color=self.show_color)
            case _:
                super().show(file)


class Refused(click.ClickException):
    """Something was asked for that cannot be done."""

    exit_code = COULD_NOT


def described(problems: Iterable[Problem]) -> Iterator[str]:
    """The lines for some problems: the place and the message, and below it what helps to put it right."""
    for problem in problems:
        place = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part is not None)
        where = click.style(place or problem.pointer or "/", bold=True)
        code = click.style(problem.code, fg="red")
        rule = f" [{problem.rule}]" if problem.rule else ""
        yield f"{where}: {code}{rule}: {harmless(problem.message)}"
        for label, value in (("found", problem.found), ("expected", problem.expected)):
            if value is not None and not _is_said(value, problem.message):
                yield f"    {label}: {harmless(_in_words(value))}"
        if problem.suggestion:
            yield f"    did you mean '{harmless(problem.suggestion)}'?"


def counted(problems: Sequence[Problem]) -> str:
    """How many problems there are."""
    return f"{len(problems)} problem{'' if len(problems) == 1 else 's'}"


def _is_said(value: Any, message: str) -> bool:
    return _in_words(value) in message


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ", ".join(map(_in_words, value))
    return str(value)
