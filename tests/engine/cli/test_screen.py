"""What is written depends on who looks: a person at a terminal, or a program behind a pipe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from leverpoint import Advice, Rulebook
from leverpoint.cli.advice_markdown import markdown
from leverpoint.cli.advice_table import show_advice
from leverpoint.cli.screen import Column, harmless, nearby, paragraph, show_table

COLUMNS = (Column("Id", "bold cyan"), Column("Points", number=True))
ROWS = [("EQ1", "5"), ("[b]LC4", "120")]


def test_columns_are_aligned(capsys: pytest.CaptureFixture[str]) -> None:
    """Into a pipe go columns as wide as their widest cell, numbers to the right."""
    show_table(COLUMNS, ROWS, indent="  ")
    assert capsys.readouterr().out == "  ID      POINTS\n  EQ1          5\n  [b]LC4     120\n"


def test_tables_are_drawn(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """In a terminal the same table is drawn, and no text in it is taken for markup."""
    monkeypatch.setattr("leverpoint.cli.screen.is_terminal", lambda: True)
    show_table(COLUMNS, ROWS)
    text = capsys.readouterr().out
    assert "───" in text
    assert "[b]LC4" in text


def test_running_text_is_wrapped_but_ids_are_not(capsys: pytest.CaptureFixture[str]) -> None:
    """A digest longer than the line stays in one piece; an empty text leaves its indent."""
    paragraph(f"Revision sha256:{'f' * 120} and so-on", "  ")
    paragraph("", "  - ")
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["  Revision", f"  sha256:{'f' * 120}", "  and so-on", "  - "]


def test_paths_are_as_short_as_possible(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """Below the working folder a path is relative, elsewhere it is whole."""
    monkeypatch.chdir(str(tmp_path))
    assert (nearby(f"{tmp_path}/rules/a.yaml"), nearby("/elsewhere/a.yaml")) == ("rules/a.yaml", "/elsewhere/a.yaml")


def test_warnings_of_the_service_are_shown(
    ask: Callable[..., Advice], library: Rulebook, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the service has to say about itself stands below the answer, in words or as its code."""
    warnings = ({"code": "plugin-quarantined", "detail": "The plugin sank."}, {"code": "tide"})
    advice = replace(ask(ratings={"people.trust": 1}), service_warnings=warnings, as_of=dt.date(2026, 2, 2))
    show_advice(advice, library)
    text = capsys.readouterr().out
    assert "   Warning: The plugin sank.\n   Warning: tide\n" in text
    assert markdown(advice, library).endswith("*Warning: The plugin sank.*\n*Warning: tide*")


def test_many_reasons_are_cut_short(
    ask: Callable[..., Advice], library: Rulebook, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a strategy with many reasons the first three are shown, and how to see the others."""
    advice = ask(ratings={"people.trust": 1})
    (role,) = advice.roles
    first = replace(role.recommendations[0], reasons=tuple(f"Reason {number}." for number in range(5)))
    show_advice(replace(advice, roles=(replace(role, recommendations=(first,)),)), library)
    text = capsys.readouterr().out
    assert "Reason 2.\n   And 2 more: leverpoint explain FILE MEET\n" in text
    assert "Reason 3." not in text


def test_markdown_holds_no_html(ask: Callable[..., Advice], library: Rulebook) -> None:
    """What a rule's author wrote is text, also where it looks like a tag or a column."""
    advice = ask(ratings={"people.trust": 1})
    (role,) = advice.roles
    first = replace(role.recommendations[0], title="<b> a | b", reasons=("<script>",))
    text = markdown(replace(advice, roles=(replace(role, recommendations=(first,)),)), library)
    assert "| &lt;b> a \\| b |" in text
    assert "<script>" not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\x1b[2Jb", "a\ufffd[2Jb"), ("a\nb\tc", "a b c"), ("\x9b31mred", "\ufffd31mred"), ("Østfold 😀", "Østfold 😀")],
)
def test_no_text_of_a_file_rules_the_terminal(text: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Control characters are shown as such, in running text and in tables, and a cell stays on its line."""
    assert harmless(text) == shown
    paragraph(text)
    show_table([Column("Id")], [[text]])
    assert capsys.readouterr().out == f"{shown}\nID\n{shown}\n"
