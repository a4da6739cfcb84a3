"""The page for trust teams: its table is one that works, and its commands are run as they stand."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import sys
from pathlib import Path

import pytest

import postgres
from anteroom.command_line import run
from anteroom.policy.model import Purpose, Rule, Stage
from anteroom.policy.table import FIELDS, SURFACES, read_file
from anteroom.randomness import SystemRandomness
from deployment import ROOT, secrets

PAGE = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("```yaml\n")[2].partition("```")[0]
COMMANDS = re.findall(r"```console\n\$ anteroom (.*)\n((?:.*\n)*?)```", PAGE)


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the page's table, in which one works."""
    (tmp_path / "policy.yaml").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_its_commands_say_what_it_says(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Those that need no database, with their answers."""
    told = [(words, answer) for words, answer in COMMANDS if answer]
    for words, answer in told:
        assert run(shlex.split(words)) == 0
        assert capsys.readouterr().out == answer
    assert [words.split()[1] for words, _ in told] == ["check", "explain"]


async def test_its_other_commands_run_against_a_deployment(page: Path) -> None:
    """Simulating finds nothing in an empty database, and erasing nobody says so."""
    dsn = await postgres.fresh_database()
    environ = {**os.environ, **secrets(SystemRandomness()), "DATABASE_URL": dsn}
    others = [words for words, answer in COMMANDS if not answer]
    said = await asyncio.gather(*(_ran(words, environ) for words in [*others, "policy explain --json"]))
    await postgres.give_back(dsn)

    assert [words.split()[0] for words in others] == ["policy", "purge"]
    assert "0 texts in which something was found" in said[0][1]
    assert said[1] == (1, "There is nobody like that, or not any more.\n")
    assert '"shadowed_by"' in said[2][1]
    assert [status for status, _ in said] == [0, 1, 0]


async def _ran(words: str, environ: dict[str, str]) -> tuple[int, str]:
    """Run a command as its operator does; return its status and what it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "anteroom", "--config", str(ROOT / "app.yaml"), *shlex.split(words)),
        env=environ,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, said.decode()


def test_it_names_every_rule_field_purpose_and_surface(page: Path) -> None:
    named = set(re.findall(r"`([\w-]+)`", PAGE))
    known = {*Rule, *Stage, *Purpose, *SURFACES, *FIELDS} - {"name", "stage", "rule"}
    assert sorted(each for each in known if each not in named) == []


def test_its_table_is_one(page: Path) -> None:
    assert [row.name for row in read_file(page / "policy.yaml")][-1] == "everybody-else"


def test_a_command_names_all_faults_at_once(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right = "- {name: ok, stage: before-contract, rule: open}\n"
    rows = f"- {{name: a b, stage: never, rule: open}}\n- 3\n{right.replace('open', 'open, x: 1')}{right}"
    (page / "policy.yaml").write_text(rows * 2)
    assert run(["policy", "check", "policy.yaml"]) == 1
    said = capsys.readouterr().out
    assert [line.partition(":")[0] for line in said.splitlines()[:4]] == ["row 1", "row 1", "row 2", "row 3"]
    assert "another row has it already" in said
    assert "never" not in said
