"""Which files make up a source, which kind each is, and what it says once its schema is satisfied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from marshmallow import Schema, ValidationError

from leverpoint.errors import Problem, RulebookError, nearest
from leverpoint.reader.fields import DAY, EXACTLY_ONE, LIST, MISSING, MUST_BE, ONE_OF, UNKNOWN, WRONG_TYPES, Table
from leverpoint.reader.located import Located, read_text
from leverpoint.reader.manifest import manifest_problems
from leverpoint.reader.schemas import file_schemas
from leverpoint.reader.tree import Tree, folder_tree
from leverpoint.reader.zipped import zip_tree

SUFFIXES = (".yaml", ".yml", ".json")
FOLDERS = {"catalog": "catalog", "rubrics": "rubric", "rules": "rules"}
PLACES = (*FOLDERS, "scenarios")
MOST_FILES, MOST_BYTES = 500, 4 * 1024 * 1024
FILES = {"pack": "pack", "priority": "priority", "overlays": "overlays"}


@dataclass(frozen=True, slots=True)
class Document:
    """One file that was read: its kind, its data and where everything in it stands.

    `faulty` holds the positions of the rules of a rules file that their schema refuses; the others can be checked.
    """

    kind: str
    path: str
    located: Located
    faulty: frozenset[int] = frozenset()

    @property
    def data(self) -> Any:
        """What the file says, as plain values."""
        return self.located.data

    def place(self, problem: Problem) -> Problem:
        """The problem with its file, line and column, and in a file of rules the id of its rule.

        Where a key is what is wrong, the place is the key's: its value may begin on another line.
        """
        is_key = problem.pointer.rpartition("/")[2] == _escaped(problem.found)
        mark = self.located.key_mark(problem.pointer) if is_key else self.located.mark(problem.pointer)
        rule = self._rule_at(problem.pointer) if self.kind == "rules" else problem.rule
        return replace(problem, file=self.located.file, line=mark.line, column=mark.column, rule=rule)

    def _rule_at(self, pointer: str) -> str | None:
        position = pointer.split("/")[1:2]
        data = self.data[int(position[0])] if position and isinstance(self.data, list) else None
        name = data.get("id") if isinstance(data, Mapping) else None
        return name if isinstance(name, str) else None

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


def read_folder(tree: Tree) -> Folder:
    """Read and check every file of a source. Problems are collected, nothing is raised."""
    folder, schemas = Folder(tree.root), file_schemas()
    files = list(_files(tree))
    if len(files) > MOST_FILES or sum(tree.sizes[name] for _, name in files) > MOST_BYTES:
        message = f"these are more than {MOST_FILES} files or {MOST_BYTES:,} bytes, the most that one source has"
        folder.problems.append(Problem("too-large", message, file=str(tree.root)))
        files = [(kind, name) for kind, name in files if kind == "pack"]  # it still says who is concerned
    for kind, name in files:
        _add(folder, kind, name, tree, schemas[kind])
    if not folder.documents and not folder.problems:
        folder.problems.append(Problem("no-files", "there are no rule files here", file=str(tree.root)))
    folder.problems.extend(_misplaced(tree))
    pack = next(folder.of_kind("pack"), None)
    folder.problems.extend(manifest_problems(tree, pack.data if pack else {}))
    return folder


def tree_of(path: Path) -> Tree:
    """The files of a folder, or of a zip. Raises RulebookError for a zip that is not to be read."""
    return zip_tree(path) if is_zip(path) else folder_tree(path)


def is_zip(path: Path) -> bool:
    """Whether a path is a pack in one file."""
    return path.suffix.lower() == ".zip" and path.is_file()


def _add(folder: Folder, kind: str, name: str, tree: Tree, schema: Schema) -> None:
    try:
        file = tree.file(name)
        document = Document(kind, name, read_text(file.content, file.shown))
    except RulebookError as error:
        folder.problems.extend(error.problems)
        return
    found = list(problems_of(document.data, schema))
    folder.problems.extend(document.place(problem) for problem in found)
    if not found:
        folder.documents.append(document)
    elif kind == "rules" and isinstance(document.data, list):
        folder.documents.append(replace(document, faulty=frozenset(_positions(found))))


def _positions(problems: Iterable[Problem]) -> Iterator[int]:
    return (int(problem.pointer.split("/")[1]) for problem in problems)


def _files(tree: Tree) -> Iterator[tuple[str, str]]:
    for name in tree.sizes:
        if kind := kind_of(name):
            yield kind, name


def _misplaced(tree: Tree) -> Iterator[Problem]:
    """Files from which nothing is read because they, or the folders they lie in, are called only nearly right."""
    for name in tree.sizes:
        path = PurePosixPath(name)
        top, known = (path.parts[0], PLACES) if len(path.parts) > 1 else (path.stem, (*PLACES, "overlays"))
        if path.suffix not in SUFFIXES or kind_of(name) or (top == "scenarios" and len(path.parts) > 1):
            continue
        if near := nearest(top, known):
            message = "nothing is read from here: it lies where no file of a source does"
            right = f"{near}{path.suffix}" if near == "overlays" else f"{near}/{path.name}"
            yield Problem("misplaced-file", message, file=tree.shown(name), found=name, suggestion=right)


def kind_of(name: str) -> str | None:
    """What kind of file a name within a source is; None for whatever is none of its rules, such as a README."""
    path = PurePosixPath(name)
    if path.suffix not in SUFFIXES:
        return None
    return FILES.get(path.stem) if len(path.parts) == 1 else FOLDERS.get(path.parts[0])


def problems_of(data: Any, schema: Schema) -> Iterator[Problem]:
    """Everything that the schema finds wrong with `data`, each with its JSON Pointer."""
    if schema.many and not isinstance(data, list):
        yield _unfit(LIST, data, "")
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
        yield _unfit(message, data, pointer)


def _unfit(message: str, data: Any, pointer: str) -> Problem:
    _, sign, after = message.partition(MUST_BE if message.startswith(MUST_BE) else EXACTLY_ONE)
    expected = after.strip() if sign else None
    words = message.removeprefix(ONE_OF).split(", ") if message.startswith(ONE_OF) and isinstance(data, str) else ()
    near = nearest(data, words) if words else None
    return Problem(_code(message), message, pointer, found=_brief(data), expected=expected, suggestion=near)


def _entry(key: Any, inner: Any, data: Any, pointer: str, schema: Schema) -> Iterator[Problem]:
    below = f"{pointer}/{_escaped(key)}"
    if inner == [UNKNOWN]:
        yield _unknown(str(key), below, pointer, schema)
    elif inner == [MISSING]:
        yield Problem("missing-field", f"'{key}' {MISSING[5:]}", pointer, expected=str(key))
    elif key == "_schema" or _is_dict_layer(key, data):
        yield from _flattened(inner, data, pointer, schema)
    else:
        yield from _flattened(inner, _below(data, key), below, schema)


def _is_dict_layer(key: Any, data: Any) -> bool:
    # marshmallow puts what is wrong with an entry of a mapping one layer down, under "key" or "value"
    return key in ("key", "value") and not (isinstance(data, Mapping) and key in data)


def _unknown(name: str, below: str, pointer: str, schema: Schema) -> Problem:
    known = _known_at(pointer, schema)
    more = "; assessments are about organizations and adults, never about a student" if _names_a_student(name) else ""
    return Problem(
        "unknown-field",
        f"there is no field '{name}' here{more}",
        below,
        found=name,
        expected=", ".join(known) or None,
        suggestion=nearest(name, known),
    )


def _names_a_student(name: str) -> bool:
    return any(word in name.lower() for word in ("student", "pupil", "learner", "child"))


def _known_at(pointer: str, schema: Schema) -> Sequence[str]:
    parts = iter(pointer.split("/")[1:])
    for part in parts:
        if part.isdigit():
            continue
        below: Any = next((one for name, one in schema.fields.items() if (one.data_key or name) == part), None)
        if isinstance(below, Table):
            next(parts, None)  # one of its ids
            below = below.value_field
        below = getattr(below, "inner", below)
        if not hasattr(below, "schema"):
            return ()
        schema = below.schema
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


def _escaped(key: Any) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def _brief(data: Any) -> Any:
    return data if isinstance(data, bool | int | float | str) and len(str(data)) <= 80 else None
