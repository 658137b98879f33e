"""An empty environment with Leverpoint and the example plugins in it, each from a wheel made for the occasion."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLUGINS = ("northlake", "riverside")


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheels of Leverpoint and of every example plugin.

    `make wheel-test` runs the tests beside the wheel that it has made, where the packages themselves are not at hand.
    """
    folder = tmp_path_factory.mktemp("wheels")
    made = sorted((ROOT.parent / "dist").glob("leverpoint-*.whl")) if not (ROOT / "engine").is_dir() else []
    for wheel in made:
        (folder / wheel.name).write_bytes(wheel.read_bytes())
    for source in ([] if made else [ROOT]) + [ROOT / "plugins" / name for name in PLUGINS]:
        run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source))
    return folder


@pytest.fixture(scope="session")
def installed(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment that holds the wheels and what they need, and nothing else of ours."""
    environment = tmp_path_factory.mktemp("environment")
    uv = [sys.executable, "-m", "uv", "--quiet"]
    run(*uv, "venv", "--allow-existing", "--python", sys.executable, str(environment))
    install = [*uv, "pip", "install", "--python", str(environment)]
    run(*install, "--require-hashes", "--requirement", str(ROOT / "requirements.lock"))
    run(*install, "--no-deps", *map(str, sorted(wheels.glob("*.whl"))))
    return environment / "bin"


def run(*command: str) -> None:
    """Run a command that must succeed; what it says is shown where it does not."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
