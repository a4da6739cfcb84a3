"""`make mutations`: break one rule after the other, and see whether a test notices.

`python -m mutations [WORD ...]` tries those whose name holds one of the words; `--chance N` breaks N places
that are drawn instead (`chance.py`), of which not all can be noticed. Exits 1 where one was missed.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# A server for all: each run would start its own for twice as long as its tests take. See postgres.py.
os.environ["PYTEST_XDIST_TESTRUNUID"] = f"mut{os.getpid()}"

import postgres
from mutations.chance import drawn
from mutations.judge import Came, Judged, imports_itself, judge, pytest
from mutations.mutation import Mutation, Unfit
from mutations.table import MUTATIONS
from mutations.tree import copy_of

PROCESSES = 2
CONTROL_PATIENCE = 1800.0


def main() -> int:
    """Try them and print the table."""
    tried = _asked_for(sys.argv[1:])
    if not tried:
        sys.stdout.write("There is no mutation of that name.\n")
        return 1
    with copy_of() as tree:
        if not imports_itself(tree):
            sys.stdout.write("A copy of the tree imports another one: nothing would be broken.\n")
            return 1
        asyncio.run(postgres.server_dsn())
        try:
            return _run(tried, tree)
        finally:
            postgres.stop_server()


def _asked_for(words: list[str]) -> list[Mutation]:
    if words[:1] == ["--chance"]:
        return drawn(int(words[1]), seed=int(words[2]) if len(words) > 2 else 1)
    return [each for each in MUTATIONS if not words or any(word in each.name for word in words)]


def _run(tried: list[Mutation], tree: Path) -> int:
    began = time.monotonic()
    tests = sorted({test for each in tried for test in each.tests})
    control = pytest(tree, tests, "-n", str(PROCESSES), "--dist", "loadfile", patience=CONTROL_PATIENCE)
    if control.returncode != 0:
        sys.stdout.write(f"Some tests fail with nothing broken, so they tell nothing:\n{control.stdout}\n")
        return 1
    sys.stdout.write(f"nothing broken: {control.stdout.strip().splitlines()[-1].strip('= ')}\n\n")
    sys.stdout.write(f"{'what is broken':76}{'':12}noticed by\n")
    missed = 0
    with ThreadPoolExecutor(PROCESSES) as workers:
        for judged in workers.map(lambda each: _judged(each, tree), tried):
            missed += judged.came is not Came.CAUGHT
            _tell(judged)
    spent = time.monotonic() - began
    sys.stdout.write(f"\n{len(tried) - missed} of {len(tried)} noticed, in {spent / 60:.0f} minutes.\n")
    return 1 if missed else 0


def _judged(mutation: Mutation, tree: Path) -> Judged:
    try:
        return judge(mutation, tree)
    except Unfit as fault:
        return Judged(mutation, Came.BROKE_DOWN, "", str(fault))


def _tell(judged: Judged) -> None:
    sys.stdout.write(f"{judged.mutation.name:76}{judged.came:12}{judged.by}\n")
    if judged.came is not Came.CAUGHT:
        sys.stdout.write(f"    {judged.mutation.rule}\n    {judged.mutation.file}\n")
        if judged.came is not Came.MISSED:
            sys.stdout.write("\n".join(f"    | {line}" for line in judged.output.splitlines()[-20:]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
