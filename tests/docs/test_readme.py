"""The README is what anybody reads first: its commands do as it says, its figures are those of the tests."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from anteroom.settings.deployment import load_settings
from docs.repository import ROOT
from faults.points import ALL
from leaks.plants import PLANTS

PAGE = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_secrets_that_it_draws_let_the_example_start(tmp_path: Path) -> None:
    """An operator copies the example, draws the secrets, and the settings have no fault left."""
    block = re.search(r"```sh\n(.*?secrets\.env.*?)```", PAGE, re.S)
    assert block is not None
    drawn = subprocess.run(
        ["sh", "-euc", block[1]], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (drawn.returncode, drawn.stderr) == (0, "")
    assert (tmp_path / "secrets.env").stat().st_mode & 0o077 == 0
    lines = (tmp_path / "secrets.env").read_text(encoding="utf-8").splitlines()
    environ = dict(line.split("=", 1) for line in lines)
    settings = load_settings(ROOT / "docs" / "production.yaml", environ)
    assert not settings.sandbox


def test_it_leads_to_every_document() -> None:
    """By links, from page to page: what nobody finds is not documentation."""
    found, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in found:
            found.add(page)
            links = re.findall(r"\]\(([^)#\s]+\.md)[^)]*\)", page.read_text(encoding="utf-8"))
            waiting += [(page.parent / link).resolve() for link in links if "://" not in link]
    assert sorted(set((ROOT / "docs").glob("*.md")) - found) == []


def test_its_figures_are_those_of_the_tests() -> None:
    assert f"finds what was planted in {len(PLANTS)} disguises" in PAGE
    assert f"is killed at {len(ALL)} places of a journey" in PAGE


def test_it_names_lanes_and_folders_that_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    lanes = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.M))
    assert set(re.findall(r"(?:`|^)make ([a-z-]+)", PAGE, re.M)) - lanes == set()
    assert [name for name in re.findall(r"`(tests/[\w/.]+)`", PAGE) if not (ROOT / name).exists()] == []
