"""For whom a pack speaks: an organization, its district and its state, as far as identifiers say."""

from __future__ import annotations

from typing import Any

import pytest

from leverpoint.model import Organization
from leverpoint.reader.schemas import PackSchema
from leverpoint.rulebook.scope import memberships, speaks_for

# the organization, and every name under which it may be spoken for
MEMBERS = [
    (Organization(), set()),
    (Organization(name="Riverside"), set()),
    (Organization("9900010", "nces-leaid"), {("nces-leaid", "9900010"), ("nces-state", "99")}),
    (
        Organization("990001000010", "nces-school"),
        {("nces-school", "990001000010"), ("nces-leaid", "9900010"), ("nces-state", "99")},
    ),
    (Organization("99", "nces-state"), {("nces-state", "99")}),
    (Organization("990001", "ipeds-unitid"), {("ipeds-unitid", "990001")}),
    (Organization("990001", "ipeds-unitid", state="99"), {("ipeds-unitid", "990001"), ("nces-state", "99")}),
    (Organization("7", "local", state="99"), {("local", "7"), ("nces-state", "99")}),
    (Organization(state="99"), {("nces-state", "99")}),
]


@pytest.mark.parametrize(("organization", "names"), MEMBERS)
def test_an_organization_is_itself_its_district_and_its_state(
    organization: Organization, names: set[tuple[str, str]]
) -> None:
    """A school's and a district's number begin with those of what they belong to; elsewhere the state is said."""
    assert memberships(organization) == names


RIVERSIDE = frozenset({("nces-leaid", "9900010"), ("local", "riverside")})
SPOKEN = [
    (RIVERSIDE, Organization("9900010", "nces-leaid"), True),
    (RIVERSIDE, Organization("990001000010", "nces-school"), True),
    (RIVERSIDE, Organization("riverside", "local"), True),
    (RIVERSIDE, Organization("9900020", "nces-leaid"), False),
    (RIVERSIDE, Organization("9900010", "local"), False),
    (RIVERSIDE, Organization(), False),
    ("any", Organization(), True),
    ("any", Organization("9900020", "nces-leaid"), True),
]


@pytest.mark.parametrize(("scope", "organization", "expected"), SPOKEN)
def test_a_pack_speaks_for_those_in_its_scope(scope: Any, organization: Organization, expected: bool) -> None:
    """A pack is heard by whom it names, directly or by what they belong to, and `any` by everybody."""
    assert speaks_for(scope, organization) is expected


@pytest.mark.parametrize("scope", ["any", [{"system": "nces-leaid", "identifier": "9900010"}]])
def test_a_pack_says_for_whom_it_speaks(scope: Any) -> None:
    """A scope is the word `any` or a list of organizations."""
    pack = {"name": "riverside", "version": "1.2.0", "layer": "district", "title": "Riverside", "scope": scope}
    assert PackSchema().load(pack)["scope"] == scope
