"""What programs put around text and into it: tags, comments, encoded words of mail, forms, calendars."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import unquote_plus

from anteroom.guard.catalogue import pattern
from anteroom.guard.trigger import Cause, Inside, Mark, Trigger

_WORD: Final = r"=\?[A-Za-z0-9_-]{2,24}(?:\*[A-Za-z-]{2,8})?\?[BbQq]\?[^?\s]*\?="
_TAG: Final = (
    r"<!--[^<>]*-->|</[A-Za-z][A-Za-z0-9]{0,15}\s?>"
    r"|<[A-Za-z][A-Za-z0-9]{0,15}(?:\s(?:class|style|id|dir|lang|color|size|face|align)="
    r"(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+))*\s?/?>"
)
"""A comment or a tag; one with other attributes stays, for these may say something."""
_BLOCK: Final = (
    r"(?i)</?(?:address|article|blockquote|br|d[dlt]|div|h[1-6]|hr|li|[ou]l|option|p|pre|section|"
    r"t[dhr]|table)\b"
)
"""Tags that part what stands before them from what stands after."""
_APART: Final = "\n" * 6
"""More than stands between two digits of one number."""
_FIELD: Final = r"\b[A-Za-z_][A-Za-z0-9_.-]{0,30}=[^\s&=<>\"']*\+[^\s&=<>\"']*"
_CONTINUED: Final = r"\"?;\s{0,4}[A-Za-z-]{1,40}\*\d{1,2}\*?=(?:[A-Za-z0-9-]{1,20}'[a-z]{0,5}')?\"?"


def _encoded_words(run: str) -> str:
    """Encoded words of a mail's head; the gap between two of them says nothing (RFC 2047 6.2)."""
    words = [match[0] for match in pattern(_WORD).finditer(run)]
    said = [_encoded_word(word) for word in words]
    return run if None in said else "".join(filter(None, said))


def _encoded_word(word: str) -> str | None:
    charset, encoding, body = word[2:-2].split("?", 2)
    try:
        if encoding in "bB":
            octets = base64.b64decode(body + "=" * (-len(body) % 4))
        else:
            octets = binascii.a2b_qp(body.encode("ascii", "replace"), header=True)
        return octets.decode(charset.partition("*")[0])
    except (ValueError, LookupError):
        return None  # no such charset, or nothing that was encoded in it


def _without_tag(tag: str) -> str:
    return _APART if pattern(_BLOCK).search(tag) else ""


def _field(run: str) -> str:
    """A field of a form, in which a plus stands for a space."""
    name, _, value = run.partition("=")
    return f"{name}={unquote_plus(value)}"


def _calendar_sign(run: str) -> str:
    return {"n": " ", "N": " "}.get(run[1], run[1])


def _nothing(_: str) -> str:
    return ""


STEPS: Final[tuple[tuple[tuple[str, ...], str, Callable[[str], str]], ...]] = (
    (("=?",), rf"{_WORD}(?:\s{{1,4}}{_WORD})*", _encoded_words),
    (("\n ", "\n\t"), r"\b\r?\n[ \t]\b|[@.]\r?\n[ \t]|\r?\n[ \t][@.]", lambda fold: fold.strip()),
    (("*",), _CONTINUED, _nothing),
    (("\\",), r"\\[nN,;@.]", _calendar_sign),
    (("+",), _FIELD, _field),
    (("<",), _TAG, _without_tag),
)
"""Signs of which a text must hold one, what is undone, and how."""


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read with its wrappings undone."""
    yield Trigger.ENCODED, Mark(r"=\?"), r"=\?[a-z0-9_-]{2,24}(?:\*[a-z-]{2,8})?\?[bq]\?"
    yield Trigger.ENCODED, Mark(r"=\r?\n|\*\d{1,2}\*?=|\\[n,;.@]")
    yield Trigger.ENCODED, Mark(r"\n[ \t]"), r"[^\s]\r?\n[ \t][^\s]"
    tag = Mark(r"<[/!a-z]")
    yield Trigger.ENCODED, tag, r"[a-z0-9@.+](?:</?[a-z][^<>]*>|<!--[^<>]*-->)+[a-z0-9@.+]"
    yield Trigger.ENCODED, tag, r"\d\s?(?:<[/a-z][^<>]*>\s?)+\d"
    yield (
        Trigger.ENCODED,
        Inside(r"[a-z_]="),
        r"[a-z_]=[^\s&=<>\"']*\+[^\s&=<>\"']*&|&[a-z_]{1,30}=[^\s&=<>\"']*\+",
    )
