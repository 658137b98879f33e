"""The findings that somebody has looked at and accepted, each with the reason: a YAML file beside the rules."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from leverpoint.errors import Problem, RulebookError
from leverpoint.lab.proving.findings import Code, Finding, Status
from leverpoint.reader import Document, problems_of, read_file
from leverpoint.reader.schemas.baseline import AcceptedSchema

HEAD = "# Findings of `leverpoint analyze` that are accepted. Each needs a reason; without one the file is refused.\n"


@dataclass(frozen=True, slots=True)
class Accepted:
    """One entry of a baseline, and the line on which it begins."""

    fingerprint: str
    code: str
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class Judged:
    """Findings held against a baseline: those that are new, those that are accepted, and entries that are stale."""

    new: tuple[Finding, ...]
    accepted: tuple[tuple[Finding, Accepted], ...]
    stale: tuple[Accepted, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The accepted findings of one file, by fingerprint."""

    file: str
    entries: tuple[Accepted, ...] = ()

    def judge(self, findings: Iterable[Finding], searched: Collection[Code] = tuple(Code)) -> Judged:
        """Which findings are new, and which entries no longer occur.

        Entries of codes that were not searched for, or about which this time nothing was decided, are left alone.
        """
        by_print, found = {one.fingerprint: one for one in self.entries}, tuple(findings)
        seen = {one.fingerprint for one in found} | {replace(one, status=Status.FOUND).fingerprint for one in found}
        return Judged(
            tuple(one for one in found if one.fingerprint not in by_print),
            tuple((one, by_print[one.fingerprint]) for one in found if one.fingerprint in by_print),
            tuple(one for one in self.entries if one.fingerprint not in seen and one.code in searched),
        )


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file. Raises RulebookError with everything that is wrong with it, an empty reason included."""
    document = Document("baseline", str(path), read_file(path))
    entries = document.data if document.data is not None else []
    problems = [document.place(one) for one in problems_of(entries, AcceptedSchema(many=True))]
    problems += [] if problems else list(_unfit(document, entries))
    if problems:
        raise RulebookError(problems)
    lines = (document.located.mark(f"/{index}").line for index in range(len(entries)))
    rows = zip(entries, lines, strict=True)
    return Baseline(str(path), tuple(Accepted(one["fingerprint"], one["code"], one["reason"], at) for one, at in rows))


def _unfit(document: Document, entries: list[Any]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, entry in enumerate(entries):
        if not entry["reason"].strip():
            message = f"say why this finding ({entry['code']}) is accepted"
            yield document.problem("missing-field", f"/{index}/reason", message, expected="a reason")
        if entry["code"] not in list(Code):
            codes = ", ".join(Code)
            message = f"analysis has no code '{entry['code']}'"
            yield document.problem("wrong-value", f"/{index}/code", message, found=entry["code"], expected=codes)
        first = seen.setdefault(entry["fingerprint"], index)
        if first != index:
            message = f"this finding is accepted already, in line {document.located.mark(f'/{first}').line}"
            yield document.problem("duplicate-id", f"/{index}/fingerprint", message, found=entry["fingerprint"])


def accept(path: Path, findings: Iterable[Finding]) -> int:
    """Add findings to the file, each with an empty reason for a person to fill in, and say how many were added.

    What stands in the file stays as it is, comments and all. One fault that shows in two places is one entry.
    """
    rows = [_written(one) for one in {one.fingerprint: one for one in findings}.values()]
    before = path.read_text(encoding="utf-8") if path.exists() else HEAD
    if rows:
        kept = before.rstrip().removesuffix("[]").rstrip()  # an empty list gives way to entries
        path.write_text(f"{kept}\n{''.join(rows)}", encoding="utf-8")
    return len(rows)


def _written(finding: Finding) -> str:
    """An entry as YAML. What JSON writes on one line, YAML reads as the same."""
    about = {"rules": list(finding.rules), "about": dict(finding.about), "message": finding.message}
    said = "".join(f"  {key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in about.items() if value)
    return f'\n- fingerprint: "{finding.fingerprint}"\n  code: {finding.code}\n{said}  reason: ""\n'
