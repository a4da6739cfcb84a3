"""Copies of the repository to break: nobody's working tree is ever touched."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mutations.mutation import ROOT

LEFT_OUT = frozenset({".git", ".anteroom", ".venv-bench", ".venv-synapse", ".mypy_cache", ".ruff_cache"})
LENT = frozenset({".venv", ".venv-peers", "node_modules"})
"""Large, and read only: a copy has links to them."""
SOURCES = ("plugin", "integrations", "calendar")


@contextmanager
def copy_of(tree: Path = ROOT) -> Iterator[Path]:
    """Lend a copy of a tree that goes when it is given back."""
    with _folder() as copy:
        shutil.copytree(tree, copy, ignore=_left_out, symlinks=True)
        for lent in _lent(tree):
            (copy / lent).symlink_to((tree / lent).resolve())
        yield copy


@contextmanager
def twin_of(copy: Path) -> Iterator[Path]:
    """Lend a copy of a copy, in no time: both have the same files until one is written anew."""
    with _folder() as twin:
        shutil.copytree(copy, twin, copy_function=os.link, symlinks=True)
        yield twin


def environment(tree: Path) -> dict[str, str]:
    """Return the environment in which processes import what stands in a copy, whoever starts them."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return own | {"PYTHONPATH": os.pathsep.join(str(tree / source) for source in SOURCES)}


def replace_file(file: Path, text: str) -> None:
    """Put another file in the place of one, without what was compiled of it; its twins stay as they are."""
    file.unlink()
    file.write_text(text, encoding="utf-8")
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
        compiled.unlink()


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="anteroom-mutation-"))
    try:
        yield folder / "tree"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _left_out(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name in LEFT_OUT or name in LENT}


def _lent(tree: Path) -> Iterator[Path]:
    """What is there under these names at the root, and beside a `package.json` of the tests."""
    for name in sorted(LENT):
        if (tree / name).exists():
            yield Path(name)
    for package in (tree / "tests").glob("*/*/package.json"):
        modules = package.parent / "node_modules"
        if modules.exists():
            yield modules.relative_to(tree)
