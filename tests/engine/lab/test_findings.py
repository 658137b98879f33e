"""Findings: what they carry, how they are ordered, and what their fingerprint is made of."""

from __future__ import annotations

import dataclasses

import pytest

from leverpoint.lab.proving.findings import Code, Finding, Location, Severity, Status, finding, ordered
from leverpoint.rulebook import load_rulebook, shipped_rules

A_GAP = Finding(Code.GAP, (), "nothing is said", "say something", ("core",), about=(("role", "school"),))
A_RULE = Finding(Code.UNREACHABLE, ("core.b", "core.a"), "never", "look", ("core",), Location("a.yaml", 3, "/0"))


def test_every_code_has_a_sentence_and_a_severity() -> None:
    """Each of the twelve codes says what it means, and is an error or a warning."""
    assert len(Code) == 12
    assert all(code.means.endswith(".") for code in Code)
    assert {code.severity for code in Code} == {Severity.ERROR, Severity.WARNING}


@pytest.mark.parametrize(
    "change",
    [
        {"message": "said otherwise"},
        {"fix": "done otherwise"},
        {"location": Location("b.yaml", 9, "/4")},
        {"witness": {"roles": ["school"]}},
        {"rules": ("core.a", "core.b")},
    ],
)
def test_a_fingerprint_stays_while_the_fault_stays(change: dict[str, object]) -> None:
    """Other words, another line, another witness or order of the rules leave the fingerprint as it is."""
    assert dataclasses.replace(A_RULE, **change).fingerprint == A_RULE.fingerprint  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"code": Code.REDUNDANT},
        {"rules": ("core.a",)},
        {"sources": ("riverside",)},
        {"about": (("role", "state"),)},
        {"status": Status.NOT_DECIDED},
    ],
)
def test_another_fault_has_another_fingerprint(change: dict[str, object]) -> None:
    """Another code, rule, source, subject or outcome is another finding."""
    assert dataclasses.replace(A_RULE, **change).fingerprint != A_RULE.fingerprint  # type: ignore[arg-type]


def test_what_was_not_decided_is_a_note() -> None:
    """A finding that time ran out on is neither an error nor none: it is a note, told last."""
    open_ = dataclasses.replace(A_RULE, status=Status.NOT_DECIDED)
    assert open_.severity is Severity.NOTE
    assert ordered([open_, A_GAP, A_RULE, A_RULE]) == (A_RULE, A_GAP, open_)


def test_a_finding_about_a_rule_knows_its_place() -> None:
    """A finding about rules of a rulebook carries their sources and where the first is written."""
    rulebook = load_rulebook(shipped_rules())
    first, *_ = rulebook.rules
    made = finding(rulebook, Code.SHADOWED, [first], "m", "f", about={"strategy": "LC4", "role": "state"})
    assert made.sources == ("core",)
    assert made.location is not None
    assert made.location.file.endswith(".yaml")
    assert made.to_json()["about"] == {"role": "state", "strategy": "LC4"}


def test_a_finding_about_no_rule_speaks_of_all_sources() -> None:
    """A gap lies in no rule: it names every source, has no place, and is written with all of the contract's fields."""
    made = finding(load_rulebook(shipped_rules()), Code.GAP, [], "m", "f").to_json()
    assert (made["sources"], made["location"]) == (["core"], None)
    fields = {"code", "severity", "rules", "sources", "location", "witness", "message", "fix"}
    assert fields <= made.keys()
