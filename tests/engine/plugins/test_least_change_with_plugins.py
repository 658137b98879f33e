"""The least change where plugins have a say: what they compute counts, and what they might say is proven by nobody."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from leverpoint import Advisor, Assessment, Library, Organization, Plugins, read_request, read_source
from leverpoint.lab.proving.least_change import PLUGINS, Aim, LeastChanges

if TYPE_CHECKING:
    from pathlib import Path

    from leverpoint_plugins import Site

DOCK = "9900010"
BOATS = "@hookimpl\ndef leverpoint_facts():\n    return {'dock.boats': 5}\n"
SINKS = "@hookimpl\ndef leverpoint_adjust():\n    return [('MEET', -15, 'Not now.')]\n"


def put_together(site: Site, rules: Path) -> Advisor:
    plugins = Plugins(site.entries, budget=5)
    library = Library(read_source(rules), plugins.read_packs([]), plugins=plugins)
    return library.advisor(Organization(DOCK, "nces-leaid"))


def asked(advisor: Advisor, **levels: int) -> Assessment:
    ratings = [{"criterion": f"people.{name}", "level": level} for name, level in levels.items()]
    request: dict[str, Any] = {
        "roles": ["town"],
        "organization": {"system": "nces-leaid", "identifier": DOCK},
        "assessment": {"ratings": ratings},
    }
    return read_request(request, advisor.rulebook, dt.date(2026, 2, 2))


def test_a_computed_fact_counts(site: Site, library_rules: Path) -> None:
    """What a plugin computes has put a strategy on the list, and no other rating takes it off."""
    site.install("dock", BOATS, pack=DOCK)
    advisor = put_together(site, library_rules)
    changes = LeastChanges(advisor)
    into = changes.find(asked(advisor, trust=2), "town", "SHARE", Aim("in"))
    assert (into.verdict, into.moves, into.proven) == ("found", (), True)
    out = changes.find(asked(advisor, trust=2), "town", "SHARE", Aim("out"))
    assert (out.verdict, out.proven, out.why) == ("not-decided", False, PLUGINS)


def test_what_a_plugin_may_say_is_not_proven(site: Site, library_rules: Path) -> None:
    """A change that the advisor shows with its plugins is told, and not as proven; one that they undo is not told."""
    site.install("dock", BOATS, pack=DOCK)
    site.install("heavy", SINKS)
    advisor = put_together(site, library_rules)
    changes = LeastChanges(advisor)
    question = asked(advisor, trust=2, voice=2)
    found = changes.find(question, "town", "MEET", Aim("in"))
    assert (found.verdict, bool(found.moves), found.proven) == ("found", True, False)
    undone = changes.find(question, "town", "MEET", Aim("top", 1))
    assert (undone.verdict, undone.moves, undone.then, undone.why) == ("not-decided", (), None, PLUGINS)


@pytest.mark.parametrize("aim", [Aim("in"), Aim("top", 9)])
def test_without_plugins_all_is_proven(library_rules: Path, aim: Aim) -> None:
    """The same questions to the rules alone come with their proof."""
    advisor = Library(read_source(library_rules)).core
    assert LeastChanges(advisor).find(asked(advisor, trust=2, voice=2), "town", "MEET", aim).proven
