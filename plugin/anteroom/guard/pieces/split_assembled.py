"""Addresses that the reader is told how to put together, in whatever order their parts come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from anteroom.guard.catalogue import pattern
from anteroom.guard.emails.hosts import is_domain
from anteroom.guard.model import Kind
from anteroom.guard.pieces import part_words
from anteroom.guard.pieces.cores import cores, is_ending, is_rare
from anteroom.guard.pieces.named_parts import FILES, Named
from anteroom.guard.pieces.slots import Found, Slots, found_in
from anteroom.guard.pieces.strand import length
from anteroom.guard.pieces.window import Piece, Window
from anteroom.guard.pieces.words import pieced, spoken

_REACH: Final = 4
"""Messages back to which one part may be from the other."""
_WORDS: Final = 10
"""Longest message, in words, that holds parts and what to do with them."""
_CORES: Final = 4
"""Words that are left of a message with parts, at most."""
_NAMES: Final = 3
"""Words of a name before a provider that comes alone, at most."""


class _Part(NamedTuple):
    """A message and what is left of it without the words that hand over."""

    piece: Piece
    said: tuple[str, ...]


def find_assembled(window: Window, piece: Piece) -> Iterator[Found]:
    """What `piece` completes: an address of mail, or of a page of one's own."""
    if length(piece.text) > _WORDS:
        return
    new = _Part(piece, cores(piece.text))
    if not 0 < len(new.said) <= _CORES or pieced().built.search(spoken(piece.text)):
        return
    near = [p for p in window.pieces if p.number >= piece.number - _REACH and length(p.text) <= _WORDS]
    before = [_Part(p, said) for p in near if 0 < len(said := cores(p.text)) <= _CORES]
    if not before:
        return
    asked = {about for ask in window.asked if ask.number >= piece.number for about in ask.about}
    if _is_mail(before, new) or _is_provider(before, new, asked):
        weights = [("parts", 0.35), ("told how", 0.3)]
        yield _found(Kind.EMAIL, "split.email.assembled", weights, new, before)
    elif _is_site(before, new):
        yield _found(Kind.LINK, "split.link.site", [("own page", 0.35), ("ending", 0.3)], new, before)


def _found(
    kind: Kind, rule: str, weights: Sequence[tuple[str, float]], new: _Part, others: Sequence[_Part]
) -> Found:
    return found_in(kind, rule, weights, _slots(new), [_slots(part) for part in others])


def _slots(part: _Part) -> Slots:
    return Slots(part.piece, Named())


def _is_mail(before: Sequence[_Part], new: _Part) -> bool:
    """Whether the parts make an address of mail, where it is said of one of them where it goes."""
    everything = [*before, new]
    if not any(pieced().order.search(spoken(part.piece.text)) for part in everything):
        return False
    said = [core for part in everything for core in part.said]
    locals_ = [core for core in said if core.endswith("@") and len(core) > 1]
    hosts = [core for core in said if core.startswith("@") and is_domain(core[1:])]
    domains = [core for core in said if "@" not in core and not core.startswith(".") and is_domain(core)]
    endings = [core for core in said if is_ending(core)]
    plain = [
        core for core in said if core.isascii() and "@" not in core and "." not in core and core[0].isalpha()
    ]
    sign = "@" in said
    if pattern(FILES).search(" ".join(domains)):
        return False
    if locals_ or sign:
        named = bool(locals_) or any(map(is_rare, plain))
        return named and bool(domains or (endings and any(map(is_rare, plain))))
    return bool(hosts) and any(map(is_rare, plain)) and any(core in plain for core in new.said)


def _is_provider(before: Sequence[_Part], new: _Part, asked: set[str]) -> bool:
    """Whether a provider comes alone, as nobody names it who does not mean what came before."""
    text = spoken(new.piece.text)
    host = pattern(part_words.host())
    if len(new.said) > _NAMES or not (host.search(text) or host.search(text.replace(" ", "", 1))):
        return False
    wanted = "host" in asked
    if asked & {"question"} and not wanted:
        return False
    named = [part for part in before if len(part.said) <= _NAMES and any(map(is_rare, part.said))]
    told = any(pieced().bits.search(spoken(part.piece.text)) for part in (*before, new))
    whole = is_domain(text.strip(" .,!")) and length(text) == 1
    return bool(named) and (wanted or told or whole)


def _is_site(before: Sequence[_Part], new: _Part) -> bool:
    """Whether the ending of a page comes after its name, of which it was said that it is one's own."""
    if not is_ending(new.said[0]):
        return False
    return any(
        pieced().site.search(spoken(part.piece.text)) and any(map(is_rare, part.said)) for part in before
    )
