"""Write a new pack from the templates that ship with Leverpoint. The one home of copier."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from leverpoint.errors import ExtraError, LeverpointError

TEMPLATES = Path(__file__).with_name("template")


@dataclass(frozen=True, slots=True)
class NewPack:
    """What a new pack says of itself. `core_version` is the version of the core that its overlay was written for."""

    name: str
    layer: str
    system: str
    identifier: str
    core_version: str
    owner: str = ""
    contact: str = ""

    @property
    def module(self) -> str:
        """The name of its package, where it is one."""
        return f"leverpoint_{re.sub('[^a-z0-9]+', '_', self.name.lower())}"

    def answers(self) -> Mapping[str, str]:
        """What the templates ask."""
        return {**asdict(self), "module": self.module, "title": f"Rules of {self.owner or self.name}"}


def write_pack(folder: Path, new: NewPack, *, python: bool = False) -> Path:
    """Write a pack into a folder that is empty or not there, and give the folder of the pack itself.

    With `python` it is a package with hooks, and the pack lies inside. Nothing is fetched and nothing of the templates
    is run. Raises LeverpointError where the folder holds something, or copier is not installed.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LeverpointError(f"{folder} holds something already; name a folder that is empty or not there")
    pack = folder / new.module / "pack" if python else folder
    _copy("package" if python else "folder", folder, new)
    _copy("pack", pack, new)
    return pack


def _copy(template: str, target: Path, new: NewPack) -> None:
    try:
        from copier import run_copy
    except ImportError as error:
        raise ExtraError("new packs need copier: pip install 'leverpoint[authoring]'") from error
    run_copy(
        str(TEMPLATES / template),
        target,
        data=dict(new.answers()),
        defaults=True,
        overwrite=True,
        quiet=True,
        unsafe=False,
    )
