"""Write a blank form: as YAML that is a request already, as CSV for spreadsheets, as Markdown for a shared document."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from textwrap import wrap

from leverpoint.forms.filled import MARKER
from leverpoint.forms.questions import NOT_OURS, Form, Question
from leverpoint.reader.short_ratings import NOT_APPLICABLE

FORMATS = ("yaml", "csv", "markdown")
COLUMNS = ("id", "title", "question", "choices", "answer")
HEADINGS = {
    "roles": ("Role", "Who answers."),
    "rubrics": ("Rubrics", "Which versions of the rubrics these are."),
    "assessed_on": ("Assessed on", "The day, as YYYY-MM-DD."),
    "organization.name": ("Organization", "Its name, for your own use."),
    "organization.system": ("Identifier system", "nces-leaid, nces-school, ipeds-unitid, nces-state or local."),
    "organization.identifier": ("Identifier", "Its identifier in that system."),
}
"""What a form says about itself before the first question: the id of each entry, its title and a hint."""

_WIDTH = 100


def written(form: Form, format_: str) -> str:
    """The blank form as text in one of FORMATS. Filled in, each reads back as the same request."""
    match format_:
        case "yaml":
            return "\n".join(_yaml(form)) + "\n"
        case "csv":
            return _csv(form)
        case _:
            return "\n".join(_markdown(form)) + "\n"


def _known(form: Form) -> dict[str, str]:
    return {"roles": form.role.id, "rubrics": ", ".join(f"{name} {version}" for name, version in form.rubrics.items())}


def _yaml(form: Form) -> Iterator[str]:
    yield f"# Self-assessment: {form.role.title}. Written from {form.label}."
    yield "# Write a level after each `level:`. What you leave empty counts as not answered yet."
    yield f"# Write {NOT_APPLICABLE} where a question is not yours to answer."
    yield "# Then run: leverpoint advise FILE"
    yield f"roles: [{form.role.id}]"
    yield '# organization: {name: Riverside, system: nces-leaid, identifier: "9900010"}'
    yield "assessment:"
    yield "  assessed_on:  # the day, as YYYY-MM-DD"
    versions = ", ".join(f"{name}: {json.dumps(version)}" for name, version in form.rubrics.items())
    yield f"  rubrics: {{{versions}}}"
    yield "  ratings:"
    for section in form.sections:
        if section.is_context:
            yield from ("", f"# {section.title}", "context:")
        else:
            yield from ("", f"    # {section.title}")
        for question in section.questions:
            yield from _yaml_question(question, "  " if section.is_context else "    ")


def _yaml_question(question: Question, indent: str) -> Iterator[str]:
    yield ""
    for text in (question.title, question.text, question.hint):
        yield from _comment(text, f"{indent}# ")
    for choice in question.choices:
        yield from _comment(str(choice), f"{indent}#   ", f"{indent}#     ")
    if question.may_be_set_aside:
        yield f"{indent}- criterion: {question.fact}"
        yield f"{indent}  level:"
    else:
        yield f"{indent}{question.fact}:"


def _comment(text: str, first: str, further: str | None = None) -> list[str]:
    return wrap(text, _WIDTH, initial_indent=first, subsequent_indent=further or first, break_on_hyphens=False)


def _csv(form: Form) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    known = _known(form)
    for name, (title, hint) in HEADINGS.items():
        writer.writerow((name, title, hint, "", known.get(name, "")))
    for question in (question for section in form.sections for question in section.questions):
        choices = [*map(str, question.choices), question.hint]
        choices += [f"{NOT_APPLICABLE}: {NOT_OURS}"] if question.may_be_set_aside else []
        writer.writerow((question.fact, question.title, question.text, "\n".join(filter(None, choices)), ""))
    return text.getvalue()


def _markdown(form: Form) -> Iterator[str]:
    yield MARKER
    yield f"# Self-assessment: {form.role.title}"
    yield ""
    yield "Put an x between the brackets of one answer to each question, like this: [x]. What you leave empty counts as"
    yield "not answered yet. Numbers go after `Answer:`. Then run `leverpoint advise FILE`."
    yield ""
    known = _known(form)
    for name, (title, _) in HEADINGS.items():
        yield f"- {title}: {known.get(name, '')}".rstrip()
    for section in form.sections:
        yield from ("", f"## {section.title}")
        for question in section.questions:
            yield from _markdown_question(question)


def _markdown_question(question: Question) -> Iterator[str]:
    yield from ("", f"### {question.title} (`{question.fact}`)", "", question.text, "")
    for choice in question.choices:
        label = "" if choice.label == choice.value else f" **{choice.label}.**"
        yield f"- [ ] `{choice.value}`{label} {choice.text}".rstrip()
    if question.may_be_set_aside:
        yield f"- [ ] `{NOT_APPLICABLE}` {NOT_OURS}"
    if question.hint:
        yield from (question.hint, "", "Answer:")
