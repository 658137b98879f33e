"""Signatures are those of minisign, both ways; the data in tests/data/minisign was made by minisign 0.11."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from leverpoint import LeverpointError
from leverpoint.errors import SignatureError
from leverpoint.signing import PublicKey, SecretKey, is_encrypted, sign, verify

DATA = Path(__file__).parents[1] / "data" / "minisign"
CONTENT = (DATA / "signed.txt").read_bytes()
MINISIGN = shutil.which("minisign")
needs_minisign = pytest.mark.skipif(MINISIGN is None, reason="the program minisign is not installed here")


def text(name: str) -> str:
    """A file of minisign's."""
    return (DATA / name).read_text()


def public(name: str = "plain.pub") -> PublicKey:
    """A public key of minisign's."""
    return PublicKey.read(text(name))


def minisign(*arguments: object, password: str = "") -> str:
    """What the real program says, once it has ended well."""
    line = [str(MINISIGN), *map(str, arguments)]
    done = subprocess.run(line, input=f"{password}\n", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("signature", "key", "comment"),
    [
        ("plain.minisig", "plain.pub", "riverside 1.2.0"),
        ("legacy.minisig", "plain.pub", "the old way"),
        ("locked.minisig", "locked.pub", "with a password"),
    ],
)
def test_signatures_of_minisign_are_verified(signature: str, key: str, comment: str) -> None:
    """Of the content's hash and, in the old way, of the content itself; the trusted comment is what it returns."""
    assert verify(CONTENT, text(signature), [public("locked.pub"), public(key)]) == comment


def test_the_same_key_makes_the_same_signature_as_minisign() -> None:
    """With minisign's secret key and comment, our file is minisign's, byte for byte."""
    assert sign(CONTENT, SecretKey.read(text("plain.key")), "riverside 1.2.0") == text("plain.minisig")


def test_an_encrypted_key_of_minisign_is_opened() -> None:
    """With its password; minisign asks for a gigabyte of memory, so it is done once."""
    assert is_encrypted(text("locked.key"))
    assert SecretKey.read(text("locked.key"), "a secret").public == public("locked.pub")


def test_a_key_is_itself_again_after_it_was_written() -> None:
    """Encrypted and not; another password opens nothing, and the key never shows when it is printed."""
    key = SecretKey.generate()
    assert SecretKey.read(key.written()) == key == SecretKey.read(key.written("geheim"), "geheim")
    assert PublicKey.read(key.public.written()) == key.public == PublicKey.read(str(key.public))
    assert key.seed.hex() not in repr(key)
    with pytest.raises(LeverpointError, match="password does not fit"):
        SecretKey.read(key.written("geheim"), "offen")


@pytest.mark.parametrize(
    ("content", "signature", "keys", "why"),
    [
        (CONTENT + b"x", text("plain.minisig"), ["plain.pub"], "does not fit the file"),
        (CONTENT, text("plain.minisig").replace("1.2.0", "1.3.0"), ["plain.pub"], "trusted comment was changed"),
        (CONTENT, text("plain.minisig"), ["locked.pub"], "which is not one of those given"),
        (CONTENT, text("plain.minisig"), [], "which is not one of those given"),
        (CONTENT, text("plain.minisig").replace("\nRU", "\nRW"), ["plain.pub"], "does not fit the file"),
        (CONTENT, "", ["plain.pub"], "no signature file"),
        (CONTENT, "a\nb\nc\nd\n", ["plain.pub"], "no signature file"),
        (CONTENT, text("plain.pub"), ["plain.pub"], "no signature file"),
    ],
)
def test_what_does_not_fit_is_refused(content: bytes, signature: str, keys: list[str], why: str) -> None:
    """Another content, comment, key or kind of signature, and what is no signature at all."""
    with pytest.raises(SignatureError, match=why):
        verify(content, signature, [public(key) for key in keys])


@pytest.mark.parametrize("wrong", ["", "RW", "x" * 56, "untrusted comment: x\nRWQ=\n"])
def test_what_is_no_key_is_refused(wrong: str) -> None:
    """Neither a public nor a secret one."""
    for read in (PublicKey.read, SecretKey.read):
        with pytest.raises(LeverpointError, match="this is no"):
            read(wrong)


def test_a_comment_is_one_line() -> None:
    """What would look like more than a comment is not signed."""
    with pytest.raises(LeverpointError, match="single line"):
        sign(CONTENT, SecretKey.read(text("plain.key")), "two\nlines")


@needs_minisign
def test_minisign_verifies_ours(tmp_path: Path) -> None:
    """The real program takes our public key and our signature, and prints our comment."""
    key, file = SecretKey.generate(), tmp_path / "riverside-1.2.0.zip"
    file.write_bytes(CONTENT)
    (tmp_path / "ours.pub").write_text(key.public.written())
    (tmp_path / "riverside-1.2.0.zip.minisig").write_text(sign(CONTENT, key, "riverside 1.2.0"))
    assert "riverside 1.2.0" in minisign("-V", "-p", tmp_path / "ours.pub", "-m", file)


@needs_minisign
@pytest.mark.parametrize("password", ["", "geheim"])
def test_minisign_signs_with_our_keys(tmp_path: Path, password: str) -> None:
    """The real program opens our secret key, encrypted or not, and we verify what it signs."""
    key, file = SecretKey.generate(), tmp_path / "file"
    file.write_bytes(CONTENT)
    (tmp_path / "ours.key").write_text(key.written(password))
    minisign("-S", "-s", tmp_path / "ours.key", "-m", file, "-t", "by minisign", password=password)
    assert verify(CONTENT, (tmp_path / "file.minisig").read_text(), [key.public]) == "by minisign"
