"""Shares with their intervals as SVG, drawn here: a bar from end to end, a dot where the share itself is.

    Intervals(title=…, said=…, shares=(Share("Nudged", Interval(0.41, 0.37, 0.45), "412 of 1,004"), …))

In a template: `{{ one.svg("id") }}`; the same figures stand beside it in a table.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from anteroom.experiment.estimate import Interval

WIDTH, ROW, TOP, BOTTOM = 640, 44, 8, 28
LEFT, RIGHT = 16, 16
TICKS = 4
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Where a scale ends: at the first that holds everything."""


@dataclass(frozen=True, slots=True)
class Share:
    """One share, its interval (None where nothing is settled yet), and of what it is."""

    name: str
    interval: Interval | None
    of: str


@dataclass(frozen=True, slots=True)
class Intervals:
    """Shares of one measure on one scale, from none to the greatest that is likely."""

    title: str
    said: str
    shares: tuple[Share, ...]

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return all(each.interval is None for each in self.shares)

    def svg(self, key: str) -> Markup:
        """Draw it; `key` is unique on the page, for the ids that name and describe it."""
        top = next(
            (end for end in STEPS if all(each.interval.high <= end for each in self.shares if each.interval)),
            1.0,
        )
        height = TOP + ROW * len(self.shares) + BOTTOM
        drawn = [_scale(top, height)]
        drawn += [_share(each, number, top) for number, each in enumerate(self.shares)]
        head = Markup(
            '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d">'
            '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>'
        ).format(WIDTH, height, key, key, key, self.title, key, self.said)
        return head + Markup("").join(drawn) + Markup("</svg>")


def percent(share: float) -> str:
    """Write a share as one of a hundred, with a decimal where it is small."""
    return f"{100 * share:.1f} %" if abs(share) < 0.2 else f"{100 * share:.0f} %"


def _x(share: float, top: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * min(share / top, 1)


def _scale(top: float, height: int) -> Markup:
    lines = []
    for tick in range(TICKS + 1):
        share = top * tick / TICKS
        anchor = "start" if tick == 0 else "end" if tick == TICKS else "middle"
        lines.append(
            Markup(
                '<line class="chart-grid" x1="{:.1f}" x2="{:.1f}" y1="{}" y2="{}"/>'
                '<text class="chart-label interval-at-{}" x="{:.1f}" y="{}">{}</text>'
            ).format(
                _x(share, top),
                _x(share, top),
                TOP,
                height - BOTTOM,
                anchor,
                _x(share, top),
                height - 8,
                f"{100 * share:g} %",
            )
        )
    return Markup("").join(lines)


def _share(share: Share, number: int, top: float) -> Markup:
    y = TOP + ROW * number + 30
    name = Markup('<text class="interval-name" x="{}" y="{}">{}</text>').format(LEFT, y - 14, share.name)
    if share.interval is None:
        return name
    low, high, value = (
        _x(each, top) for each in (share.interval.low, share.interval.high, share.interval.value)
    )
    return name + Markup(
        '<g class="series-{}"><line class="interval-bar" x1="{:.1f}" x2="{:.1f}" y1="{}" y2="{}"/>'
        '<line class="interval-end" x1="{:.1f}" x2="{:.1f}" y1="{}" y2="{}"/>'
        '<line class="interval-end" x1="{:.1f}" x2="{:.1f}" y1="{}" y2="{}"/>'
        '<circle class="interval-dot" cx="{:.1f}" cy="{}" r="5"/></g>'
    ).format(
        1 if number == 0 else 3, low, high, y, y, low, low, y - 6, y + 6, high, high, y - 6, y + 6, value, y
    )
