"""Run a batch part by part, so that what is done stays done: stopped anywhere and resumed, it gives the same bytes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

import orjson

from leverpoint.errors import LeverpointError
from leverpoint.lab.batch.job import Job
from leverpoint.lab.batch.parts import Part
from leverpoint.lab.batch.work import answer, answering_of
from leverpoint.lab.batch.writing import REJECT_COLUMNS, headings, put, put_together, rejects, written
from leverpoint.model import Organization


class BatchError(LeverpointError):
    """A batch cannot be run or resumed as it was asked for."""


@dataclass(frozen=True, slots=True)
class Done:
    """One part that is done: how many records it had, and how many of them were rejected."""

    number: int
    records: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Output:
    """Where the answers go and in which form, and where the rejects."""

    file: Path
    form: str
    rejects: Path

    @property
    def folder(self) -> Path:
        """Where the parts lie until all are done."""
        return self.file.with_name(self.file.name + ".parts")

    @property
    def grouped(self) -> Path:
        """Where rows of raters lie that were brought together."""
        return self.file.with_name(self.file.name + ".grouped")

    @property
    def rejects_form(self) -> str:
        """`jsonl` for a file that is called so, else `csv`."""
        return "jsonl" if self.rejects.suffix == ".jsonl" else "csv"


Worker = Callable[[Job, Output, Sequence[Part]], Iterator[Done]]
"""Who works: takes the parts that are to be done, and tells each when it is."""


def work(job: Job, output: Output, part: Part) -> Done:
    """Answer one part and write it. What counts as done is the small file that is written last."""
    answers = answer(job, part)
    stem = output.folder / f"{part.number:06d}"
    put(stem.with_suffix(".rejects"), rejects(answers.rejected, output.rejects_form))
    put(stem.with_suffix(".part"), written(answers, output.form))
    done = Done(part.number, answers.records, len(answers.rejected))
    put(stem.with_suffix(".done"), orjson.dumps(asdict(done)))
    return done


def one_by_one(job: Job, output: Output, parts: Sequence[Part]) -> Iterator[Done]:
    """The parts in this process, one after the other."""
    return (work(job, output, part) for part in parts)


def run(
    job: Job,
    output: Output,
    parts: Sequence[Part],
    columns: Sequence[str],
    *,
    resume: bool,
    worker: Worker = one_by_one,
) -> Iterator[Done]:
    """Answer every part that is not yet done, tell each when it is, and put them together at the end.

    Raises BatchError where a run that is to be resumed was another one.
    """
    finished = _prepared(job, output, parts, resume=resume)
    yield from finished.values()
    yield from worker(job, output, [part for part in parts if part.number not in finished])
    stems = [output.folder / f"{part.number:06d}" for part in parts]
    put_together([one.with_suffix(".part") for one in stems], output.file, output.form, columns)
    _put_rejects(output, [one.with_suffix(".rejects") for one in stems])
    shutil.rmtree(output.folder)
    output.grouped.unlink(missing_ok=True)


def _put_rejects(output: Output, parts: Iterable[Path]) -> None:
    content = b"".join(part.read_bytes() for part in parts)
    if content:
        head = headings(REJECT_COLUMNS) if output.rejects_form == "csv" else b""
        put(output.rejects, head + content)
    else:
        output.rejects.unlink(missing_ok=True)  # of an earlier run, which it would seem to be about


def _prepared(job: Job, output: Output, parts: Sequence[Part], *, resume: bool) -> dict[int, Done]:
    """The parts that are done already; without `resume`, none."""
    state = output.folder / "state.json"
    wanted = _identity(job, output, parts)
    if not resume:
        shutil.rmtree(output.folder, ignore_errors=True)
    elif state.exists() and state.read_bytes() != wanted:
        raise BatchError("this is not the run that was stopped: the input, the rules or the options have changed")
    output.folder.mkdir(parents=True, exist_ok=True)
    put(state, wanted)
    found = (Done(**orjson.loads(file.read_bytes())) for file in sorted(output.folder.glob("*.done")))
    return {done.number: done for done in found}


def _identity(job: Job, output: Output, parts: Sequence[Part]) -> bytes:
    """What makes a run this one: the content of its input, its rules, and everything that was asked for."""
    with job.source.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    asked: dict[str, Any] = {
        "input": digest,
        "rules": answering_of(job).advisor(Organization()).rulebook.revision,
        "packs": answering_of(job).speaking,
        "as_of": job.as_of.isoformat(),
        "asked": [
            job.kind,
            list(job.roles),
            job.top,
            list(job.keep),
            job.full,
            repr(job.mapping),
            repr(job.organization),
        ],
        "output": [output.form, output.rejects_form],
        "parts": [asdict(part) for part in parts],
    }
    return orjson.dumps(asked)
