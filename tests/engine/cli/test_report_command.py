"""`leverpoint report`: what a batch wrote is counted, whatever its columns are called and whatever stands in them."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
NAUGHTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=1+1",
    "a,b\nc",
    "{{7*7}}",
    "&lt;b",
    "\x07",
    "Ω",
)


def naughty() -> list[str]:
    """Strings that break what does not expect them: some of ours, and the list of the fixtures where there is one."""
    file = Path(os.environ.get("LEVERPOINT_FIXTURES", "none")) / "naughty-strings" / "blns.json"
    return [*NAUGHTY, *(one for one in (json.loads(file.read_text()) if file.exists() else ()) if one.strip())]


class Page(HTMLParser):
    """The texts and the tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a page is made of."""
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "action", "srcset")]

    def handle_data(self, data: str) -> None:
        """Keep what it says."""
        self.texts.append(data)


@pytest.fixture
def answers(run: Run, tmp_path: Path) -> Path:
    """The answers of a batch in which ids and kept columns hold naughty strings, under names that are in use."""
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    with source.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "role", "people.trust", "staff", "rank", "answer", "region"])
        for number, text in enumerate(naughty()):
            writer.writerow([text, "branch", "1", 500 if number % 2 else 20_000, text, text, text])
    keep = [part for name in ("rank", "answer", "region", "staff") for part in ("--keep", name)]
    assert run("batch", source, target, *keep).exit_code == 0
    return target


def test_what_was_typed_comes_out_as_it_was(run: Run, answers: Path, tmp_path: Path) -> None:
    """Ids and kept columns are the same texts in the answers, in the counts and, escaped, on the page."""
    with answers.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["id"] for row in rows] == [row["region"] for row in rows] == naughty()
    page, counts = tmp_path / "page.html", tmp_path / "counts.csv"
    groups = ("--region", "region", "--by", "rank", "--by", "answer", "--size", "staff", "--least", 1)
    assert run("report", answers, *groups, "--html", page, "--csv", counts).exit_code == 0
    found = Page(page.read_text(encoding="utf-8"))
    assert found.tags.isdisjoint({"script", "img", "iframe", "link", "object"})
    assert found.links == []
    titles = {text for text in found.texts if text.startswith("region: ")}
    assert {f"region: {text}" for text in NAUGHTY} <= titles
    with counts.open(newline="", encoding="utf-8") as stream:
        assert {row["group"] for row in csv.DictReader(stream) if row["by"] == "rank"} == set(naughty())


def test_groups_are_shown_in_their_order(run: Run, answers: Path) -> None:
    """Bands of size from small to large, and what stands first most often before the others."""
    lines = run("report", answers, "--size", "staff", "--least", 1).stdout.splitlines()
    sizes = [line.split("  ")[1].strip() for line in lines if line.startswith("Size")]
    assert list(dict.fromkeys(sizes)) == ["under 1,000", "10,000 to 99,999"]


def test_small_groups_cannot_be_told_apart(run: Run, answers: Path) -> None:
    """Groups of fewer than 5 answers are counted together."""
    shown = run("report", answers, "--region", "region", "--json").stdout
    assert {row["group"] for row in json.loads(shown) if row["by"] == "region"} == {"too few to tell"}


@pytest.mark.parametrize("name", ["out.csv", "out.parquet", "out.jsonl", "out.txt"])
def test_other_files_are_refused(run: Run, tmp_path: Path, name: str) -> None:
    """A file that holds no answers is named, with exit code 2, and so is a column that is not there."""
    file = tmp_path / name
    file.write_text("nothing of the kind\n")
    result = run("report", file)
    assert result.exit_code == 2
    assert name in result.stderr


def test_a_column_that_is_not_there_is_named(run: Run, answers: Path) -> None:
    """What was not kept cannot be counted by."""
    result = run("report", answers, "--by", "county")
    assert (result.exit_code, "no column 'county'" in result.stderr) == (2, True)
