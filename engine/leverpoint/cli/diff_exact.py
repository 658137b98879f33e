"""`leverpoint diff --exact`: is there any assessment at all for which two bodies of rules differ?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from leverpoint.advisor import Advisor
from leverpoint.cli.options import Decorated, complete_roles, complete_strategies
from leverpoint.cli.progress import progress_bar
from leverpoint.cli.screen import heading, paragraph
from leverpoint.lab.comparing.anywhere import SECONDS, Anywhere, Wanted, Witness, summaries, summary_in_words
from leverpoint.lab.comparing.diff_report import moved_in_words
from leverpoint.rulebook import Catalog

INDENT, DEEPER = "  ", "    "
NEEDY = {"roles": "--role", "strategies": "--strategy", "fail_any": "--fail-any"}


def exact_options(command: Decorated) -> Decorated:
    """`--exact` and what narrows it."""
    for option in reversed((
        click.option("--exact", is_flag=True, help="Search all assessments: is there any that is answered otherwise? "
                     "Needs leverpoint[analysis]."),
        click.option("--role", "roles", multiple=True, metavar="ROLE", shell_complete=complete_roles,
                     help="With --exact: search for this role only; may be given several times."),
        click.option("--strategy", "strategies", multiple=True, metavar="ID", shell_complete=complete_strategies,
                     help="With --exact: search for this strategy only; may be given several times."),
        click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=SECONDS, show_default=True,
                     help="About how long to search with --exact; what is open then is told as not decided."),
        click.option("--fail-any", is_flag=True,
                     help="End with 1 where --exact finds an assessment, or cannot rule one out."),
    )):  # fmt: skip
        command = option(command)
    return command


def check_exact(options: Mapping[str, Any]) -> None:
    """Raises UsageError for what means nothing without --exact."""
    for name, said in NEEDY.items():
        if options[name] and not options["exact"]:
            raise click.UsageError(f"{said} needs --exact.")


def searched(before: Advisor, after: Advisor, wanted: Wanted) -> Anywhere:
    """The answers, with a bar where a person looks. Raises UnknownIdError for roles and strategies nobody knows."""
    from leverpoint.lab.comparing.exact.differing import anywhere

    with progress_bar() as progress:
        return anywhere(before, after, wanted, progress)


def show_anywhere(found: Anywhere, catalog: Catalog) -> None:
    """Write the answers, role by role and question by question, each role with an example."""
    heading("Any assessment, complete or not")
    for role in dict.fromkeys(one.question.role for one in found.answers):
        click.echo(f"\n{INDENT}{catalog.roles[role].title}")
        for one in summaries(found, role):
            paragraph(f"{one.kind.words(found.top)}: {summary_in_words(one)}", DEEPER, f"{DEEPER}  ")
        if example := next(filter(None, (moved_in_words(one.movement) for one in _telling(found, role))), ""):
            paragraph(f"For example: {example}", DEEPER, f"{DEEPER}  ")


def _telling(found: Anywhere, role: str) -> list[Witness]:
    """The role's witnesses, those first in which something moves that was asked about."""
    subjects = {one.question.subject for one in found.answers}
    return sorted(
        (one for one in found.witnesses if one.role == role),
        key=lambda one: subjects.isdisjoint(move.strategy for move in one.movement.all),
    )


def write_witnesses(found: Anywhere, folder: Path) -> None:
    """Write each assessment that shows an answer as a request: one for both sides, or one for each."""
    for number, one in enumerate(found.witnesses):
        name = f"any-{number}-{one.role}"
        if one.before == one.after:
            write_request(folder / f"{name}.json", one.after)
        else:
            write_request(folder / f"{name}-before.json", one.before)
            write_request(folder / f"{name}-after.json", one.after)


def write_request(file: Path, request: Mapping[str, Any]) -> None:
    """Write a request document as JSON."""
    import orjson

    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(orjson.dumps(request, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
