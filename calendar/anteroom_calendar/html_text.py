"""HTML → the text that a reader sees, with `> ` before what is quoted.

Not the standard library's html.parser: 40 KB of unclosed tags cost it 17 seconds. This one only ever moves
forward, so a mail costs what its length is.
"""

from __future__ import annotations

import re
from html import unescape

MAX_LETTERS = 2_000_000  # a long thread in Outlook's HTML is a tenth of it
MAX_QUOTES = 20  # deeper quotes look like this deep

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]{0,30})([^<>]{0,20000})>")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_CLASS = re.compile(r"""(?:class|id)\s{0,9}=\s{0,9}["']?([^"'>]{0,200})""", re.IGNORECASE)
# What is in these is never shown.
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "xml"})
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section"}
    | {"table", "tbody", "td", "th", "tr", "ul", "body", "html"}
)
# Quoted without a blockquote. Not Gmail's wrapper `gmail_quote`: answers between quotes stand in it, too.
_QUOTING = ("gmail_attr", "moz-cite-prefix", "yahoo_quoted")
_SIGNING = ("gmail_signature", "moz-signature", "protonmail_signature", "ms-outlook-mobile-signature")


def text_of(html: str) -> str:
    """The text of an HTML mail: blocks on lines of their own, blockquotes marked, signatures after `-- `.

    Never raises. Beyond MAX_LETTERS nothing is read. Links lose their address, pictures are nothing.
    """
    page = _Page()
    html = _without_comments(html[:MAX_LETTERS])
    place = 0
    for tag in _TAG.finditer(html):
        page.say(html[place : tag.start()])
        place = tag.end()
        page.tag(tag[2].lower(), tag[3], closing=bool(tag[1]))
    page.say(html[place:])
    return page.text()


class _Page:
    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._unseen = ""
        self._open: list[tuple[str, bool]] = []  # the containers, and whether each is a quote
        self._depth = 0

    def say(self, raw: str) -> None:
        if raw and not self._unseen:
            words = _SPACES.sub(" ", unescape(raw))
            if words != " " or self._line:
                self._line.append(words)

    def tag(self, name: str, attributes: str, *, closing: bool) -> None:
        if self._unseen:
            if closing and name == self._unseen:
                self._unseen = ""
            return
        if name in _UNSEEN:
            self._unseen = "" if closing else name
            return
        if name == "br":
            self._end(always=True)
        elif name in _BLOCKS:
            self._end()
        if name in {"div", "blockquote"}:
            self._close(name) if closing else self._enter(name, attributes)
        elif name == "p" and closing:
            self._end(always=bool(self._lines and self._lines[-1].strip("> ")))

    def text(self) -> str:
        self._end()
        return "\n".join(self._lines) + "\n" if self._lines else ""

    def _enter(self, name: str, attributes: str) -> None:
        marks = " ".join(_CLASS.findall(attributes)).lower()
        if any(mark in marks for mark in _SIGNING):
            self._lines.append("> " * min(self._depth, MAX_QUOTES) + "-- ")
        quote = name == "blockquote" or any(mark in marks for mark in _QUOTING)
        self._open.append((name, quote))
        self._depth += quote

    def _close(self, name: str) -> None:
        # Only ever the innermost: a closing tag that closes nothing must not cost a search of all.
        if self._open and self._open[-1][0] == name:
            self._depth -= self._open.pop()[1]

    def _end(self, *, always: bool = False) -> None:
        line = "".join(self._line).strip()
        self._line.clear()
        if line or always:
            self._lines.append("> " * min(self._depth, MAX_QUOTES) + line)


def _without_comments(html: str) -> str:
    kept, place = [], 0
    while (begin := html.find("<!--", place)) >= 0:
        kept.append(html[place:begin])
        end = html.find("-->", begin + 4)
        if end < 0:
            return "".join(kept)  # a comment without end: browsers show nothing after it either
        place = end + 3
    kept.append(html[place:])
    return "".join(kept)
