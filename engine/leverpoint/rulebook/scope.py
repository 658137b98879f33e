"""For whom a pack speaks: an organization is itself, its district and its state, as far as its identifiers say."""

from __future__ import annotations

from collections.abc import Iterable

from leverpoint.model import Organization

ANY = "any"
Scope = frozenset[tuple[str, str]]
DISTRICT_DIGITS, STATE_DIGITS = 7, 2


def memberships(organization: Organization) -> Scope:
    """Every (system, identifier) under which a pack may name this organization.

    A school's NCES number begins with its district's, and both begin with their state's. Other identifiers say nothing
    of where they lie; there `organization.state` does.
    """
    found = set(_implied(organization.system, organization.identifier))
    if organization.state:
        found.add(("nces-state", organization.state))
    return frozenset(found)


def _implied(system: str | None, identifier: str | None) -> Iterable[tuple[str, str]]:
    if system is None or identifier is None:
        return
    yield system, identifier
    if system == "nces-school":
        yield "nces-leaid", identifier[:DISTRICT_DIGITS]
    if system in ("nces-school", "nces-leaid"):
        yield "nces-state", identifier[:STATE_DIGITS]


def speaks_for(scope: Scope | str, organization: Organization) -> bool:
    """Whether a pack of this scope speaks for the organization. `any` speaks for all, also for nobody in particular."""
    return scope == ANY or not memberships(organization).isdisjoint(scope)
