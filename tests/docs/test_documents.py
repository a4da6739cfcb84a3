"""Documentation is part of the product: what it names must be there."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from anteroom.command_line import COMMANDS
from docs.repository import ROOT, there

DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


@cache
def headings(document: Path) -> set[str]:
    """The names by which a document's headings are linked to."""
    text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.M | re.S)
    plain = [
        re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading) for heading in re.findall(r"^#+ (.+)$", text, re.M)
    ]
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_it_links_to_what_exists(document: Path) -> None:
    """A link into the repository leads somewhere."""
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8"))
    missing = [
        link for link in links if "://" not in link and not (document.parent / link).resolve().exists()
    ]

    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_it_links_to_headings_that_exist(document: Path) -> None:
    """What stands behind # is a heading there, as GitHub makes its name."""
    links = re.findall(r"\]\(([^)#:\s]*)#([^)\s]+)\)", document.read_text(encoding="utf-8"))
    missing = [
        f"{path}#{heading}"
        for path, heading in links
        if heading not in headings((document.parent / path).resolve() if path else document)
    ]

    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_it_names_modules_that_exist(document: Path) -> None:
    """`folder/file.py` in a text is the end of a path in the repository."""
    named = re.findall(r"`([\w./]+\.py)`", document.read_text(encoding="utf-8"))

    assert [each for each in named if not there(each)] == []


def test_it_names_every_dependency() -> None:
    """Whoever adds a dependency says what it saves us."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [each for group in project["optional-dependencies"].values() for each in group]
    names = [re.split(r"[<>=~\[]", each)[0].lower() for each in [*project["dependencies"], *extras]]
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()

    assert [name for name in names if name not in page] == []


def test_it_documents_every_command() -> None:
    """`anteroom COMMAND` is explained where operators look."""
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")

    assert [command.name for command in COMMANDS if f"anteroom {command.name}" not in page] == []


def test_it_explains_every_check_of_the_doctor() -> None:
    """What a finding is named by, wherever it is found, has a row that says when it is fine."""
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    rows = "".join(re.findall(r"^\| (`[^|]+) \|", page.partition("## What the doctor looks at")[2], re.M))
    sources = [
        *(ROOT / "plugin" / "anteroom" / "doctor").glob("*.py"),
        *(ROOT / "integrations").rglob("examined.py"),
    ]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    named = re.findall(r"\b(?:fault|fine|warning|unknown|left_out)\(\s*\"([a-z-]+)\"", text)
    named += re.findall(r"^CHECK = \"([a-z-]+)\"", text, re.M)
    listed = re.findall(r"^CHECKS = \((.*?)\)", text, re.M | re.S)
    named += re.findall(r"\"([a-z-]+)\"", "".join(listed))

    assert len(set(named)) > 30
    assert sorted({name for name in named if f"`{name}`" not in rows} - {"live", "slack"}) == []


def test_it_says_what_make_offers() -> None:
    """Every lane of the Makefile has a line of help, and the two commands of the README are lanes."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    lanes = re.findall(r"^([a-z][a-z-]*):.*?## ", makefile, re.M)

    assert {"demo", "demo-story", "check", "browsers", "faults", "bench", "mutations", "soak", "help"} <= set(
        lanes
    )


def test_it_never_hides_the_standard_librarys_calendar() -> None:
    """An `__init__.py` there would shadow the standard library's module, and break http.cookiejar with it."""
    assert not (ROOT / "calendar" / "__init__.py").exists()
    assert not list(ROOT.glob("*/calendar.py"))
