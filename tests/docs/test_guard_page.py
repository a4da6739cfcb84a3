"""The page for a marketplace's policy team: its examples run, and it leaves out no word of a verdict."""

from __future__ import annotations

import doctest
import re
from dataclasses import fields
from pathlib import Path

import pytest

from anteroom.guard import LIMIT, Action, Context, Finding, Guard, Kind, Verdict

PAGE = (Path(__file__).parents[2] / "docs" / "guard.md").read_text(encoding="utf-8")


def test_its_examples_work_as_they_stand() -> None:
    # Each example on the page ends with an empty line, since doctest takes the closing backticks for output.
    examples = doctest.DocTestParser().get_doctest(PAGE, {}, "guard.md", "docs/guard.md", 0)
    assert len(examples.examples) >= 10
    report: list[str] = []
    doctest.DocTestRunner().run(examples, out=report.append)
    assert report == []


def rows(column: int) -> set[str]:
    """What stands in backticks in this column of any table."""
    lines = [line.split("|") for line in PAGE.splitlines() if line.startswith("| `")]
    return {name for line in lines for name in re.findall(r"^ `(\w+)`", line[column])}


def test_it_has_a_row_for_every_action_and_every_kind() -> None:
    assert {action.value for action in Action} | {kind.value for kind in Kind} <= rows(1)


def test_it_explains_every_field() -> None:
    named = set(re.findall(r"`(\w+)`", PAGE))
    asked = {field.name for value in (Context, Finding, Verdict) for field in fields(value)}
    assert sorted(asked - named) == []


def test_it_names_the_bounds() -> None:
    assert f"{LIMIT:,}" in PAGE
    guard = Guard(warn_at=0.3, redact_at=0.6)
    text = "Can we talk on WhatsApp? +44 7700 900319"
    assert guard.inspect(text) == Guard().inspect(text)
    assert "`warn_at` (0.3)" in PAGE
    assert "`redact_at` (0.6)" in PAGE


@pytest.mark.parametrize("surface", ["message", "comment", "chat", "answer"])
def test_it_says_where_prose_is_redacted(surface: str) -> None:
    assert Guard().inspect("+44 7700 900319", Context(surface=surface)).action is Action.REDACT
    assert f"`{surface}`" in PAGE


@pytest.mark.parametrize("surface", ["agenda", "title", "label", "name", "file"])
def test_it_says_where_a_text_is_blocked(surface: str) -> None:
    assert Guard().inspect("+44 7700 900319", Context(surface=surface)).action is Action.BLOCK
    assert f"`{surface}`" in PAGE
