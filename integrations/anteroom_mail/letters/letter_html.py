"""The same letter in HTML, in the same order: 600 px, nothing fetched from anywhere.

Every style stands at its element, in light, since many mail programs know no style sheet. The few that know
one and the reader's wish for dark (Apple Mail, Thunderbird) get the dark tokens from the only sheet there is.
"""

from __future__ import annotations

import re
from html import escape

from anteroom_mail.letters.letter import Letter, Way

# The tokens of anteroom.css, light and dark.
PAPER, SURFACE, INK, INK_2, LINE = "#FAF9F6", "#FFFFFF", "#1F2429", "#59626B", "#DEDBD3"
ACCENT, ON_ACCENT = "#0E5A57", "#FFFFFF"
FACE = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
# A fingerprint or an address has no blank at which a phone could break it, and would widen the whole letter.
BREAKS = "overflow-wrap:anywhere;word-break:break-word"
DARK = """@media (prefers-color-scheme: dark) {
.paper { background: #13171A !important }
.surface { background: #1B2024 !important; border-color: #313840 !important }
.ink { color: #ECEEF0 !important }
.ink2 { color: #A3ACB4 !important }
.link { color: #62C6BC !important }
.button { background: #62C6BC !important }
.on { color: #05211F !important }
}"""

REFERENCE = re.compile(r"\b[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}\b")

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{subject}</title>
<style>
{dark}
</style>
</head>
<body class="paper ink" style="margin:0;padding:0;background:{paper};color:{ink};{face}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="{paper}"
 class="paper">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" bgcolor="{surface}"
 class="surface"
 style="width:100%;max-width:600px;background:{surface};border:1px solid {line};border-radius:10px">
<tr><td class="ink" style="padding:24px;font-size:15px;line-height:1.5;color:{ink};{breaks};{face}">
{blocks}
</td></tr>
</table>
{footer}
</td></tr>
</table>
</body>
</html>
"""


def html(letter: Letter) -> str:
    """The letter as one HTML document; every text in it is escaped."""
    blocks = [
        _line(letter.state, 13, INK_2, bold=True, below=4),
        _line(letter.lead, 15, INK, below=16),
        _when(letter),
        _line(letter.title, 17, INK, below=12, bold=True),
    ]
    if letter.reason:
        blocks.append(_section(letter.heads.reason, escape(letter.reason)))
    if letter.agenda:
        blocks.append(_section(letter.heads.agenda, _lines(letter.agenda)))
    if letter.people:
        blocks.append(_people(letter))
    if letter.check:
        blocks.append(_section(letter.heads.check, _paragraphs(letter.check)))
    if letter.way:
        blocks.append(_button(letter.way.label, letter.way.link))
        blocks.append(_line(letter.way.note, 13, INK_2, below=16))
    if letter.answer:
        blocks.append(_section(letter.heads.answer, _paragraphs(letter.answer)))
    if letter.instead:
        blocks.append(_button(letter.instead.label, letter.instead.link))
    return PAGE.format(
        language=letter.language,
        subject=escape(letter.subject),
        blocks="\n".join(blocks),
        footer=_footer(letter),
        dark=DARK,
        paper=PAPER,
        surface=SURFACE,
        ink=INK,
        line=LINE,
        breaks=BREAKS,
        face=FACE,
    )


def _when(letter: Letter) -> str:
    lines = []
    if letter.before:
        old = f"<s>{escape(letter.before.line)}</s> ({escape(letter.before.place)})"
        lines.append(
            f'<p class="ink2" style="margin:0 0 4px;font-size:15px;color:{INK_2}">'
            f"{escape(letter.heads.before)}: {old}</p>"
        )
    now = f"{escape(letter.heads.now)}: " if letter.before else ""
    lines.append(
        f'<p style="margin:0;font-size:20px;font-weight:600;line-height:1.3;'
        f'font-variant-numeric:tabular-nums">{now}{escape(letter.when.line)}</p>'
    )
    place = escape(letter.when.place)
    note = f" · {escape(letter.zone_note)}" if letter.zone_note else ""
    lines.append(
        f'<p class="ink2" style="margin:0 0 16px;font-size:15px;color:{INK_2}"><i>{place}</i>{note}</p>'
    )
    return "\n".join(lines)


def _people(letter: Letter) -> str:
    rows = "".join(
        f'<tr><td class="ink" style="padding:4px 12px 4px 0;font-size:15px;color:{INK}">'
        f"{escape(each.label)}</td>"
        f'<td class="ink2" style="padding:4px 0;font-size:13px;color:{INK_2}">'
        f"{escape(each.mark)}&nbsp;{escape(each.what)}</td></tr>"
        for each in letter.people
    )
    table = f'<table role="presentation" cellpadding="0" cellspacing="0" border="0">{rows}</table>'
    return _section(letter.heads.people, table)


def _button(label: str, link: str) -> str:
    return (
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 12px">'
        f'<tr><td class="button" bgcolor="{ACCENT}" style="border-radius:10px;background:{ACCENT}">'
        f'<a class="on" href="{escape(link)}" style="display:inline-block;padding:12px 24px;font-size:15px;'
        f'font-weight:600;color:{ON_ACCENT};text-decoration:none">{escape(label)}</a></td></tr></table>'
    )


def _footer(letter: Letter) -> str:
    if not letter.why:
        return ""
    said = "".join(
        f'<p class="ink2" style="margin:0 0 4px;font-size:13px;line-height:1.5;color:{INK_2};{FACE}">'
        f"{_said(each)}</p>"
        for each in letter.why
    )
    head = _line(letter.heads.why, 13, INK_2, bold=True, below=4)
    return (
        '<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" '
        f'style="width:100%;max-width:600px"><tr><td style="padding:16px 24px;{BREAKS};{FACE}">{head}{said}'
        f"{_never(letter.never) if letter.never else ''}</td></tr></table>"
    )


def _never(never: Way) -> str:
    return (
        f'<p style="margin:12px 0 0;font-size:13px;line-height:1.5;{FACE}">'
        f'<a class="link" href="{escape(never.link)}" '
        f'style="display:inline-block;padding:8px 0;color:{ACCENT}">'
        f"{escape(never.label)}</a></p>"
    )


def _section(head: str, inner: str) -> str:
    return (
        _line(head, 13, INK_2, bold=True, below=4)
        + f'\n<div class="ink" style="margin:0 0 16px;font-size:15px;color:{INK}">{inner}</div>'
    )


def _paragraphs(sentences: tuple[str, ...]) -> str:
    return "".join(f'<p style="margin:0 0 8px">{_said(each)}</p>' for each in sentences)


def _said(sentence: str) -> str:
    # A reference is copied by hand, so it stays on one line.
    return REFERENCE.sub(r'<span style="white-space:nowrap">\g<0></span>', escape(sentence))


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines())


def _line(text: str, size: int, colour: str, *, below: int, bold: bool = False) -> str:
    weight = ";font-weight:600" if bold else ""
    tone = "ink2" if colour == INK_2 else "ink"
    return (
        f'<p class="{tone}" style="margin:0 0 {below}px;font-size:{size}px;color:{colour}{weight}">'
        f"{escape(text)}</p>"
    )
