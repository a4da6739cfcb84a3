"""What `make` says where an environment cannot be made: what happened, why, and what to do next.

Python and pip are played by a script, since a test can neither fill a disk nor pull a plug.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from deployment import ROOT

PYTHON = """#!/bin/sh
case "$*" in
  *python_version*) echo "$PLAYED_VERSION" ;;
  *version_info*) case "$PLAYED_VERSION" in 3.1[1-9]*) ;; *) exit 1 ;; esac ;;
  *ensurepip*) exit "${PLAYED_WITHOUT_VENV:-0}" ;;
  "-m venv --clear .venv")
    rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python &&
    printf '#!%s/.venv/bin/python\\n' "$(pwd -P)" >.venv/bin/pip && chmod +x .venv/bin/pip ;;
  "-m pip --version") echo pip ;;
  *"-m pip install"*) [ -z "$PLAYED_PIP" ] || { printf '%s\\n' "$PLAYED_PIP"; exit 1; } ;;
esac
"""


@dataclass
class Clone:
    """A clone's Makefile, what it calls, and a Python that plays its part."""

    folder: Path
    python: str = "./python"

    def make(self, *, version: str = "3.12.1", pip: str = "", without_venv: bool = False) -> tuple[int, str]:
        """`make install`; return its exit code and all that it said."""
        played = {
            "PLAYED_VERSION": version,
            "PLAYED_PIP": pip,
            "PLAYED_WITHOUT_VENV": "1" if without_venv else "0",
        }
        done = subprocess.run(
            ["make", "install", f"PYTHON={self.python}"],
            cwd=self.folder,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", **played},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    folder = tmp_path / "prüfung eins"
    folder.mkdir()
    (folder / "plugin").mkdir()
    for name in ("Makefile", "plugin/environment.sh", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "python").write_text(PYTHON, encoding="utf-8")
    (folder / "python").chmod(0o755)
    return Clone(folder)


def test_it_makes_an_environment_once(clone: Clone) -> None:
    code, said = clone.make()
    assert code == 0, said
    assert "a minute or two" in said
    assert clone.make(pip="would fail")[0] == 0, "nothing is left to do"


def test_it_says_that_there_is_no_python(clone: Clone) -> None:
    clone.python = "no-such-python"
    code, said = clone.make()
    assert code != 0
    assert "There is no no-such-python here." in said
    assert "Next: install Python 3.11" in said


def test_it_says_that_python_is_too_old(clone: Clone) -> None:
    code, said = clone.make(version="3.10.4")
    assert code != 0
    assert "is Python 3.10.4, and Anteroom needs Python 3.11" in said
    assert "make PYTHON=" in said


def test_it_says_that_the_venv_module_is_missing(clone: Clone) -> None:
    code, said = clone.make(without_venv=True)
    assert code != 0
    assert "apt-get install python3-venv" in said


@pytest.mark.parametrize(
    ("pip", "why", "what_next"),
    [
        ("NewConnectionError: Temporary failure in name resolution", "cannot be reached", "HTTPS_PROXY"),
        ("OSError: [Errno 28] No space left on device", "The disk is full", "make room"),
        ("SSLError(SSLCertVerificationError: CERTIFICATE_VERIFY_FAILED)", "not trusted", "PIP_CERT"),
        ("error: [Errno 30] Read-only file system", "Nothing can be written", "chown"),
        ("ERROR: No matching distribution found for google-re2", "no ready-made package", "another Python"),
        ("something that nobody foresaw", "the lines above say why", "make again"),
    ],
)
def test_it_says_why_nothing_could_be_installed(clone: Clone, pip: str, why: str, what_next: str) -> None:
    """pip's own words come first, and it is tried again from where it was."""
    code, said = clone.make(pip=pip)
    assert code != 0
    assert said.index(pip) < said.index(why) < said.index(what_next)
    code, said = clone.make()
    assert code == 0, said
    assert "Making .venv" not in said


def test_it_makes_anew_what_was_left_half_made(clone: Clone) -> None:
    clone.make()
    (clone.folder / ".venv" / ".ready").unlink()
    (clone.folder / ".venv" / "bin" / "pip").unlink()
    code, said = clone.make()
    assert code == 0, said
    assert "Making .venv" in said


def test_a_folder_that_was_moved_makes_its_environment_anew(clone: Clone) -> None:
    """What was installed would run the code that lies, or lay, where the folder was."""
    clone.make()
    clone.folder = clone.folder.rename(clone.folder.with_name("elsewhere"))
    code, said = clone.make()
    assert code == 0, said
    assert "Making .venv" in said
    assert "Making" not in clone.make()[1]
