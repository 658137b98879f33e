"""What is proven of two rulebooks holds of what their advisors say, also where a Python plugin has a say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from leverpoint import Advisor, Library, Organization, Plugins, read_source
from leverpoint.lab.comparing.anywhere import Kind, Wanted
from leverpoint.lab.comparing.exact.differing import anywhere

if TYPE_CHECKING:
    from leverpoint_plugins import Site

DOCK = Organization("9900010", "nces-leaid")
ADJUSTS = "@hookimpl\ndef leverpoint_adjust(recommendations):\n    return [('SHARE', 1, 'Ours.')]\n"
COMPUTES = "@hookimpl\ndef leverpoint_facts(assessment, role):\n    return {'dock.boats': 5}\n"


def verdicts(site: Site, rules: Path, code: str) -> dict[Kind, set[str]]:
    """The answers about one rulebook, asked without its plugin and with it; nothing is drawn."""
    site.install("dock", code, pack=DOCK.identifier)
    plugins = Plugins(site.entries, budget=5)
    after = Library(read_source(rules), plugins.read_packs([]), plugins=plugins).advisor(DOCK)
    assert after.asks_plugins
    wanted = Wanted(dt.date(2026, 2, 2), ("branch",), drawn=0, organization=DOCK)
    found: dict[Kind, set[str]] = {}
    for one in anywhere(Advisor(after.rulebook), after, wanted).answers:
        found.setdefault(one.question.kind, set()).add(one.verdict)
    return found


def test_a_plugin_that_moves_points_leaves_order_undecided(site: Site, library_rules: Path) -> None:
    """By the rules there is no difference, but a plugin that adjusts may make one: no place is told as proven."""
    found = verdicts(site, library_rules, ADJUSTS)
    assert found[Kind.ORDER] == found[Kind.ENTERS] == found[Kind.LEAVES] == {"not-decided"}


def test_a_fact_that_one_side_computes_leaves_its_list_undecided(site: Site, library_rules: Path) -> None:
    """What follows from a fact that a plugin computes for one side alone is never told as having no such assessment."""
    found = verdicts(site, library_rules, COMPUTES)
    assert "not-decided" in found[Kind.COMES]
    assert found[Kind.WARNS] == {"none"}
