"""Every mistake that an author can make in the files of a rulebook is found, and found where it is."""

from __future__ import annotations

import ast
import inspect
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from leverpoint import Problem, RulebookError, load_rulebook
from leverpoint.conditions import parse
from leverpoint.reader import kinds, read_file
from leverpoint.rulebook import assemble, bounds, checks, overlays, rules, source

BROKEN = Path(__file__).parents[2] / "data" / "broken"
CASES: list[dict[str, Any]] = read_file(BROKEN / "index.yaml").data
PACKS: list[dict[str, Any]] = read_file(BROKEN.with_name("broken_packs") / "index.yaml").data
CHECKING = (inspect.getmodule(parse), kinds, assemble, bounds, checks, overlays, rules, source)
Lay = Callable[[Mapping[str, Any]], Path]


@pytest.fixture
def lay(tmp_path: Path, library_rules: Path) -> Lay:
    """Lays the files of a case over a copy of the small rulebook, and gives the folder."""

    def folder_of(case: Mapping[str, Any]) -> Path:
        folder = tmp_path / "rules"
        if case.get("without") == ["."]:
            folder.mkdir()
            return folder
        shutil.copytree(library_rules, folder)
        for name in case.get("without", ()):
            (folder / name).unlink()
        for name, broken in case.get("files", {}).items():
            (folder / name).write_bytes(_padded((BROKEN / broken).read_bytes(), case.get("pad_to", 0)))
        return folder

    return folder_of


@pytest.fixture
def lay_pack(tmp_path: Path) -> Lay:
    """Lays the file of a case over a copy of the pack `harbour`, or over its description alone; gives the folder."""

    def folder_of(case: Mapping[str, Any]) -> Path:
        folder = tmp_path / "harbour"
        others = ("rules", "catalog", "scenarios", "overlays.yaml") if case.get("alone") else ()
        shutil.copytree(BROKEN.with_name("packs") / "harbour", folder, ignore=shutil.ignore_patterns(*others))
        if "without" in case:
            (folder / case["without"]).unlink()
        else:
            file = folder / case["file"]
            file.parent.mkdir(exist_ok=True)
            file.write_text(case["text"])
        return folder

    return folder_of


def _padded(text: bytes, size: int) -> bytes:
    line = b"# " + 76 * b"-" + b"\n"
    return text + line * (max(0, size - len(text)) // len(line))


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(RulebookError) as caught:
        load_rulebook(folder)
    problems: tuple[Problem, ...] = caught.value.problems
    return problems


def told(problem: Problem, folder: Path) -> dict[str, Any]:
    said = {key: value for key, value in asdict(problem).items() if value is not None and value != ""}
    inside = Path(said["file"]).relative_to(folder).as_posix()
    return {**said, "file": inside, "message": said["message"].replace(f"{folder}/", "")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_one_mistake_is_one_problem_that_says_what_and_where(case: dict[str, Any], lay: Lay) -> None:
    """One mistake comes out as one problem: code, words, file, line, column, rule, found, expected, suggestion."""
    folder = lay(case)
    expected = {key: value for key, value in case["problem"].items() if key != "at"}
    assert [told(problem, folder) for problem in problems_of(folder)] == [expected]


@pytest.mark.parametrize("case", [case for case in CASES if "at" in case["problem"]], ids=lambda case: case["case"])
def test_line_and_column_lead_to_the_words_that_are_wrong(case: dict[str, Any], library_rules: Path) -> None:
    """An author who jumps to the line and column stands on the very words that the problem is about."""
    problem, broken = case["problem"], case.get("files", {})
    name = problem["file"]
    file = BROKEN / broken[name] if name in broken else library_rules / name
    assert file.read_text().splitlines()[problem["line"] - 1][problem["column"] - 1 :].startswith(problem["at"])


def test_every_broken_file_has_its_case() -> None:
    """No broken file lies about unused, and no case stands twice."""
    used = [name for case in CASES for name in case.get("files", {}).values()]
    assert sorted(used) == sorted(path.name for path in BROKEN.iterdir() if path.name != "index.yaml")
    assert len({case["case"] for case in CASES}) == len(CASES)


def codes_in(module: ModuleType | None) -> Iterator[str]:
    assert module is not None
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("Problem", "problem", "report"):
                yield str(node.args[0].value)


@pytest.mark.parametrize("module", CHECKING, ids=lambda module: str(module.__name__))
def test_no_code_is_without_a_broken_file(module: ModuleType) -> None:
    """Every code that reading a rulebook can report is shown by at least one broken file."""
    assert set(codes_in(module)) <= {case["problem"]["code"] for case in (*CASES, *PACKS)}


@pytest.mark.parametrize("case", PACKS, ids=lambda case: case["case"])
def test_one_mistake_in_a_pack_is_one_problem_in_its_files(case: dict[str, Any], lay_pack: Lay) -> None:
    """One mistake of a pack comes out as one problem, placed in the pack's own files, whatever the core is like."""
    folder = lay_pack(case)
    with pytest.raises(RulebookError) as caught:
        load_rulebook(BROKEN.with_name("small"), [folder])
    assert [told(problem, folder) for problem in caught.value.problems] == [case["problem"]]


MANY = {
    "rules/broken.yaml": """\
- id: library.one
  title: The reason is missing and a field is misspelt
  whenn: {}
  when: {people.trust: {at_most: 1}}
  then: [{recommend: {strategy: MEET}}]
  provenance: authored
- id: library.two
  title: Two facts are wrong
  when:
    all:
      - people.trast: {at_most: 1}
      - place.hours: {at_least: 9}
  then: [{recommend: {strategy: MEAT}}]
  because: They are.
- id: library.three
  title: Nothing is wrong with this one
  when: {people.trust: {at_most: 1}}
  then: [{recommend: {strategy: MEET}}]
  because: One must be right.
  provenance: authored
""",
    "rules/unreadable.yaml": "- id: &name library.four\n  title: !!str Two more\n",
    "priority.yaml": "weights: {}\n",
}


def test_many_mistakes_in_several_files_come_out_all_at_once(lay: Lay) -> None:
    """An author with mistakes in three files, of shape and of meaning, sees them all at once, in the order of files."""
    folder = lay({})
    for name, text in MANY.items():
        (folder / name).write_text(text)
    found = [(told(one, folder)["file"], one.line, one.column, one.code, one.rule) for one in problems_of(folder)]
    assert found == [
        ("priority.yaml", 1, 1, "missing-field", None),
        ("priority.yaml", 1, 10, "missing-field", None),
        ("priority.yaml", 1, 10, "missing-field", None),
        ("priority.yaml", 1, 10, "missing-field", None),
        ("priority.yaml", 1, 10, "missing-field", None),
        ("rules/broken.yaml", 1, 3, "missing-field", "library.one"),
        ("rules/broken.yaml", 3, 3, "unknown-field", "library.one"),
        ("rules/broken.yaml", 7, 3, "missing-citation", "library.two"),
        ("rules/broken.yaml", 11, 9, "unknown-fact", "library.two"),
        ("rules/broken.yaml", 12, 33, "level-off-scale", "library.two"),
        ("rules/broken.yaml", 13, 33, "unknown-strategy", "library.two"),
        ("rules/unreadable.yaml", 1, 7, "alias", None),
        ("rules/unreadable.yaml", 2, 10, "tag", None),
    ]


def test_what_rests_on_a_broken_catalog_is_not_blamed(lay: Lay, library_rules: Path) -> None:
    """Where the file with all roles, themes and sources is broken, nobody else is told that those do not exist."""
    folder = lay({})
    text = (library_rules / "catalog" / "people.yaml").read_text()
    (folder / "catalog" / "people.yaml").write_text(text.replace("id: region", "name: region"))
    assert [(one.code, one.line) for one in problems_of(folder)] == [("missing-field", 3), ("unknown-field", 3)]


def test_duplicates_are_found_beside_a_broken_catalog(lay: Lay) -> None:
    """An id that stands twice is a mistake of its own, whatever else is broken; the files come in their order."""
    folder = lay({"files": {"catalog/broken.yaml": "strategy-twice.yaml", "rubrics/broken.yaml": "scale-of-one.yaml"}})
    found = [(told(one, folder)["file"], one.code) for one in problems_of(folder)]
    assert found == [("catalog/strategies.yaml", "duplicate-id"), ("rubrics/broken.yaml", "wrong-value")]


def test_numbers_beyond_what_json_can_carry_are_no_obstacle(lay: Lay) -> None:
    """The largest number that a file may hold is told to be out of range like any other."""
    folder = lay({})
    text = (BROKEN / "number-out-of-range.yaml").read_text()
    (folder / "rules" / "broken.yaml").write_text(text.replace("50000", "9007199254740992"))
    assert [one.code for one in problems_of(folder)] == ["wrong-value"]


def test_a_path_that_is_no_folder_holds_no_rules(tmp_path: Path) -> None:
    """A path that leads nowhere is told as such, once."""
    assert [one.code for one in problems_of(tmp_path / "nowhere")] == ["no-files"]
