"""SARIF: a log that holds what the standard demands, with the place, the fingerprint and the reason of each finding."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from leverpoint.lab.proving.baseline import Accepted
from leverpoint.lab.proving.findings import Code, Finding, Location, Status
from leverpoint.lab.proving.sarif import sarif
from leverpoint.reader import read_file

HERE = Path(__file__).parent
PLACED = Finding(Code.EXPIRED, ("core.a",), "it is over", "renew it", ("core",), Location(str(HERE / "a b.yaml"), 3))
ANYWHERE = Finding(Code.GAP, (), "nothing", "add a rule", about=(("role", "school"),), witness={"roles": ["school"]})
REASON = Accepted(PLACED.fingerprint, "expired", "The year is not over.", 1)


@pytest.fixture(scope="module")
def essentials(data_folder: Path) -> Draft202012Validator:
    """What the standard demands, as far as our logs go."""
    return Draft202012Validator(read_file(data_folder / "sarif" / "essentials.yaml").data)


@pytest.mark.parametrize(
    "log",
    [
        sarif([]),
        sarif([PLACED, ANYWHERE]),
        sarif([ANYWHERE], [(PLACED, REASON)], HERE),
        sarif([ANYWHERE], [(PLACED, REASON)], HERE, HERE / "pack.yaml", ["riverside"]),
        sarif([dataclasses.replace(ANYWHERE, status=Status.NOT_DECIDED)], root=HERE.parent),
    ],
)
def test_a_log_holds_what_sarif_demands(log: dict[str, Any], essentials: Draft202012Validator) -> None:
    """Empty or not, with places or without, decided or open, accepted or new."""
    assert [error.message for error in essentials.iter_errors(log)] == []


def test_the_essentials_refuse_what_sarif_refuses(essentials: Draft202012Validator) -> None:
    """The check has teeth: another version, a level for what is open, or a line 0 does not pass."""
    log = sarif([dataclasses.replace(PLACED, status=Status.NOT_DECIDED)])
    (result,) = log["runs"][0]["results"]
    result["level"] = "note"
    result["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert len(list(essentials.iter_errors({**log, "version": "2.0.0"}))) == 3


def test_paths_below_the_root_are_relative_to_it() -> None:
    """A file is named relative to the root, percent-encoded, and the root is said once."""
    (run,) = sarif([PLACED], root=HERE)["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "a%20b.yaml", "uriBaseId": "ROOT"}, "region": {"startLine": 3}}
    assert run["originalUriBaseIds"]["ROOT"]["uri"] == f"{HERE.as_uri()}/"


def test_accepted_findings_are_suppressed_with_their_reason() -> None:
    """What is accepted stays in the log, so that nobody takes it for gone, and carries why."""
    new, accepted = sarif([ANYWHERE], [(PLACED, REASON)])["runs"][0]["results"]
    assert new["suppressions"] == []
    assert accepted["suppressions"][0]["justification"] == "The year is not over."
    assert accepted["partialFingerprints"] == {"leverpoint/v1": PLACED.fingerprint}


def test_every_result_lies_in_a_file() -> None:
    """A finding that lies in no rule is put into the file that says what the rules are, beside what it speaks of."""
    (run,) = sarif([PLACED, ANYWHERE], root=HERE, home=HERE / "pack.yaml")["runs"]
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]]
    assert places == ["a%20b.yaml", "pack.yaml"]
    assert run["results"][1]["locations"][0]["logicalLocations"] == [{"name": "school", "kind": "member"}]


def test_a_run_that_left_rules_out_was_no_success() -> None:
    """Where the rules of a source could not be searched, the log says so, however few results it holds."""
    for left_out in ([], ["riverside"]):
        (invocation,) = sarif([], left_out=left_out)["runs"][0]["invocations"]
        assert invocation["executionSuccessful"] is not bool(left_out)
        assert len(invocation["toolExecutionNotifications"]) == len(left_out)


def test_each_result_points_at_its_rule() -> None:
    """The index of a result leads to the description of its code."""
    (run,) = sarif([PLACED, ANYWHERE])["runs"]
    described = run["tool"]["driver"]["rules"]
    assert [described[one["ruleIndex"]]["id"] for one in run["results"]] == ["expired", "gap"]
