"""`--set` and `--unset`: changes to an assessment as people type them, and their problems where they typed them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import click

from leverpoint.cli.options import Decorated, complete_facts
from leverpoint.errors import AssessmentError
from leverpoint.lab.exploring.changes import Change, check_changes, read_value
from leverpoint.vocabulary import Vocabulary


def changes_options(command: Decorated) -> Decorated:
    """`--set FACT=VALUE` and `--unset FACT`, as often as wanted."""
    setting = click.option("--set", "set_", multiple=True, metavar="FACT=VALUE", callback=_pairs,
                           shell_complete=complete_facts, help="Give a fact this value: a level, a choice, yes or no, "
                           "a number; n/a sets a criterion aside. May be given several times.")  # fmt: skip
    opening = click.option("--unset", multiple=True, metavar="FACT", shell_complete=complete_facts,
                           help="Take the answer to this fact away. May be given several times.")  # fmt: skip
    return setting(opening(command))


def changes_typed(set_: Sequence[str], unset: Sequence[str], vocabulary: Vocabulary) -> tuple[Change, ...]:
    """The changes that were typed. Raises AssessmentError with everything that is wrong, each under what was typed."""
    changes = (*(_change(text, vocabulary) for text in set_), *(Change(fact, None) for fact in unset))
    typed = [*(f"--set {text}" for text in set_), *(f"--unset {fact}" for fact in unset)]
    with placed(lambda pointer: typed[int(pointer.split("/")[1])]):
        check_changes(changes, vocabulary)
    return changes


@contextmanager
def placed(typed: Callable[[str], str]) -> Iterator[None]:
    """Where something is wrong, name what was typed as its place instead of a pointer into a list."""
    try:
        yield
    except AssessmentError as error:
        raise AssessmentError(replace(one, file=typed(one.pointer)) for one in error.problems) from error


def _pairs(_ctx: click.Context, _param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    for text in value:
        fact, sign, said = text.partition("=")
        if not (fact.strip() and sign and said.strip()):
            raise click.BadParameter(f"write FACT=VALUE, not '{text}'")
    return value


def _change(text: str, vocabulary: Vocabulary) -> Change:
    fact, _, said = text.partition("=")
    return Change(fact.strip(), read_value(said, vocabulary.find(fact.strip())))
