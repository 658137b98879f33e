"""Where the shipped rules are: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from importlib import resources
from pathlib import Path


def shipped_rules() -> Path:
    """The folder of the core rules."""
    packaged = Path(str(resources.files("leverpoint"))) / "rules"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "rules"
