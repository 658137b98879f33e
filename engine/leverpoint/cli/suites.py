"""The scenarios that a command is given, read with everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from leverpoint.cli.failures import Refused, counted, described
from leverpoint.cli.session import Session
from leverpoint.cli.test import asking_of, own
from leverpoint.lab.scenarios.run import Case, load_scenarios
from leverpoint.lab.scenarios.subjects import asking


def cases_of(session: Session, paths: Sequence[Path]) -> tuple[Case, ...]:
    """The cases that ask the rulebook of the session; a line says how many ask another one.

    Raises Refused where there are none, or where something is wrong, which is written first.
    """
    suite = load_scenarios(tuple(paths) or own(session.folder), asking_of(session), session.today)
    if suite.problems:
        for line in (*described(suite.problems), counted(suite.problems)):
            click.echo(line, err=True)
        raise Refused("The scenarios cannot be asked.")
    kept, others = asking(suite.cases, session.rulebook)
    if others:
        click.echo(f"{others} of {len(suite.cases)} ask other rules and are left out; see --for.", err=True)
    if not kept:
        raise Refused("There is no scenario to ask.")
    return kept
