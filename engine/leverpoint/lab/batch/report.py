"""What many organizations are told, counted: which strategy ranks where, for whom, as HTML with charts and as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
import polars as pl

from leverpoint.errors import LeverpointError
from leverpoint.lab.batch.job import STATE
from leverpoint.lab.batch.ranking import CERTAINTY, SCORE, STRATEGY
from leverpoint.lab.charts import Section, bars, heat_map, page

ROLE, RANK, GROUP, BY, COUNT, OF, SHARE = "role", "rank", "group", "by", "count", "of", "share"
BANDS = (("under 1,000", 1_000.0), ("1,000 to 9,999", 10_000.0), ("10,000 to 99,999", 100_000.0))
LARGEST, UNKNOWN, FEW = "100,000 or more", "not said", "too few to tell"


class ReportError(LeverpointError):
    """A report cannot be made of these files."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """By what answers are counted: a column of them, its name for people, and whether it holds sizes."""

    column: str
    title: str
    sizes: bool = False


def read_answers(files: Sequence[Path], groupings: Sequence[Grouping]) -> pl.DataFrame:
    """The answers of one or several batches, a row for each rank, with the columns by which they are counted.

    Raises ReportError for files of another kind, and for columns that none of them has.
    """
    ranks = pl.concat([_ranks(_readable(file), file, groupings) for file in files], how="diagonal")
    for one in groupings:
        if _by_name(one) not in ranks.columns:
            raise ReportError(f"the answers have no column '{one.column}'; `leverpoint batch --keep` takes one along")
    return ranks


def _by_name(grouping: Grouping) -> str:
    """What the column is called here, where others have names of their own."""
    return f"by: {grouping.column}"


def _readable(file: Path) -> pl.DataFrame:
    try:
        return _read(file)
    except (pl.exceptions.PolarsError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ReportError(f"'{file.name}' cannot be read as the answers of a batch") from error


def _read(file: Path) -> pl.DataFrame:
    match file.suffix.lower():
        case ".csv":
            return pl.read_csv(file, infer_schema=False, glob=False)
        case ".parquet":
            return pl.read_parquet(file, glob=False).cast(pl.String)
        case ".jsonl" | ".ndjson":
            return pl.DataFrame([_flat(orjson.loads(line)) for line in file.read_bytes().splitlines()])
        case _:
            raise ReportError(f"a report reads CSV, JSON Lines or Parquet, and '{file.name}' is none of them")


def _flat(document: Mapping[str, object]) -> dict[str, str | None]:
    found = {
        name: None if value is None else str(value) for name, value in document.items() if name != "recommendations"
    }
    items = document.get("recommendations")
    for item in items if isinstance(items, list) else ():
        found.update({f"{name}_{item['rank']}": str(item[name]) for name in (STRATEGY, SCORE, CERTAINTY)})
    return found


def _ranks(answers: pl.DataFrame, file: Path, groupings: Sequence[Grouping]) -> pl.DataFrame:
    ranks = [name for name in answers.columns if name.startswith(f"{STRATEGY}_")]
    if not ranks or ROLE not in answers.columns:
        raise ReportError(f"'{file.name}' holds no answers of a batch; whole answers (--full) are not counted")
    along = {_by_name(one): pl.col(one.column) for one in groupings if one.column in answers.columns}
    found = answers.select(*(column.alias(name) for name, column in along.items()), *ranks)
    long = found.unpivot(ranks, index=list(along), variable_name=RANK, value_name=STRATEGY)
    return long.with_columns(pl.col(RANK).str.extract(r"(\d+)$").cast(pl.UInt32))


def counted(ranks: pl.DataFrame, groupings: Sequence[Grouping], least: int) -> pl.DataFrame:
    """How often each strategy stands on each rank, by each grouping; groups of fewer than `least` answers are one.

    `of` is the number of answers in the group, `share` what part of them that is.
    """
    return pl.concat([_by(ranks, grouping, least) for grouping in groupings])


def _by(ranks: pl.DataFrame, grouping: Grouping, least: int) -> pl.DataFrame:
    named = ranks.with_columns(_group(grouping).alias(GROUP))
    sizes = named.filter(pl.col(RANK) == 1).group_by(GROUP).agg(pl.len().alias(OF))
    sizes = sizes.with_columns(pl.when(pl.col(OF) < least).then(pl.lit(FEW)).otherwise(GROUP).alias("shown"))
    named = named.join(sizes.drop(OF), on=GROUP).drop(GROUP).rename({"shown": GROUP})
    totals = sizes.group_by(pl.col("shown").alias(GROUP)).agg(pl.col(OF).sum())
    found = named.drop_nulls(STRATEGY).group_by(GROUP, STRATEGY, RANK).agg(pl.len().alias(COUNT)).join(totals, on=GROUP)
    share = (pl.col(COUNT) / pl.col(OF)).round(4).alias(SHARE)
    found = found.filter(pl.col(OF) >= least)
    table = found.select(pl.lit(grouping.title).alias(BY), GROUP, STRATEGY, RANK, COUNT, OF, share)
    return table.sort(pl.col(GROUP).replace_strict(_order(), default=0), GROUP, STRATEGY, RANK)


def _order() -> dict[str, int]:
    """Bands in the order of size, and after everything else what is not said and what is too small."""
    names = [*(name for name, _ in BANDS), LARGEST, UNKNOWN, FEW]
    return {name: place for place, name in enumerate(names, 1)}


def _group(grouping: Grouping) -> pl.Expr:
    column = pl.col(_by_name(grouping))
    if not grouping.sizes:
        return column.fill_null(UNKNOWN)
    number = column.cast(pl.Float64, strict=False)
    band = pl.lit(LARGEST)
    for name, below in reversed(BANDS):
        band = pl.when(number < below).then(pl.lit(name)).otherwise(band)
    return pl.when(number.is_null()).then(pl.lit(UNKNOWN)).otherwise(band)


def html(table: pl.DataFrame, titles: Mapping[str, str], files: Sequence[Path]) -> str:
    """The counts as one page. `titles` names strategies for people."""
    total = table.filter(pl.col(BY) == table[BY][0]).unique([GROUP])[OF].sum() if table.height else 0
    lead = f"{total:,} answers, from {', '.join(file.name for file in files)}."
    sections = [section for by in table[BY].unique(maintain_order=True) for section in _sections(table, by, titles)]
    return page("Which strategies rank where", sections, lead)


def _sections(table: pl.DataFrame, by: str, titles: Mapping[str, str]) -> Iterator[Section]:
    found = table.filter(pl.col(BY) == by)
    for (group,), rows in found.group_by(GROUP, maintain_order=True):
        ranks = sorted(rows[RANK].unique().to_list())
        listed = rows.group_by(STRATEGY).agg(pl.col(SHARE).sum(), pl.col(RANK).min())
        names = listed.sort(pl.col(SHARE), pl.col(STRATEGY), descending=[True, False])[STRATEGY].to_list()
        cells = {(row[STRATEGY], row[RANK]): row[SHARE] for row in rows.iter_rows(named=True)}
        share = [[_percent(cells.get((name, rank))) for rank in ranks] for name in names]
        title = f"{by}: {group}"
        text = f"{rows[OF][0]:,} answers. In how many of a hundred a strategy stands on which rank."
        chart = heat_map(title, names, [str(rank) for rank in ranks], share)
        table_rows = [
            (name, titles.get(name, ""), *(cell or 0 for cell in row)) for name, row in zip(names, share, strict=True)
        ]
        yield Section(title, text, chart, ["Strategy", "Title", *map(str, ranks)], table_rows)
    yield _first_choices(found, by)


def _first_choices(found: pl.DataFrame, by: str) -> Section:
    """How many answers of each group there are."""
    groups = found.unique([GROUP], maintain_order=True)
    names, counts = [str(one) for one in groups[GROUP]], [int(one) for one in groups[OF]]
    return Section(f"{by}: how many answers", chart=bars(f"Answers: {by}", names, counts))


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100)


ROLES = Grouping(ROLE, "Role")
REGIONS = Grouping(STATE, "State")
