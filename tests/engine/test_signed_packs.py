"""Where an operator asks for signatures, only packs count that one of the named keys has signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from leverpoint import Plugins, Policy, Renewal, State, find_packs, read_packs
from leverpoint.lab.authoring.building import build
from leverpoint.rulebook import read_source
from leverpoint.signing import PublicKey, SecretKey, sign
from leverpoint_api.settings import Settings, SettingsError


@pytest.fixture(scope="module")
def key() -> SecretKey:
    """Whose signature counts."""
    return SecretKey.generate()


@pytest.fixture
def built(library_rules: Path, data_folder: Path, tmp_path: Path, key: SecretKey) -> Path:
    """A built pack with its signature beside it."""
    found = build(read_source(library_rules), data_folder / "packs" / "harbour", dt.date(2026, 2, 2))
    assert found.packed is not None
    path = tmp_path / found.name
    path.write_bytes(found.packed)
    beside(path).write_text(sign(found.packed, key, "harbour"))
    return path


def beside(path: Path) -> Path:
    """Where the signature of a zip lies."""
    return path.with_name(f"{path.name}.minisig")


def told(path: Path, *keys: PublicKey) -> tuple[str, State, list[str]]:
    """Name, state and codes of the pack there."""
    (pack,) = read_packs([path], Policy(keys=keys))
    return pack.name, pack.state, [one.code for one in pack.problems]


def test_a_signed_pack_counts(built: Path, key: SecretKey) -> None:
    """Also where several keys are named; and the signature is no pack of its own."""
    assert told(built, SecretKey.generate().public, key.public) == ("harbour", State.ACTIVE, [])
    assert find_packs([built.parent]) == (built,)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda path: beside(path).unlink(), "unsigned-pack"),
        (lambda path: path.write_bytes(path.read_bytes() + b"x"), "bad-signature"),
        (lambda path: beside(path).write_bytes(b"\xff"), "bad-signature"),
        (lambda path: beside(path).write_text("x" * 100_000), "bad-signature"),
    ],
)
def test_what_is_not_signed_is_not_read(
    built: Path, key: SecretKey, spoil: Callable[[Path], object], code: str
) -> None:
    """Without a good signature it is quarantined under the name of its file, and not a word of it is believed."""
    spoil(built)
    assert told(built, key.public) == (built.name, State.QUARANTINED, [code])


def test_a_signature_of_somebody_else_does_not_count(built: Path) -> None:
    """A key that the operator does not name."""
    assert told(built, SecretKey.generate().public)[2] == ["bad-signature"]


def test_a_folder_cannot_be_signed(data_folder: Path, key: SecretKey) -> None:
    """Where signatures are asked for, folders are no packs; where they are not, unsigned ones are."""
    folder = data_folder / "packs" / "harbour"
    assert told(folder, key.public)[1:] == (State.QUARANTINED, ["unsigned-pack"])
    assert told(folder)[1:] == (State.ACTIVE, [])


def test_a_signature_that_comes_later_is_taken_in(built: Path, key: SecretKey, library_rules: Path) -> None:
    """Who copies the zip first and its signature afterwards need not touch the zip; without it again, it is refused."""
    signature, now = beside(built).read_text(), dt.datetime(2026, 2, 2, tzinfo=dt.UTC)
    beside(built).unlink()
    renewal = Renewal(library_rules, [built.parent], Plugins((), Policy(keys=(key.public,)), third_party=False))
    renewal.load(now)

    def looked() -> list[tuple[str, str]]:
        return [(one.name, one.fate) for _ in range(2) for one in renewal.look(now)]

    assert [pack.state for pack, _ in renewal.packs()] == [State.QUARANTINED]
    beside(built).write_text(signature)
    assert looked() == [("harbour", "accepted")]
    assert [pack.state for pack, _ in renewal.packs()] == [State.ACTIVE]
    beside(built).unlink()
    assert looked() == [(built.name, "refused")]
    ((pack, loads),) = renewal.packs()
    assert (pack.state, [one.code for one in loads.problems]) == (State.ACTIVE, ["unsigned-pack"])


def test_the_service_is_told_its_keys_by_a_setting(tmp_path: Path, key: SecretKey) -> None:
    """Keys, files of keys, or both; workers are told the same, and what is no key is refused by name."""
    other = SecretKey.generate().public
    (tmp_path / "ours.pub").write_text(other.written())
    settings = Settings.from_environment({"LEVERPOINT_PACKS_KEYS": f"{key.public}, {tmp_path / 'ours.pub'}"})
    assert set(settings.policy.keys) == {key.public, other}
    assert set(Settings.from_environment(settings.to_environment()).packs_keys) == {key.public, other}
    with pytest.raises(SettingsError, match=r"LEVERPOINT_PACKS_KEYS .* this is no public key"):
        Settings.from_environment({"LEVERPOINT_PACKS_KEYS": "RW-nothing"})
