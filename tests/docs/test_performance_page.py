"""The page of what was measured: its table is as printed, forgets nothing, and hides nothing missed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench import console, guard, invitations, nudges, published, relay, slack, slack_waits, times
from bench.benches import BENCHES
from bench.table import HEADS, NOTHING, Kept

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "performance.md").read_text(encoding="utf-8")
MISSED = PAGE.partition("## What does not reach its aim")[2].partition("\n## ")[0]


def rows() -> list[dict[str, str]]:
    """The rows of the table, by its heads."""
    table = PAGE.partition("## The table")[2].partition("\n## ")[0]
    lines = [line.strip("|").split(" | ") for line in table.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line] for line in lines]
    assert cells[0] == list(HEADS)
    return [dict(zip(HEADS, row, strict=True)) for row in cells[2:]]


def aims(bench: str) -> set[str]:
    """What is promised of a bench in its table."""
    return {row["aim"] for row in rows() if row["bench"] == bench and row["aim"].endswith("×")}


def test_it_has_every_bench_and_every_page_of_the_console() -> None:
    found = rows()
    assert {row["bench"] for row in found} == set(BENCHES)
    sights = {row["what is measured"] for row in found if row["bench"] == "console"}
    assert sights == {f"{name}, at {console.LARGE:,} interviews" for name in console.pages()}
    assert all(f"| `{name}` |" in PAGE for name in BENCHES)


def test_it_says_what_is_promised_today() -> None:
    promised = {
        "invitations": {f"≥ {invitations.AT_LEAST:g}×"},
        "answers": set(),
        "guard": {f"≥ {guard.AT_LEAST:g}×"},
        "times": {f"≥ {times.AT_LEAST:g}×"},
        "published": {f"≥ {published.AT_LEAST:g}×"},
        "slack": {f"≤ {slack.AT_MOST:g}×", f"≤ {slack_waits.SLOWED_AT_MOST:g}×"},
        "relay": {f"≥ {relay.AT_LEAST:g}×"},
        "nudges": {f"≤ {nudges.MOST_RATIO:g}×"},
        "console": {f"≤ {console.MOST_RATIO:g}×"},
    }
    assert {bench: aims(bench) for bench in BENCHES} == promised


def test_what_it_says_of_an_aim_follows_from_its_figures() -> None:
    for row in rows():
        if not row["aim"].endswith("×"):
            assert row["kept"] in (NOTHING, Kept.REACHED, Kept.NOT_REACHED), row
            continue
        sign, bound = row["aim"].rstrip("×").split()
        ratio = float(row["ratio"].partition("×")[0].replace(",", ""))
        kept = ratio >= float(bound) if sign == "≥" else ratio <= float(bound)
        assert row["kept"] == (Kept.YES if kept else Kept.MISSED), row
        assert int(row["pairs"]) >= 3


def test_it_tells_of_all_that_is_missed() -> None:
    missed = {row["bench"] for row in rows() if row["kept"] in (Kept.MISSED, Kept.NOT_REACHED)}
    assert set(re.findall(r"^- \*\*`(\w+)`", MISSED, re.M)) == missed


@pytest.mark.parametrize("bench", ["relay", "times"])
def test_another_page_has_the_same_figures(bench: str) -> None:
    """The page about the thing itself has its table, too, in its own words and in the same order."""
    figures = [
        (row["ours"], row["peer's"], row["ratio"].partition("×")[0] + " ×")
        for row in rows()
        if row["bench"] == bench
    ]
    page = (DOCS / f"{bench}.md").read_text(encoding="utf-8")
    told = [tuple(cell.strip() for cell in line.split("|")[2:5]) for line in page.splitlines()]
    assert [line for line in told if line in figures] == figures
