"""Where the shipped rules are: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path


def shipped_rules() -> Path:
    """The folder of the core rules."""
    packaged = Path(__file__).parents[1] / "rules"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "rules"
