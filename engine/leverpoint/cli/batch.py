"""`leverpoint batch`: many assessments in, the first strategies of each out, by one run that can be stopped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leverpoint.cli.failures import FOUND_WRONG, Refused
from leverpoint.cli.options import json_option, packs_options, roles_option
from leverpoint.cli.screen import nearby, paragraph, show_json
from leverpoint.cli.session import PACKS, Session

if TYPE_CHECKING:
    from leverpoint.lab.batch.job import Job
    from leverpoint.lab.batch.repeats import Repeats
    from leverpoint.lab.batch.run import Done, Output, Worker

FORMATS = ("csv", "jsonl", "parquet", "xlsx")
_SUFFIXES = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".xlsx": "xlsx"}
_KINDS = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}


@click.command(short_help="Rank strategies for a whole file of assessments.")
@click.argument("source", metavar="IN", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--map", "mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="Read the columns of IN as this mapping file says.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(FORMATS), help="Write this, whatever OUT is called.")
@click.option("--top", type=click.IntRange(1, 100), default=5, show_default=True, help="How many strategies a row.")
@click.option("--full", is_flag=True, help="Write whole answers, as `advise --json` does; for JSON Lines only.")
@click.option("--keep", multiple=True, metavar="COLUMN",
              help="Take this column, or fact of requests, along into OUT; may be given several times.")  # fmt: skip
@click.option("--rejects", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Where the rows go that cannot be answered. Without it, OUT.rejects.csv, or .jsonl.")  # fmt: skip
@click.option("--resume", is_flag=True, help="Go on with the run that was stopped.")
@click.option("--cluster", metavar="ADDRESS",
              help="Work on Dask: the address of a scheduler, or `local` for workers on this machine.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="How many, with --cluster local.")
@click.option(
    "--part-rows", type=click.IntRange(1), default=50_000, show_default=True, help="How many rows a part has."
)
@roles_option("Answer for this role instead of those in the file; may be given several times.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Use the rules in effect on this day.")
@json_option
@packs_options
@click.pass_context
def batch(
    ctx: click.Context,
    /,
    source: Path,
    target: Path,
    mapping: Path | None,
    form: str | None,
    rejects: Path | None,
    as_of: dt.datetime | None,
    *,
    top: int,
    full: bool,
    keep: tuple[str, ...],
    roles: tuple[str, ...],
    resume: bool,
    cluster: str | None,
    workers: int,
    part_rows: int,
    as_json: bool,
) -> None:
    """Rank strategies for every assessment in IN, a CSV, JSON Lines (a request a line) or Parquet file.

    OUT is CSV, JSON Lines, Parquet or XLSX by its name. A row that cannot be answered goes to a file of rejects with
    its reasons and stops nothing. Ends with 1 where there are rejects.
    """
    form = form or _form(target)
    needs("polars", *(["distributed"] if cluster else []), *(["xlsxwriter"] if form == "xlsx" else []))
    from leverpoint.lab.batch.job import Job
    from leverpoint.lab.batch.mapping import read_mapping
    from leverpoint.lab.batch.planning import columns, planned
    from leverpoint.lab.batch.run import run

    session, kind = Session.of(ctx), _kind(source)
    session.check_roles(roles)
    if full and form != "jsonl":
        raise Refused("Whole answers need JSON Lines: call OUT .jsonl, or leave --full out.")
    job = Job(
        source=source.resolve(),
        kind=kind,
        as_of=as_of.date() if as_of else session.today,
        roles=roles,
        top=top,
        keep=keep,
        full=full,
        mapping=read_mapping(mapping) if mapping else None,
        **_answered_by(session, ctx.meta.get(PACKS, ())),
    )
    output = _output(source, mapping, target.resolve(), form, rejects)
    job, parts = planned(job, part_rows, output.grouped)
    running = run(job, output, parts, columns(job), resume=resume, worker=_worker(cluster, workers))
    records, rejected = _counted(running, sum(part.records for part in parts))
    several = _repeats(job, output) if records > rejected else None
    _tell(output, records, rejected, several, as_json=as_json)
    ctx.exit(FOUND_WRONG if rejected else 0)


def _answered_by(session: Session, packs: Iterable[Path]) -> dict[str, Any]:
    """By whose rules a job is answered, in words that another process understands."""
    plugins = session.plugins
    return {
        "rules": session.folder.resolve(),
        "packs": tuple(folder.resolve() for folder in packs),
        "organization": session.organization if session.organization.identifier else None,
        "policy": plugins.policy,
        "budget": plugins.budget if plugins.found or plugins.installed else None,
    }


def _repeats(job: Job, output: Output) -> Repeats | None:
    """The ids that stand in several rows, where each row is an assessment of its own."""
    from leverpoint.lab.batch.repeats import repeats

    return None if job.full or (job.mapping and job.mapping.grouped) else repeats(output.file, output.form)


def needs(*modules: str) -> None:
    """Refuse with the name of the extra where a package of it is missing."""
    from importlib.util import find_spec

    if any(find_spec(module) is None for module in modules):
        raise Refused("This needs the extra `batch`: pip install 'leverpoint[batch]'")


def _output(source: Path, mapping: Path | None, target: Path, form: str, rejects: Path | None) -> Output:
    """What is written where, apart from what is read; rejects lie beside the answers where nobody says otherwise."""
    from leverpoint.lab.batch.run import Output

    beside = "jsonl" if form == "jsonl" else "csv"
    output = Output(target, form, (rejects or target.with_name(f"{target.name}.rejects.{beside}")).resolve())
    _check_apart(source, mapping, output.file, output.rejects)
    _make_room(output.folder, output.rejects)
    return output


def _worker(cluster: str | None, workers: int) -> Worker:
    """Who works through the parts: this process, or those of a cluster."""
    from leverpoint.lab.batch.run import one_by_one

    if not cluster:
        return one_by_one
    from leverpoint.lab.batch.cluster import on_cluster

    return on_cluster(cluster, workers)


def _counted(running: Iterable[Done], total: int) -> tuple[int, int]:
    """How many records there were, and how many were rejected, once all is done."""
    records = rejected = 0
    with _progress(total) as advance:
        try:
            for done in running:
                records, rejected = records + done.records, rejected + done.rejected
                advance(done.records)
        except KeyboardInterrupt as error:
            raise Refused(f"Stopped after {records:,} rows; the same command with --resume goes on.") from error
        except OSError as error:
            message = f"Stopped after {records:,} rows: {error.filename or 'a file'}: {error.strerror or error}"
            raise Refused(message) from error
    return records, rejected


def _make_room(*written: Path) -> None:
    """Make the folders into which something is written. Raises Refused where that cannot be."""
    for file in written:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Refused(f"{file.parent} cannot be made: {error.strerror}") from error


def _check_apart(source: Path, mapping: Path | None, *written: Path) -> None:
    """Raises Refused where what is written would take the place of what is read, or both outputs are one."""
    files = [source.resolve(), *([mapping.resolve()] if mapping else []), *written]
    if len(set(files)) < len(files):
        raise Refused("IN, the mapping, OUT and the rejects have to be different files.")


def _kind(source: Path) -> str:
    if source.suffix.lower() not in _KINDS:
        raise Refused(f"IN is CSV, JSON Lines or Parquet by its name, and '{source.name}' is none of them.")
    return _KINDS[source.suffix.lower()]


def _form(target: Path) -> str:
    if target.suffix.lower() not in _SUFFIXES:
        raise Refused(f"OUT is CSV, JSON Lines, Parquet or XLSX by its name, and '{target.name}' is none of them.")
    return _SUFFIXES[target.suffix.lower()]


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal with rate and time left; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    rate = TextColumn("{task.fields[rate]}")
    shown = (BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    bar = Progress(*shown, console=console, disable=not console.is_terminal)
    with bar:
        task = bar.add_task("", total=total, rate="")

        def advance(records: int) -> None:
            bar.advance(task, records)
            speed = bar.tasks[0].speed
            bar.update(task, rate=f"{speed:,.0f} a second" if speed else "")

        yield advance


def _tell(output: Output, records: int, rejected: int, several: Repeats | None, *, as_json: bool) -> None:
    if as_json:
        show_json({"records": records, "answered": records - rejected, "rejected": rejected, "out": str(output.file),
                   "rejects": str(output.rejects) if rejected else None,
                   "repeated_ids": several.ids if several else 0})  # fmt: skip
        return
    click.echo(f"{records - rejected:,} of {records:,} answered, in {nearby(str(output.file))}")
    if rejected:
        click.echo(f"{rejected:,} not answered, with their reasons in {nearby(str(output.rejects))}")
    if several:
        ids = "1 id stands" if several.ids == 1 else f"{several.ids:,} ids stand"
        rows = ", ".join(map(str, several.rows))
        paragraph(f"{ids} in more than one row, such as '{several.example}' in rows {rows}: each row was answered by "
                  "itself. Rows of raters need a mapping with one_row_a_rater.")  # fmt: skip
