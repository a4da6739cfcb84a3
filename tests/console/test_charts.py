"""Charts: what names a series is drawn as the series is."""

from __future__ import annotations

import re

import pytest

from anteroom.console.charts import Chart, Series

LABELS = ("16 Nov", "17 Nov")
BOTH = (Series("Held", (3, 1)), Series("Sent", (2, 4)))


def marks(drawn: str) -> set[str]:
    """Return the kinds of marks in a drawing."""
    return set(re.findall(r'class="(chart-(?:bar|line|mark))"', drawn))


@pytest.mark.parametrize("chart", [Chart("T", "S", LABELS, BOTH, kind) for kind in ("line", "bar")])
def test_the_legend_has_the_marks_of_its_chart_and_each_series_its_own(chart: Chart) -> None:
    legend = str(chart.legend)
    assert marks(legend) == marks(str(chart.svg("c")))
    assert re.findall(r'<li class="(series-\d)">', legend) == ["series-1", "series-2"]
    assert legend.count('aria-hidden="true"') == 2


def test_one_series_alone_needs_no_legend() -> None:
    assert str(Chart("T", "S", LABELS, BOTH[:1]).legend) == ""
