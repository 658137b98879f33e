"""Write for whoever looks: coloured tables in a terminal, plain aligned columns into a pipe, JSON on request."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import click

WIDTH = 100
"""How wide running text is where no terminal says otherwise."""


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


def width() -> int:
    """How wide text may be, in characters."""
    if not is_terminal():
        return WIDTH
    columns, _ = os.get_terminal_size(sys.stdout.fileno())
    return max(40, min(columns or WIDTH, 120))


def show_table(columns: Sequence[Column], rows: Sequence[Sequence[str]], indent: str = "") -> None:
    """Write a table: drawn in a terminal, aligned by spaces elsewhere."""
    if is_terminal():
        _draw(columns, rows)
    else:
        for line in _aligned(columns, rows):
            click.echo(f"{indent}{line}")


def show_json(data: Any) -> None:
    """Write data as JSON, indented."""
    import orjson

    click.get_binary_stream("stdout").write(orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n")


def heading(text: str) -> None:
    """Write a heading with a line of space above."""
    click.echo()
    click.echo(click.style(text, bold=True))


def paragraph(text: str, indent: str = "", hanging: str | None = None) -> None:
    """Write running text, wrapped; `hanging` is the indent of its further lines."""
    further = indent if hanging is None else hanging
    for line in wrap(text, width(), initial_indent=indent, subsequent_indent=further) or [indent]:
        click.echo(line)


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
    Console().print(table)
