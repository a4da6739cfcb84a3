"""`python -m bench`: one table of everything that is measured; exits 1 where a promised ratio is missed.

`python -m bench NAME` measures one of `BENCHES` alone, and prints below its rows what they have no room for;
`--draw` also draws its picture into the documents, where it has one. `--sample` measures less, in fewer and
shorter turns: all of it in a few minutes. `python -m bench programme` plays the programme of nudges, help and
lessons on people who are drawn: a simulation, measuring nothing.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final, cast

from bench.asked import Asked
from bench.benches import BENCHES, Bench, measure_all, measure_one
from bench.table import Table

DRAWN: Final = ("times", "nudges")


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return 0 where every promise is kept."""
    said = "Measure beside what one would use instead."
    parser = argparse.ArgumentParser("python -m bench", description=said)
    parser.add_argument("name", nargs="?", choices=[*BENCHES, "programme"], help="one alone; without it, all")
    parser.add_argument("--sample", action="store_true", help="less of it, in a few minutes")
    parser.add_argument("--draw", action="store_true", help=f"draw the picture anew ({', '.join(DRAWN)})")
    parser.add_argument("--rows", action="store_true", help="print rows alone, without heads")
    asked = parser.parse_args(arguments)
    if asked.draw and (asked.name not in DRAWN or asked.sample):
        parser.error(f"--draw goes with {' or '.join(DRAWN)}, measured whole")
    if asked.name == "programme":
        from bench import programme

        programme.report(sys.stdout.write)
        return 0
    table = Table(_say, sys.stderr.write)
    if asked.name is not None:
        name, how = asked.name, Asked(asked.sample, not asked.rows, asked.draw)
        return measure_one(table, name, lambda: cast(Bench, import_module(f"bench.{name}")), how)
    return measure_all(table, lambda name: _process(name, asked.sample), sample=asked.sample)


def _process(name: str, sample: bool) -> int:
    command = [sys.executable, "-m", "bench", name, "--rows", *(["--sample"] if sample else [])]
    return subprocess.run(command, check=False).returncode


def _say(text: str) -> None:
    # At once: several processes share one output, and whoever waits wants to see each row.
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
