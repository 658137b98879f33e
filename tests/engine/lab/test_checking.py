"""Everything that is wrong with files of rules is found, in a rulebook and in a file on its own."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from leverpoint import shipped_rules
from leverpoint.lab.authoring.checking import Checker

TODAY = dt.date(2026, 2, 2)
ROWS = ("people.trust", "people.voice", "people.learning", "place.hours", "place.sharing")
RULE = """\
- id: harbour.early
  title: Open early
  when:
    {fact}: {{at_most: 1}}
  then:
    - recommend: {{strategy: {strategy}, points: 2}}
  because: The ships come in at six.
  provenance: authored
"""


@pytest.fixture
def copy(library_rules: Path, tmp_path: Path) -> Path:
    """A copy of the small rulebook that a test may spoil."""
    return Path(shutil.copytree(library_rules, tmp_path / "library"))


@pytest.fixture
def checker(library_rules: Path) -> Checker:
    """Checks files on their own against the small rulebook."""
    return Checker(library_rules, TODAY)


def _told(checker: Checker, path: Path) -> list[str]:
    return [f"{Path(one.file or '').name}:{one.line} {one.code}" for one in checker.problems(path)]


def test_a_sound_rulebook_has_no_problems(checker: Checker, copy: Path) -> None:
    """Nothing is found where nothing is wrong: in the whole, in a part, in a file."""
    for path in (copy, copy / "rules", copy / "rules" / "people.yaml", copy / "catalog" / "facts.yaml"):
        assert _told(checker, path) == []


def test_the_shipped_rules_have_no_problems() -> None:
    """What we ship is sound, its scenarios and examples included."""
    assert list(map(str, Checker(shipped_rules(), TODAY).problems(shipped_rules()))) == []


def test_mistakes_in_several_files_are_all_found(checker: Checker, copy: Path) -> None:
    """One run finds them all; a part of a rulebook or one of its files shows only its own."""
    (copy / "rules" / "harbour.yaml").write_text(RULE.format(fact="people.trast", strategy="MEET"))
    (copy / "rules" / "sea.yaml").write_text(
        RULE.format(fact="people.trust", strategy="SEA").replace("harbour", "library")
    )
    both = ["harbour.yaml:1 id-prefix", "harbour.yaml:4 unknown-fact", "sea.yaml:6 unknown-strategy"]
    assert _told(checker, copy) == both
    assert _told(checker, copy / "rules") == both
    assert _told(checker, copy / "rules" / "sea.yaml") == both[2:]
    assert _told(checker, copy / "rubrics") == []


def test_scenarios_and_examples_of_a_rulebook_are_checked_too(checker: Checker, copy: Path) -> None:
    """What goes with a rulebook is held to it."""
    for folder, name, text in (
        ("scenarios", "one.yaml", "- {name: n, given: {roles: [branch]}, expect: {include: [SEA]}}\n"),
        ("examples", "a.yaml", "roles: [ship]\nassessment: {}\n"),
        ("examples", "b.yaml", "roles: [branch\n"),
    ):
        (copy / folder).mkdir(exist_ok=True)
        (copy / folder / name).write_text(text)
    assert _told(checker, copy) == ["one.yaml:1 unknown-strategy", "a.yaml:1 unknown-role", "b.yaml:1 yaml-syntax"]


@pytest.mark.parametrize(
    ("name", "text", "problems"),
    [
        ("mine.yaml", RULE.format(fact="people.trust", strategy="MEET"), []),
        ("mine.yaml", RULE.format(fact="people.trast", strategy="SEA"),
         ["mine.yaml:4 unknown-fact", "mine.yaml:6 unknown-strategy"]),
        ("mine.yaml", RULE.format(fact="people.trust", strategy="MEET") * 2, ["mine.yaml:9 duplicate-id"]),
        ("mine.yaml", "- {id: harbour.early, title: t}\n", ["mine.yaml:1 missing-field"] * 3),
        ("mine.yaml", "- {name: n, given: {roles: [branch]}, expect: {include: [SEA]}}\n",
         ["mine.yaml:1 unknown-strategy"]),
        ("mine.yaml", "- {name: n, expect: {include: [MEET]}}\n", ["mine.yaml:1 missing-field"]),
        ("mine.yaml", "roles: [ship]\nassessment: {}\n", ["mine.yaml:1 unknown-role"]),
        ("mine.yaml", "roles: [branch]\nassessment: {ratings: [{criterion: people.trust, level: 1}]}\n", []),
        ("mine.yaml", "facts: [{id: f}]\n", ["mine.yaml:1 missing-field"] * 5),
        ("mine.yaml", "criteria: []\n", ["mine.yaml:1 missing-field"] * 7 + ["mine.yaml:1 wrong-value"]),
        ("mine.yaml", "weights: {}\n", ["mine.yaml:1 missing-field"] * 5),
        ("mine.yaml", "layer: core\n", ["mine.yaml:1 missing-field"] * 3),
        ("priority.yaml", "{}\n", ["priority.yaml:1 missing-field"] * 2),
        ("mine.yaml", "just text\n", ["mine.yaml:1 wrong-type"]),
        ("mine.yaml", "a: [\n", ["mine.yaml:2 yaml-syntax"]),
    ],
)  # fmt: skip
def test_a_file_on_its_own(checker: Checker, tmp_path: Path, name: str, text: str, problems: list[str]) -> None:
    """A file that lies in no rulebook is checked as what it says it is, against the rulebook at hand."""
    (tmp_path / name).write_text(text)
    assert sorted(_told(checker, tmp_path / name)) == sorted(problems)


def test_a_folder_that_is_no_rulebook(checker: Checker, tmp_path: Path) -> None:
    """Every file in it is checked on its own; a folder without any is a problem."""
    assert [one.code for one in checker.problems(tmp_path)] == ["no-files"]
    (tmp_path / "a.yaml").write_text(RULE.format(fact="people.trast", strategy="MEET"))
    (tmp_path / "b.yaml").write_text("roles: [ship]\nassessment: {}\n")
    assert _told(checker, tmp_path) == ["a.yaml:4 unknown-fact", "b.yaml:1 unknown-role"]


def test_a_folder_named_after_a_kind_tells_what_its_files_are(checker: Checker, tmp_path: Path) -> None:
    """A file in `rubrics` is a rubric, whatever it says."""
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics" / "mine.yaml").write_text("colour: red\n")
    assert "mine.yaml:1 unknown-field" in _told(checker, tmp_path / "rubrics" / "mine.yaml")


def test_a_rule_that_no_matcher_can_take(checker: Checker, copy: Path) -> None:
    """A rule that reads well and comes to too many alternatives is found before it is used."""
    criteria = [f"{row}: {{is: 1}}" for row in ROWS]
    others = [f"{row}.disagreement: {{is: 1}}" for row in ROWS]
    others += ["phase: {is: starting}", "staff: {is: 1}", "visits: {is: 1}", "has-partner: {is: true}"]
    others += [f"{rubric}.{fact}: {{at_most: 1}}" for rubric in ("people", "place") for fact in ("mean", "min")]
    facts = [*criteria, *others]
    parts = [f"any: [{{{one}}}, {{{other}}}]" for one, other in zip(facts[::2], facts[1::2], strict=False)]
    rule = RULE.format(fact="people.trust", strategy="MEET").replace("harbour", "library")
    listed = "".join(f"\n      - {part}" for part in parts)
    (copy / "rules" / "many.yaml").write_text(rule.replace("people.trust: {at_most: 1}", f"all:{listed}"))
    assert _told(checker, copy) == ["many.yaml:1 too-many-alternatives"]
