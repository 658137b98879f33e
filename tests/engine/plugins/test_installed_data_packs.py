"""A data pack in an installed package is found, read and used, and its package is never imported."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from leverpoint import Library, Plugins, Policy, State, read_source
from leverpoint.cli.app import app

if TYPE_CHECKING:
    from leverpoint_plugins import Site
    from tests.engine.plugins.conftest import Asks

DISTRICT = "9900010"
LOUD = """
Path(__file__).with_name("imported").touch()
raise SystemExit("a data pack was imported")
"""


@pytest.fixture
def package(site: Site) -> Path:
    """A package that says where its pack lies, and that would leave a trace, and end the process, if it were run."""
    site.install("bay", LOUD, pack=DISTRICT, rules="[]\n", group="leverpoint.packs")
    (site.path / "lp_bay" / "pack" / "__init__.py").write_text(f"from pathlib import Path\n{LOUD}")
    return site.path / "lp_bay"


def never_run(package: Path) -> bool:
    """Whether neither the package nor the folder of its pack has been imported."""
    return not any(package.rglob("imported")) and "lp_bay" not in sys.modules


def test_a_data_pack_speaks_and_nothing_of_its_package_is_run(package: Path, library_rules: Path, asks: Asks) -> None:
    """Found, judged, compiled and asked, it is one more source; its Python has not been touched."""
    plugins = Plugins()
    library = Library(read_source(library_rules), plugins.read_packs([]), plugins=plugins)
    library.check()
    sources = json.loads(asks(library, DISTRICT))["provenance"]["sources"]
    assert [(one["name"], one["state"]) for one in sources] == [("library", "active"), ("bay", "active")]
    assert never_run(package)


@pytest.mark.parametrize("command", [["plugins"], ["rules", "--json"], ["advise", "-", "--json"], ["--help"]])
def test_no_command_imports_it(package: Path, library_rules: Path, command: list[str]) -> None:
    """Whatever the command line is asked, the package stays unimported."""
    question = json.dumps({"roles": ["branch"], "assessment": {"ratings": []}})
    line = ["--rules", str(library_rules), "--for", f"nces-leaid:{DISTRICT}", *command]
    assert CliRunner().invoke(app, line, input=question).exit_code == 0
    assert never_run(package)


def test_the_operator_keeps_it_out(package: Path) -> None:
    """By name, as any pack, or with all that others have installed."""
    (pack,) = Plugins(policy=Policy(block=frozenset({"bay"}))).read_packs([])
    assert pack.state is State.BLOCKED
    assert Plugins(third_party=False).read_packs([]) == ()
    assert never_run(package)


@pytest.mark.parametrize("entry", ["!!!", "no_such_package_anywhere", "sys"])
def test_an_entry_point_that_leads_nowhere_harms_nobody(site: Site, package: Path, entry: str) -> None:
    """The packs of the other packages are there."""
    site.install("lost", "", group="leverpoint.packs", entry=entry)
    assert [pack.name for pack in Plugins().read_packs([])] == ["bay"]


def test_a_package_without_the_pack_that_it_promises_is_named(site: Site, package: Path) -> None:
    """Whoever installed it sees that nothing was found in it, instead of nothing at all."""
    site.install("lost", "", group="leverpoint.packs")
    found = Plugins().read_packs([])
    assert [(pack.name, pack.state) for pack in found] == [("bay", State.ACTIVE), ("lp_lost", State.QUARANTINED)]
    assert [one.code for one in found[1].problems] == ["no-files"]
