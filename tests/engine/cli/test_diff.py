"""`leverpoint diff`: what changed in words, what it changes in the advice, and when that is too much."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]


def test_rules_and_impact(run: Run, stronger: Path) -> None:
    """The changed rule before and after, and for each role how many lists changed, with an example."""
    done = run("diff", "core", stronger, "--sample", 60, "--top", 2)
    text = " ".join(done.stdout.split())
    assert done.exit_code == 0
    assert "Rules: 1 changed ~ library.open-longer: Short hours become longer" in text
    assert "then: recommend OPEN (+4) -> recommend OPEN (+40)" in text
    assert "Impact: the first 2 of 60 assessments drawn with seed 4" in text
    assert "For example: OPEN" in text
    assert "Catalog and weights: no change" in text


def test_too_much_is_one(run: Run, stronger: Path) -> None:
    """Over the share that is said it ends with 1; at it, with 0; what is no share is refused."""
    line = ["diff", "core", stronger, "--sample", 60, "--top", 2, "--fail-over"]
    done = run(*line, "5%")
    assert done.exit_code == 1
    assert "More than 5.0 % of a role's assessments changed." in done.stderr
    assert run(*line, "1").exit_code == 0
    assert run(*line, "5 per cent").exit_code == 2


def test_a_share_of_nothing_is_not_judged(run: Run, stronger: Path, tmp_path: Path) -> None:
    """Where nothing was asked, no share can be told to be small enough: a check that tests nothing does not pass."""
    (tmp_path / "none").mkdir()
    for nothing in (["--sample", 0], ["--assessments", tmp_path / "none"]):
        done = run("diff", "core", stronger, *nothing, "--fail-over", "100%")
        assert (done.exit_code, "none of these was asked" in done.stderr) == (2, True)
        assert run("diff", "core", stronger, *nothing).exit_code == 0


def test_examples_can_be_asked_again(run: Run, stronger: Path, tmp_path: Path) -> None:
    """Each example is a request that both rulebooks answer, and that is answered otherwise."""
    done = run("diff", "core", stronger, "--sample", 60, "--top", 2, "--examples", tmp_path / "examples", "--json")
    impact = json.loads(done.stdout)["impact"]
    assert impact["worst"] > 0
    files = sorted((tmp_path / "examples").iterdir())
    assert len(files) == sum(len(role["examples"]) for role in impact["roles"]) > 0
    old = run("advise", files[0], "--json", "--limit", 2, "--certainty", "certain").stdout
    new = run("--rules", stronger, "advise", files[0], "--json", "--limit", 2, "--certainty", "certain", rules=False)
    lists = [
        [one["strategy"] for one in json.loads(text)["advice"][0]["recommendations"]] for text in (old, new.stdout)
    ]
    assert lists[0] != lists[1]


def test_own_requests(run: Run, stronger: Path, request_file: Path, tmp_path: Path) -> None:
    """Files, folders and JSONL of requests are asked instead of drawn ones."""
    lines = tmp_path / "many.jsonl"
    one = {"roles": ["branch"], "assessment": {"ratings": [{"criterion": "place.hours", "level": 2}]}}
    lines.write_text("\n".join([json.dumps(one), "", json.dumps(one)]))
    folder = tmp_path / "folder"
    folder.mkdir()
    shutil.copy(request_file, folder / "one.yaml")
    done = run("diff", "core", stronger, "--assessments", lines, "--assessments", folder, "--json")
    found = json.loads(done.stdout)["impact"]
    assert (found["asked"], found["seed"]) == (3, None)


def test_a_wrong_request_is_located(run: Run, stronger: Path, tmp_path: Path) -> None:
    """What neither side knows is an error with its file and line, and all are told."""
    folder = tmp_path / "asked"
    folder.mkdir()
    file = folder / "wrong.yaml"
    file.write_text(
        "roles: [branch]\nassessment:\n  ratings:\n    - {criterion: people.trst, level: 7}\ncontext: {x: 1}\n"
    )
    done = run("diff", "core", stronger, "--assessments", file)
    assert done.exit_code == 1
    assert "wrong.yaml:4:" in done.stderr
    assert "2 problems" in done.stderr
    (folder / "broken.json").write_text("{")
    (folder / "lines.jsonl").write_text('{"roles": ["branch"]}\n')
    done = run("diff", "core", stronger, "--assessments", folder)
    assert all(text in done.stderr for text in ("wrong.yaml:4:", "broken.json:1:", "lines.jsonl, line 1:1:"))


def test_a_pack_and_its_own_facts(run: Run, data_folder: Path, tmp_path: Path) -> None:
    """A pack is put on the rulebook, what only it asks is left out and said, and the page holds it all."""
    page = tmp_path / "diff.html"
    done = run("diff", "core", data_folder / "packs" / "harbour", "--sample", 30, "--html", page)
    assert done.exit_code == 0
    assert "Left out, since only one of the two knows it" in done.stdout
    assert "+ harbour." in done.stdout
    assert "<h2>Left out</h2>" in page.read_text()


def test_revisions_and_unknown_sides(run: Run, library_rules: Path) -> None:
    """A digest, or enough of one, names a known revision; what is neither path, name nor digest is refused."""
    revision = json.loads(run("version", "--json").stdout)["revision"]
    assert run("diff", revision, "active", "--sample", 0).exit_code == 0
    assert run("diff", revision.removeprefix("sha256:")[:12], library_rules, "--sample", 0).exit_code == 0
    done = run("diff", "core", "activ")
    assert done.exit_code == 2
    assert "did you mean 'active'?" in done.stderr
