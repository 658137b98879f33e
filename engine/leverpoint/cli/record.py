"""`leverpoint record`: turn a question into a scenario that expects what is answered today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import Any, cast

import click
import orjson

from leverpoint.cli.failures import Refused
from leverpoint.cli.options import json_option, packs_options, roles_option
from leverpoint.cli.screen import show_json
from leverpoint.cli.session import Session
from leverpoint.cli.writing import text_of, write_file
from leverpoint.document import to_json
from leverpoint.errors import AssessmentError
from leverpoint.lab.scenarios.recording import Data, is_answer_to, outcomes_of, scenario_of, written
from leverpoint.model import Assessment


@click.command(short_help="Turn a question into a scenario.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--as", "target", type=click.Path(dir_okay=False, path_type=Path), metavar="SCENARIOS",
              help="Add the scenario to this file, which may be new, rather than show it.")  # fmt: skip
@click.option("--name", help="What the scenario is called; by default, what it was recorded from.")
@click.option("--keyword", "keywords", multiple=True, metavar="WORD", help="A keyword of the scenario.")
@click.option("--answer", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="Expect what this stored answer says, rather than what is answered now.")  # fmt: skip
@roles_option("Ask for this role instead of those in the file; may be given several times.")
@json_option
@packs_options
@click.pass_context
def record(
    ctx: click.Context,
    file: str,
    target: Path | None,
    name: str | None,
    keywords: tuple[str, ...],
    answer: Path | None,
    roles: tuple[str, ...],
    *,
    as_json: bool,
) -> None:
    """Turn the assessment in FILE, or on standard input for -, into a scenario that expects what is answered now."""
    session = Session.of(ctx)
    assessment = _question(session, file, roles)
    stored = _stored(answer) if answer else None
    if stored:
        assessment = replace(assessment, as_of=dt.date.fromisoformat(stored["as_of"]))
    expect = _expected(session, assessment, stored)
    scenario = scenario_of(name or _name(file, target), assessment, expect, keywords=keywords)
    if target:
        _add(target, scenario)
    show_json(scenario) if as_json else _show(scenario, target)


def _question(session: Session, file: str, roles: tuple[str, ...]) -> Assessment:
    """The question in a file. Raises Refused where the answer was named instead."""
    try:
        return session.assessment(file, roles)
    except AssessmentError:
        if file != "-" and _is_answer(Path(file)):
            message = f"{file} is an answer: name its question as FILE, and the answer with --answer {file}."
            raise Refused(message) from None
        raise


def _is_answer(file: Path) -> bool:
    try:
        said = orjson.loads(file.read_bytes())
    except ValueError:
        return False
    return isinstance(said, dict) and {"decision_id", "advice"} <= said.keys()


def _expected(session: Session, assessment: Assessment, stored: Mapping[str, Any] | None) -> Data:
    if stored is None:
        options = replace(assessment.options, limit=None, certainty="possible", explain="none")
        answer = orjson.loads(to_json(session.advisor.suppose(replace(assessment, options=options))))
        return outcomes_of(answer, session.rulebook)
    asked, answered = list(assessment.roles), [one["role"] for one in stored["advice"]]
    if asked != answered:
        raise Refused(f"The answer is for {', '.join(answered)}, and the question for {', '.join(asked)}.")
    is_ours = is_answer_to(stored, assessment)
    if not is_ours:
        click.echo("The answer is to another question or has other options; what it leaves out may be cut.", err=True)
    whole = is_ours and assessment.options.limit is None and assessment.options.certainty == "possible"
    try:
        return outcomes_of(stored, session.rulebook, whole=whole)
    except (KeyError, TypeError) as error:
        raise Refused("The answer lacks parts that every answer of Leverpoint has.") from error


def _stored(file: Path) -> Mapping[str, Any]:
    """An answer as `leverpoint advise --json` or the service writes it."""
    try:
        answer = orjson.loads(file.read_bytes())
        dt.date.fromisoformat(answer["as_of"])
        _ = answer["provenance"]["ruleset"]["revision"]
        for one in answer["advice"]:
            _ = one["role"], one["recommendations"], one["suppressed"], one["warnings"]
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"{file} holds no answer of Leverpoint.") from error
    return cast(Mapping[str, Any], answer)


def _name(file: str, target: Path | None) -> str:
    """A name that no other scenario of the file has."""
    base = "Recorded" if file == "-" else f"Recorded from {Path(file).name}"
    text = text_of(target) if target else ""
    further = (f"{base}, {number}" for number in count(2))
    return next(name for name in chain((base,), further) if f"name: {name}\n" not in text)


def _add(target: Path, scenario: Data) -> None:
    text = text_of(target)
    if text.strip() and not text.lstrip().startswith(("-", "#")):
        raise Refused(f"{target} does not hold a list of scenarios in YAML.")
    between = "\n" if text.strip() else ""
    write_file(target, f"{text}{between}{written([scenario])}".encode())


def _show(scenario: Data, target: Path | None) -> None:
    if target:
        click.echo(f"Recorded in {target}: {scenario['name']}")
    else:
        click.echo(written([scenario]), nl=False)
