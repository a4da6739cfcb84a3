"""Telephone numbers given in pieces over several messages of one sender."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import phonenumbers

from anteroom.guard.catalogue import pattern
from anteroom.guard.figures import Figures, figures
from anteroom.guard.model import Context, Earlier, Kind
from anteroom.guard.pieced import pieced, spoken
from anteroom.guard.strand import length
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.window import NEAR, Piece, Window

_SHORTEST: Final = 7
_LONGEST: Final = 15
_PART: Final = 11
"""Most digits of one part."""
_WORDS: Final = 14
"""Longest message, in words, that holds a part."""
_ONE_BY_ONE: Final = 6
"""Messages of a digit or two each that are a number and nothing else."""
_NANP: Final = r"1?[2-9]\d\d[2-9]\d{6}"
_ROOM: Final = r"\b(?:zoom|webex|gotomeeting|meeting id|room id|personal meeting)\b"
_CODE: Final = r"[<>{}\[\]=;`\\]|\b0x"
_TALE: Final = 4
"""Words about something else from which on a message with figures tells of that."""
_IMPERATIVE: Final = (
    r"\b(?:so|just|then|now|please|and|you can) (?:call|ring|dial|text)\b"
    r"|\b(?:dial|call|ring)(?: me| them| it| that| the lot)?\W*$|\bpick up\b"
)
_LABEL: Final = (
    r"(?:\b(?:order|invoice|ticket|sku|part|ref|reference|isbn|ean|article|artikel|serial|case|po|version|build|"
    r"budget|price|amount|pages?|line|rows?|lot|batch|tracking|customer|item|pedido|factura|bestellung|rechnung|"
    r"commande|ordine|zamowienie|faktura|fatura|siparis|invoices?)|#|№|заказ|артикул|订单|注文|طلب)"
    r"(?: ?(?:numbers?|no|nr|num|id|code|ids))?[ .:#]{0,3}\d"
)
_CONTACT: Final = frozenset({"phone", "reach", "detail"})
_OTHERWISE: Final = frozenset({"question", "email"})
_LEAST: Final = 0.6


@dataclass(frozen=True, slots=True)
class _Part:
    """One message with figures: what it says, what somebody asked right before it, and its own words."""

    piece: Piece
    figures: Figures
    asked: frozenset[str]
    cued: bool


def find_split_number(
    window: Window, piece: Piece, context: Context
) -> Iterator[tuple[Suspicion, list[Earlier]]]:
    """The number that `piece` completes, and where its other parts are; none if it is unlikely to be one."""
    own = figures(piece.text)
    if own is None or len(own.digits) > _PART or length(piece.text) > _WORDS:
        return
    found = [
        (sum(weight for _, weight in weights), weights, parts)
        for parts in _runs(window, piece, own)
        for weights in [tuple(_weights(window, parts, context))]
    ]
    score, weights, parts = max(found, key=lambda one: one[0], default=(0.0, (), []))
    if score < _LEAST:
        return
    kind = Kind.LINK if _names_room(window, piece) else Kind.PHONE
    yield (
        Suspicion(kind, own.start, own.end, "split.number", min(0.95, score), weights),
        [
            Earlier(p.piece.message, kind, p.piece.start + p.figures.start, p.piece.start + p.figures.end)
            for p in parts[:-1]
        ],
    )


def _runs(window: Window, piece: Piece, own: Figures) -> Iterator[list[_Part]]:
    """The messages with figures up to `piece` that together say as many as a number has."""
    parts = [_part(window, piece, own)]
    for before in reversed(window.pieces):
        said = figures(before.text) if length(before.text) <= _WORDS else None
        if said is None:
            continue
        parts = [_part(window, before, said), *parts]
        total = sum(len(part.figures.digits) for part in parts)
        if len(said.digits) > _PART or total > _LONGEST:
            return
        if total >= _SHORTEST:
            yield parts


def _part(window: Window, piece: Piece, said: Figures) -> _Part:
    previous = max((p.number for p in window.pieces if p.number < piece.number), default=-1)
    asked = {about for ask in window.asked if previous < ask.number <= piece.number for about in ask.about}
    text = spoken(piece.text)
    cued = pieced().phone.search(text) or pattern(_IMPERATIVE).search(text) or pattern(_ROOM).search(text)
    return _Part(piece, said, frozenset(asked), cued is not None)


def _weights(window: Window, parts: Sequence[_Part], context: Context) -> list[tuple[str, float]]:
    """What speaks for a number to be dialled, and what against."""
    digits = "".join(part.figures.digits for part in parts)
    texts = [spoken(piece.text) for piece in (*window.pieces, parts[-1].piece)]
    said = [(part, spoken(part.piece.text)) for part in parts]
    cued = any(part.cued for part in parts)
    bits = any(pieced().bits.search(text) for text in texts)
    wanted = {about for ask in window.asked for about in ask.about} & _CONTACT
    asked = _asked_last(window, parts)
    weights = [("shape", max(_shape(order, parts, context) for order in _orders(digits, parts)))]
    if any(part.figures.digits[0] == "0" for part in parts[1:]):
        weights.append(("zero", 0.15))
    if len(parts) >= _ONE_BY_ONE and all(len(part.figures.digits) <= 2 for part in parts):
        weights.append(("one by one", 0.4))
    if sum(part.figures.spoken for part in parts) >= 6:
        weights.append(("spoken", 0.2))
    foreign = sum(not part.figures.bare and not part.cued for part in parts) / len(parts)
    weights.append(("bare", 0.25) if not foreign else ("said otherwise", -0.4 * foreign))
    if cued:
        weights.append(("cue", 0.4))
    elif any(pieced().phone.search(text) for text in texts):
        weights.append(("cue before", 0.25))
    if bits:
        weights.append(("in pieces", 0.25))
    if wanted and asked != "question":
        weights.append(("asked", 0.4))
    if asked == "question" and not cued:
        weights.append(("answers", -0.45))
    if any(part.figures.shaped for part in parts):
        weights.append(("amount", -0.4))
    if any(part.figures.apart > 1 for part in parts):
        weights.append(("apart", -0.3))
    if any(part.figures.foreign > _TALE for part in parts):
        weights.append(("a tale", -0.3))
    if any(pattern(_CODE).search(part.piece.text) or pieced().built.search(text) for part, text in said):
        weights.append(("product or code", -0.5))
    if any(_counts(part.figures.digits) for part in parts):
        weights.append(("counting", -0.3))
    if any(pattern(_LABEL).search(text) for _, text in said) and not cued:
        weights.append(("label", -0.3))
    if _counts(digits) or len(set(digits)) < 3 or _repeats(parts):
        weights.append(("no number", -0.6))
    return weights


def _orders(digits: str, parts: Sequence[_Part]) -> Iterator[str]:
    """The digits as they came, and with those of the last message first where it says so."""
    yield digits
    if pieced().front.search(spoken(parts[-1].piece.text)):
        last = parts[-1].figures.digits
        yield last + digits[: -len(last)]


def _asked_last(window: Window, parts: Sequence[_Part]) -> str:
    """What the first part answers, unless another question comes between; "more" changes nothing."""
    asked = ""
    for ask in window.asked:
        if ask.number > parts[-1].piece.number:
            continue
        about = set(ask.about)
        if about & _CONTACT:
            asked = "contact"
        elif about & _OTHERWISE and ask.number >= parts[0].piece.number - NEAR:
            asked = "question"
    return asked


def _shape(digits: str, parts: Sequence[_Part], context: Context) -> float:
    """How much the digits and the places where they are cut look like a number of somebody's."""
    cuts = [len(part.figures.digits) for part in parts]
    if parts[0].figures.plus and len(digits) >= 9:
        return 0.45
    if len(digits) >= 8 and any(_is_valid(digits, country) for country in context.countries):
        return 0.45
    if pattern(_NANP).fullmatch(digits) and digits[-7:-4] == "555":
        return 0.4
    if pattern(_NANP).fullmatch(digits) and cuts in ([3, 3, 4], [3, 7], [6, 4]):
        return 0.3
    if digits[0] == "0" and 9 <= len(digits) <= 12:
        return 0.35
    return 0.2 if 9 <= len(digits) <= 13 else 0.05


def _is_valid(digits: str, country: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, country))
    except phonenumbers.NumberParseException:
        # What no numbering plan reads is no number of that country.
        return False


def _counts(digits: str) -> bool:
    """Whether they count up: 1, 2, 3."""
    steps = [int(b) - int(a) for a, b in pairwise(digits)]
    return len(steps) > 1 and sum(step == 1 for step in steps) > len(steps) * 0.7


def _repeats(parts: Sequence[_Part]) -> bool:
    """The same figures twice or grown longer: somebody corrects an answer."""
    return any(
        b.figures.digits.startswith(a.figures.digits) and len(a.figures.digits) > 3
        for a, b in pairwise(parts)
    )


def _names_room(window: Window, piece: Piece) -> bool:
    texts = (*(p.text for p in window.pieces), piece.text)
    return any(pattern(_ROOM).search(spoken(text)) for text in texts)
