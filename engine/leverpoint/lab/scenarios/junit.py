"""The outcomes of scenarios in the XML that build servers show, which JUnit began."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from leverpoint.lab.scenarios.run import Outcome, RoleFailure

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
UNKNOWN = "\ufffd"
"""Stands for a character that XML cannot hold in any form, such as one that rings a bell."""


def junit(outcomes: Sequence[Outcome]) -> bytes:
    """One test suite for each file of scenarios, one test case for each case."""
    failed = sum(not one.holds for one in outcomes)
    root = ET.Element("testsuites", name="leverpoint", tests=str(len(outcomes)), failures=str(failed))
    for file in dict.fromkeys(one.case.document.located.file for one in outcomes):
        _suite(root, file, [one for one in outcomes if one.case.document.located.file == file])
    ET.indent(root)
    text: str = ET.tostring(root, encoding="unicode")
    return f"<?xml version='1.0' encoding='utf-8'?>\n{_NOT_XML.sub(UNKNOWN, text)}".encode()


def _suite(root: ET.Element, file: str, outcomes: Sequence[Outcome]) -> None:
    failed = sum(not one.holds for one in outcomes)
    suite = ET.SubElement(root, "testsuite", name=file, tests=str(len(outcomes)), failures=str(failed))
    for one in outcomes:
        case = ET.SubElement(suite, "testcase", name=one.case.name, classname=file, file=file, line=str(one.case.line))
        if one.failures:
            _failure(case, file, one.failures)


def _failure(case: ET.Element, file: str, failures: Sequence[RoleFailure]) -> None:
    """All that does not hold of a case in one element: some build servers show no second one."""
    messages = [f"({one.role}) expected: {one.failure.expected}; found: {one.failure.found}" for one in failures]
    more = f"; and {len(messages) - 1} more" if len(messages) > 1 else ""
    told = ET.SubElement(case, "failure", message=messages[0] + more, type="expectation")
    places = zip(failures, messages, strict=True)
    told.text = "\n\n".join("\n".join((f"{file}:{one.line}", text, *one.failure.why)) for one, text in places)
