"""`leverpoint report`: what many organizations are told, counted by role, region and size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from leverpoint.cli.batch import needs
from leverpoint.cli.failures import Refused
from leverpoint.cli.options import json_option, packs_options
from leverpoint.cli.screen import Column, show_json, show_table
from leverpoint.cli.session import Session
from leverpoint.cli.writing import write_file


@click.command(short_help="Count which strategies rank where in the answers of a batch.")
@click.argument("files", nargs=-1, required=True, metavar="OUT...",
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@click.option("--html", "html_file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write a page with charts, whole in itself.")  # fmt: skip
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write the counts as a table.")  # fmt: skip
@click.option("--region", default="state", show_default=True, metavar="COLUMN", help="Count regions by this column.")
@click.option("--size", metavar="COLUMN", help="Count bands of size by this column, such as enrollment.")
@click.option("--by", multiple=True, metavar="COLUMN", help="Count by this column too; may be given several times.")
@click.option("--least", type=click.IntRange(1), default=5, show_default=True,
              help="Put groups with fewer answers than this together, so that none can be told apart.")  # fmt: skip
@json_option
@packs_options
@click.pass_context
def report(
    ctx: click.Context,
    /,
    files: tuple[Path, ...],
    html_file: Path | None,
    csv_file: Path | None,
    *,
    region: str,
    size: str | None,
    by: tuple[str, ...],
    least: int,
    as_json: bool,
) -> None:
    """Count which strategies rank where in OUT, what `leverpoint batch` has written: for each role, region and size.

    Without --html and --csv the strategies that stand first are shown.
    """
    needs("polars")
    from leverpoint.lab.batch.report import ROLES, Grouping, ReportError, counted, html, read_answers

    groupings = [ROLES, Grouping(region, "State" if region == "state" else region)]
    groupings += [Grouping(size, "Size", sizes=True)] if size else []
    groupings += [Grouping(one, one) for one in by]
    groupings = list({(one.column, one.sizes): one for one in reversed(groupings)}.values())[::-1]
    try:
        table = counted(read_answers(files, groupings), groupings, least)
    except ReportError as error:
        raise Refused(str(error)) from error
    if html_file:
        strategies = Session.of(ctx).rulebook.catalog.strategies
        titles = {name: strategy.title for name, strategy in strategies.items()}
        write_file(html_file, html(table, titles, files).encode())
    if csv_file:
        write_file(csv_file, table.write_csv().encode())
    if as_json:
        show_json(table.to_dicts())
    elif not (html_file or csv_file):
        rows = [[row["by"], row["group"], row["strategy"], f"{row['count']:,}", f"{row['share']:.0%}"]
                for row in _first(table.to_dicts())]  # fmt: skip
        show_table([Column("By"), Column("Group"), Column("First"), Column("Answers", number=True),
                    Column("Share", number=True)], rows)  # fmt: skip


def _first(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What stands first in each group, the most frequent before the others; groups stay in their order."""
    groups = list(dict.fromkeys((row["by"], row["group"]) for row in rows))
    first = [row for row in rows if row["rank"] == 1]
    return sorted(first, key=lambda row: (groups.index((row["by"], row["group"])), -row["count"]))
