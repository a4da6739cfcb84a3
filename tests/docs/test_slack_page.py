"""The page on Slack: what it says is met is met by tests that are there, and every picture is on it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
PICTURES = ROOT / "docs" / "pictures" / "slack"
TABLE = PAGE.partition("## What Slack's review asks")[2].partition("### How what we say")[0]


def names_in(file: Path) -> set[str]:
    """Return the names of a file's tests."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    }


def test_every_row_names_a_test_or_a_part_of_the_page_and_each_is_there() -> None:
    rows = [line for line in TABLE.splitlines() if line.startswith("| ") and "Slack asks" not in line]
    assert len(rows) >= 20
    for row in rows:
        met = row.split(" | ", 1)[1]
        named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", met)
        parts = re.findall(r"\]\(#([\w-]+)\)", met)
        assert named or parts, row
        for file, test in named:
            path = ROOT / "tests" / (file if "/" in file else f"slack/{file}")
            assert test in names_in(path), (file, test)
        for part in parts:
            assert re.search(rf"^#+ {part.replace('-', ' ')}$", PAGE, re.I | re.M), part


def test_it_shows_every_picture_there_is() -> None:
    shown = set(re.findall(r"\(pictures/slack/([\w-]+\.png)\)", PAGE))
    assert shown == {each.name for each in PICTURES.glob("*.png")}
    assert sum(each.stat().st_size for each in PICTURES.glob("*.png")) < 2_500_000
