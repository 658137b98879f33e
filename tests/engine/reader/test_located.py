"""What `leverpoint.reader.located` reads, where it says that things stand, and what it refuses."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from leverpoint.errors import Problem, RulebookError
from leverpoint.reader import located
from leverpoint.reader.located import Limits, Located, Mark, read_file, read_text, reading
from leverpoint.reader.located.yaml_events import yaml_events

CASES = yaml.safe_load((Path(__file__).parent / "located_cases.yaml").read_text("utf-8"))

RULE = """\
# A rule.
- id: core.protect-time
  roles: [school, district]   # both
  when:
    all:
      - learning.collaboration: {at_most: 2}
  because: >
    Time comes
    first.
  effective:
    until:
"""
RULE_DATA = [
    {
        "id": "core.protect-time",
        "roles": ["school", "district"],
        "when": {"all": [{"learning.collaboration": {"at_most": 2}}]},
        "because": "Time comes first.\n",
        "effective": {"until": None},
    }
]
RULE_MARKS = {
    "": (2, 1),
    "/0": (2, 3),
    "/0/id": (2, 7),
    "/0/roles": (3, 10),
    "/0/roles/0": (3, 11),
    "/0/roles/1": (3, 19),
    "/0/when": (5, 5),
    "/0/when/all": (6, 7),
    "/0/when/all/0": (6, 9),
    "/0/when/all/0/learning.collaboration": (6, 33),
    "/0/when/all/0/learning.collaboration/at_most": (6, 43),
    "/0/because": (7, 12),
    "/0/effective": (11, 5),
    "/0/effective/until": (11, 11),
}
RULE_KEY_MARKS = {
    "/0/id": (2, 3),
    "/0/roles": (3, 3),
    "/0/when": (4, 3),
    "/0/when/all": (5, 5),
    "/0/when/all/0/learning.collaboration": (6, 9),
    "/0/when/all/0/learning.collaboration/at_most": (6, 34),
    "/0/because": (7, 3),
    "/0/effective": (10, 3),
    "/0/effective/until": (11, 5),
}

PLAIN = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None, "nULL": "nULL",
    "true": True, "True": True, "TRUE": True, "tRUE": "tRUE", "false": False, "False": False, "FALSE": False,
    "no": "no", "No": "No", "on": "on", "off": "off", "yes": "yes", "y": "y", "n": "n",
    "0": 0, "-0": 0, "+12": 12, "0123": 123, "-0123": -123, "0o17": 15, "0x1f": 31, "0xFF": 255,
    "017_0": "017_0", "1_000": "1_000", "0b11": "0b11", "-0x1F": "-0x1F", "0o8": "0o8", "0O17": "0O17",
    "9007199254740992": 2**53, "-9007199254740992": -(2**53), "0" * 5000 + "7": 7,
    "1.5": 1.5, "1.": 1.0, ".5": 0.5, "-.5": -0.5, "+1.5": 1.5, "1e5": 1e5, "1E5": 1e5, "1.0e+5": 1e5, "1e-3": 1e-3,
    ".": ".", "--": "--", "+": "+", "1e": "1e", "e5": "e5", "1.5.2": "1.5.2", "1,5": "1,5", ".e5": ".e5", "١": "١",
    "2026-02-01": "2026-02-01", "2026-02-01T10:00:00Z": "2026-02-01T10:00:00Z", "12:30": "12:30",
    "inf": "inf", "nan": "nan", "NaN": "NaN", ".Nan": ".Nan", "-.nan": "-.nan", "=": "=", "EQ1": "EQ1",
}  # fmt: skip

READ = [
    ("a: 'no'\nb: \"1\"\nc: |\n  1\n", {"a": "no", "b": "1", "c": "1\n"}),
    ("'1': a\n\"true\": b\n'': c\n'<<': d\n", {"1": "a", "true": "b", "": "c", "<<": "d"}),
    ("%YAML 1.2\n---\na: 1\n...\n", {"a": 1}),
    ("# yaml-language-server: $schema=x.json\na: b # c\n", {"a": "b"}),
    ("a: 1\r\nb:\r- 2\n", {"a": 1, "b": [2]}),
    ("? a\n: - b\n", {"a": ["b"]}),
    ("{a: 1, b: [c,], }", {"a": 1, "b": ["c"]}),
    ("{\n\t\"a\":\t[1]\n}", {"a": [1]}),
    ('\t{"a"\n:\t1}', {"a": 1}),
    ('{"a":"\\ud83d\\ude00\\/\\u00e9\\n"}', {"a": "😀/é\n"}),
    ('a: "\\U0001F600\\x41\\0"', {"a": "😀A\0"}),
    ("a: 😀\nb: é\n", {"a": "😀", "b": "é"}),
    ("null", None),
    ("-1", -1),
    ("just text", "just text"),
]  # fmt: skip
READ_JSON = [
    ('{"a": [1, -0, 1e5, 0.5E-1, true, false, null, "\\/"]}', {"a": [1, 0, 1e5, 0.05, True, False, None, "/"]}),
    ('["\u2028\u2029\x7f\x85\ufffe\ufeff"]', ["\u2028\u2029\x7f\x85\ufffe\ufeff"]),
    ('["\\ud83d\\ude00", "\\u0000"]', ["😀", "\0"]),
    ('{"' + "k" * 2000 + '" \r\n: 1}', {"k" * 2000: 1}),
    ('{"<<": {"1": "*a"}}', {"<<": {"1": "*a"}}),
    (' "x" ', "x"),
    ("12", 12),
]

Scalar = None | bool | int | float | str


def problems_of(text: bytes | str, file: str = "file.yaml", limits: Limits | None = None) -> tuple[Problem, ...]:
    """The problems for which a text is refused."""
    try:
        read_text(text, file, limits or Limits())
    except RulebookError as error:
        return error.problems
    return ()


def places(problems: tuple[Problem, ...]) -> list[str]:
    """The problems as the cases write them."""
    return [f"{problem.code} {problem.line}:{problem.column} {problem.pointer}" for problem in problems]


@pytest.fixture(params=["in C", "in Python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both of PyYAML's parsers, one after the other."""
    events = partial(yaml_events, with_libyaml=request.param == "in C")
    monkeypatch.setattr(reading, "_YAML", reading._YAML._replace(events=events))
    return str(request.param)


def same(left: Any, right: Any) -> bool:
    """Equal, with numbers of the same type: in Python 1, 1.0 and True are equal."""
    return left == right and repr(left) == repr(right)


def test_public_names() -> None:
    """The package offers these names and no others."""
    assert set(located.__all__) == {"Limits", "Located", "Mark", "read_file", "read_text"}


@pytest.mark.parametrize(("text", "value"), PLAIN.items())
def test_plain_scalars(text: str, value: Scalar) -> None:
    """Text without quotes has the value that the core schema of YAML 1.2 gives it."""
    assert same(read_text(f"a: {text}\n", "file.yaml").data, {"a": value})


@pytest.mark.parametrize("text", [text for text in PLAIN if text not in {"", "1,5"}])
def test_quoted_scalars(text: str) -> None:
    """Text in quotes is text, whatever it looks like."""
    assert read_text(f"['{text}', \"{text}\"]", "file.yaml").data == [text, text]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("text", "data"), READ)
def test_yaml_is_read(text: str, data: Any, parser: str) -> None:
    """YAML gives plain data, from text and from bytes, with a byte order mark and without."""
    if parser == "in Python" and "\t" in text.lstrip():
        text = text.replace("\t", " ")
    for source in (text, text.encode(), text.encode("utf-8-sig"), "\ufeff" + text):
        assert same(read_text(source, "file.yaml").data, data)


@pytest.mark.parametrize(("text", "data"), READ_JSON)
def test_json_is_read(text: str, data: Any) -> None:
    """All of JSON gives plain data in a file named .json, where YAML reads it otherwise too."""
    assert same(read_text(text, "file.json").data, data)
    assert same(read_text(text.encode("utf-8-sig"), "file.JSON").data, data)


@pytest.mark.usefixtures("parser")
def test_where_things_stand() -> None:
    """Each value and each key has the line and the column of its first character; nothing stands where it would."""
    rule = read_text(RULE, "rule.yaml")
    assert (rule.data, rule.file) == (RULE_DATA, "rule.yaml")
    assert dict(rule.marks) == {pointer: Mark(*place) for pointer, place in RULE_MARKS.items()}
    assert dict(rule.key_marks) == {pointer: Mark(*place) for pointer, place in RULE_KEY_MARKS.items()}
    assert (len(rule.marks), len(rule.key_marks)) == (len(RULE_MARKS), len(RULE_KEY_MARKS))


@pytest.mark.parametrize(
    ("text", "file", "place"),
    [
        ("\ufeffa: [é, 😀, x]\n", "f.yaml", (1, 11)),
        ("# one\r\n# two\ra: [1,\t2, x]\n", "f.yaml", (3, 11)),
        ("a: ['one\n\n  two', 2, x]\n", "f.yaml", (3, 12)),
        ('\ufeff{"a": ["é\\n😀", 2, "x"]}', "f.json", (1, 19)),
        ('{\r\n\t"a":\r[1, 2,\n\t"x"]}', "f.json", (4, 2)),
    ],
)
def test_columns_count_characters(text: str, file: str, place: tuple[int, int]) -> None:
    """Columns count characters, tabs as one; every kind of line break starts a line; a byte order mark is no column."""
    assert read_text(text, file).mark("/a/2") == Mark(*place)


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        ("", (1, 1), (1, 1)),
        ("/a~1b", (2, 3), (1, 1)),
        ("/a~1b/~0x", (2, 7), (2, 3)),
        ("/a~1b/~0x/1", (2, 11), (2, 11)),
        ("/a~1b/~0x/1/deeper/still", (2, 11), (2, 11)),
        ("/a~1b/~0x/2", (2, 7), (2, 7)),
        ("/a~1b/~0x/-1", (2, 7), (2, 7)),
        ("/a~1b/~0x/01", (2, 7), (2, 7)),
        ("/a~1b/missing", (2, 3), (2, 3)),
        ("/a/b", (1, 1), (1, 1)),
        ("no pointer", (1, 1), (1, 1)),
    ],
)
def test_nearest_mark(pointer: str, value: tuple[int, int], key: tuple[int, int]) -> None:
    """A pointer to nothing has the place of the nearest value around it, and so has the key of what has none."""
    read = read_text("a/b:\n  ~x: [1, 2]\n", "file.yaml")
    assert (read.mark(pointer), read.key_mark(pointer)) == (Mark(*value), Mark(*key))


def test_unknown_marks() -> None:
    """Data that was never read has all its places at the start."""
    assert Located({"a": 1}, "made up").mark("/a") == Mark(1, 1)
    assert Located({"a": 1}, "made up").key_mark("/a") == Mark(1, 1)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_refused(case: dict[str, Any], parser: str) -> None:
    """A file that breaks the rules is refused with all its problems, each where its author would look."""
    source = case["bytes"].encode("latin-1") if "bytes" in case else case["text"]
    file = case.get("file", "file.yaml")
    problems = problems_of(source, file)
    expected = case.get("python", case["problems"]) if parser == "in Python" else case["problems"]
    assert places(problems) == expected
    assert case.get("says", "") in "\n".join(problem.message for problem in problems)
    assert all(problem.file == file for problem in problems)


def test_half_a_character_in_text() -> None:
    """Text that cannot be written as UTF-8 is refused where it cannot."""
    assert places(problems_of("a: 1\nb: \ud83d\n")) == ["encoding 2:4 "]


@pytest.mark.parametrize(
    ("limits", "fits", "refused", "place"),
    [
        (Limits(max_bytes=6), "a: é\n", "a: éé\n", "too-large 1:1 "),
        (Limits(max_bytes=6), b"a: \xc3\xa9\n", b"a: \xc3\xa9 \n", "too-large 1:1 "),
        (Limits(max_depth=2), "a: [1]", "a: [1, [2]]", "too-deep 1:8 /a/1"),
        (Limits(max_depth=2), '{"a": [1]}', '{"a": [1, [2]]}', "too-deep 1:11 /a/1"),
        (Limits(max_depth=0), "a", "[]", "too-deep 1:1 "),
        (Limits(max_nodes=4), "a: 1\nb: [2]", "a: 1\nb: [2, 3]", "too-many-nodes 2:8 /b/1"),
        (Limits(max_nodes=2), "[[]]", "[[], {}]", "too-many-nodes 1:6 /1"),
    ],
)
def test_limits(limits: Limits, fits: bytes | str, refused: bytes | str, place: str) -> None:
    """What reaches a limit is read; one more is refused where it stands."""
    assert read_text(fits, "file.yaml", limits).file == "file.yaml"
    assert places(problems_of(refused, "file.yaml", limits)) == [place]


@pytest.mark.parametrize("text", ["a: 1\n" * 9, "a\0\0\0\0\0"])
def test_most_problems(text: str) -> None:
    """After the largest number of problems no more are looked for."""
    assert len(problems_of(text, limits=Limits(max_problems=3))) == 3


@pytest.mark.parametrize("file", ["file.yaml", "file.json"])
@pytest.mark.parametrize("start", ["[", "{a: ", '{"a":', "- ", "? ", "[{? ", "? - ", "[a: ", "%TAG !a! b\n"])
def test_hostile_nesting_ends(start: str, file: str) -> None:
    """Text that would keep the parser busy for minutes is refused early."""
    assert problems_of(start * (1_000_000 // len(start)), file)


def test_file_is_read(tmp_path: Path) -> None:
    """A file is read from its path, which names it unless another name is given."""
    path = tmp_path / "rule.yaml"
    path.write_text(RULE, "utf-8")
    assert read_file(path) == read_text(RULE, str(path))
    assert read_file(path, name="rules/rule.yaml").file == "rules/rule.yaml"


def test_large_file_is_refused(tmp_path: Path) -> None:
    """A file that is too large is refused, under its name."""
    path = tmp_path / "large.yaml"
    path.write_text("# large\n", "utf-8")
    with pytest.raises(RulebookError) as caught:
        read_file(path, Limits(max_bytes=7), "large")
    assert (places(caught.value.problems), caught.value.problems[0].file) == (["too-large 1:1 "], "large")


def test_unreadable_file(tmp_path: Path) -> None:
    """A file that is missing, or is a folder, is a problem with its name and without a line."""
    for path in (tmp_path / "missing.yaml", tmp_path):
        with pytest.raises(RulebookError) as caught:
            read_file(path)
        assert places(caught.value.problems) == ["file-unreadable None:None "]
        assert caught.value.problems[0].file == str(path)
