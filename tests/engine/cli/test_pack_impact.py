"""`leverpoint pack impact`: what a pack changes, and what another core changes for the pack."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from leverpoint_zips import of_folder

from leverpoint import load_rulebook, read_request
from leverpoint.advisor import Advisor

Run = Callable[..., Result]


@pytest.fixture
def harbour(data_folder: Path, tmp_path: Path) -> Path:
    """A copy of a pack of the small rulebook."""
    return Path(shutil.copytree(data_folder / "packs" / "harbour", tmp_path / "harbour"))


@pytest.fixture
def upgraded(library_rules: Path, tmp_path: Path) -> Path:
    """The small rulebook a version on, with another weight."""
    folder = Path(shutil.copytree(library_rules, tmp_path / "next"))
    (folder / "pack.yaml").write_text((folder / "pack.yaml").read_text().replace("0.3.0", "0.4.0"))
    rules = folder / "rules" / "place.yaml"
    rules.write_text(rules.read_text().replace("points: 5", "points: 15"))
    return folder


def test_it_says_what_enters_leaves_and_moves(run: Run, harbour: Path) -> None:
    """A table for the scenarios, one for the sample, and the strategies by role; the same as JSON, with examples."""
    result = run("pack", "impact", harbour, "--count", 20, "--top", 3)
    assert (result.exit_code, "harbour.BOAT" in result.stdout, "Over the scenarios" in result.stdout) == (0, True, True)
    found = json.loads(run("pack", "impact", harbour, "--count", 20, "--top", 3, "--json").stdout)
    assert set(found) == {"scenarios", "sample"}
    assert {one["asked"] for one in found["sample"]} == {20}
    assert all(one["share"] == one["changed"] / 20 for one in found["sample"])


def test_the_same_seed_gives_the_same_bytes(run: Run, harbour: Path) -> None:
    """And another seed other assessments."""
    once, again, other = (run("pack", "impact", harbour, "--json", "--seed", seed).stdout for seed in (1, 1, 2))
    assert once == again != other


def test_an_example_is_a_request_that_shows_the_change(run: Run, harbour: Path, library_rules: Path) -> None:
    """Asked of the rules with the pack, it gives the ranks that the example names."""
    found = json.loads(run("pack", "impact", harbour, "--json").stdout)
    example = next(one for role in found["sample"] for one in role["examples"])
    rulebook = load_rulebook(library_rules, [harbour])
    advice = Advisor(rulebook).advise(read_request(example["request"], rulebook, None))  # type: ignore[arg-type] # it says its day
    ranks = {one.strategy: one.rank for one in advice.roles[0].recommendations}
    entered = example["movement"]["entered"]
    assert {one["strategy"]: ranks[one["strategy"]] for one in entered} == {
        one["strategy"]: one["after"] for one in entered
    }


def test_a_core_upgrade_tells_what_has_to_be_put_right(run: Run, harbour: Path, upgraded: Path) -> None:
    """Every overlay that was written for the old version, and how the advice changes all the same; ends with 1."""
    result = run("pack", "impact", harbour, "--against", upgraded)
    assert (result.exit_code, result.stdout.count("stale-overlay")) == (1, 4)
    assert "Over the sample" in result.stdout
    found = json.loads(run("pack", "impact", harbour, "--against", upgraded, "--json").stdout)
    assert [one["code"] for one in found["problems"]] == ["stale-overlay"] * 4
    packed = upgraded.with_suffix(".zip")
    packed.write_bytes(of_folder(upgraded))
    assert json.loads(run("pack", "impact", harbour, "--against", packed, "--json").stdout) == found


def test_an_upgrade_without_a_target_cannot_be_compared(run: Run, harbour: Path, upgraded: Path) -> None:
    """Where a rule that the pack overlays is gone, that is said, and no advice is compared."""
    rules = upgraded / "rules" / "people.yaml"
    rules.write_text(rules.read_text().replace("library.they-disagree", "library.quarrel"))
    result = run("pack", "impact", harbour, "--against", upgraded)
    assert (result.exit_code, "unknown-target" in result.stdout) == (1, True)
    assert "no advice to compare" in result.stdout


def test_the_same_core_changes_nothing(run: Run, harbour: Path, library_rules: Path) -> None:
    """Against itself nothing is to put right and nothing changes."""
    result = run("pack", "impact", harbour, "--against", library_rules, "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["problems"], found["broken"]) == (0, [], [])
    assert {one["changed"] for one in found["impact"]["sample"]} == {0}


def test_a_scenario_that_no_longer_holds_is_told(run: Run, harbour: Path, upgraded: Path) -> None:
    """A scenario that the other core breaks is shown like in `pack test`, and the exit code is 1."""
    (harbour / "overlays.yaml").unlink()
    facts = upgraded / "rules" / "people.yaml"
    facts.write_text(facts.read_text().replace("people.trust: {at_most: 1}", "people.trust: {at_most: 0}"))
    result = run("pack", "impact", harbour, "--against", upgraded)
    assert (result.exit_code, "FAILED" in result.stdout) == (1, True)


def test_a_pack_is_no_core_to_compare_on(run: Run, harbour: Path) -> None:
    """It ends with 2 and says so, instead of looking for everything that a core has in the pack."""
    result = run("pack", "impact", harbour, "--against", harbour)
    assert (result.exit_code, "is the pack 'harbour'" in result.stderr) == (2, True)


def test_a_pack_with_a_mistake_is_not_compared(run: Run, harbour: Path) -> None:
    """It ends with 2 and says what is wrong."""
    (harbour / "overlays.yaml").write_text("- {}\n")
    result = run("pack", "impact", harbour)
    assert (result.exit_code, "exactly-one" in result.stderr or "missing-field" in result.stderr) == (2, True)
