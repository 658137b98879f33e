"""The guide to batches is followed step by step, and what it shows is what comes."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.docs.conftest import Page

GUIDE = "docs/how-to/advise-many.md"


def test_the_guide_to_batches_comes_out_as_it_says(
    page: Callable[[str], Page],
    shell: Callable[[str, Path], subprocess.CompletedProcess[str]],
    is_shown: Callable[[str, str], bool],
    checkout: Path,
) -> None:
    """The files that the guide names are saved, every command is given, and every output compared."""
    guide = page(GUIDE)
    names = iter(re.findall(r"(?:as|export as) `(\w+\.csv)`", guide.text))
    surprises = []
    for language, block in guide.blocks("csv", "yaml", "console"):
        if language != "console":
            name = next(names) if language == "csv" else block.partition("\n")[0].removeprefix("# ")
            (checkout / name).write_text(block, encoding="utf-8")
            continue
        for step in guide.steps(block):
            done = shell(step.command, checkout)
            if done.returncode > 1 or (step.shown and not is_shown(step.shown, done.stdout)):
                surprises.append((step.command, done.stdout + done.stderr))
    assert surprises == []
    assert (checkout / "report.html").read_text(encoding="utf-8").count("<svg") > 3
