"""`leverpoint batch`: who is asked for whom, what is refused before anything is written, and what is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from leverpoint_plugins import Site

HARBOR = "9900010"
RIVERSIDE = Path(__file__).parents[3] / "plugins" / "riverside"
FACTS = "@hookimpl\ndef leverpoint_facts(assessment):\n    return {'dock.boats': 5}\n"
Run = Callable[..., Result]


def answers(target: Path) -> list[list[tuple[str, int]]]:
    """The strategies of each row with their scores."""
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    return [[(item["strategy"], item["score"]) for item in line["recommendations"]] for line in lines]


def advised(run: Run, request: dict[str, Any], folder: Path, *options: object) -> list[tuple[str, int]]:
    """What `advise` says of a request, in the same form."""
    file = folder / "asked.json"
    file.write_text(json.dumps(request))
    (role,) = json.loads(run("advise", file, "--json", *options).stdout)["advice"]
    return [(item["strategy"], item["priority"]["score"]) for item in role["recommendations"]]


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_for_is_who_asks_where_a_row_names_nobody(run: Run, tmp_path: Path, kind: str) -> None:
    """With --for, a row without an organization is answered as that one, and a row that names one as itself."""
    packs = ("--packs-dir", RIVERSIDE, "--for", f"nces-leaid:{HARBOR}")
    given = {"roles": ["district"], "assessment": {"ratings": [{"criterion": "learning.collaboration", "level": 1}]}}
    other = {**given, "organization": {"system": "nces-leaid", "identifier": "9900020"}}
    source, target = tmp_path / f"in.{kind}", tmp_path / "out.jsonl"
    if kind == "jsonl":
        source.write_text(f"{json.dumps(given)}\n{json.dumps(other)}\n")
    else:
        source.write_text(
            "role,identifier,system,learning.collaboration\ndistrict,,,1\ndistrict,9900020,nces-leaid,1\n"
        )
    result = run("batch", source, target, "--top", 100, *packs, rules=False)
    assert result.exit_code == 0, result.stderr
    own, another = (advised(lambda *line: run(*line, rules=False), one, tmp_path, *packs) for one in (given, other))
    assert answers(target) == [own, another]
    assert own != another
    assert [json.loads(line)["state"] for line in target.read_text().splitlines()] == ["99", "99"]


def test_plugins_answer_in_a_batch_as_in_advise(site: Site, run: Run, tmp_path: Path) -> None:
    """The pack that an installed plugin brings, and the facts that it computes, count for the rows in its scope."""
    site.install("dock", FACTS, pack=HARBOR)
    source, target = tmp_path / "in.csv", tmp_path / "out.jsonl"
    source.write_text(
        f"role,identifier,system,people.trust\nbranch,{HARBOR},nces-leaid,1\nbranch,9900020,nces-leaid,1\n"
    )
    asked = {"roles": ["branch"], "assessment": {"ratings": [{"criterion": "people.trust", "level": 1}]}}
    who = [{"system": "nces-leaid", "identifier": one} for one in (HARBOR, "9900020")]
    assert run("batch", source, target, "--top", 100).exit_code == 0
    inside, outside = (advised(run, {**asked, "organization": one}, tmp_path) for one in who)
    assert answers(target) == [inside, outside]
    assert "SHARE" in dict(inside)
    assert run("--no-plugins", "batch", source, target, "--top", 100).exit_code == 0
    assert answers(target) == [outside, outside]


def test_a_batch_takes_nothing_away_that_it_reads(run: Run, tmp_path: Path) -> None:
    """OUT and the rejects are other files than IN and the mapping, and than each other."""
    source, mapping = tmp_path / "in.csv", tmp_path / "map.json"
    source.write_text("role,people.trust\nbranch,1\n")
    mapping.write_text('{"criteria": {"people.trust": {"column": "people.trust"}}}')
    out = tmp_path / "out.csv"
    for line in ((source, source), (source, out, "--rejects", source), (source, out, "--rejects", out),
                 (source, out, "--map", mapping, "--rejects", mapping)):  # fmt: skip
        result = run("batch", *line)
        assert (result.exit_code, "different files" in result.stderr) == (2, True)
    assert source.read_text().startswith("role,people.trust")


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_ids_that_are_there_twice_are_told(run: Run, tmp_path: Path, form: str) -> None:
    """Each row is answered, and the command says which ids stand in several rows for the same role."""
    source, target = tmp_path / "in.csv", tmp_path / f"out.{form}"
    source.write_text("id,role,people.trust\na,branch,1\nb,branch,1\na,branch,2\nb,region,1\n,branch,1\n,branch,1\n")
    result = run("batch", source, target)
    assert result.exit_code == 0
    assert "1 id stands in more than one row, such as 'a' in rows 1, 3" in " ".join(result.stdout.split())
    assert json.loads(run("batch", source, target, "--json").stdout)["repeated_ids"] == 1


def test_what_cannot_be_done_is_said_before_the_work(run: Run, tmp_path: Path) -> None:
    """A role nobody has, and a folder that cannot be made, stop the run with a line of words and exit code 2."""
    source = tmp_path / "in.csv"
    source.write_text("role,people.trust\nbranch,1\n")
    result = run("batch", source, tmp_path / "out.csv", "--role", "brunch")
    assert (result.exit_code, "no role 'brunch'" in result.stderr) == (2, True)
    result = run("batch", source, source / "below" / "out.csv")
    assert (result.exit_code, "cannot be made" in result.stderr) == (2, True)
    made = tmp_path / "new" / "rejects.csv"
    source.write_text("role,people.trust\nbranch,9\n")
    assert run("batch", source, tmp_path / "out.csv", "--rejects", made).exit_code == 1
    assert "level-off-scale" in made.read_text()
