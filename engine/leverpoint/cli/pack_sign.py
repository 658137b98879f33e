"""`leverpoint pack keygen`, `sign` and `verify`: who a pack comes from, in the format of minisign."""

from __future__ import annotations

import os
from pathlib import Path

import click

from leverpoint.cli.failures import FOUND_WRONG, Refused
from leverpoint.cli.options import json_option
from leverpoint.cli.screen import show_json
from leverpoint.cli.writing import write_file
from leverpoint.errors import LeverpointError, SignatureError

PASSWORD = "LEVERPOINT_KEY_PASSWORD"  # noqa: S105 # the name of the variable that holds it
SUFFIX = ".minisig"
A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
key_option = click.option("--key", type=A_FILE, required=True, metavar="K", help="The file of the secret key.")
signature_option = click.option(
    "--signature", type=click.Path(dir_okay=False, path_type=Path), metavar="SIG",
    help="The file of the signature; beside FILE, with .minisig at its end, if nothing is said.",
)  # fmt: skip


@click.command(short_help="Make a pair of keys to sign packs with.")
@click.argument("name", type=click.Path(dir_okay=False, path_type=Path), metavar="[NAME]", default="leverpoint")
@click.option("--no-password", is_flag=True, help="Leave the secret key unencrypted.")
@json_option
def keygen(name: Path, *, no_password: bool, as_json: bool) -> None:
    """Make a pair of Ed25519 keys: NAME.key is the secret one, NAME.pub can be public. minisign reads both.

    The secret key is encrypted with a password, which is asked for, or taken from LEVERPOINT_KEY_PASSWORD.
    """
    from leverpoint.signing import SecretKey

    secret, public = name.with_name(f"{name.name}.key"), name.with_name(f"{name.name}.pub")
    if there := [str(file) for file in (secret, public) if file.exists()]:
        raise Refused(f"There is {' and '.join(there)} already.")
    key = SecretKey.generate()
    text = key.written("" if no_password else _password(confirm=True))
    with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(text)
    public.write_text(key.public.written())
    said = {"secret_key": str(secret), "public_key": str(public), "key": str(key.public), "id": key.public.shown}
    show_json(said) if as_json else click.echo(f"{secret}: keep it secret\n{public}: {key.public}")


@click.command(short_help="Sign a pack.")
@click.argument("file", type=A_FILE)
@key_option
@click.option("--comment", metavar="TEXT", help="A line that is signed, too, and shown to whoever verifies.")
@signature_option
@json_option
def sign(file: Path, key: Path, comment: str | None, signature: Path | None, *, as_json: bool) -> None:
    """Sign FILE, usually a zip that `pack build` made. The signature lies beside it as FILE.minisig.

    The same file, key and comment give the same signature. An encrypted key asks for its password, or takes it from
    LEVERPOINT_KEY_PASSWORD.
    """
    from leverpoint.signing import SecretKey, is_encrypted
    from leverpoint.signing import sign as signed

    text = _text(key)
    secret = SecretKey.read(text, _password() if is_encrypted(text) else "")
    told = f"file:{file.name}\thashed" if comment is None else comment
    target = signature or _beside(file)
    write_file(target, signed(file.read_bytes(), secret, told).encode())
    said = {"file": str(file), "signature": str(target), "id": secret.public.shown, "comment": told}
    show_json(said) if as_json else click.echo(f"{target}: signed with the key {secret.public.shown}")


@click.command(short_help="Verify the signature of a pack.")
@click.argument("file", type=A_FILE)
@click.option("--public-key", "keys", multiple=True, required=True, metavar="K",
              help="The file of a public key, or the key itself; may be given several times.")  # fmt: skip
@signature_option
@json_option
def verify(file: Path, keys: tuple[str, ...], signature: Path | None, *, as_json: bool) -> None:
    """Verify that FILE is as one of these keys has signed it. Ends with 1 where it is not."""
    from leverpoint.signing import PublicKey
    from leverpoint.signing import verify as verified

    known = [PublicKey.read(_text(Path(one)) if Path(one).is_file() else one) for one in keys]
    beside = signature or _beside(file)
    if not beside.is_file():
        raise Refused(f"There is no signature {beside}.")
    try:
        comment: str | None = verified(file.read_bytes(), _text(beside), known)
        why = None
    except SignatureError as error:
        comment, why = None, str(error)
    said = {"ok": why is None, "file": str(file), "comment": comment, "why": why}
    show_json(said) if as_json else click.echo(f"{file}: {why or f'the signature is good. {comment}'}")
    if why:
        raise click.exceptions.Exit(FOUND_WRONG)


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}{SUFFIX}")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise LeverpointError(f"{file} is no text, so no key and no signature") from error


def _password(*, confirm: bool = False) -> str:
    found = os.environ.get(PASSWORD)
    if found is None:
        found = click.prompt("Password", hide_input=True, confirmation_prompt=confirm, err=True)
    if not found:
        raise Refused("The password is empty. Give one, or --no-password with keygen.")
    return str(found)
