"""The pytest plugin: an author's scenarios are tests, with a line in CI and nothing to configure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
PLUGIN = ("-p", "leverpoint_pytest", "-p", "no:cacheprovider")


@pytest.fixture
def harbour(pytester: pytest.Pytester, data_folder: Path, library_rules: Path) -> Path:
    """A project of somebody who keeps a pack on the small rulebook."""
    shutil.copytree(library_rules, pytester.path / "core")
    pytester.makeini("[pytest]\nleverpoint_rules = core\n")
    return Path(shutil.copytree(data_folder / "packs" / "harbour", pytester.path / "harbour"))


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """A run of the real pytest."""
    return pytester.runpytest_inprocess(*PLUGIN, *arguments)


@pytest.mark.usefixtures("harbour")
def test_scenarios_are_collected_and_pass(pytester: pytest.Pytester) -> None:
    """Each case is a test by its name; `-k` finds names."""
    result = run(pytester, "-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["harbour/scenarios/harbour.yaml::With a tide and trust the boat sails PASSED*"])
    run(pytester, "-k", "elsewhere").assert_outcomes(passed=1, deselected=1)


def test_what_does_not_hold_is_told_in_plain_words(pytester: pytest.Pytester, harbour: Path) -> None:
    """File and line, what was expected, what was found and why; no traceback."""
    scenarios = harbour / "scenarios" / "harbour.yaml"
    scenarios.write_text(scenarios.read_text().replace("exclude: [GARDEN]", "exclude: [harbour.BOAT]"))
    result = run(pytester)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*harbour.yaml:5 (branch)", "  expected: *", "  found: *"])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*DoesNotHoldError*")


def test_a_pack_is_tested_beside_those_it_builds_on(pytester: pytest.Pytester, harbour: Path) -> None:
    """`leverpoint_packs` names them; without, a rule of theirs is not there to be overlaid."""
    pier = pytester.mkdir("pier")
    (pier / "pack.yaml").write_text(
        "name: pier\nversion: 1.0.0\nlayer: school\ntitle: Pier\n"
        "scope: [{system: nces-school, identifier: '990001000001'}]\n"
    )
    overlay = "- retune: {target: harbour.boat, strategy: OPEN, points: 4}\n  reason: Quiet.\n  seen: 1.2.0\n"
    (pier / "overlays.yaml").write_text(overlay)
    shutil.copytree(harbour / "scenarios", pier / "scenarios")
    assert run(pytester, "pier").ret == pytest.ExitCode.INTERRUPTED
    pytester.makeini("[pytest]\nleverpoint_rules = core\nleverpoint_packs = harbour\n")
    run(pytester, "pier").assert_outcomes(passed=2)


def test_a_mistake_in_the_pack_is_reported_with_its_place(pytester: pytest.Pytester, harbour: Path) -> None:
    """Nothing is asked then, and the run does not pass."""
    (harbour / "overlays.yaml").write_text("- {}\n")
    result = run(pytester)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*harbour/overlays.yaml:1:3: *"])


@pytest.mark.usefixtures("harbour")
def test_fixtures_hand_out_the_pack_and_who_answers(pytester: pytest.Pytester) -> None:
    """`pack`, `advisor` and `assessment` are all that a test in Python needs."""
    pytester.makepyfile(
        """
        def test_the_boat_sails(pack, advisor, assessment):
            question = assessment(roles=["branch"], ratings={"people.trust": 1}, context={"harbour.tide": True})
            assert pack.name == "harbour"
            assert question.organization.identifier == "9900010"
            advice = advisor.advise(question)
            assert "harbour.BOAT" in [one.strategy for one in advice.roles[0].recommendations]
        """
    )
    run(pytester).assert_outcomes(passed=3)


def test_without_a_pack_a_fixture_says_so(pytester: pytest.Pytester) -> None:
    """It names what to write."""
    pytester.makepyfile("def test_x(pack):\n    pass\n")
    result = run(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*leverpoint_pack = FOLDER*"])


def test_it_costs_nothing_where_there_is_no_pack(pytester: pytest.Pytester) -> None:
    """The engine is not even imported, and other YAML is left alone."""
    (pytester.path / "scenarios").mkdir()
    (pytester.path / "scenarios" / "theirs.yaml").write_text("- {name: not ours}\n")
    pytester.makepyfile("import sys\n\n\ndef test_x():\n    assert 'leverpoint' not in sys.modules\n")
    pytester.runpytest_subprocess(*PLUGIN).assert_outcomes(passed=1)


def test_a_new_pack_is_tested_by_one_word(pytester: pytest.Pytester) -> None:
    """What `pack new` writes passes with `pytest` alone, as a folder and as a package."""
    from leverpoint.lab.authoring.scaffold import NewPack, write_pack

    new = NewPack("east", "district", "nces-leaid", "9900070", "1.0.0")
    write_pack(pytester.path / "folder", new)
    write_pack(pytester.path / "package", new, python=True)
    pytester.makeini("[pytest]\npythonpath = package\n")
    run(pytester).assert_outcomes(passed=3)
