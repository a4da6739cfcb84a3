"""Pieces of a company's meeting link in what is about to leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from anteroom.door.folding import fold
from anteroom.door.haystack import Haystack

_HOSTS: Final = ("zoom", "teams.", "meet.google", "webex", "jit.si", "8x8.vc")
_CALL = re.compile(
    r"(?:zoom(?:gov)?\.us|teams\.(?:microsoft|live|cloud)\.|meet\.google\.com|webex\.com|jit\.si|8x8\.vc)"
    r"[^\s\"'<>]{1,800}"
)
_BETWEEN = re.compile(r"[/?&=:@,\"{}#;]")
_NUMBER = re.compile(r"[0-9](?:[ -]?[0-9]){8,15}(?![0-9])")
_SHORTEST_PIECE: Final = 9


def pieces_of_links(text: str) -> set[str]:
    """Pieces of `text` that could be of a meeting's link: numbers that open one, and what addresses of tools
    are made of. Hosts that a deployment allows besides are sought in an interview's own payloads alone.
    """
    folded = fold(text)
    found = {"".join(c for c in match[0] if c.isdigit()) for match in _NUMBER.finditer(folded)}
    if any(host in folded for host in _HOSTS):
        for match in _CALL.finditer(folded):
            found |= {each for each in _BETWEEN.split(unquote(match[0])) if len(each) >= _SHORTEST_PIECE}
    return found


class LinkSought:
    """One piece by which a link is known: a meeting's number, its code, a token, a room's name.

    A number is sought with whatever stands between its digits, as tools print it ("850 1234 5678").
    """

    def __init__(self, value: str) -> None:
        """Raises `ValueError` for an empty piece."""
        piece = fold(value.strip())
        if not piece:
            raise ValueError("not a piece of a link")
        self._digits = piece if piece.isdigit() else ""
        self._squeezed = "".join(piece.split())
        # A room called "PaymentsApi" is not meant by a title that says "Payments API".
        between = r"\s?" if any(letter.isdigit() for letter in piece) else ""
        self._pattern = re.compile(between.join(re.escape(letter) for letter in self._squeezed))

    def spans(self, hay: Haystack) -> Iterator[tuple[int, int]]:
        """Where the piece stands in the haystack's text."""
        if self._digits:
            for run in hay.runs:
                index = run.digits.find(self._digits)
                while index >= 0:
                    yield run.places[index], run.places[index + len(self._digits) - 1] + 1
                    index = run.digits.find(self._digits, index + 1)
        elif self._squeezed in hay.squeezed:
            for match in self._pattern.finditer(hay.text):
                yield match.span()
