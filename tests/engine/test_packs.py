"""Packs are found on disk and judged one by one: no pack decides over another."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leverpoint import Pack, Policy, RulebookError, State, find_packs, load_rulebook, read_packs

Lay = Callable[..., Path]


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """Writes the description of a pack, with other lines where they are given, and gives its folder."""

    def folder_of(name: str, /, folder: str | None = None, **more: str) -> Path:
        path = tmp_path / (folder or name)
        path.mkdir()
        said = {"version": '"1.0.0"', "layer": "district", "title": name}
        said |= {"scope": '[{system: nces-leaid, identifier: "9900010"}]', **more}
        lines = [f"name: {name}", *(f"{key}: {value}" for key, value in said.items())]
        (path / "pack.yaml").write_text("\n".join(lines) + "\n")
        return path

    return folder_of


def _read(*paths: Path, **policy: Any) -> dict[str, Pack]:
    return {pack.path.name: pack for pack in read_packs(paths, Policy(**policy))}


def test_a_folder_of_packs_and_a_pack_itself_are_found(lay: Lay, tmp_path: Path) -> None:
    """A folder is a pack or holds packs; what is neither is passed over, and no pack is found twice."""
    one, two = lay("one"), lay("two")
    (tmp_path / "other").mkdir()
    assert find_packs([tmp_path, one, tmp_path / "nowhere"]) == (one, two)


def test_packs_stand_in_the_order_of_precedence(lay: Lay) -> None:
    """Layer first, then name, wherever a pack was found."""
    paths = [lay("school", layer="school"), lay("b"), lay("a"), lay("state", layer="state")]
    assert [pack.name for pack in read_packs(paths, Policy())] == ["state", "a", "b", "school"]


@pytest.mark.parametrize(
    ("said", "state", "code"),
    [
        ({}, State.ACTIVE, None),
        ({"requires": '{leverpoint: ">=0.1"}'}, State.ACTIVE, None),
        ({"requires": '{leverpoint: ">=99"}'}, State.INCOMPATIBLE, "incompatible"),
        ({"requires": "{leverpoint: soon}"}, State.QUARANTINED, "bad-requires"),
        ({"requires": '{another: ">=1"}'}, State.QUARANTINED, "bad-requires"),
        ({"scope": "any"}, State.QUARANTINED, "scope-not-allowed"),
        ({"layer": "core"}, State.QUARANTINED, "missing-file"),
        ({"version": "one"}, State.QUARANTINED, "wrong-value"),
    ],
)
def test_a_pack_is_judged_by_its_description(lay: Lay, said: dict[str, str], state: State, code: str | None) -> None:
    """What a pack says of itself decides whether it may count, and where it may not, why."""
    pack = _read(lay("one", **said))["one"]
    assert (pack.state, [one.code for one in pack.problems]) == (state, [code] if code else [])


def test_the_layer_of_the_core_is_closed(lay: Lay, library_rules: Path) -> None:
    """A whole rulebook in the layer core is no pack: it would know no bounds."""
    shutil.copytree(library_rules, second := lay("x").with_name("second"))
    (pack,) = read_packs([second], Policy())
    assert (pack.state, pack.problems[0].code, pack.problems[0].line) == (State.QUARANTINED, "core-only", 5)
    with pytest.raises(RulebookError) as caught:
        load_rulebook(library_rules, [second])
    assert "core-only" in {one.code for one in caught.value.problems}


def test_the_operator_lets_packs_in_and_keeps_them_out(lay: Lay) -> None:
    """A list of those allowed, a list of those blocked, and a list of those who may speak for anybody."""
    paths = [lay("one"), lay("two"), lay("all", scope="any")]
    assert _read(*paths, allow=frozenset({"one"}))["two"].state is State.BLOCKED
    found = _read(*paths, block=frozenset({"one"}), anywhere=frozenset({"all"}))
    assert {name: pack.state for name, pack in found.items()} == {
        "all": State.ACTIVE,
        "one": State.BLOCKED,
        "two": State.ACTIVE,
    }


def test_a_pack_that_is_too_large_is_not_read(lay: Lay) -> None:
    """A hundred thousand rules hold up nobody: only the description is read, which says whom it concerns."""
    large = lay("large")
    (large / "rules").mkdir()
    for number in range(5):
        (large / "rules" / f"{number}.yaml").write_text("# padding\n" * 100_000)
    many = lay("many")
    (many / "rules").mkdir()
    for number in range(501):
        (many / "rules" / f"{number}.yaml").touch()
    for pack in read_packs([large, many], Policy()):
        assert (pack.state, [one.code for one in pack.problems]) == (State.QUARANTINED, ["too-large"])
        assert pack.source is not None
        assert pack.source.scope == frozenset({("nces-leaid", "9900010")})


def test_a_link_out_of_a_pack_is_not_followed(lay: Lay, tmp_path: Path) -> None:
    """A pack reads its own files and no others of the machine; links within it, and to the whole of it, are fine."""
    (tmp_path / "secret.yaml").write_text("password: tiger\n")
    pack = lay("one")
    (pack / "rules").mkdir()
    (pack / "stored.yaml").write_text("[]\n")
    (pack / "rules" / "x.yaml").symlink_to(pack / "stored.yaml")
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "one").symlink_to(pack)
    (found,) = read_packs(find_packs([tmp_path / "packs"]), Policy())
    assert found.state is State.ACTIVE
    (pack / "rules" / "y.yaml").symlink_to(tmp_path / "secret.yaml")
    (found,) = read_packs([pack], Policy())
    assert [(one.code, one.within(pack)) for one in found.problems] == [("file-unreadable", "rules/y.yaml")]
    assert "password" not in str(found.problems)


def test_two_packs_of_one_name_are_both_quarantined(lay: Lay) -> None:
    """Nobody can say which one is meant, so neither counts, and each names the other."""
    one, two, broken = lay("same", folder="x"), lay("same", folder="y"), lay("same", folder="same", version="?")
    found = _read(one, two, broken)
    assert [found[name].problems[0].code for name in ("x", "y")] == ["duplicate-pack", "duplicate-pack"]
    assert (found["x"].problems[0].found, found["y"].problems[0].found) == (str(two), str(one))
    assert "duplicate-pack" not in {one.code for one in found["same"].problems}
    blocked = _read(one, two, block=frozenset({"same"}))
    assert {pack.state for pack in blocked.values()} == {State.BLOCKED}
