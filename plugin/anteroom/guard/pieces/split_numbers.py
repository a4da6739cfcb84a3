"""Telephone numbers given in pieces over several messages of one sender."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anteroom.guard.catalogue import pattern
from anteroom.guard.model import Context, Earlier, Kind
from anteroom.guard.pieces.figures import Figures, figures
from anteroom.guard.pieces.split_weights import Around, Part, counts, is_labelled, weights
from anteroom.guard.pieces.strand import length
from anteroom.guard.pieces.window import ASIDE, Piece, Window
from anteroom.guard.pieces.words import pieced, spoken
from anteroom.guard.suspicion import Suspicion

_SHORTEST: Final = 7
_LONGEST: Final = 15
_PART: Final = 11
"""Most digits of one part."""
_DIFFERENT: Final = 3
"""Different digits of a number at least."""
_DOTS_OF_AN_ADDRESS: Final = 3
"""Dots in the address of a machine."""
_ANSWER: Final = (("all of a number", 0.35), ("asked", 0.3))
_WORDS: Final = 14
"""Longest message, in words, that holds a part."""
_LEAST: Final = 0.6


def find_split_number(
    window: Window, piece: Piece, context: Context
) -> Iterator[tuple[Suspicion, list[Earlier]]]:
    """The number that `piece` completes, and where its other parts are; none if it is unlikely to be one."""
    own = figures(piece.text)
    if own is None or length(piece.text) > _WORDS:
        return
    if _answers(window, piece, own):
        yield Suspicion(Kind.PHONE, own.start, own.end, "phone.answer", _sum(_ANSWER), _ANSWER), []
        return
    runs = list(_runs(window, piece, own)) if len(own.digits) <= _PART else []
    if not runs:
        return
    around = Around.of(window, piece, context)
    weighed = [(weights(parts, around), parts) for parts in runs]
    found, parts = max(weighed, key=lambda one: _sum(one[0]))
    if _sum(found) < _LEAST:
        return
    kind = Kind.LINK if any(pieced().room.search(part.text) for part in parts) else Kind.PHONE
    yield (
        Suspicion(kind, own.start, own.end, "split.number", min(0.95, _sum(found)), found),
        [
            Earlier(p.piece.message, kind, p.piece.start + p.figures.start, p.piece.start + p.figures.end)
            for p in parts[:-1]
        ],
    )


def _answers(window: Window, piece: Piece, own: Figures) -> bool:
    """Whether the figures are all of a number that was just asked for, and no amount: "5550147"."""
    if (
        not _SHORTEST <= len(own.digits) <= _LONGEST
        or own.apart > 1
        or (own.foreign and own.beside != "aside")
    ):
        return False
    if own.shaped or own.digits.endswith("000") or counts(own.digits) or len(set(own.digits)) < _DIFFERENT:
        return False
    if own.spoken < _SHORTEST and not _is_written_as_one(piece.text, own):
        return False
    before = spoken(piece.text[: own.start]).replace(",", " ").replace(":", " ").replace(".", " ")
    if any(word not in pieced().filler for word in before.split() if word.isalnum()):
        return False
    asked = [ask for ask in window.asked if not ASIDE.issuperset(ask.about)]
    if not asked or asked[-1].number < piece.number - 1 or is_labelled(spoken(piece.text)):
        return False
    about = set(asked[-1].about)
    if "phone" in about:
        return "question" not in about
    # "number?" alone asks for that of whatever was spoken of.
    return bool(about & {"detail", "reach"}) and not any("numbered" in ask.about for ask in asked)


def _is_written_as_one(text: str, own: Figures) -> bool:
    """Whether figures stand for themselves: no part of a file's name, no address of a machine, no list."""
    written = text[own.start : own.end]
    before, after = text[max(0, own.start - 1) : own.start], text[own.end : own.end + 1]
    beside = before.strip("+(:-\u2013") + after.strip(".,;!?)")
    dots = written.count(".")
    return (
        pattern(r"\+?\(?\d[\d ().-]*").fullmatch(spoken(written)) is not None
        and dots != _DOTS_OF_AN_ADDRESS
        and not beside.strip()
    )


def _sum(weighed: tuple[tuple[str, float], ...]) -> float:
    return sum(weight for _, weight in weighed)


def _runs(window: Window, piece: Piece, own: Figures) -> Iterator[list[Part]]:
    """The messages with figures up to `piece` that together say as many as a number has."""
    parts = [_part(piece, own)]
    for before in reversed(window.pieces):
        said = figures(before.text) if length(before.text) <= _WORDS else None
        if said is None:
            continue
        parts = [_part(before, said), *parts]
        total = sum(len(part.figures.digits) for part in parts)
        if len(said.digits) > _PART or total > _LONGEST:
            return
        if total >= _SHORTEST:
            yield parts


def _part(piece: Piece, said: Figures) -> Part:
    text = spoken(piece.text)
    first, _, rest = text.partition(" ")
    named = first.rstrip(":.") in pieced().alone and (first[-1] in ":." or not rest[:1].isalpha())
    cued = any(found.search(text) for found in (pieced().phone, pieced().dial, pieced().room))
    return Part(piece, said, text, named or cued)
