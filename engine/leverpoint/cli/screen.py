"""Write for whoever looks: coloured tables in a terminal, plain aligned columns into a pipe, JSON on request."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any

import click

WIDTH = 100
"""How wide running text is where no terminal says otherwise."""

WIDEST = 120
"""How wide running text may be at most: longer lines are hard to read."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its colour in a terminal, and whether it holds numbers."""

    title: str
    style: str = ""
    number: bool = False


def use_colour(ctx: click.Context) -> None:
    """Keep colour out where NO_COLOR asks for it; click leaves it out of pipes by itself."""
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def is_terminal() -> bool:
    """Whether a person is likely to look."""
    return sys.stdout.isatty()


def columns_on_screen() -> int:
    """How wide the terminal is, in characters."""
    return get_terminal_size((WIDTH, 40)).columns if is_terminal() else WIDTH


def show_table(columns: Sequence[Column], rows: Sequence[Sequence[str]], indent: str = "") -> None:
    """Write a table: drawn in a terminal, aligned by spaces elsewhere."""
    rows = [[harmless(cell) for cell in row] for row in rows]
    if is_terminal():
        _draw(columns, rows)
    else:
        for line in _aligned(columns, rows):
            click.echo(f"{indent}{line}")


def show_json(data: Any) -> None:
    """Write data as JSON, indented."""
    import orjson

    click.echo(orjson.dumps(data, option=orjson.OPT_INDENT_2))


def nearby(file: str) -> str:
    """The path of a file, as short as it can be said from here."""
    path, here = Path(file), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else file


def heading(text: str) -> None:
    """Write a heading with a line of space above."""
    click.echo()
    click.echo(click.style(text, bold=True))


def paragraph(text: str, indent: str = "", hanging: str | None = None) -> None:
    """Write running text, wrapped; `indent` may have colours, `hanging` is the indent of its further lines."""
    plain, width = click.unstyle(indent), max(40, min(columns_on_screen(), WIDEST))
    further = plain if hanging is None else hanging
    lines = wrap(
        harmless(text),
        width,
        initial_indent=plain,
        subsequent_indent=further,
        break_on_hyphens=False,  # an id or a digest stays in one piece, so that it can be copied
        break_long_words=False,
    )
    first, *others = lines or [plain]
    click.echo(indent + first[len(plain) :])
    for line in others:
        click.echo(line)


def harmless(text: str) -> str:
    """A text on one line that does nothing to a terminal: what stands in a file moves no cursor, hides nothing
    and rings no bell.
    """
    return _CONTROL.sub("\ufffd", _BREAK.sub(" ", text))


_BREAK, _CONTROL = re.compile(r"[\t\n\r\x0b\f\x85\u2028\u2029]"), re.compile(r"[\x00-\x1f\x7f-\x9f]")


def _aligned(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    cells = [[column.title.upper() for column in columns], *rows]
    widths = [max(len(row[index]) for row in cells) for index in range(len(columns))]
    for row in cells:
        padded = [_padded(*part) for part in zip(columns, row, widths, strict=True)]
        yield "  ".join(padded).rstrip()


def _padded(column: Column, cell: str, size: int) -> str:
    return cell.rjust(size) if column.number else cell.ljust(size)


def _draw(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column.title, style=column.style, justify="right" if column.number else "left")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(width=columns_on_screen()).print(table)
