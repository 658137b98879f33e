"""A revision is what the files say, and nothing of how or where they say it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from leverpoint import Rulebook, load_rulebook
from leverpoint.reader import read_file
from leverpoint.rulebook import digest, digest_of_plain

Change = Callable[[Path], None]


@pytest.fixture
def copy(library_rules: Path, tmp_path: Path) -> Path:
    """A copy of the small rulebook that a test may change."""
    return Path(shutil.copytree(library_rules, tmp_path / "rules"))


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def _turned(data: Any) -> Any:
    """The same data with the keys of every mapping in the opposite order."""
    if isinstance(data, dict):
        return {key: _turned(data[key]) for key in reversed(data)}
    return [_turned(one) for one in data] if isinstance(data, list) else data


def as_json(folder: Path) -> None:
    """Every file as JSON, on one line, its keys the other way round."""
    for file in list(folder.rglob("*.yaml")):
        file.with_suffix(".json").write_text(json.dumps(_turned(read_file(file).data)))
        file.unlink()


def one_file_of_rules(folder: Path) -> None:
    """All rules in one file, the last first."""
    files = sorted((folder / "rules").glob("*.yaml"))
    rules = [rule for file in files for rule in read_file(file).data]
    for file in files:
        file.unlink()
    (folder / "rules" / "all.json").write_text(json.dumps(rules[::-1]))


def another_file_name(folder: Path) -> None:
    """The first file of rules becomes the last."""
    (folder / "rules" / "people.yaml").rename(folder / "rules" / "zzz.yml")


def a_note_beside(folder: Path) -> None:
    """A file that is no part of a rulebook lies in its folder."""
    (folder / "notes.yaml").write_text("mine")


def other_order_of_roles(folder: Path) -> None:
    """The roles are answered in another order."""
    file = folder / "catalog" / "people.yaml"
    lines = file.read_text().splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if "id: region" in line)
    lines[first : first + 2] = lines[first + 1], lines[first]
    file.write_text("".join(lines))


SAME: dict[str, Change] = {
    "comments": lambda folder: rewrite(folder / "rules/place.yaml", "- id:", "# why\n\n\n- id:"),
    "quotes": lambda folder: rewrite(folder / "rules/place.yaml", "because: It is warm.", 'because: "It is warm."'),
    "number-with-a-point": lambda folder: rewrite(folder / "rules/place.yaml", "points: 7", "points: 7.0"),
    "windows-line-ends": lambda folder: rewrite(folder / "rules/place.yaml", "\n", "\r\n"),
    "json": as_json,
    "one-file-of-rules": one_file_of_rules,
    "file-name": another_file_name,
    "files-of-others": a_note_beside,
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_a_revision_does_not_depend_on_how_it_is_written(change: Change, copy: Path, library: Rulebook) -> None:
    """Comments, layout, the order of keys, YAML or JSON, and which file says what change nothing."""
    change(copy)
    assert load_rulebook(copy).revision == library.revision


OTHER: dict[str, Change] = {
    "points": lambda folder: rewrite(folder / "rules/place.yaml", "points: 7", "points: 8"),
    "reason": lambda folder: rewrite(folder / "rules/place.yaml", "It is warm.", "It is hot."),
    "weight": lambda folder: rewrite(folder / "priority.yaml", "points: 25", "points: 26"),
    "why-of-a-weight": lambda folder: rewrite(folder / "priority.yaml", "It can begin.", "It may begin."),
    "version": lambda folder: rewrite(folder / "pack.yaml", "0.3.0", "0.3.1"),
    "title-of-a-fact": lambda folder: rewrite(folder / "catalog/facts.yaml", "title: Visits", "title: Guests"),
    "wording-of-a-level": lambda folder: rewrite(folder / "rubrics/place.yaml", "Hardly ever.", "Never."),
    "order-of-roles": other_order_of_roles,
    "a-rule-less": lambda folder: (folder / "rules/people.yaml").unlink(),
}


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_a_revision_changes_with_what_is_said(change: Change, copy: Path, library: Rulebook) -> None:
    """Another number, another word or a rule less is another revision and another digest of the source."""
    change(copy)
    changed = load_rulebook(copy)
    assert changed.revision != library.revision
    assert changed.sources[0].digest != library.sources[0].digest


def test_reading_the_same_files_twice_gives_the_same_revision(library: Rulebook, library_rules: Path) -> None:
    """Nothing of when or by whom the files were read gets into the revision."""
    again = load_rulebook(library_rules)
    assert (again.revision, again.sources) == (library.revision, library.sources)


def test_a_digest_names_its_algorithm() -> None:
    """A digest says how it was made; it is SHA-256 over canonical JSON."""
    assert digest({"b": 1, "a": [True, None]}) == digest({"a": [True, None], "b": 1.0})
    assert digest({}) == "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


TEXT = st.text(max_size=8)
ASCII = st.text(st.characters(max_codepoint=127), max_size=8)
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), WHOLE, TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(ASCII, inner, max_size=4)),
    max_leaves=12,
)


@given(PLAIN)
def test_the_fast_digest_is_the_canonical_one(content: Any) -> None:
    """Without fractions and with ASCII keys, the standard library writes byte for byte what RFC 8785 asks for."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert written == rfc8785.dumps(content)
    assert digest_of_plain(content) == digest(content)
