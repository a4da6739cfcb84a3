"""What people read of a message: its plain text, the same as HTML, which most programs show, and its links.

The two need not say the same, since whoever writes them may be no program: both are read.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

from anteroom.guard.catalogue import Pattern, pattern

_REPLY = pattern(r"(?is)<mx-reply\b[^>]*>.*?</mx-reply\s*>")
"""Programs take it away before they show the rest: it quotes what is replied to, and names its writer."""
_HIDDEN = pattern(r"(?s)<!--.*?-->")
_BREAK = pattern(
    r"(?i)</?(?:blockquote|br|caption|details|div|h[1-6]|hr|li|ol|p|pre|summary|table|td|th|tr|ul)\b[^>]*>"
)
_TAG = pattern(r"</?[A-Za-z][^>]*>")
_LINK = pattern(r"""(?i)\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_PERSON = "https://matrix.to/#/@"
"""How programs write a mention of somebody in the room."""
_EDITED = "* "
"""Before the text of an edit, for programs that know no edits."""


def text_of(content: Mapping[str, Any], *, reply: bool = False) -> str:
    """Return all that is read of a message, or of an edit; of a `reply` without the quote before it."""
    told: list[str] = []
    new = content.get("m.new_content")
    texts = [*_texts(new, reply=False)] if isinstance(new, dict) else []
    texts += [each.removeprefix(_EDITED) if new else each for each in _texts(content, reply=reply)]
    for each in texts:
        if each.strip() and not any(_same(each) in _same(known) for known in told):
            told.append(each)
    return "\n\n".join(told)


def _texts(content: Mapping[str, Any], *, reply: bool) -> Iterator[str]:
    plain = _text(content.get("body"))
    yield _without_quote(plain) if reply else plain
    yield _text(content.get("filename"))
    written = _put(_HIDDEN, "", _put(_REPLY, "", _text(content.get("formatted_body"))))
    yield html.unescape(_put(_TAG, "", _put(_BREAK, "\n", written))).strip()
    for found in _LINK.finditer(written):
        link = html.unescape(found[1] or found[2] or found[3] or "")
        if not link.startswith(_PERSON):
            yield link


def _without_quote(body: str) -> str:
    """Take the quote away that older programs put before a reply; it names whoever is replied to."""
    lines = body.split("\n")
    # In their form alone: what somebody begins with such a mark otherwise is shown, and read.
    if not lines[0].startswith(("> <@", "> * <@")):
        return body
    while lines and lines[0].startswith("> "):
        lines.pop(0)
    return "\n".join(lines).strip("\n")


def _put(sought: Pattern, by: str, text: str) -> str:
    """Put something in the place of every match."""
    pieces, last = [], 0
    for found in sought.finditer(text):
        pieces.append(text[last : found.start()])
        last = found.end()
    return by.join([*pieces, text[last:]])


def _same(text: str) -> str:
    return " ".join(text.split())


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""
