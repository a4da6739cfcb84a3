"""What docs/times.md says of finding is what the finder does: its example runs, and its figures are so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from anteroom.times.finder import hardship, model
from anteroom.times.finder.model import HOUR, Week
from times.finder.cases import SEEDS

PAGE = (Path(__file__).parents[3] / "docs" / "times.md").read_text(encoding="utf-8")
FINDING = PAGE.partition("## Finding\n")[2].partition("\n## ")[0]


def test_its_example_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", FINDING, re.S)
    now = 1_792_972_800
    given: dict[str, Any] = {
        "ZoneInfo": ZoneInfo,
        "week": Week((*5 * (((540, 1020),),), (), ())),
        "busy": ((now, now + 10 * HOUR),),
        "others": (),
        "held": (),
        "now": now,
    }
    exec(example, given)

    assert len(given["slots"]) == 10
    assert all(slot.standings["dana"] == "free" for slot in given["slots"])


def test_its_table_has_the_points_of_every_hour() -> None:
    rows = [
        row.strip("| ").split(" | ") for row in FINDING.splitlines() if re.match(r"\| (hour|points)", row)
    ]
    said = {}
    for hours, points in zip(rows[0][1:], rows[1][1:], strict=True):
        for part in hours.split(", "):
            first, _, last = part.partition(" to ")
            said.update(dict.fromkeys(range(int(first), int(last or first) + 1), int(points)))

    assert tuple(said[hour] for hour in range(24)) == hardship.OF_HOUR
    assert (hardship.OUTSIDE, hardship.DAY_OFF, hardship.WEEKEND, hardship.TOLERABLE) == (3, 1, 1, 2)


def test_its_bounds_are_the_codes() -> None:
    for said in (
        f"{model.MOST_ATTENDEES} people",
        f"{model.LONGEST_WINDOW // model.DAY} days",
        f"{model.MOST_SPANS:,} spans",
        f"{model.MOST_SLOTS:,} slots",
        f"tries {len(SEEDS)} of them" if len(SEEDS) < 5_000 else "all",
    ):
        assert said in re.sub(r"\s+", " ", FINDING), said
