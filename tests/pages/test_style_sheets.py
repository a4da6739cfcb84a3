"""One house: every sheet takes sizes, colours and corners from the tokens, the same wherever they are told.

The page of another site, which the sandbox shows an embed in, wears its own look on purpose.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from anteroom_mail.letters import letter_html
from deployment import ROOT

PLUGIN = ROOT / "plugin" / "anteroom"
TOKENS = PLUGIN / "pages" / "static" / "anteroom.css"
SLACK = PLUGIN / "sandbox" / "slack" / "static" / "slack.css"
FOREIGN = PLUGIN / "sandbox" / "marketplace" / "static" / "example.css"
THEME = PLUGIN / "embeds" / "static" / "theme.js"
SHEETS = sorted(each for each in PLUGIN.rglob("*.css") if each != FOREIGN)
NAMES = [str(each.relative_to(PLUGIN)) for each in SHEETS]
PRINTED = {"console/static/console.css"}
"""These name the tokens anew, for paper."""

DECLARED = re.compile(r"(?<![\w-])(--[\w-]+|[a-z-]+)\s*:\s*([^;{}]+)(?=[;}])")
SIZE = r"var\(--t-\d\d\)"
SIZES = re.compile(rf"inherit|{SIZE}|clamp\({SIZE}, [\w.]+, {SIZE}\)")
FONTS = re.compile(rf"inherit|{SIZE} / [\d.]+ .+")
CORNER = r"(var\(--radius(-small)?\)|50%|0)"
CORNERS = re.compile(rf"{CORNER}( {CORNER})*")
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(|\b(black|white|gr[ae]y|silver|red|green|blue|yellow|orange)\b",
    re.IGNORECASE,
)
READABLE = 5.5
"""The least contrast of text on its ground (design: both grounds, light and dark)."""


def declared(text: str) -> list[tuple[str, str]]:
    """Every property with its value, as a sheet gives them."""
    return [
        (name, value.strip())
        for name, value in DECLARED.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    ]


def strays(name: str, text: str) -> list[str]:
    """What a sheet says of sizes, colours and corners that is no token."""
    found = []
    for what, value in declared(text):
        token = what.startswith("--")
        fits = {"font-size": SIZES, "font": FONTS, "border-radius": CORNERS}.get(what)
        if (fits and not fits.fullmatch(value)) or (not token and COLOUR.search(value)):
            found.append(f"{what}: {value}")
        if token and name not in PRINTED and COLOUR.search(value):
            found.append(f"{what}: {value}")
    return found


@pytest.mark.parametrize("sheet", SHEETS, ids=NAMES)
def test_it_takes_sizes_colours_and_corners_from_the_tokens(sheet: Path) -> None:
    if sheet in (TOKENS, SLACK):
        text = re.sub(r"--[\w-]+:[^;]+;", "", sheet.read_text(encoding="utf-8"))
    else:
        text = sheet.read_text(encoding="utf-8")
    assert strays(str(sheet.relative_to(PLUGIN)), text) == []


def test_it_would_find_what_is_no_token() -> None:
    sizes = "font-size: 14px; font: 1rem/1 serif; border-radius: 9px;"
    bad = f"a {{ {sizes} color: #123456; background: rgb(0 0 0); --x: white }}"
    assert len(strays("", bad)) == 6


def sets(text: str) -> list[dict[str, str]]:
    """The sets of tokens in a sheet, in the order in which they stand there; each a rule of its own."""
    rules = re.findall(r"\{([^{}]*--paper:[^{}]*)\}", text)
    return [
        {name: value.lower() for name, value in declared(each + "}") if name.startswith("--")}
        for each in rules
    ]


def test_the_tokens_are_the_same_wherever_they_are_told() -> None:
    """Mails know no style sheet, frames of another site wear a theme, and Slack's stand-in stands alone."""
    light, dark, always = sets(TOKENS.read_text(encoding="utf-8"))
    assert dark == always
    for told, true in zip(sets(SLACK.read_text(encoding="utf-8")), (light, dark), strict=True):
        assert {name: true[name] for name in told} == told
    worn = [
        dict(re.findall(r'"?([\w-]+)"?: "(#\w{6})"', each))
        for each in re.findall(r"(?:light|dark): \{(.+?)\}", THEME.read_text(encoding="utf-8"))
    ]
    for told, true in zip(worn, (light, dark), strict=True):
        assert len(told) == 8 and {name: true[f"--{name}"] for name in told} == told
    said = ("PAPER", "SURFACE", "INK", "INK_2", "LINE", "ACCENT", "ON_ACCENT")
    for name in said:
        assert getattr(letter_html, name).lower() == light[f"--{name.lower().replace('_', '-')}"], name
    written = {each.lower() for each in re.findall(r"#\w{6}", letter_html.DARK)}
    assert written == {dark[f"--{name.lower().replace('_', '-')}"] for name in said}


def luminance(colour: str) -> float:
    """The relative luminance of "#rrggbb" (WCAG 2.2)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("ground", ["--paper", "--surface"])
@pytest.mark.parametrize("colours", [0, 1], ids=["light", "dark"])
def test_text_can_be_read_on_its_ground(ground: str, colours: int) -> None:
    worn = sets(TOKENS.read_text(encoding="utf-8"))[colours]
    pairs = [(name, ground) for name in ("--ink", "--ink-2", "--accent", "--ok", "--warn", "--bad")]
    for text, behind in [*pairs, ("--on-accent", "--accent")]:
        low, high = sorted((luminance(worn[text]), luminance(worn[behind])))
        contrast = (high + 0.05) / (low + 0.05)
        assert contrast >= READABLE, f"{text} on {behind}: {contrast:.2f}"
