"""Do the same again whenever a file changes, until somebody interrupts it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from leverpoint.cli.failures import Failed, Refused
from leverpoint.errors import LeverpointError
from leverpoint.reader.kinds import SUFFIXES


def watching(work: Callable[[], int], paths: Sequence[Path]) -> None:
    """Do the work now, and again with every change of a rule file in these paths. Ends when interrupted.

    What goes wrong is shown, and the next change is waited for: whoever is writing a rule has it broken half the time.
    Raises Refused where watchfiles is not installed.
    """
    repeat(work, _changes(paths))


def repeat(work: Callable[[], int], changes: Iterable[object]) -> None:
    """Do the work once, and once more for each change."""
    _once(work)
    for _ in changes:
        click.echo()
        _once(work)


def _once(work: Callable[[], int]) -> None:
    try:
        work()
    except LeverpointError as error:
        Failed(error).show()
    except click.ClickException as error:
        error.show()
    click.echo(click.style("Waiting for changes; Ctrl-C ends.", dim=True), err=True)


def _changes(paths: Sequence[Path]) -> Iterable[Any]:
    try:
        from watchfiles import watch
    except ImportError as error:
        raise Refused("--watch needs watchfiles: pip install 'leverpoint[authoring]'") from error
    # a file that an editor replaces is another file afterwards, so its folder is what is watched
    folders = dict.fromkeys(path if path.is_dir() else path.parent for path in paths)
    return watch(*folders, watch_filter=lambda _, file: Path(file).suffix in SUFFIXES, raise_interrupt=False)
