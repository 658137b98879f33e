"""`leverpoint form`: a blank self-assessment for a role, to fill in and hand to `advise`."""

from __future__ import annotations

import click

from leverpoint.cli.options import packs_options, roles_option
from leverpoint.cli.session import Session


@click.command(short_help="Write a blank assessment for a role.")
@roles_option("Who will answer.", multiple=False)
@click.option("--format", "format_", type=click.Choice(("yaml", "csv", "markdown")), default="yaml", show_default=True,
              help="YAML, CSV for spreadsheets, or Markdown with boxes to tick.")  # fmt: skip
@packs_options
@click.pass_context
def form(ctx: click.Context, role: str | None, format_: str) -> None:
    """Write a blank self-assessment, with every question and level in the words of a role.

    Fill it in and give it to `leverpoint advise`. What stays empty counts as not answered, n/a as not applicable.
    """
    from leverpoint.forms.questions import form_for
    from leverpoint.forms.write import written

    session = Session.of(ctx)
    if role is None:
        known = ", ".join(session.rulebook.catalog.roles)
        raise click.UsageError(f"Say who will answer with --role, one of {known}.", ctx)
    text = written(form_for(session.rulebook, role), format_)
    # Excel takes a CSV file for UTF-8 only where it begins with this mark; `advise` passes over it
    encoding = "utf-8-sig" if format_ == "csv" else "utf-8"
    click.echo(text.encode(encoding), nl=False)
