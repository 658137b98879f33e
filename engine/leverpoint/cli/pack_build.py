"""`leverpoint pack build`: one file with a pack in it, to be sent, signed and installed."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leverpoint.cli.failures import FOUND_WRONG, counted, described
from leverpoint.cli.options import json_option, packs_option, rules_option
from leverpoint.cli.screen import show_json
from leverpoint.cli.session import Session
from leverpoint.cli.writing import write_file
from leverpoint.packs import find_packs
from leverpoint.rulebook import read_source

if TYPE_CHECKING:
    from leverpoint.lab.authoring.building import Built


@click.command(short_help="Build a pack into one zip.")
@click.argument("path", type=click.Path(exists=True, path_type=Path), metavar="[DIR]", default=Path())
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="OUT",
              help="The file to write, or the folder to write it into; this folder if nothing is said.")  # fmt: skip
@json_option
@packs_option
@rules_option
@click.pass_context
def build(ctx: click.Context, path: Path, output: Path | None, *, as_json: bool) -> None:
    """Build the pack in DIR, or in this folder, into NAME-VERSION.zip with a manifest of digests.

    Equal content gives equal bytes, on every machine. A pack in which something is wrong, or whose scenarios do not all
    hold, is not built: then it ends with 1. It is tried beside the packs of --packs-dir.
    """
    from leverpoint.lab.authoring.building import build as built

    session = Session.of(ctx)
    found = built(read_source(session.folder), path, session.today, find_packs(session.pack_folders))
    if found.packed is None:
        _refuse(found, as_json=as_json)
        ctx.exit(FOUND_WRONG)
    target = (output / found.name if output.is_dir() else output) if output else Path(found.name)
    write_file(target, found.packed)
    digest = hashlib.sha256(found.packed).hexdigest()
    said = {"ok": True, "file": str(target), "sha256": digest, "files": found.files}
    show_json(said) if as_json else click.echo(f"{target}: {len(found.files)} files, sha256 {digest}")


def _refuse(found: Built, *, as_json: bool) -> None:
    from leverpoint.cli.test import show_failed
    from leverpoint.lab.scenarios.outcomes import outcome_data

    if as_json:
        data: dict[str, Any] = {"problems": [asdict(one) for one in found.problems]}
        show_json({"ok": False, **data, "broken": [outcome_data(one) for one in found.broken]})
        return
    for line in described(found.problems):
        click.echo(line)
    for outcome in found.broken:
        show_failed(outcome)
    click.echo(f"Not built: {counted(found.problems)}, {len(found.broken)} scenarios that do not hold.")
