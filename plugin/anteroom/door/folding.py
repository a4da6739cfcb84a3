"""One spelling for the many in which the same characters can be written."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)

_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_MARKS = re.compile("[\u0300-\u036f]+")


def fold(text: str) -> str:
    """Lower case, compatibility forms and digits of every script made plain, invisible characters dropped.

    Offsets into the result are not offsets into `text`.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    if plain.isascii():
        return plain
    return _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), plain)


def unaccented(folded: str) -> str:
    """`folded` without combining marks: "hauptstraße, münchen" becomes "hauptstrasse, munchen"."""
    if folded.isascii():
        return folded
    return _MARKS.sub("", unicodedata.normalize("NFD", folded))
