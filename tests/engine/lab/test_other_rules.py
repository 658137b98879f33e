"""A scenario may be asked with other rules: more packs, another folder of rules, other weights."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from leverpoint import Advisor, Library, Rulebook, read_source
from leverpoint.lab.authoring.trial import Trial
from leverpoint.lab.scenarios.run import Asking, OtherRules, Suite, load_scenarios, run_scenarios
from leverpoint.reader import Tree, tree_in_memory

TODAY = dt.date(2026, 2, 2)
PACK = {
    "pack.yaml": """\
name: nearby
version: 1.0.0
layer: district
title: Nearby
scope: [{system: local, identifier: n1}]
""",
    "rules/trust.yaml": """\
- id: nearby.trust
  title: Trust matters more here
  when: {people.trust: {at_most: 1}}
  then: [{adjust: {strategy: MEET, points: 2, reason: We know each other.}}]
  because: We know each other.
  provenance: authored
""",
}


def _suite(folder: Path, wanted: str, expected: str, library: Rulebook, rules: Path, who: str = "n1") -> Suite:
    for name, text in PACK.items():
        file = folder / "packs" / "nearby" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (folder / "mine.yaml").write_text(f"""\
- name: low trust
  with: {wanted}
  given:
    roles: [branch]
    organization: {{system: local, identifier: {who}}}
    ratings: {{people.trust: 1, people.voice: 2}}
  expect: {expected}
""")
    asking = Asking(lambda _: library, others=OtherRules(rules))
    return load_scenarios([folder / "mine.yaml"], asking, TODAY)


def _score(points: int) -> str:
    return f"{{include: [{{strategy: MEET, score: {{at_least: {points}, at_most: {points}}}}}]}}"


@pytest.mark.parametrize(
    ("wanted", "points"),
    [
        ("{}", 32),
        ("{ruleset: active, packs: [library]}", 32),
        ("{packs: [./packs/nearby]}", 34),
        ("{packs: [./packs]}", 34),
        ("{priority: {weights: {need: {points: 0}}}}", 19),
        ("{priority: {weights: {role: {lead: {points: 11}}, horizon: {now: {points: 5}}}}}", 34),
        ("{packs: [./packs], priority: {max_local_points: {points: 1}}}", 33),
        ("{ruleset: ./other}", 36),
    ],
)
def test_answers_by_what_is_asked_with(
    tmp_path: Path, library: Rulebook, librarian: Advisor, library_rules: Path, wanted: str, points: int
) -> None:
    """Packs count on top, another folder of rules instead, and other weights over either."""
    other = Path(shutil.copytree(library_rules, tmp_path / "other"))
    file = other / "rules" / "people.yaml"
    file.write_text(file.read_text().replace("strategy: MEET, points: 5", "strategy: MEET, points: 9"))
    suite = _suite(tmp_path, wanted, _score(points), library, library_rules)
    assert suite.problems == []
    (outcome,) = run_scenarios(suite.cases, librarian)
    assert outcome.holds, outcome.failures


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        ("{packs: [./nowhere]}", "2: unknown-pack: there is no pack in this folder"),
        ("{ruleset: ./nowhere}", "2: unknown-ruleset: there are no sound rules in ./nowhere"),
        ("{ruleset: yesterday}", "2: unknown-ruleset: the rules at hand have another revision"),
        ("{priority: {weights: {need: {points: -1}}}}", "2: wrong-value"),
        ("{priority: {weights: {ned: {points: 1}}}}", "2: unknown-field"),
    ],
)
def test_what_cannot_be_had_is_a_problem(
    tmp_path: Path, library: Rulebook, library_rules: Path, wanted: str, problem: str
) -> None:
    """It is said where it stands, and the scenario is not asked by other rules than it names."""
    suite = _suite(tmp_path, wanted, _score(1), library, library_rules)
    (found,) = suite.problems[:1]
    assert f"{found.line}: {found.code}: {found.message}".startswith(problem)
    assert suite.cases == []


def test_a_pack_that_does_not_speak_here(tmp_path: Path, library: Rulebook, library_rules: Path) -> None:
    """A pack in whose scope the organization is not would be left out, and that is said instead."""
    suite = _suite(tmp_path, "{packs: [./packs/nearby]}", _score(32), library, library_rules, who="n2")
    assert [one.message for one in suite.problems] == ["the pack 'nearby' does not speak for whoever asks here"]


@pytest.mark.parametrize("wanted", ["{ruleset: ./other}", "{packs: [/etc/]}", "{packs: [./packs/nearby]}"])
def test_without_a_folder_other_rules_cannot_be_had(
    tmp_path: Path, library: Rulebook, library_rules: Path, wanted: str
) -> None:
    """Who runs scenarios with one rulebook alone is told of those that name another, and no folder is looked into."""
    _suite(tmp_path, wanted, _score(1), library, library_rules)
    suite = load_scenarios([tmp_path / "mine.yaml"], library, TODAY)
    told = [(one.code, one.message) for one in suite.problems]
    assert told == [("unknown-ruleset", "this names other rules, and only those of the run can be asked here")]


SEALED = """\
- name: weights
  with: {priority: {weights: {need: {points: 0}}}}
  given: {roles: [branch], ratings: {people.trust: 1, people.voice: 2}}
  expect: {include: [{strategy: MEET, because: nearby.trust, score: {at_least: 21, at_most: 21}}]}
"""


def test_a_sealed_pack_is_asked_under_other_weights(library_rules: Path) -> None:
    """A pack that is nowhere on the disk is still the one that is asked, and other weights count."""
    trial = Trial(Library(read_source(library_rules), ()), in_memory(SEALED))
    assert list(trial.problems(TODAY)) == []
    (outcome,) = trial.outcomes(TODAY)
    assert outcome.holds, outcome.failures


@pytest.mark.parametrize("wanted", ["{ruleset: /etc}", "{ruleset: ../rules}", "{packs: [./packs]}", "{packs: [/]}"])
def test_a_sealed_pack_names_no_folders(library_rules: Path, wanted: str) -> None:
    """Whoever sends a pack learns nothing of what lies on the machine, not even whether it is there."""
    text = SEALED.replace("{priority: {weights: {need: {points: 0}}}}", wanted)
    (problem,) = Trial(Library(read_source(library_rules), ()), in_memory(text)).problems(TODAY)
    assert (problem.code, problem.pointer) == ("unknown-ruleset", "/0/with")
    assert problem.message == "this names other rules, and only those of the run can be asked here"


def in_memory(scenario: str) -> Tree:
    files = {**PACK, "scenarios/own.yaml": scenario}
    return tree_in_memory(Path("pack"), {name: text.encode() for name, text in files.items()})
