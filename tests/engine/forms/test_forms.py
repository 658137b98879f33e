"""Forms ask a role everything, in its own words, and what people write into them is understood."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from leverpoint import (
    AssessmentError,
    Rulebook,
    RulebookError,
    UnknownIdError,
    load_rulebook,
    read_request,
    shipped_rules,
)
from leverpoint.forms.answers import meaning
from leverpoint.forms.filled import MARKER, read_form, read_request_text
from leverpoint.forms.questions import Choice, form_for
from leverpoint.forms.write import FORMATS, written
from leverpoint.model import Assessment
from leverpoint.reader import Located

TODAY = dt.date(2026, 2, 2)
ROLES = ("state", "district", "school", "higher_ed")
NAMES = {"yaml": "form.yaml", "csv": "form.csv", "markdown": "form.md"}
HEADER = "id,title,question,choices,answer\n"


@pytest.fixture(scope="module")
def shipped() -> Rulebook:
    """The rules that come with Leverpoint."""
    return load_rulebook(shipped_rules())


def _read(text: str | bytes, name: str, rulebook: Rulebook) -> Located:
    return read_request_text(text if isinstance(text, bytes) else text.encode(), name, rulebook.vocabulary)


def _assessment(text: str | bytes, name: str, rulebook: Rulebook) -> Assessment:
    return read_request(_read(text, name, rulebook).data, rulebook, TODAY)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("format_", FORMATS)
def test_every_question_and_level_is_there(shipped: Rulebook, role: str, format_: str) -> None:
    """Of the shipped rubrics: each question and descriptor as the role reads it, and what the role is asked besides."""
    form = written(form_for(shipped, role), format_)
    text = " ".join(form.replace("\n", " ").replace("#", " ").replace('""', '"').split())
    for row in shipped.catalog.criteria().values():
        wording = row.wording(role)
        for said in (row.id, row.title, wording.question, *(level.descriptor for level in wording.levels)):
            assert " ".join(said.split()) in text
    assert ("policy-status" in form) is (role == "state")
    assert "Designing the Infrastructure for Learning" in text


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("format_", FORMATS)
def test_a_blank_form_is_read_as_a_question_without_answers(shipped: Rulebook, role: str, format_: str) -> None:
    """Each format reads back, for each role of the shipped rules, with the versions of the rubrics it was made from."""
    found = _assessment(written(form_for(shipped, role), format_), NAMES[format_], shipped)
    assert (found.roles, found.ratings, found.not_applicable, dict(found.context)) == ((role,), {}, frozenset(), {})
    assert found.rubrics == {rubric.id: rubric.version for rubric in shipped.catalog.rubrics.values()}


@pytest.mark.parametrize("format_", ["csv", "markdown"])
def test_a_form_is_recognized_without_its_name(library: Rulebook, format_: str) -> None:
    """On standard input there is no name to go by, so the beginning tells."""
    text = written(form_for(library, "branch"), format_)
    for start in ("", "\ufeff"):
        assert _assessment((start + text).encode(), "standard input", library).roles == ("branch",)


def test_a_role_that_nobody_has(library: Rulebook) -> None:
    """Only a role of the rulebook has a form."""
    with pytest.raises(UnknownIdError):
        form_for(library, "brunch")


def test_a_rulebook_without_context_questions_has_no_section_for_them(library: Rulebook) -> None:
    """What is asked of one role alone stands in that role's form only."""
    assert "has-partner" in written(form_for(library, "branch"), "yaml")
    assert "has-partner" not in written(form_for(library, "town"), "yaml")


def test_a_choice_says_its_value_and_its_name_once() -> None:
    """A label that repeats the value is left out."""
    assert [str(Choice("1", "Not yet", "Nothing.")), str(Choice("a", "a")), str(Choice("a", "A"))] == [
        "1 Not yet: Nothing.",
        "a",
        "a A",
    ]


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("people.trust", "", None),
        ("people.trust", "  ", None),
        ("people.trust", "1", 1),
        ("people.trust", " 2 ", 2),
        ("people.trust", "1.0", 1),
        ("people.trust", "-1", -1),
        ("people.trust", "growing", 1),
        ("people.trust", "1 Growing", 1),
        ("people.trust", "1: Some do.", 1),
        ("people.trust", "n/a", "n/a"),
        ("people.trust", "N.A.", "n/a"),
        ("people.trust", "Not applicable", "n/a"),
        ("people.trust", "12", 12),
        ("people.trust", "high", "high"),
        ("phase", "starting", "starting"),
        ("phase", "STARTING", "starting"),
        ("phase", "Just starting", "starting"),
        ("phase", "begun", "begun"),
        ("phase", "n/a", None),
        ("has-partner", "yes", True),
        ("has-partner", "Y", True),
        ("has-partner", "x", True),
        ("has-partner", "TRUE", True),
        ("has-partner", "No", False),
        ("has-partner", "0", False),
        ("has-partner", "perhaps", "perhaps"),
        ("staff", "1,200", 1200),
        ("staff", "1 200", 1200),
        ("staff", "7", 7),
        ("staff", "many", "many"),
        ("staff", "9" * 400, "9" * 400),
        ("visits", "120.5", 120.5),
        ("visits", "-3", -3),
        ("nothing", "1", 1),
        ("nothing", "much", "much"),
        ("nothing", "", None),
    ],
)
def test_what_people_write_is_understood(library: Rulebook, fact: str, text: str, value: Any) -> None:
    """Levels by number or name, choices by value or label, yes and no, numbers with separators; the rest is kept."""
    found = meaning(library.vocabulary.find(fact), text)
    assert (found, type(found)) == (value, type(value))


def test_headings_of_a_form_become_the_request(library: Rulebook) -> None:
    """Role, day, organization and versions of the rubrics are read from the form too."""
    rows = "roles,,,,branch; town\nrubrics,,,,people 3\nassessed_on,,,,2026-02-01\norganization.name,,,,Harbour\n"
    rows += "organization.system,,,,local\norganization.identifier,,,,007\n"
    found = _assessment(HEADER + rows.replace("branch; town", '"town, branch"'), "form.csv", library)
    assert (found.roles, found.assessed_on, found.rubrics) == (("town", "branch"), dt.date(2026, 2, 1), {"people": "3"})
    assert (found.organization.name, found.organization.identifier) == ("Harbour", "007")


def test_headings_in_markdown(library: Rulebook) -> None:
    """The same from a list above the first question; other lists there are left alone."""
    lines = ("Role: branch", "Assessed on: 2026-02-01", "Organization: Harbour", "Note: by us all", "[x] `1` no")
    text = "\n- ".join((MARKER, *lines))
    found = _assessment(text, "form.md", library)
    assert (found.roles, found.assessed_on, found.organization.name) == (("branch",), dt.date(2026, 2, 1), "Harbour")


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEADER + "roles,,,,branch\npeople.trust,,,,1\n",
        HEADER.replace(",", ";") + "roles;;;;branch\npeople.trust;;;;1\n",
        HEADER.replace(",", "\t") + "roles\t\t\t\tbranch\npeople.trust\t\t\t\t1\n",
        "Answer,ID,Note\nbranch,roles\n1,people.trust,we argued\n,place.hours\n\n,,\nlost,,\n",
        (HEADER + "roles,,,,branch\npeople.trust,,,,1\n").replace("\n", "\r\n"),
        '"id","answer"\n"roles","branch"\n"people.trust","1"\n',
    ],
)
def test_spreadsheets_save_in_many_ways(library: Rulebook, text: str) -> None:
    """Commas, semicolons or tabs; columns moved, added or cut short; empty rows; any line ends."""
    found = _assessment(text, "form.csv", library)
    assert (found.roles, {name: dict(by) for name, by in found.ratings.items()}) == (
        ("branch",),
        {"people.trust": {"": 1}},
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_spreadsheets_save_in_many_encodings(library: Rulebook, encoding: str) -> None:
    """What Excel makes of a file does not stop it from being read."""
    text = HEADER + "roles,,Who’s there?,,branch\norganization.name,,,,Café\npeople.trust,,,,1\n"
    found = _assessment(text.encode(encoding), "form.csv", library)
    assert (found.organization.name, list(found.ratings)) == ("Café", ["people.trust"])


@pytest.mark.parametrize(
    "line",
    ["- [x] `1` **Growing.** Some do.", "* [X] `1`", "+ [ x ] `1` Growing", "  - [✓] `1`", "- \\[x\\] `1`", "Answer: 1",
     "**Answer:** 1"],
)  # fmt: skip
def test_boxes_are_ticked_in_many_ways(library: Rulebook, line: str) -> None:
    """Whatever stands between the brackets ticks the box, and an answer may be written out as well."""
    text = (
        f"{MARKER}\n- Role: branch\n\n## People\n\n### Trust (`people.trust`)\n\n- [ ] `0` Absent\n{line}\n- [] `2`\n"
    )
    assert dict(_assessment(text, "form.md", library).ratings["people.trust"]) == {"": 1}


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("form.csv", "id,title\nroles,x\n", "form-columns at line 1"),
        ("form.csv", "", "form-columns at line 1"),
        ("form.csv", HEADER + "roles,,,,\"" + "x" * 140_000 + "\"\n", "form-syntax at line 2"),
        ("form.csv", "x" * 1_048_577, "too-large at line None"),
        ("form.md", "## A (`people.trust`)\n- [x] `0`\n- [x] `1`\n", "several-answers at line 3"),
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_read(library: Rulebook, name: str, text: str, problem: str) -> None:
    """What is no form, or answers twice, is refused with its place."""
    with pytest.raises(AssessmentError) as caught:
        _read(text, name, library)
    (found,) = caught.value.problems
    assert f"{found.code} at line {found.line}" == problem
    assert found.file == name


def test_what_does_not_fit_is_found_where_it_is_written(library: Rulebook) -> None:
    """The places of a form's answers lead to its lines, also past answers that span several."""
    text = HEADER + 'roles,,,,branch\npeople.trust,,,"0 a\n1 b",9\nphase,,,,begun\npeople.trast,,,,1\nweather,,,,fine\n'
    located = _read(text, "form.csv", library)
    with pytest.raises(AssessmentError) as caught:
        read_request(located.data, library, TODAY)
    places = {problem.code: located.mark(problem.pointer).line for problem in caught.value.problems}
    assert places == {"level-off-scale": 3, "wrong-value": 5, "unknown-criterion": 6, "unknown-fact": 7}


def test_a_criterion_twice_in_a_form_is_refused(library: Rulebook) -> None:
    """Two rows for one question are two answers."""
    located = _read(HEADER + "roles,,,,branch\npeople.trust,,,,1\npeople.trust,,,,2\n", "form.csv", library)
    with pytest.raises(AssessmentError) as caught:
        read_request(located.data, library, TODAY)
    assert [problem.code for problem in caught.value.problems] == ["duplicate-criterion"]


@pytest.mark.parametrize(
    "text", ["3", "[1]", "assessment: 3", "assessment: {ratings: 3}", "assessment: {ratings: [3]}"]
)
def test_yaml_that_is_no_request_is_left_to_the_schema(library: Rulebook, text: str) -> None:
    """Looking for n/a changes nothing in what is no request."""
    assert _read(text, "x.yaml", library).data == read_form_free(text)


def read_form_free(text: str) -> Any:
    """The data of a YAML text, without looking for n/a."""
    from leverpoint.reader import read_text

    return read_text(text, "x.yaml").data


def test_broken_yaml_is_broken(library: Rulebook) -> None:
    """A request that is no YAML raises what the reader raises."""
    with pytest.raises(RulebookError):
        _read("a: [", "x.yaml", library)


def test_the_kind_of_a_form_can_be_said(library: Rulebook) -> None:
    """A caller who knows what it is need not rely on the name."""
    assert read_form(b"id,answer\nroles,branch\n", "upload", "csv", library.vocabulary).data["roles"] == ["branch"]
