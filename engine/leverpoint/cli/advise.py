"""`leverpoint advise`: an assessment goes in, ranked and explained strategies come out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from leverpoint.cli.options import format_options, packs_options, request_argument, roles_option
from leverpoint.cli.session import Session
from leverpoint.document import to_json


@click.command(short_help="Rank strategies for an assessment.")
@request_argument
@format_options("table", "json", "markdown")
@roles_option("Answer for this role instead of those in the file; may be given several times.")
@click.option("--limit", type=click.IntRange(1, 1000), help="Show at most this many strategies for each role.")
@click.option("--explain", type=click.Choice(("none", "reasons", "full")), help="How much to explain.")
@click.option("--certainty", type=click.Choice(("certain", "possible")), help="With `certain`, leave out the possible.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Use the rules in effect on this day.")
@packs_options
@click.pass_context
def advise(ctx: click.Context, /, file: str, format_: str, roles: tuple[str, ...], **options: Any) -> None:
    """Rank strategies for the assessment in FILE, with reasons.

    FILE is a request in YAML or JSON, or a form from `leverpoint form` that was filled in, as YAML, CSV or Markdown.
    A dash reads from standard input.
    """
    session = Session.of(ctx)
    assessment = session.assessment(file, roles, _said(options))
    advice = session.advisor.advise(assessment)
    match format_:
        case "json":
            click.echo(to_json(advice))
        case "markdown":
            from leverpoint.cli.advice_markdown import markdown

            click.echo(markdown(advice, session.rulebook))
        case _:
            from leverpoint.cli.advice_table import show_advice

            show_advice(advice, session.rulebook)


def _said(options: dict[str, Any]) -> dict[str, Any]:
    """The options that were given, as a request writes them."""
    given = {name: value for name, value in options.items() if value is not None}
    if isinstance(day := given.get("as_of"), dt.datetime):
        given["as_of"] = day.date().isoformat()
    return given
