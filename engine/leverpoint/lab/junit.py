"""The outcomes of scenarios in the XML that build servers show, which JUnit began."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from leverpoint.lab.scenarios import Outcome


def junit(outcomes: Sequence[Outcome]) -> bytes:
    """One test suite for each file of scenarios, one test case for each case."""
    failed = sum(not one.holds for one in outcomes)
    root = ET.Element("testsuites", name="leverpoint", tests=str(len(outcomes)), failures=str(failed))
    for file in dict.fromkeys(one.case.document.located.file for one in outcomes):
        _suite(root, file, [one for one in outcomes if one.case.document.located.file == file])
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _suite(root: ET.Element, file: str, outcomes: Sequence[Outcome]) -> None:
    failed = sum(not one.holds for one in outcomes)
    suite = ET.SubElement(root, "testsuite", name=file, tests=str(len(outcomes)), failures=str(failed))
    for one in outcomes:
        case = ET.SubElement(suite, "testcase", name=one.case.name, classname=file, file=file, line=str(one.case.line))
        for failure in one.failures:
            message = f"({failure.role}) expected: {failure.failure.expected}; found: {failure.failure.found}"
            told = ET.SubElement(case, "failure", message=message, type="expectation")
            told.text = "\n".join((f"{file}:{failure.line}", *failure.failure.why))
