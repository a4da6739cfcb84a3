"""What people typed, without what no reader sees: control characters and marks that turn the text around.

A name may otherwise run backwards into its neighbours, break a header in two, or hold signs that a program
reads and a person does not. Joiners that scripts and emoji need (ZWJ, ZWNJ) stay.
"""

from __future__ import annotations

import re

_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\ufffe\uffff\U000e0000-\U000e0fff]"
)


def one_line(text: str) -> str:
    """Return a name or a title: one line, single spaces, nothing unseen."""
    return " ".join(_UNSEEN.sub("", _BREAKS.sub(" ", text)).split())


def lines(text: str) -> str:
    """Return a longer text: line feeds as its only breaks, nothing unseen, no blank at either end."""
    return _UNSEEN.sub("", _BREAKS.sub("\n", text)).strip()
