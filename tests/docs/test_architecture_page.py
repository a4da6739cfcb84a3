"""The architecture page is read by whoever comes new: its tables and its tree are what the code has."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import anteroom
import anteroom_availability
import anteroom_helpdesk
import anteroom_mail
import anteroom_marketplaces
import anteroom_meetings
import anteroom_slack
from anteroom.errors import AnteroomError
from docs.repository import ROOT, there

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
VERSIONS = ROOT / "plugin" / "anteroom" / "database" / "migrations" / "versions"
SCHEMA = sorted(VERSIONS.glob("*.sql"))
BRANCH = re.compile(r"^    ((?:│   |    )*)(?:[├└]── )?([A-Z]\w+) +(?:(\d{3}) )?", re.M)


def import_everything() -> None:
    """Errors are known once their modules are."""
    ours = (
        *(anteroom_availability, anteroom_helpdesk, anteroom_mail),
        *(anteroom_marketplaces, anteroom_meetings, anteroom_slack),
    )
    for package in (anteroom, *ours):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__") and ".versions." not in module.name:
                importlib.import_module(module.name)


def kinds(base: type[AnteroomError]) -> Iterator[tuple[str, str, int]]:
    """Every kind of error with its parent and its status."""
    for kind in base.__subclasses__():
        yield kind.__name__, base.__name__, kind.status
        yield from kinds(kind)


def drawn() -> Iterator[tuple[str, str, int]]:
    """The same, as the page draws it; a status that is not drawn is the parent's."""
    above: list[tuple[str, int]] = []
    for indent, name, status in BRANCH.findall(PAGE.partition("## Errors")[2].partition("\n## ")[0]):
        depth = 0 if name == "AnteroomError" else len(indent) // 4 + 1
        del above[depth:]
        above.append((name, int(status) if status else above[-1][1]))
        if depth:
            yield name, above[-2][0], above[-1][1]


def test_it_draws_every_error_in_its_place() -> None:
    import_everything()
    assert sorted(drawn()) == sorted(kinds(AnteroomError))


def test_every_error_has_a_code_of_its_own_unless_nobody_may_tell_it_apart() -> None:
    """Programs tell errors apart by their codes. Why a pass opens nothing is told to nobody."""
    import_everything()
    codes: dict[str, list[str]] = {}

    def collect(kind: type[AnteroomError]) -> None:
        codes.setdefault(kind.code, []).append(kind.__name__)
        for each in kind.__subclasses__():
            collect(each)

    collect(AnteroomError)
    assert {code: names for code, names in codes.items() if len(names) > 1} == {
        "not-found": ["NotFound", "NotOpen"]
    }


def test_it_lists_every_table() -> None:
    listed = PAGE.partition("## The tables")[2].partition("\n## ")[0]
    rows = [row.split("|")[1] for row in listed.splitlines() if row.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    made = [
        table
        for path in SCHEMA
        for table in re.findall(r"^create table (\w+)", path.read_text(encoding="utf-8"), re.M)
    ]
    assert sorted(named) == sorted(made)


def test_it_says_who_writes_each_table() -> None:
    """Whoever wants to know what can change a row reads the files that are named, and no others."""
    listed = PAGE.partition("## The tables")[2].partition("\n## ")[0]
    writers: dict[str, list[str]] = {}
    for row in listed.splitlines():
        if row.startswith("| `"):
            _, tables, _, files, _ = row.split("|")
            for table in re.findall(r"`(\w+)`", tables):
                writers[table] = re.findall(r"`([\w/.]+)`", files)
    wrong = set()
    for path in [*(ROOT / "plugin").rglob("*.py"), *(ROOT / "integrations").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        for table in re.findall(r"\b(?:insert into|update|delete from) (\w+)\s+(?:set|\(|where)", text):
            if not any(f"/{name}" in path.as_posix() for name in writers.get(table, ())):
                wrong.add((table, path.name))
    assert wrong == set()


def test_it_says_of_every_folder_what_it_holds() -> None:
    """Of the heart and of the integrations; and each says it itself, at its top."""
    table = PAGE.partition("The heart's folders")[2].partition("\n\n")[0]
    named = re.findall(r"`(\w+)/`", "".join(row.split("|")[1] for row in table.splitlines() if "`" in row))
    heart, around = ROOT / "plugin" / "anteroom", ROOT / "integrations"
    nouns = [path.parent for path in [*heart.glob("*/__init__.py"), *around.glob("*/__init__.py")]]
    assert sorted(named) == sorted(path.name for path in nouns if path.parent == heart)
    silent = [path.name for path in nouns if not (path / "__init__.py").read_text("utf-8").startswith('"""')]
    assert silent == []


def test_it_names_files_that_are_there() -> None:
    """Every path in backticks is found from the heart, from its folders, or from the integrations."""
    named = set(re.findall(r"`((?:[a-z_]+/)*[a-z_]+\.(?:py|sql|md|toml))`", PAGE))
    assert [name for name in named if not there(name)] == []
