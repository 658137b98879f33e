"""Which files make up a source, which kind each is, and what it says once its schema is satisfied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError

from leverpoint.errors import Problem, RulebookError, nearest
from leverpoint.reader.fields import DAY, EXACTLY_ONE, LIST, MISSING, UNKNOWN, WRONG_TYPES
from leverpoint.reader.located import Located, read_file
from leverpoint.reader.schemas import file_schemas

SUFFIXES = (".yaml", ".yml", ".json")
FOLDERS = {"catalog": "catalog", "rubrics": "rubric", "rules": "rules"}
FILES = {"pack": "pack", "priority": "priority"}


@dataclass(frozen=True, slots=True)
class Document:
    """One file that was read: its kind, its data and where everything in it stands."""

    kind: str
    path: str
    located: Located

    @property
    def data(self) -> Any:
        """What the file says, as plain values."""
        return self.located.data

    def place(self, problem: Problem) -> Problem:
        """The problem with its file, line and column."""
        mark = self.located.mark(problem.pointer)
        return replace(problem, file=self.located.file, line=mark.line, column=mark.column)

    def problem(self, code: str, pointer: str, message: str, **more: Any) -> Problem:
        """A problem at a place of this file."""
        return self.place(Problem(code, message, pointer, **more))


@dataclass(slots=True)
class Folder:
    """The documents of one source, in the order of their paths, and every problem met while reading them."""

    path: Path
    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def of_kind(self, kind: str) -> Iterator[Document]:
        """The documents of one kind."""
        return (document for document in self.documents if document.kind == kind)


def read_folder(path: Path) -> Folder:
    """Read and check every file of a source. Problems are collected, nothing is raised."""
    folder, schemas = Folder(path), file_schemas()
    for kind, file in _files(path):
        try:
            document = Document(kind, file.relative_to(path).as_posix(), read_file(file))
        except RulebookError as error:
            folder.problems.extend(error.problems)
            continue
        found = list(problems_of(document.data, schemas[kind]))
        folder.problems.extend(document.place(problem) for problem in found)
        if not found:
            folder.documents.append(document)
    if not folder.documents and not folder.problems:
        folder.problems.append(Problem("no-files", "there are no rule files here", file=str(path)))
    return folder


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(path.rglob("*")):
        if file.suffix not in SUFFIXES or not file.is_file():
            continue
        parts = file.relative_to(path).parts
        kind = FILES.get(file.stem) if len(parts) == 1 else FOLDERS.get(parts[0])
        if kind:
            yield kind, file


def problems_of(data: Any, schema: Schema) -> Iterator[Problem]:
    """Everything that the schema finds wrong with `data`, each with its JSON Pointer."""
    if schema.many and not isinstance(data, list):
        yield Problem("wrong-type", LIST, found=data)
        return
    try:
        schema.load(data)
    except ValidationError as error:
        yield from _flattened(error.messages, data, "", schema)


def _flattened(messages: Any, data: Any, pointer: str, schema: Schema) -> Iterator[Problem]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _entry(key, inner, data, pointer, schema)
        return
    for message in messages:
        yield Problem(_code(message), message, pointer, found=_brief(data))


def _entry(key: Any, inner: Any, data: Any, pointer: str, schema: Schema) -> Iterator[Problem]:
    name = "from" if key == "from_" else key
    below = f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}"
    if inner == [UNKNOWN]:
        yield _unknown(str(name), below, pointer, schema)
    elif inner == [MISSING]:
        yield Problem("missing-field", f"'{name}' {MISSING[5:]}", pointer, expected=str(name))
    elif key == "_schema" or _is_dict_layer(key, inner, data):
        yield from _flattened(inner, data, pointer, schema)
    else:
        yield from _flattened(inner, _below(data, key), below, schema)


def _is_dict_layer(key: Any, inner: Any, data: Any) -> bool:
    # marshmallow puts what is wrong with an entry of a mapping one layer down, under "key" or "value"
    return key in ("key", "value") and not (isinstance(data, Mapping) and key in data)


def _unknown(name: str, below: str, pointer: str, schema: Schema) -> Problem:
    known = _known_at(pointer, schema)
    more = "; assessments are about organizations and adults, never about a student" if _names_a_student(name) else ""
    return Problem("unknown-field", f"there is no field '{name}' here{more}", below, found=name,
                   expected=", ".join(known) or None, suggestion=nearest(name, known))  # fmt: skip


def _names_a_student(name: str) -> bool:
    return any(word in name.lower() for word in ("student", "pupil", "learner", "child"))


def _known_at(pointer: str, schema: Schema) -> Sequence[str]:
    for part in pointer.split("/")[1:]:
        if part.isdigit():
            continue
        inner = next((f for f in schema.fields.values() if (f.data_key or f.name) == part), None)
        inner = getattr(inner, "inner", inner)
        inner = getattr(inner, "value_field", inner)
        if not hasattr(inner, "schema"):
            return ()
        schema = inner.schema
    return [one.data_key or name for name, one in schema.fields.items()]


def _below(data: Any, key: Any) -> Any:
    if isinstance(data, Mapping):
        return data.get(key)
    return data[key] if isinstance(data, list) and isinstance(key, int) and key < len(data) else None


def _code(message: str) -> str:
    if EXACTLY_ONE in message:
        return "exactly-one"
    if message == DAY:
        return "bad-date"
    return "wrong-type" if message in WRONG_TYPES else "wrong-value"


def _brief(data: Any) -> Any:
    return data if isinstance(data, bool | int | float | str) and len(str(data)) <= 80 else None
