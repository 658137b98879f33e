"""`leverpoint pack keygen`, `sign` and `verify`, one after the other."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Something to sign."""
    path = tmp_path / "riverside-1.2.0.zip"
    path.write_bytes(b"rules")
    return path


@pytest.fixture
def keys(run: Run, tmp_path: Path) -> Path:
    """Where a new pair of keys lies, without its suffix."""
    assert run("pack", "keygen", tmp_path / "ours", "--no-password").exit_code == 0
    return tmp_path / "ours"


def test_what_was_signed_is_verified(run: Run, file: Path, keys: Path) -> None:
    """By the file of the public key, or by the key itself; the comment is shown."""
    signed = run("pack", "sign", file, "--key", f"{keys}.key", "--comment", "riverside 1.2.0")
    assert (signed.exit_code, Path(f"{file}.minisig").is_file()) == (0, True)
    public = Path(f"{keys}.pub").read_text().splitlines()[1]
    for key in (f"{keys}.pub", public):
        result = run("pack", "verify", file, "--public-key", key)
        assert (result.exit_code, result.stdout) == (0, f"{file}: the signature is good. riverside 1.2.0\n")


def test_a_changed_file_is_not_verified(run: Run, file: Path, keys: Path) -> None:
    """It ends with 1 and says why; as JSON too."""
    assert run("pack", "sign", file, "--key", f"{keys}.key").exit_code == 0
    file.write_bytes(b"other rules")
    result = run("pack", "verify", file, "--public-key", f"{keys}.pub", "--json")
    said = json.loads(result.stdout)
    assert (result.exit_code, said["ok"], "does not fit the file" in said["why"]) == (1, False, True)


def test_the_secret_key_is_for_its_owner_alone(run: Run, keys: Path) -> None:
    """Nobody else may read its file, and a pair that is there is never overwritten."""
    assert stat.S_IMODE(Path(f"{keys}.key").stat().st_mode) == 0o600
    assert run("pack", "keygen", keys, "--no-password").exit_code == 2


def test_a_password_keeps_a_secret_key(run: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked for twice where a key is made and once where it is used, or comes from the environment."""
    name = tmp_path / "locked"
    assert run("pack", "keygen", name, text="geheim\ngeheim\n").exit_code == 0
    assert run("pack", "sign", file, "--key", f"{name}.key", text="geheim\n").exit_code == 0
    assert run("pack", "verify", file, "--public-key", f"{name}.pub").exit_code == 0
    monkeypatch.setenv("LEVERPOINT_KEY_PASSWORD", "offen")
    result = run("pack", "sign", file, "--key", f"{name}.key")
    assert (result.exit_code, "the password does not fit" in result.stderr) == (2, True)


def test_what_cannot_be_read_ends_with_2(run: Run, file: Path, keys: Path) -> None:
    """No signature, no key."""
    assert run("pack", "verify", file, "--public-key", f"{keys}.pub").exit_code == 2
    assert run("pack", "sign", file, "--key", f"{keys}.pub").exit_code == 2
    assert run("pack", "verify", file, "--public-key", "RW").exit_code == 2
