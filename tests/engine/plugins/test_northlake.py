"""The example with Python hooks, as an author has it: its own tests, with the package where Python finds it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import leverpoint

NORTHLAKE = Path(__file__).parents[3] / "plugins" / "northlake"


def test_its_own_tests_hold(tmp_path: Path) -> None:
    """Installed beside Leverpoint by its own metadata, the plugin does what its tests say."""
    info = tmp_path / "leverpoint_northlake-1.0.0.dist-info"
    info.mkdir()
    needs = "Requires-Dist: leverpoint<1,>=0.1\n"
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: leverpoint-northlake\nVersion: 1.0.0\n{needs}")
    (info / "entry_points.txt").write_text("[leverpoint]\nnorthlake = leverpoint_northlake\n")
    packages = Path(leverpoint.__file__).parents[1]
    path = os.pathsep.join(map(str, (NORTHLAKE, tmp_path, packages)))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(NORTHLAKE / "tests")]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
