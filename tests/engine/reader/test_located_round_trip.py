"""Whatever is written as JSON or YAML is read back as it was, and every mark points at the text it speaks of."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from leverpoint.reader.located import Mark, read_text
from leverpoint.reader.located.yaml_events import CONTROL_CHARACTER

Scalar = None | bool | int | float | str


def same(left: Any, right: Any) -> bool:
    """Equal, with numbers of the same type: in Python 1, 1.0 and True are equal."""
    return left == right and repr(left) == repr(right)


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)


def nested(keys: st.SearchStrategy[str], scalars: st.SearchStrategy[Scalar]) -> st.SearchStrategy[Any]:
    """Give lists and mappings of these inside each other."""
    return st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=20)


DATA = nested(st.text(), SCALARS)
# Text that may stand in YAML as it is: then quoted JSON text is quoted YAML text.
PRINTABLE = st.text().filter(lambda text: not CONTROL_CHARACTER.search(text))
PRINTABLE_DATA = nested(PRINTABLE, SCALARS.filter(lambda value: not isinstance(value, str)) | PRINTABLE)


class QuotingDumper(yaml.SafeDumper):
    """PyYAML's dumper with all text in double quotes, because it knows the words of YAML 1.1, not ours."""

    def ignore_aliases(self, data: object) -> bool:
        """Write a value out each time it occurs."""
        return True


QuotingDumper.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


@given(DATA, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_json_round_trip(data: Any, ascii_only: bool, indent: int | str | None) -> None:
    """What the standard library writes as JSON comes back as it was."""
    assert same(read_text(json.dumps(data, ensure_ascii=ascii_only, indent=indent), "file.json").data, data)


@given(DATA, st.sampled_from([None, True, False]), st.booleans())
def test_yaml_round_trip(data: Any, flow: bool | None, unicode: bool) -> None:
    """What PyYAML writes comes back as it was."""
    text = yaml.dump(data, Dumper=QuotingDumper, default_flow_style=flow, allow_unicode=unicode, sort_keys=False)
    assert same(read_text(text, "file.yaml").data, data)


def block(value: Any, indent: str = "") -> Iterator[str]:
    """Write a value as block YAML, its scalars and keys as JSON."""
    if not isinstance(value, dict | list) or not value:
        yield f" {json.dumps(value, ensure_ascii=False)}\n"
        return
    yield "\n"
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield f"{indent}{json.dumps(key, ensure_ascii=False)}:" if isinstance(value, dict) else f"{indent}-"
        yield from block(item, indent + "  ")


def walk(data: Any, pointer: str = "") -> Iterator[tuple[str, Any, str | None]]:
    """Give each value under `data` with its pointer, and its key where it has one."""
    for key, item in data.items() if isinstance(data, dict) else enumerate(data):
        here = f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
        yield here, item, str(key) if isinstance(data, dict) else None
        if isinstance(item, dict | list):
            yield from walk(item, here)


def stands_at(text: str, mark: Mark) -> str:
    """Give the text from a mark on. Only line feeds break these lines."""
    line = text.split("\n")[mark.line - 1 :]
    return "\n".join(line)[mark.column - 1 :]


def starts_with(text: str, value: Any) -> bool:
    """Tell whether the text starts with this value, written as JSON or as a block."""
    if isinstance(value, dict | list) and value and text[0] not in "{[":
        first = next(iter(value)) if isinstance(value, dict) else None
        return text.startswith("-") if isinstance(value, list) else starts_with(text, first)
    return same(json.JSONDecoder().raw_decode(text)[0], value)


@pytest.mark.parametrize(
    ("write", "file"),
    [
        (lambda data: "".join(block(data)), "file.yaml"),
        (lambda data: json.dumps(data, ensure_ascii=False, indent=1), "file.yaml"),
        (lambda data: json.dumps(data, indent="\t"), "file.json"),
    ],
    ids=["block", "flow", "json"],
)
@given(data=PRINTABLE_DATA)
def test_marks_point_at_the_text(write: Callable[[Any], str], file: str, data: Any) -> None:
    """Every value's and every key's mark points at the text that says it."""
    text = write({"data": data})
    read = read_text(text, file)
    expected = list(walk(read.data))
    assert same(read.data, {"data": data})
    assert list(read.marks) == ["", *(pointer for pointer, _, _ in expected)]
    assert list(read.key_marks) == [pointer for pointer, _, key in expected if key is not None]
    for pointer, value, key in expected:
        assert starts_with(stands_at(text, read.marks[pointer]), value)
        assert key is None or starts_with(stands_at(text, read.key_marks[pointer]), key)
