"""`leverpoint sweep`: where each strategy stands while one or several facts run over their values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import click

from leverpoint.cli.changing import placed
from leverpoint.cli.failures import Refused
from leverpoint.cli.options import complete_facts, json_option, packs_options, roles_option
from leverpoint.cli.progress import tracked
from leverpoint.cli.screen import Column, heading, paragraph, show_json, show_table
from leverpoint.cli.session import Session
from leverpoint.cli.writing import write_file
from leverpoint.lab.exploring import sweep_report
from leverpoint.lab.exploring.axes import Axis, read_axis
from leverpoint.lab.exploring.sweep import Sweep, Sweeper, to_data
from leverpoint.lab.sample import SEED
from leverpoint.model import Assessment
from leverpoint.rulebook import Rulebook

INDENT = "  "
Written = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command(short_help="Run facts over their values and watch the ranks.")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--over", multiple=True, required=True, metavar="FACT[=VALUES]", shell_complete=complete_facts,
              help="Run over this fact: all its values, or A,B,C, or A..B, or A..B..STEP; of a number without values, "
              "all that rules tell apart. May be given several times: every combination.")  # fmt: skip
@click.option("--sample", "count", type=click.IntRange(1, 100_000), metavar="N",
              help="Draw everything else, for N assessments at each point, instead of reading it.")  # fmt: skip
@click.option("--seed", type=int, default=SEED, show_default=True, help="Which assessments are drawn.")
@click.option("--top", type=click.IntRange(1, 1000), default=5, show_default=True, help="How many places are the top.")
@roles_option("Ask for this role instead of those in FILE; may be given several times.")
@click.option("--csv", "csv_file", type=Written, metavar="FILE", help="Write a row for each point and strategy.")
@click.option("--svg", "svg_file", type=Written, metavar="FILE", help="Write a chart of the ranks of the one role.")
@click.option("--html", "html_file", type=Written, metavar="FILE", help="Write a page with charts and tables.")
@json_option
@packs_options
@click.pass_context
def sweep(
    ctx: click.Context, file: str | None, over: tuple[str, ...], count: int | None, seed: int, top: int,
    roles: tuple[str, ...], csv_file: Path | None, svg_file: Path | None, html_file: Path | None, *, as_json: bool,
) -> None:  # fmt: skip
    """Run one or several facts over their values, everything else as the assessment in FILE has it, or drawn.

    Shows the rank of each strategy at every point. FILE is what `advise` takes; with --sample only its roles, its
    organization and its day count, and it may be left out.
    """
    session = Session.of(ctx)
    assessment = _asked(session, file, roles, drawn=count is not None)
    axes = _axes(over, session.rulebook)
    with placed(lambda _: "--over"):
        sweeper = Sweeper(session.advisor, axes, top)
        sweeper.check(len(assessment.roles), count or 1)
    if svg_file and len(assessment.roles) > 1:
        raise Refused("A chart shows one role: choose it with --role.")
    found, rulebook = _swept(sweeper, assessment, count, seed), session.rulebook
    _write(csv_file, lambda: sweep_report.as_csv(found))
    _write(svg_file, lambda: sweep_report.chart(found, found.roles[0], rulebook))
    _write(html_file, lambda: sweep_report.report(found, rulebook))
    show_json(to_data(found)) if as_json else _show(found, rulebook)


def _asked(session: Session, file: str | None, roles: tuple[str, ...], *, drawn: bool) -> Assessment:
    if file is not None:
        return session.assessment(file, roles)
    if not drawn:
        raise click.UsageError("Name a FILE, or draw assessments with --sample.")
    known = session.rulebook.catalog.roles
    session.check_roles(roles)
    asked = tuple(role for role in known if not roles or role in roles)
    return Assessment(asked, session.today, organization=session.organization)


def _axes(over: Iterable[str], rulebook: Rulebook) -> list[Axis]:
    axes = []
    for text in over:
        with placed(lambda _, said=text: f"--over {said}"):  # type: ignore[misc] # mypy reads no default of a lambda
            axes.append(read_axis(text, rulebook))
    return axes


def _swept(sweeper: Sweeper, assessment: Assessment, count: int | None, seed: int) -> Sweep:
    found = sweeper.fixed(assessment) if count is None else sweeper.sampled(assessment, count, seed)
    return sweeper.sweep(tracked(found, sweeper.points * len(assessment.roles), "Points"), count or 1)


def _write(file: Path | None, text: Callable[[], str]) -> None:
    if file is not None:
        write_file(file, str(text()).encode())


def _show(found: Sweep, rulebook: Rulebook) -> None:
    facts = [Column(one.fact) for one in found.axes]
    columns = (*facts, *(Column(one, "bold cyan", number=True) for one in found.strategies))
    for role in found.roles:
        heading(rulebook.catalog.roles[role.role].title)
        rows = [
            (*map(sweep_report.value_in_words, one.values), *sweep_report.places(found, one)) for one in role.points
        ]
        show_table(columns, rows, INDENT)
    click.echo()
    paragraph(sweep_report.lead(found), INDENT)
