"""`leverpoint least-change`: what would have to be rated otherwise for a strategy to come in, go out or rank high."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from leverpoint.cli.failures import COULD_NOT, FOUND_WRONG
from leverpoint.cli.options import complete_strategies, json_option, packs_options, request_argument, roles_option
from leverpoint.cli.screen import Column, heading, paragraph, show_json, show_table
from leverpoint.cli.session import Session

if TYPE_CHECKING:
    from leverpoint.advice import Recommendation
    from leverpoint.lab.proving.least_change import LeastChange


@click.command("least-change", short_help="Find the least change that brings a strategy in or out.")
@request_argument
@click.argument("strategy", shell_complete=complete_strategies)
@click.option("--in", "kind", flag_value="in", default="in", help="Onto the list, for certain; so without an option.")
@click.option("--out", "kind", flag_value="out", help="Off the list.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Among the first N, for certain.")
@roles_option("Ask for this role instead of those in the file; may be given several times.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=30.0, show_default=True,
              help="About how long to search, for each role.")  # fmt: skip
@json_option
@packs_options
@click.pass_context
def least_change(
    ctx: click.Context,
    /,
    file: str,
    strategy: str,
    kind: Any,
    *,
    top: int | None,
    roles: tuple[str, ...],
    **options: Any,
) -> None:
    """Find the least that would have to be rated otherwise in FILE for STRATEGY to come onto the list.

    The fewest levels in all, and among those the fewest criteria; that nothing less does it is proven. What is open or
    does not apply stays so, and so does the context. Ends with 1 where no other rating does it.
    """
    from leverpoint.lab.proving.least_change import Aim, LeastChanges, to_data

    session = Session.of(ctx)
    if top and kind == "out":
        raise click.UsageError("--out and --top contradict each other; name one of them.")
    assessment, wanted = session.assessment(file, roles), session.strategy(strategy)
    aim = Aim("top", top) if top else Aim(kind)
    changes = LeastChanges(session.advisor)
    found = [changes.find(assessment, role, wanted, aim, options["seconds"]) for role in assessment.roles]
    if options["as_json"]:
        show_json([to_data(one) for one in found])
    else:
        for one in found:
            _show(one, session)
    verdicts = {one.verdict for one in found}
    ctx.exit(COULD_NOT if "not-decided" in verdicts else FOUND_WRONG if "impossible" in verdicts else 0)


def _show(one: LeastChange, session: Session) -> None:
    catalog = session.rulebook.catalog
    heading(f"{catalog.roles[one.role].title}: {one.strategy} {one.aim}")
    paragraph(_outcome(one), "  ")
    if one.moves:
        criteria = catalog.criteria()
        columns = [
            Column("Criterion", "cyan"),
            Column("Now", number=True),
            Column("Then", number=True),
            Column("Title"),
        ]
        rows = [(m.criterion, str(m.before), str(m.after), criteria[m.criterion].title) for m in one.moves]
        show_table(columns, rows, "  ")
        paragraph(f"Now {_in_words(one.now)}; then {_in_words(one.then)}.", "  ")


def _outcome(one: LeastChange) -> str:
    if one.verdict == "impossible":
        return "No other rating of what is rated does it; that is proven."
    if one.verdict == "not-decided":
        return f"Not decided: {one.why}."
    if not one.moves:
        return f"It is so already: {_in_words(one.now)}."
    levels, rows = _counted(one.levels, "level"), _counted(len(one.moves), "criterion", "criteria")
    least = "nothing less does it" if one.proven else "whether less does it was not decided in time"
    return f"{levels} in {rows}; {least}."


def _counted(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or f'{one}s'}"


def _in_words(found: Recommendation | None) -> str:
    return f"rank {found.rank} with {found.score} points, {found.certainty}" if found else "not on the list"
