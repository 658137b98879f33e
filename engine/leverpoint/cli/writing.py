"""Files that a command writes: what cannot be written is said, and nothing is half written."""

from __future__ import annotations

import os
from pathlib import Path

from leverpoint.cli.failures import Refused


def write_file(file: Path, content: bytes) -> None:
    """Write a whole file, or leave what was there. Raises Refused where it cannot be written."""
    beside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Refused(f"{file} cannot be written: {error.strerror}") from error


def text_of(file: Path) -> str:
    """The text of a file, empty where there is none. Raises Refused where it is no text that can be read."""
    try:
        return file.read_text(encoding="utf-8") if file.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file} cannot be read as text.") from error
