"""Ed25519 signatures in the format of minisign: made, written, read and verified. The one home of cryptography."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from leverpoint.errors import ExtraError, LeverpointError, SignatureError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PLAIN, PREHASHED = b"Ed", b"ED"
_SCRYPT, _UNENCRYPTED, _BLAKE2 = b"Sc", b"\0\0", b"B2"
# The costs of keys that we write: 128 MiB, some tenths of a second. minisign's own ask for eight times as much.
_OPERATIONS, _MEMORY = 1 << 22, 128 << 20
_MOST_OPERATIONS, _MOST_MEMORY = 1 << 25, 1 << 30
_SECRET = struct.Struct("<2s2s2s32sQQ104s")
_COMMENT, _TRUSTED = "untrusted comment: ", "trusted comment: "


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What a signature is verified with: 8 bytes that name the pair of keys, and the 32 bytes of the key."""

    name: bytes
    key: bytes

    @classmethod
    def read(cls, text: str) -> PublicKey:
        """The key in the text of a public key file, or in its second line alone. Raises LeverpointError."""
        packed = _decoded(_lines(text)[-1] if text.strip() else "")
        if len(packed) != 42 or packed[:2] != PLAIN:
            raise LeverpointError("this is no public key of minisign: 56 characters that begin with RW")
        return cls(packed[2:10], packed[10:])

    def __str__(self) -> str:
        return _encoded(PLAIN + self.name + self.key)

    @property
    def shown(self) -> str:
        """The name as minisign shows it."""
        return f"{int.from_bytes(self.name, 'little'):016X}"

    def written(self) -> str:
        """The text of a public key file."""
        return f"{_COMMENT}minisign public key {self.shown}\n{self}\n"


@dataclass(frozen=True, slots=True)
class SecretKey:
    """What a file is signed with. `seed` is the secret."""

    public: PublicKey
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> SecretKey:
        """A new pair of keys, from the system's randomness."""
        seed = secrets.token_bytes(32)
        return cls(PublicKey(secrets.token_bytes(8), _private(seed).public_key().public_bytes_raw()), seed)

    @classmethod
    def read(cls, text: str, password: str = "") -> SecretKey:
        """The key in the text of a secret key file. Raises LeverpointError, also where the password does not fit."""
        packed = _decoded(_lines(text)[-1] if text.strip() else "")
        if len(packed) != _SECRET.size or packed[:2] != PLAIN or packed[4:6] != _BLAKE2:
            raise LeverpointError("this is no secret key of minisign")
        _, way, _, salt, operations, memory, body = _SECRET.unpack(packed)
        if way not in (_SCRYPT, _UNENCRYPTED):
            raise LeverpointError("this secret key is encrypted in a way that is not known")
        opened = _xored(body, _stream(password, salt, operations, memory)) if way == _SCRYPT else body
        name, seed, public, check = opened[:8], opened[8:40], opened[40:72], opened[72:]
        if way == _SCRYPT and not hmac.compare_digest(check, _checksum(opened[:72])):
            raise LeverpointError("the password does not fit this secret key")
        if _private(seed).public_key().public_bytes_raw() != public:
            raise LeverpointError("this secret key is damaged")
        return cls(PublicKey(name, public), seed)

    def written(self, password: str = "") -> str:
        """The text of a secret key file, encrypted where there is a password."""
        body = self.public.name + self.seed + self.public.key
        body += _checksum(body)
        way, salt, costs = _UNENCRYPTED, bytes(32), (0, 0)
        if password:
            way, salt, costs = _SCRYPT, secrets.token_bytes(32), (_OPERATIONS, _MEMORY)
            body = _xored(body, _stream(password, salt, *costs))
        packed = _SECRET.pack(PLAIN, way, _BLAKE2, salt, *costs, body)
        return f"{_COMMENT}minisign encrypted secret key\n{_encoded(packed)}\n"


def is_encrypted(text: str) -> bool:
    """Whether a secret key file asks for a password. Raises LeverpointError where it is none."""
    return _decoded(_lines(text)[-1] if text.strip() else "")[2:4] == _SCRYPT


def sign(content: bytes, key: SecretKey, comment: str) -> str:
    """The text of a signature file. `comment` is signed too; the same key, content and comment give the same text.

    Raises LeverpointError where the comment is more than one line.
    """
    if (not comment.isprintable() and "\t" not in comment) or "\n" in comment or "\r" in comment:
        raise LeverpointError("a trusted comment is a single line")
    private = _private(key.seed)
    signature = private.sign(hashlib.blake2b(content).digest())
    whole = private.sign(signature + comment.encode())
    first = _encoded(PREHASHED + key.public.name + signature)
    return f"{_COMMENT}signature from minisign secret key\n{first}\n{_TRUSTED}{comment}\n{_encoded(whole)}\n"


def verify(content: bytes, signature: str, keys: Iterable[PublicKey]) -> str:
    """The trusted comment of a signature of this content by one of these keys.

    Raises SignatureError where it is none, belongs to another key, or does not fit the content or its comment.
    """
    lines = _lines(signature)
    packed, whole = (_decoded(lines[1]), _decoded(lines[3])) if len(lines) == 4 else (b"", b"")
    if len(packed) != 74 or len(whole) != 64 or packed[:2] not in (PLAIN, PREHASHED) or _TRUSTED not in lines[2]:
        raise SignatureError("this is no signature file of minisign")
    key = next((one for one in keys if one.name == packed[2:10]), None)
    if key is None:
        raise SignatureError(
            f"signed with the key {PublicKey(packed[2:10], b'').shown}, which is not one of those given"
        )
    comment = lines[2].removeprefix(_TRUSTED)
    signed = hashlib.blake2b(content).digest() if packed[:2] == PREHASHED else content
    _check(key, packed[10:], signed, "the signature does not fit the file: it was changed, or signed by somebody else")
    _check(key, whole, packed[10:] + comment.encode(), "the trusted comment was changed after it was signed")
    return comment


def _check(key: PublicKey, signature: bytes, signed: bytes, otherwise: str) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(signature, signed)
    except InvalidSignature:
        raise SignatureError(otherwise) from None


def _private(seed: bytes) -> Ed25519PrivateKey:
    require()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed)


def require() -> None:
    """Raises ExtraError where signatures cannot be made or verified here, with what to install."""
    try:
        import cryptography  # noqa: F401 # whether it is there
    except ImportError as error:
        raise ExtraError("signatures need cryptography: pip install 'leverpoint[authoring]'") from error


def _checksum(body: bytes) -> bytes:
    return hashlib.blake2b(PLAIN + body, digest_size=32).digest()


def _stream(password: str, salt: bytes, operations: int, memory: int) -> bytes:
    if operations > _MOST_OPERATIONS or memory > _MOST_MEMORY:
        raise LeverpointError("opening this secret key asks for more work or memory than minisign ever does")
    n, p = _costs(operations, memory)
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=8, p=p, maxmem=n * 1024 + (1 << 24), dklen=104)


def _costs(operations: int, memory: int) -> tuple[int, int]:
    """Scrypt's N and p for libsodium's limits on operations and memory, with r = 8, as minisign has them."""
    operations = max(operations, 32_768)
    if operations < memory // 32:
        return _power(operations // 32), 1
    n = _power(memory // 1024)
    return n, max(1, operations // 4 // n // 8)


def _power(most: int) -> int:
    """The smallest power of two from 2 on that is more than half of `most`."""
    return next(1 << log for log in range(1, 63) if (1 << log) > most // 2)


def _xored(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").rstrip("\n").split("\n")


def _decoded(line: str) -> bytes:
    try:
        return base64.b64decode(line.strip(), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def read_keys(said: str) -> tuple[PublicKey, ...]:
    """The public keys, and those in files, that stand in a text with commas between them.

    Raises LeverpointError for what is no key, and where signatures cannot be verified.
    """
    require()
    try:
        parts = sorted({part.strip() for part in said.split(",") if part.strip()})
        return tuple(PublicKey.read(line) for part in parts for line in _keys_in(part))
    except (OSError, UnicodeDecodeError) as error:
        raise LeverpointError(str(error)) from error


def _keys_in(part: str) -> list[str]:
    """The lines of a file with keys but its comments, or a key by itself."""
    if not Path(part).is_file():
        return [part]
    lines = Path(part).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith(_COMMENT.rstrip())]
