"""Changes to an assessment: a fact gets another value, is set aside, or is open again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from leverpoint.errors import AssessmentError, Problem, nearest
from leverpoint.model import Assessment, Scalar
from leverpoint.reader.short_ratings import NOT_APPLICABLE
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Fact, Kind, Type, Vocabulary

ASKED = (Kind.CRITERION, Kind.CONTEXT)
"""The kinds of facts that people are asked, which are those that can be changed; all others follow from them."""

YES_AND_NO = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Change:
    """A fact and the value that it gets: one of its own, `n/a` for a criterion, or None for no answer."""

    fact: str
    value: Scalar | None

    @classmethod
    def said(cls, fact: str, value: Scalar | None) -> Change:
        """A change as JSON says it, where 2.0 is a whole number."""
        return cls(fact, None if value is None else plain(value))


def check_changes(changes: Sequence[Change], vocabulary: Vocabulary) -> None:
    """Raises AssessmentError with everything that is wrong with some changes; pointers lead into the list of them."""
    problems = list(_problems(changes, vocabulary))
    if problems:
        raise AssessmentError(problems)


def changed(assessment: Assessment, changes: Iterable[Change], vocabulary: Vocabulary) -> Assessment:
    """The assessment with changes that were checked. A level stands for all raters at once."""
    ratings, context = dict(assessment.ratings), dict(assessment.context)
    set_aside = set(assessment.not_applicable)
    for change in changes:
        if vocabulary[change.fact].kind is Kind.CONTEXT:
            context.pop(change.fact, None)
            context |= {} if change.value is None else {change.fact: change.value}
            continue
        set_aside.discard(change.fact)
        ratings.pop(change.fact, None)
        if change.value == NOT_APPLICABLE:
            set_aside.add(change.fact)
        elif change.value is not None:
            ratings[change.fact] = {"": int(change.value)}
    return replace(assessment, ratings=ratings, context=context, not_applicable=frozenset(set_aside))


def read_value(text: str, fact: Fact | None) -> Scalar:
    """The value that somebody typed: a number, yes or no, one of the fact's own, or the name of one.

    What cannot be read stays text, and is refused where the change is checked.
    """
    said = text.strip()
    named = {label.casefold(): value for value, label in fact.labels.items()} if fact else {}
    if fact and said not in fact.values and said.casefold() in named:
        return named[said.casefold()]
    if fact and fact.type is Type.BOOLEAN:
        return YES_AND_NO.get(said.casefold(), said)
    return said if fact and fact.type is Type.CHOICE else _number(said)


def plain(value: Scalar) -> Scalar:
    """A number without the fraction that it does not have."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def asked_fact(fact_id: str, rulebook: Rulebook, pointer: str) -> Fact:
    """The fact of that id, which people are asked. Raises AssessmentError with the nearest name."""
    problem = _problem_with_fact(fact_id, rulebook.vocabulary, pointer)
    if problem:
        raise AssessmentError([problem])
    return rulebook.vocabulary[fact_id]


def problem_with_value(fact: Fact, value: Scalar, pointer: str) -> Problem | None:
    """What is wrong with the value of a change, if anything is."""
    if fact.kind is Kind.CRITERION and value == NOT_APPLICABLE:
        return None
    wrong = fact.problem_with(value)
    if wrong is None:
        return None
    code = "level-off-scale" if fact.kind is Kind.CRITERION else "wrong-value"
    near = nearest(value, map(str, fact.values)) if isinstance(value, str) else None
    expected = fact.values or None
    return Problem(code, f"{fact.id}: {wrong}", pointer, found=value, expected=expected, suggestion=near)


def _number(text: str) -> Scalar:
    for read in (int, float):
        try:
            return plain(read(text))
        except ValueError:
            continue
    return text


def _problems(changes: Sequence[Change], vocabulary: Vocabulary) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, change in enumerate(changes):
        unknown = _problem_with_fact(change.fact, vocabulary, f"/{index}/fact")
        if unknown:
            yield unknown
            continue
        if change.fact in seen:
            message = f"'{change.fact}' is changed more than once"
            yield Problem("several-answers", message, f"/{index}/fact", found=change.fact)
        seen.add(change.fact)
        if change.value is not None:
            wrong = problem_with_value(vocabulary[change.fact], change.value, f"/{index}/value")
            yield from () if wrong is None else (wrong,)


def _problem_with_fact(fact_id: str, vocabulary: Vocabulary, pointer: str) -> Problem | None:
    fact = vocabulary.find(fact_id)
    if fact is not None and fact.kind in ASKED:
        return None
    message = f"'{fact_id}' follows from other facts and is not asked" if fact else f"there is no fact '{fact_id}'"
    near = nearest(fact_id, (one.id for one in vocabulary.of_kind(*ASKED))) if fact is None else None
    return Problem("unknown-fact", message, pointer, found=fact_id, suggestion=near)
