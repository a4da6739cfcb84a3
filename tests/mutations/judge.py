"""Whether tests notice what was broken: each in a copy of the tree and in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from mutations.mutation import Mutation
from mutations.tree import environment, replace_file, twin_of

PATIENCE = 420.0
"""Seconds that the tests of one mutation may take."""
_FAILED = re.compile(r"^FAILED (\S+?::\w+)", re.M)
_IMPORTED = "import anteroom, pathlib; print(pathlib.Path(anteroom.__file__).parents[2])"


class Came(StrEnum):
    """What came of a run. Only `caught` is what is asked for: a run that broke down noticed nothing."""

    CAUGHT = "caught"
    MISSED = "MISSED"
    BROKE_DOWN = "BROKE DOWN"
    HUNG = "HUNG"


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one mutation, the test that noticed first, and what pytest wrote."""

    mutation: Mutation
    came: Came
    by: str
    output: str


def judge(mutation: Mutation, tree: Path) -> Judged:
    """Break a copy of `tree`, itself a copy, and run the mutation's tests. Raises Unfit."""
    with twin_of(tree) as copy:
        file = copy / mutation.file
        replace_file(file, mutation.broken(file.read_text(encoding="utf-8")))
        try:
            ran = pytest(copy, mutation.tests, "-x")
        except subprocess.TimeoutExpired:
            return Judged(mutation, Came.HUNG, "", f"more than {PATIENCE:.0f} s")
    noticed = _FAILED.search(ran.stdout)
    if ran.returncode == 0:
        came = Came.MISSED
    elif ran.returncode == 1 and noticed is not None:
        came = Came.CAUGHT
    else:
        came = Came.BROKE_DOWN
    return Judged(mutation, came, noticed[1] if noticed else "", ran.stdout + ran.stderr)


def pytest(
    tree: Path, tests: Iterable[str], *options: str, patience: float = PATIENCE
) -> subprocess.CompletedProcess[str]:
    """Run tests of a copy; the names of those that fail come as the summary has them."""
    asked = [sys.executable, "-m", "pytest", "-q", "-rf", "-p", "no:cacheprovider", *options, *tests]
    return subprocess.run(
        asked,
        cwd=tree,
        env=environment(tree) | {"COLUMNS": "400"},
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )


def imports_itself(tree: Path) -> bool:
    """Tell whether processes of a copy import the copy, and not the tree it was made of."""
    asked = [sys.executable, "-c", _IMPORTED]
    ran = subprocess.run(asked, cwd=tree, env=environment(tree), capture_output=True, text=True, check=True)
    return Path(ran.stdout.strip()).resolve() == tree.resolve()
