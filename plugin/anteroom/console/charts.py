"""Charts as SVG, drawn here: no script, readable without colours, the same figures in a table beneath.

    Chart(title=…, said="What it shows.", labels=("16 Nov", …), series=(Series("Held", (3, …)),))

In a template: `{% from "console_parts.html" import chart %}{{ chart(one_chart, say) }}`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 28
MOST_SERIES = 4
"""More cannot be told apart by stroke and mark."""
MOST_LABELS = 8
"""Along the axis; of more points every so manieth is named."""
TICKS = 4
_KEY = Markup(
    '<svg class="chart-key" width="{0}" height="14" viewBox="0 0 {0} 14" aria-hidden="true">{1}</svg>'
)
LINE_KEY = _KEY.format(
    32, Markup('<path class="chart-line" d="M0 7 L32 7"/><circle class="chart-mark" cx="16" cy="7" r="3"/>')
)
BAR_KEY = _KEY.format(14, Markup('<rect class="chart-bar" x="1" y="1" width="12" height="12"/>'))
"""What a legend shows before a name: the marks of the chart itself, which look alike in any colours."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line, or the bars of one kind; None where there is no figure."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its title, what it shows in a sentence, the points by name, and the series over them.

    `unit` stands behind figures in the table, as in “%”. Raises ValueError for series of other lengths.
    """

    title: str
    said: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    kind: Literal["line", "bar"] = "line"
    unit: str = ""
    first_head: str = ""

    def __post_init__(self) -> None:
        if len(self.series) > MOST_SERIES or any(
            len(each.values) != len(self.labels) for each in self.series
        ):
            raise ValueError("a chart has at most four series, each with a value for every label")

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not any(value for each in self.series for value in each.values)

    def figure(self, value: float | None) -> str:
        """Write a figure as the table has it; a dash where there is none."""
        return "–" if value is None else f"{_short(value)}{self.unit}"

    @property
    def legend(self) -> Markup:
        """Name the series, each beside what it is drawn with; one alone is named by the title."""
        if len(self.series) < 2:
            return Markup("")
        key = BAR_KEY if self.kind == "bar" else LINE_KEY
        items = [
            Markup('<li class="series-{}">{}{}</li>').format(number + 1, key, each.name)
            for number, each in enumerate(self.series)
        ]
        return Markup('<ul class="chart-legend">') + Markup("").join(items) + Markup("</ul>")

    def svg(self, key: str) -> Markup:
        """Draw it; `key` is unique on the page, for the ids that name and describe it."""
        top = _round_up(max((value or 0 for each in self.series for value in each.values), default=0))
        drawn = [_grid(top, self.unit), _names(self.labels)]
        for number, each in enumerate(self.series):
            if self.kind == "bar":
                drawn.append(_bars(each, number, len(self.series), len(self.labels), top))
            else:
                drawn.append(_line(each, number, len(self.labels), top))
        head = Markup(
            '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d">'
            '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>'
        ).format(WIDTH, HEIGHT, key, key, key, self.title, key, self.said)
        return head + Markup("").join(drawn) + Markup("</svg>")


def _x(number: int, count: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (number + 0.5) / max(count, 1)


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(value / top, 1)


def _grid(top: float, unit: str) -> Markup:
    lines = []
    for tick in range(TICKS + 1):
        value = top * tick / TICKS
        y = _y(value, top)
        lines.append(
            Markup(
                '<line class="chart-grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>'
                '<text class="chart-tick" x="{}" y="{:.1f}">{}{}</text>'
            ).format(LEFT, WIDTH - RIGHT, y, y, LEFT - 6, y + 4, _short(value), unit)
        )
    return Markup("").join(lines)


def _names(labels: Sequence[str]) -> Markup:
    every = max(1, math.ceil(len(labels) / MOST_LABELS))
    said = [
        Markup('<text class="chart-label" x="{:.1f}" y="{}">{}</text>').format(
            _x(number, len(labels)), HEIGHT - 8, label
        )
        for number, label in enumerate(labels)
        if number % every == 0
    ]
    return Markup("").join(said)


def _line(series: Series, number: int, count: int, top: float) -> Markup:
    """Draw a line, broken where there is no figure, with a mark at each point."""
    parts, path, begun = [], [], False
    for place, value in enumerate(series.values):
        if value is None:
            begun = False
            continue
        x, y = _x(place, count), _y(value, top)
        path.append(f"{'L' if begun else 'M'}{x:.1f} {y:.1f}")
        begun = True
        parts.append(Markup('<circle class="chart-mark" cx="{:.1f}" cy="{:.1f}" r="3"/>').format(x, y))
    drawn = Markup('<path class="chart-line" d="{}"/>').format(" ".join(path)) if path else Markup("")
    return (
        Markup('<g class="series-{}">').format(number + 1) + drawn + Markup("").join(parts) + Markup("</g>")
    )


def _bars(series: Series, number: int, of: int, count: int, top: float) -> Markup:
    room = (WIDTH - LEFT - RIGHT) / max(count, 1) * 0.72
    width = min(room / of, 48)
    drawn = []
    for place, value in enumerate(series.values):
        if not value:
            continue
        y = _y(value, top)
        x = _x(place, count) - width * of / 2 + width * number
        drawn.append(
            Markup('<rect class="chart-bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
                x, y, max(width - 2, 1), HEIGHT - BOTTOM - y
            )
        )
    return Markup('<g class="series-{}">').format(number + 1) + Markup("").join(drawn) + Markup("</g>")


def _round_up(highest: float) -> float:
    """Return a scale's end that four ticks divide well; 4 where there is nothing, so that ticks are whole."""
    if highest <= 0:
        return 4.0
    power = 10.0 ** math.floor(math.log10(highest))
    for step in (1, 2, 4, 6, 8, 10):
        if highest <= step * power:
            return max(step * power, 4.0)
    return 10 * power


def _short(value: float) -> str:
    if abs(value) >= 10_000:
        return f"{value / 1000:,.0f}k"
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"
