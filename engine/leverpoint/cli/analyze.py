"""`leverpoint analyze`: what is wrong with a set of rules as a whole, each finding with an assessment that shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from leverpoint.cli.failures import COULD_NOT, FOUND_WRONG, Refused, counted, described
from leverpoint.cli.options import json_option, packs_options
from leverpoint.cli.progress import progress_bar
from leverpoint.cli.screen import Column, nearby, paragraph, show_json, show_table
from leverpoint.cli.session import Session
from leverpoint.errors import RulebookError
from leverpoint.lab.proving.analysis import Subject, Wanted, refused, subjects_of, unreadable
from leverpoint.lab.proving.analysis import analyze as analyzed
from leverpoint.lab.proving.baseline import Baseline, Judged, accept, read_baseline
from leverpoint.lab.proving.findings import Code, Finding, Severity, Status, ordered
from leverpoint.lab.proving.refused_rules import code_of, findings_of
from leverpoint.packs import Pack

STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
ADJUST = "leverpoint_adjust"
OWN = "accepted.yaml"
"""The baseline of a rulebook, in its folder."""
A_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="Prove what is wrong with the rules as a whole.")
@click.option("--code", "codes", multiple=True, type=click.Choice([code.value for code in Code]), metavar="CODE",
              help="Search for this only; may be given several times.")  # fmt: skip
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day whose rules are in effect.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=60.0, show_default=True,
              help="About how long to search; what is open then is told as not decided.")  # fmt: skip
@click.option("--top", type=click.IntRange(1, 1000), default=5, show_default=True, metavar="N",
              help="How many places count: a strategy that never comes among them is starved.")  # fmt: skip
@click.option(
    "--baseline",
    type=A_FILE,
    metavar="FILE",
    help="Findings that are accepted, each with its reason; without it, and with packs beside it, accepted.yaml beside"
    " the rules.",
)
@click.option("--accept", "accepting", is_flag=True, help="Add what is new to the baseline, for you to give reasons.")
@click.option("--sarif", "sarif_file", type=A_FILE, metavar="FILE", help="Write the findings as SARIF 2.1.0, too.")
@click.option("--witness", "folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Write each witness into a file of this folder, for `leverpoint advise`.")  # fmt: skip
@click.option("--full", is_flag=True, help="Show of each finding where it is, what to do, and its witness.")
@json_option
@packs_options
@click.pass_context
def analyze(ctx: click.Context, /, *, accepting: bool, **options: Any) -> None:
    """Prove what is wrong with a set of rules as a whole, over every assessment there can be.

    With packs, every rulebook that they make with the core is analyzed; with --for, the one of that organization.
    Ends with 0 where nothing new was found, with 1 where something was, and with 2 where it could not be searched.
    """
    if accepting and not options["baseline"]:
        raise click.UsageError("--accept needs --baseline, the file into which to write.")
    session, file = Session.of(ctx), options["baseline"]
    named, own = _named(file, accepting=accepting) if file else None, _own(session.folder / OWN)
    wanted = Wanted(_day(options["as_of"]) or session.today, frozenset(map(Code, options["codes"] or Code)),
                    options["seconds"], top=options["top"])  # fmt: skip
    with_packs = session.has_packs
    findings, left_out = _findings(session, wanted, with_packs=with_packs)
    _tell_limits(session, left_out)
    # what the core accepts of itself is not gone because a pack has taken the rule out
    judged = (named or own).judge(findings, () if left_out or (with_packs and not named) else wanted.codes)
    if named and with_packs:
        judged = _with_core(judged, own)
    if accepting:
        _accept(file, judged)
        return
    if options["sarif_file"]:
        _write_sarif(options["sarif_file"], judged, session.folder, left_out)
    if options["folder"]:
        _write_witnesses(options["folder"], judged)
    show_json(_data(judged, wanted, left_out)) if options["as_json"] else _show(judged, full=options["full"])
    ctx.exit(FOUND_WRONG if judged.new else COULD_NOT if left_out else 0)


def _tell_limits(session: Session, left_out: Sequence[str]) -> None:
    """Say what the findings do not cover."""
    for name in _adjusting(session):
        click.echo(f"The plugin {name} may add to scores when it is asked; what it adds is left out here.", err=True)
    if left_out:
        unread = f"The rules of {', '.join(left_out)} cannot be read as they are"
        click.echo(f"{unread}, so nothing was searched for in them beyond that.", err=True)


def _day(when: dt.datetime | None) -> dt.date | None:
    return when.date() if when else None


def _named(file: Path, *, accepting: bool) -> Baseline:
    return Baseline(str(file)) if accepting and not file.exists() else read_baseline(file)


def _own(file: Path) -> Baseline:
    return read_baseline(file) if file.is_file() else Baseline("")


def _with_core(judged: Judged, core: Baseline) -> Judged:
    """What the core accepts of itself is accepted with packs as well."""
    rest = core.judge(judged.new, ())
    return Judged(rest.new, (*judged.accepted, *rest.accepted), judged.stale)


def _findings(session: Session, wanted: Wanted, *, with_packs: bool) -> tuple[tuple[Finding, ...], Sequence[str]]:
    """What was found, and the sources whose rules could not be searched because they are refused as they are."""
    try:
        subjects, found = _subjects(session, wanted, with_packs=with_packs)
    except RulebookError as error:
        if any(code_of(problem) is None for problem in error.problems):
            raise
        core = findings_of(error.problems, session.folder.name)
        return ordered(one for one in core if one.code in wanted.codes), [session.folder.name]
    with progress_bar() as progress:
        found = ordered((*found, *analyzed(subjects, wanted, progress)))
    return found, [pack.name for pack in _packs(session) if pack.problems] if with_packs else ()


def _subjects(session: Session, wanted: Wanted, *, with_packs: bool) -> tuple[Sequence[Subject], Sequence[Finding]]:
    if not with_packs:
        return [Subject(session.rulebook, session.organization)], ()
    subjects = subjects_of(session.library, session.organization)
    if broken := unreadable(_packs(session)):
        problems = [problem for pack in broken for problem in pack.problems]
        for line in (*described(problems), counted(problems)):
            click.echo(line, err=True)
        raise Refused("A pack cannot be read, so what it does cannot be analyzed.")
    return subjects, tuple(refused(_packs(session), wanted.codes))


def _adjusting(session: Session) -> list[str]:
    """Python plugins without which a rank that is proven here may be another in an answer."""
    return [one.name for one in session.plugins.found if one.counts and ADJUST in one.hooks]


def _packs(session: Session) -> tuple[Pack, ...]:
    """All packs, or with --for those of that organization."""
    asks = session.organization
    return session.library.in_scope(asks) if asks.identifier else session.library.packs


def _accept(file: Path, judged: Judged) -> None:
    count = accept(file, judged.new)
    click.echo(f"{count} added to {nearby(str(file.absolute()))}." + (" Give each its reason." if count else ""))


def _write_sarif(file: Path, judged: Judged, folder: Path, left_out: Sequence[str]) -> None:
    import orjson

    from leverpoint.lab.proving.sarif import sarif

    log = sarif(judged.new, judged.accepted, Path.cwd(), folder / "pack.yaml", left_out)
    file.write_bytes(orjson.dumps(log, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _write_witnesses(folder: Path, judged: Judged) -> None:
    import orjson

    for one in judged.new:
        if one.witness:
            folder.mkdir(parents=True, exist_ok=True)
            request = orjson.dumps(one.witness, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
            (folder / f"{one.code}-{one.fingerprint}.json").write_bytes(request)


def _data(judged: Judged, wanted: Wanted, left_out: Sequence[str]) -> dict[str, Any]:
    return {
        "as_of": wanted.as_of,
        "searched": sorted(wanted.codes),
        "left_out": list(left_out),
        "findings": [one.to_json() for one in judged.new],
        "accepted": [{**one.to_json(), "reason": entry.reason} for one, entry in judged.accepted],
        "stale": [{"fingerprint": one.fingerprint, "code": one.code, "line": one.line} for one in judged.stale],
    }


def _show(judged: Judged, *, full: bool) -> None:
    if full:
        for one in judged.new:
            _show_whole(one)
    elif judged.new:
        columns = [Column("Code", "yellow"), Column("Rule", "cyan"), Column("What is wrong")]
        show_table(columns, [(one.code, _subject(one), one.message) for one in judged.new])
    for entry in judged.stale:
        click.echo(
            f"line {entry.line} of the baseline: this {entry.code} finding is gone; take the entry out", err=True
        )
    click.echo(_tally(judged))


def _show_whole(one: Finding) -> None:
    import orjson

    click.echo(f"{click.style(one.code, fg=STYLES[one.severity], bold=True)} {_subject(one)}")
    if one.location:
        click.echo(f"  {nearby(one.location.file)}:{one.location.line}")
    paragraph(one.message, "  ")
    paragraph(f"What to do: {one.fix}", "  ", "    ")
    if one.witness:
        click.echo(f"  Witness: {orjson.dumps(one.witness).decode()}")
    click.echo()


def _subject(one: Finding) -> str:
    """The rules or what it is about, and in which rulebook, where that is not said by the rules."""
    what, sources = ", ".join(one.rules) or ", ".join(value for _, value in one.about), " + ".join(one.sources)
    said = {rule.partition(".")[0] for rule in one.rules}
    return (
        f"{what} ({sources})" if what and len(one.sources) > 1 and not said.issuperset(one.sources) else what or sources
    )


def _tally(judged: Judged) -> str:
    open_, unsure = (sum(one.status is Status.NOT_DECIDED for one in some)
                     for some in (judged.new, [one for one, _ in judged.accepted]))  # fmt: skip
    accepted = f"{len(judged.accepted)} accepted" + (f" ({unsure} of them not decided)" if unsure else "")
    parts = [f"{len(judged.new) - open_} found", f"{open_} not decided", accepted]
    return click.style(", ".join(parts), fg="red" if judged.new else "green")
