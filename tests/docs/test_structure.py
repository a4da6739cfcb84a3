"""What a newcomer may rely on: files of one noun, no work left for later, no imports in a circle."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from grimp import build_graph

from docs.repository import ROOT, files

LONGEST = 350
REASON = "Longer than 350 lines: "
CODE = (".py", ".js", ".mjs", ".css", ".html")
PROSE_AND_REST = (".md", ".sql", ".toml", ".yaml", ".yml", ".sh", "Makefile")
MATERIAL = "/tests/guard/material/"
"""What other people say, for the guard to read; nothing of ours."""
LEFT_FOR_LATER = re.compile(r"\b(?:TODO|FIXME|XXX)\b(?!-)")
"""A number that was masked, XXX-XXX-1234, is none."""
PACKAGES = (
    *("anteroom", "anteroom_availability", "anteroom_calendar", "anteroom_helpdesk", "anteroom_mail"),
    *("anteroom_marketplaces", "anteroom_meetings", "anteroom_slack"),
)


def ours(*endings: str) -> list[tuple[str, str]]:
    """Paths and texts of our own files of some kinds."""
    found = (path for path in files() if path.endswith(endings) and MATERIAL not in path)
    return [(path, (ROOT / path[1:]).read_text(encoding="utf-8")) for path in found]


def head(path: str, text: str) -> str:
    """What stands at the top of a file to say what it is: the docstring, or the first ten lines."""
    if path.endswith(".py"):
        return ast.get_docstring(ast.parse(text)) or ""
    return "\n".join(text.splitlines()[:10])


def too_long(path: str, text: str) -> bool:
    """Tell whether a file is long without saying why."""
    return len(text.splitlines()) > LONGEST and not re.search(rf"{REASON}\w.+", head(path, text))


def circles(imports: Mapping[str, set[str]]) -> list[list[str]]:
    """The modules that import one another in a circle, by group: what is left when ends are taken off."""
    left = {module: set(known) for module, known in imports.items()}
    while ends := {module for module, known in left.items() if not known & left.keys()}:
        left = {module: known - ends for module, known in left.items() if module not in ends}
    return sorted([module, *sorted(known & left.keys())] for module, known in left.items())


def test_a_long_file_says_why() -> None:
    """A file past 350 lines hides another noun, unless it is one table, say; then its top says so."""
    assert [path for path, text in ours(*CODE) if too_long(path, text)] == []


@pytest.mark.parametrize(
    ("path", "top", "is_fault"),
    [
        ("/a.py", '"""What it is."""', True),
        ("/a.py", f'"""What it is.\n\n{REASON}it is one table.\n"""', False),
        ("/a.py", f'"""What it is.\n\n{REASON}\n"""', True),
        ("/a.py", f'"""What it is."""\n# {REASON}a comment is not read by who asks for help.', True),
        ("/a.css", f"/* {REASON}it is one table. */", False),
        ("/a.css", "/* What it is. */", True),
    ],
)
def test_the_rule_of_length_bites(path: str, top: str, is_fault: bool) -> None:
    assert too_long(path, top + "\n" * LONGEST + "end") is is_fault
    assert not too_long(path, top + "\nend")


def test_nothing_is_left_for_later() -> None:
    """What is to be done stands in the tracker, where somebody sees it."""
    marked = [
        f"{path}:{number}"
        for path, text in ours(*CODE, *PROSE_AND_REST)
        if not path.endswith("/test_structure.py")  # it names them
        for number, line in enumerate(text.splitlines(), 1)
        if LEFT_FOR_LATER.search(line)
    ]
    assert marked == []


def test_the_rule_of_marks_bites() -> None:
    assert LEFT_FOR_LATER.search("# TODO: later")
    assert not LEFT_FOR_LATER.search("XXX-XXX-1234 after masking")


def test_nothing_is_imported_in_a_circle() -> None:
    """Within functions neither. Only what a type checker alone reads may name who imports it."""
    graph = build_graph(*PACKAGES, exclude_type_checking_imports=True, cache_dir=None)
    assert len(graph.modules) > 1000, "all packages are read"
    imports = {each: set(graph.find_modules_directly_imported_by(each)) for each in graph.modules}
    assert circles(imports) == []
    some = next(module for module, known in sorted(imports.items()) if known)
    known = min(imports[some])
    assert circles({**imports, known: {*imports[known], some}}) != [], "one import more would be noticed"


def test_the_calendars_package_of_ours_hides_no_other() -> None:
    """A folder named like a module of Python's own would be imported in its place."""
    assert not Path(ROOT / "calendar" / "__init__.py").exists()
    assert not Path(ROOT / "tests" / "calendar").exists()
