"""For whom a pack speaks: an organization is itself, its district and its state, as far as its identifiers say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from leverpoint.model import Organization

ANY = "any"
Scope = frozenset[tuple[str, str]]
DISTRICT_DIGITS, STATE_DIGITS = 7, 2
IDENTIFIERS = {
    "nces-leaid": (re.compile(r"\d{7}", re.ASCII), "7 digits"),
    "nces-school": (re.compile(r"\d{12}", re.ASCII), "12 digits"),
    "ipeds-unitid": (re.compile(r"\d{6}", re.ASCII), "6 digits"),
    "nces-state": (re.compile(r"\d{2}", re.ASCII), "2 digits"),
}
"""What an identifier of each system looks like, as a pattern and in words; `local` ones look as they like."""


def memberships(organization: Organization) -> Scope:
    """Every (system, identifier) under which a pack may name this organization.

    A school's NCES number begins with its district's, and both begin with their state's. Other identifiers say nothing
    of where they lie; there `organization.state` does. Where both speak, the identifier counts here, and a request in
    which they name two states is refused.
    """
    found = set(_implied(organization.system, organization.identifier))
    if organization.state and implied_state(organization) is None:
        found.add(("nces-state", organization.state))
    return frozenset(found)


def implied_state(organization: Organization) -> str | None:
    """The state in which the identifier itself says that the organization lies, as two digits."""
    found = dict(_implied(organization.system, organization.identifier))
    return found.get("nces-state")


def _implied(system: str | None, identifier: str | None) -> Iterable[tuple[str, str]]:
    if system is None or identifier is None:
        return
    yield system, identifier
    if system == "nces-school":
        yield "nces-leaid", identifier[:DISTRICT_DIGITS]
    if system in ("nces-school", "nces-leaid"):
        yield "nces-state", identifier[:STATE_DIGITS]
