"""A plot as a small SVG: lines over one axis, readable in light and dark, in text editors and in diffs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 132, 40, 44
STYLE = """<style>
text{font:12px system-ui,sans-serif;fill:#3d4450}.t{font-size:14px;font-weight:600}
.g{stroke:#d9dde3}.l{fill:none;stroke-width:2}.c0{stroke:#2563a8}.c1{stroke:#b4572a}.c2{stroke:#6b7280}
.n0{fill:#2563a8}.n1{fill:#b4572a}.n2{fill:#6b7280}rect{fill:#fff}
@media(prefers-color-scheme:dark){text{fill:#c9ced6}.g{stroke:#39404b}rect{fill:#14181e}
.c0{stroke:#7db3ec}.c1{stroke:#f0a27a}.c2{stroke:#9aa3af}.n0{fill:#7db3ec}.n1{fill:#f0a27a}.n2{fill:#9aa3af}}
</style>"""


@dataclass(frozen=True, slots=True)
class Line:
    """A named line: its points from left to right."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot; both axes begin at nothing."""

    title: str
    across: str
    up: str
    lines: Sequence[Line]


def plot(panels: Sequence[Panel], description: str) -> str:
    """Return the plots one below the other, as an SVG that stands alone."""
    height = HEIGHT * len(panels)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{escape(description)}</title>",
        STYLE,
        f'<rect width="{WIDTH}" height="{height}"/>',
    ]
    for number, panel in enumerate(panels):
        parts += [f'<g transform="translate(0 {number * HEIGHT})">', *_panel(panel), "</g>"]
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel) -> list[str]:
    most_x = max(x for line in panel.lines for x, _ in line.points)
    ticks_x, ticks_y = _ticks(most_x), _ticks(max(y for line in panel.lines for _, y in line.points))
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def across(x: float) -> float:
        return round(LEFT + wide * x / most_x, 1)

    def up(y: float) -> float:
        return round(TOP + high * (1 - y / ticks_y[-1]), 1)

    parts = [f'<text class="t" x="{LEFT}" y="20">{escape(panel.title)}</text>']
    for y in ticks_y:
        parts.append(f'<path class="g" d="M{LEFT} {up(y)}H{LEFT + wide}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{up(y) + 4}" text-anchor="end">{y:g}</text>')
    parts += [
        f'<text x="{across(x)}" y="{TOP + high + 18}" text-anchor="middle">{x:g}</text>'
        for x in ticks_x
        if x <= most_x
    ]
    below = HEIGHT - 8
    parts.append(f'<text x="{LEFT + wide}" y="{below}" text-anchor="end">{escape(panel.across)}</text>')
    parts.append(f'<text x="{LEFT}" y="{TOP - 6}">{escape(panel.up)}</text>')
    return [*parts, *_lines(panel.lines, across, up)]


def _lines(
    lines: Sequence[Line], across: Callable[[float], float], up: Callable[[float], float]
) -> list[str]:
    parts, taken = [], [-100.0]
    for number, line in sorted(enumerate(lines), key=lambda each: each[1].points[-1][1]):
        path = "L".join(f"{across(x)} {up(y)}" for x, y in line.points)
        x, y = line.points[-1]
        # Names that would lie over one another give way upwards; the first is the lowest line.
        at = min(up(y) + 4, taken[-1] - 14) if taken[-1] > 0 else up(y) + 4
        taken.append(at)
        parts.append(f'<path class="l c{number}" d="M{path}"/>')
        parts.append(f'<text class="n{number}" x="{across(x) + 8}" y="{at}">{escape(line.name)}</text>')
    return parts


def _ticks(most: float) -> list[float]:
    """Return round numbers from nothing to no less than `most`."""
    unit = 10.0 ** len(str(int(most))) / 100 if most >= 1 else 0.01
    step = next(unit * factor for factor in (1, 2, 5, 10, 20, 50, 100) if most / (unit * factor) <= 5)
    return [step * number for number in range(int(-(-most // step)) + 1)]
