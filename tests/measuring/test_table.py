"""The table of all benches: its shape, what it decides, and that a bench that fails hides no other."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.asked import Asked
from bench.benches import BENCHES, measure_all, measure_one
from bench.pairs import beside, in_turn
from bench.table import HEADS, NOTHING, Beside, Broken, Figure, Kept, Ratio, Table, Unit

ROOT = Path(__file__).parents[2]


def cells(printed: str) -> list[list[str]]:
    """The rows of a printed table below its heads."""
    lines = [line for line in printed.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    assert rows[0] == list(HEADS)
    assert all(set(cell) == {"-"} for cell in rows[1])
    return rows[2:]


def beside_peer(ratio: Ratio, factor: float | None, bound: float | None) -> Beside:
    peer = None if factor is None else 2.0
    return Beside("a bench", "something", 1.0, "a peer", peer, factor, ratio, bound, 3)


def test_a_sample_of_a_bench_prints_rows_beside_its_peers() -> None:
    """As whoever measures runs it; what is promised is a ratio to a peer in the same run."""
    command = [sys.executable, "-m", "bench", "invitations", "--sample"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.stderr == ""
    rows = cells(ended.stdout)
    assert [row[0] for row in rows] == ["invitations"] * 4
    for _, _, ours, peer, theirs, ratio, aim, kept, pairs in rows:
        assert ours.endswith(("µs", "ms"))
        assert theirs.endswith(("µs", "ms"))
        assert peer.startswith("icalendar")
        assert float(ratio.removesuffix("× as fast")) > 1
        assert (aim, kept) in (("≥ 20×", "yes"), (NOTHING, NOTHING))
        assert pairs == "3"
    assert {row[6] for row in rows} == {"≥ 20×", NOTHING}
    assert ended.returncode == 0


@pytest.mark.parametrize(
    ("row", "kept", "decides"),
    [
        (beside_peer(Ratio.AS_FAST, 2.0, 2), Kept.YES, False),
        (beside_peer(Ratio.AS_FAST, 1.99, 2), Kept.MISSED, True),
        (beside_peer(Ratio.THE_COST, 1.5, 1.5), Kept.YES, False),
        (beside_peer(Ratio.THE_COST, 1.51, 1.5), Kept.MISSED, True),
        (beside_peer(Ratio.THE_COST, 9.0, None), Kept.NO_AIM, False),
        (beside_peer(Ratio.AS_FAST, None, 2), Kept.NOT_MEASURED, True),
        (beside_peer(Ratio.AS_FAST, None, None), Kept.NO_AIM, False),
        (Figure("a bench", "something", 0.002, 0.003), Kept.REACHED, False),
        (Figure("a bench", "something", 0.004, 0.003), Kept.NOT_REACHED, False),
        (Figure("a bench", "something", 1 / 2_800, 1 / 20_000, Unit.RATE), Kept.NOT_REACHED, False),
        (Broken("a bench", "a|b\nc"), Kept.MISSED, True),
    ],
)
def test_promised_ratios_decide_and_bare_figures_do_not(
    row: Beside | Figure | Broken, kept: Kept, decides: bool
) -> None:
    printed: list[str] = []
    table = Table(printed.append, printed.append)
    table.begin()
    table.add(row)
    (found,) = cells("".join(printed))
    assert (row.kept, table.kept) == (kept, not decides)
    assert len(found) == len(HEADS)
    assert found[7] == kept


def test_what_is_not_installed_is_told_in_its_row() -> None:
    row = beside_peer(Ratio.AS_FAST, None, 2).cells()
    assert row[3:6] == ("a peer (not installed)", NOTHING, NOTHING)
    assert row[8] == NOTHING


def test_pairs_take_turns_and_a_row_is_of_their_medians() -> None:
    order: list[str] = []

    def turn(name: str, figures: list[float]) -> Callable[[], float]:
        def take() -> float:
            order.append(name)
            return figures.pop(0)

        return take

    pairs = in_turn(3, turn("ours", [1.0, 9.0, 2.0]), turn("peer", [2.0, 9.0, 8.0]))
    assert order == ["ours", "peer", "peer", "ours", "ours", "peer"]
    row = beside("a bench", "something", "a peer", pairs, Ratio.AS_FAST, 2)
    assert (row.ours, row.peer, row.factor, row.pairs) == (2.0, 8.0, 2.0, 3)
    assert beside("a bench", "something", "a peer", pairs, Ratio.THE_COST).factor == 0.5


class Failing:
    """A bench that measures one thing and then fails."""

    def run(self, table: Table, asked: Asked) -> None:
        table.add(beside_peer(Ratio.AS_FAST, 3.0, 2))
        raise ValueError(f"no more, sample {asked.sample}")


def test_a_bench_that_fails_hides_neither_its_rows_nor_its_reason() -> None:
    printed: list[str] = []
    noted: list[str] = []
    table = Table(printed.append, noted.append)
    assert measure_one(table, "failing", Failing, Asked(sample=True, alone=True)) == 1
    rows = cells("".join(printed))
    assert [row[7] for row in rows] == [Kept.YES, Kept.MISSED]
    assert rows[1][1] == "broke off: ValueError('no more, sample True')"
    assert "Traceback" in "".join(noted)


@pytest.mark.parametrize(
    ("ends", "code", "said"),
    [
        ({}, 0, "Every promise was kept."),
        ({"guard": 1, "relay": -9}, 1, "Promises not kept in: guard, relay."),
    ],
)
def test_all_are_measured_whatever_becomes_of_one(ends: dict[str, int], code: int, said: str) -> None:
    """A process that dies prints no row of its own."""
    printed: list[str] = []
    measured: list[str] = []

    def process(name: str) -> int:
        measured.append(name)
        return ends.get(name, 0)

    assert measure_all(Table(printed.append, printed.append), process, sample=False) == code
    assert measured == list(BENCHES)
    assert said in "".join(printed)
    died = [name for name, ended in ends.items() if ended not in (0, 1)]
    assert [row[0] for row in cells("".join(printed))] == died
