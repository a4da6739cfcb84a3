"""Addresses and handles whose parts are named one after another: "gmail", "name first", "mei.tanaka"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from anteroom.guard.catalogue import pattern
from anteroom.guard.model import Earlier, Kind
from anteroom.guard.pieces.asks import SERVICE, services
from anteroom.guard.pieces.named_parts import Named, named_parts, slashes
from anteroom.guard.pieces.strand import length
from anteroom.guard.pieces.window import Piece, Window
from anteroom.guard.pieces.words import pieced, spoken
from anteroom.guard.suspicion import Suspicion

_WORDS: Final = 14
"""Longest message, in words, of which parts are read."""
_BESIDE: Final = 3
"""Messages at the end of which none may speak of something that is being built, if names are to be meant."""
_SITES: Final = frozenset({"calendly", "linktree", "tidycal", "savvycal", "doodle"})
_REACH: Final = 4
"""Messages back to which one part may be from the other."""
_Found = tuple[Suspicion, list[Earlier]]


class _Part(NamedTuple):
    """A message and the parts that it names."""

    piece: Piece
    named: Named


def find_named_parts(window: Window, piece: Piece) -> Iterator[_Found]:
    """What `piece` completes by naming a part, in its own offsets, each with where the other parts are."""
    if length(piece.text) > _WORDS:
        return
    new = _Part(piece, named_parts(piece.text))
    if new.named.says_nothing:
        return
    before = [
        _Part(p, named_parts(p.text))
        for p in window.pieces
        if length(p.text) <= _WORDS and p.number >= piece.number - _REACH
    ]
    everything = [*before, new]
    built = [p for p in everything[-_BESIDE:] if pieced().built.search(spoken(p.piece.text))]
    if any(not p.named.says_nothing or not new.named.told for p in built):
        return
    yield from _addresses(window, everything)
    yield from _handles(window, everything)


def _addresses(window: Window, everything: list[_Part]) -> Iterator[_Found]:
    new = everything[-1]
    said = new.named
    if not any((said.local, said.host, said.domain, said.ending, said.site, said.name, said.lone)):
        return
    hosts = _latest(everything, "host")
    locals_ = _latest(everything, "local") or (_latest(everything, "name") if hosts else None)
    domains, endings = _latest(everything, "domain"), _latest(everything, "ending")
    holders = [part for part in (locals_, hosts, domains, endings) if part is not None]
    near = {about for ask in window.asked if ask.number >= new.piece.number - 1 for about in ask.about}
    answers = said.site or said.name or ((said.lone or said.local) and near & {"detail", "name"})
    if answers and "email" in near and "question" not in near:
        yield _found(Kind.EMAIL, "split.email.parts", [("name", 0.35), ("asked", 0.3)], new, [])
        return
    if locals_ is None or not (hosts or (domains and endings)) or len({id(p) for p in holders}) < 2:
        return
    wanted = any("email" in ask.about or "reach" in ask.about for ask in window.asked)
    cued = any(_speaks_of_mail(p) for p in everything)
    told = any(part.named.told for part in everything)
    if window.answers_otherwise and not (cued or told):
        return
    weights = [("local part", 0.3), ("provider" if hosts else "domain and ending", 0.35)]
    weights += [("asked", 0.1)] * wanted + [("cue", 0.1)] * cued
    weights += [("told apart", 0.1)] * told
    yield _found(Kind.EMAIL, "split.email.parts", weights, new, [p for p in holders if p is not new])


def _handles(window: Window, everything: list[_Part]) -> Iterator[_Found]:
    new = everything[-1]
    asked = [about for ask in window.asked for about in ask.about if about.startswith(SERVICE)]
    just_asked = {about for ask in window.asked if ask.number == new.piece.number for about in ask.about}
    if window.answers_otherwise:
        return
    wanted = {"reach", "handle", "detail"} & {about for ask in window.asked for about in ask.about}
    service, kind = _latest(everything, "service"), Kind.HANDLE
    named = _latest(everything, "name")
    if (new.named.site and asked and not just_asked <= {"question", "more"}) or (
        new.named.name and (asked or (service and (service is not new or wanted)))
    ):
        holders, weights = [service], [("name", 0.35), ("service", 0.3)]
    elif new.named.service and named and named is not new:
        holders, weights = [named], [("name", 0.35), ("service", 0.3)]
    elif new.named.service and (lone := _latest(everything[:-1], "lone")) and _calls(everything):
        holders, weights = [lone], [("name", 0.35), ("service", 0.3)]
    elif _site(asked, service) and (new.named.path or _ends_address(everything)):
        holders, weights = [service], [("path", 0.35), ("site", 0.3)]
        kind = Kind.LINK
    elif new.named.lone and (asked or service) and just_asked & {"detail", "handle", "name"}:
        holders, weights = [service], [("answers", 0.35), ("service", 0.3)]
    else:
        return
    yield _found(
        kind,
        f"split.{kind.value}.parts",
        weights,
        new,
        [p for p in holders if p is not None and p is not new],
    )


def _site(asked: list[str], service: _Part | None) -> bool:
    """Whether a site was named on which people have pages of their own."""
    named = services(spoken(service.piece.text)) if service else []
    return not _SITES.isdisjoint([*named, *(about.removeprefix(SERVICE) for about in asked)])


def _ends_address(everything: list[_Part]) -> bool:
    """Whether the new message is the end of an address, after a slash or written as such ends are."""
    *before, new = everything
    if new.named.lone is None:
        return False
    slashed = bool(before) and pattern(rf"(?:^|[\s,])(?:{slashes()})\W*$").search(
        spoken(before[-1].piece.text)
    )
    return bool(slashed) or "-" in new.piece.text


def _speaks_of_mail(parts: _Part) -> bool:
    start, end = parts.named.local or parts.named.site or (0, 0)
    text = spoken(parts.piece.text)
    return pieced().email.search(f"{text[:start]} {text[end:]}") is not None


def _calls(everything: list[_Part]) -> bool:
    """Whether somebody's name somewhere is talked of."""
    return any(pieced().handle.search(spoken(parts.piece.text)) for parts in everything)


def _found(
    kind: Kind, rule: str, weights: Sequence[tuple[str, float]], new: _Part, others: list[_Part]
) -> _Found:
    text = new.piece.text
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    score = min(0.9, sum(weight for _, weight in weights))
    earlier = [Earlier(p.piece.message, kind, p.piece.start, p.piece.end) for p in others if p.piece.message]
    return Suspicion(kind, start, end, rule, score, tuple(weights)), earlier


def _latest(everything: list[_Part], part: str) -> _Part | None:
    return next((parts for parts in reversed(everything) if getattr(parts.named, part) is not None), None)
