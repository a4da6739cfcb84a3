"""Addresses whose parts are named one after another: "gmail", "name first", "mei.tanaka"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anteroom.guard.catalogue import data, pattern
from anteroom.guard.model import Kind
from anteroom.guard.pieces import part_words
from anteroom.guard.pieces.named_parts import named_parts
from anteroom.guard.pieces.slots import Found, Slots, found_in, latest
from anteroom.guard.pieces.split_accounts import find_split_accounts
from anteroom.guard.pieces.strand import length
from anteroom.guard.pieces.window import Piece, Window
from anteroom.guard.pieces.words import pieced, spoken

_WORDS: Final = 14
"""Longest message, in words, of which parts are read."""
_BRIEF: Final = 7
"""Longest message, in words, that tells the name before a sign and nothing else."""
_BESIDE: Final = 3
"""Messages at the end of which none may speak of something that is being built, if names are to be meant."""
_REACH: Final = 4
"""Messages back to which one part may be from the other."""


def find_named_parts(window: Window, piece: Piece) -> Iterator[Found]:
    """What `piece` completes by naming a part, in its own offsets, each with where the other parts are."""
    if length(piece.text) > _WORDS:
        return
    new = Slots(piece, named_parts(piece.text))
    if new.named.says_nothing:
        return
    before = [
        Slots(p, named_parts(p.text))
        for p in window.pieces
        if length(p.text) <= _WORDS and p.number >= piece.number - _REACH
    ]
    everything = [*before, new]
    built = [p for p in everything[-_BESIDE:] if pieced().built.search(spoken(p.piece.text))]
    if any(not p.named.says_nothing or not new.named.told for p in built):
        return
    yield from _addresses(window, everything)
    yield from find_split_accounts(window, everything)


def _addresses(window: Window, everything: list[Slots]) -> Iterator[Found]:
    new = everything[-1]
    said = new.named
    wanted = any("email" in ask.about or "reach" in ask.about for ask in window.asked)
    near = {about for ask in window.asked if ask.number >= new.piece.number - 1 for about in ask.about}
    answers = said.site or said.name or ((said.lone or said.local) and near & {"detail", "name"})
    told_so = said.told and said.local and "?" not in new.piece.text and length(new.piece.text) <= _BRIEF
    if "email" in near and "question" not in near and (answers or told_so):
        yield found_in(Kind.EMAIL, "split.email.parts", [("name", 0.35), ("asked", 0.3)], new, [])
        return
    if said.after and (behind := _behind(everything, said.after)):
        weights = [("sign put in", 0.35), ("domain and ending", 0.3)]
        yield found_in(Kind.EMAIL, "split.email.parts", weights, new, behind)
        return
    hosts, wholes = latest(everything, "host"), latest(everything, "whole")
    named = (latest(everything, "name") or latest(everything, "own")) if hosts else None
    lone = new if "name" in near and said.lone else None
    locals_ = latest(everything, "local") or named or lone
    domains, endings = latest(everything, "domain"), latest(everything, "ending")
    told = any(part.named.told for part in everything)
    if told and not domains and not endings:
        domains = endings = wholes
    if endings and not domains and any(_writes_to(part) for part in everything):
        domains = endings  # "it ends in com", and the company's name is its address
    holders = [part for part in (locals_, hosts, domains, endings) if part is not None]
    if new not in holders or locals_ is None or not (hosts or (domains and endings)):
        return
    at_once = said.told and said.whole is not None and domains is new
    if len({id(p) for p in holders}) < 2 and not at_once:
        return
    cued = any(_speaks_of_mail(p) for p in everything) or (hosts is not None and _is_at(hosts))
    if window.answers_otherwise and not (cued or told):
        return
    weights = [("local part", 0.3), ("provider" if hosts else "domain and ending", 0.35)]
    weights += [("asked", 0.1)] * wanted + [("cue", 0.1)] * cued
    weights += [("told apart", 0.1)] * told
    yield found_in(Kind.EMAIL, "split.email.parts", weights, new, [p for p in holders if p is not new])


def _behind(everything: list[Slots], last: str) -> list[Slots]:
    """The messages from the one that ends in `last`, behind which the sign goes; none if none does."""
    for place, part in enumerate(everything[:-1]):
        text = spoken(part.piece.text).rstrip(" .,!")
        if text.endswith(last) and "." in text and latest(everything[place:], "ending"):
            return everything[place:-1]
    return []


def _is_at(slots: Slots) -> bool:
    """Whether it is said to be at a provider: "at yahoo"."""
    start, _ = slots.named.host or (0, 0)
    return spoken(slots.piece.text)[start:].split(" ")[0] in data("pieces/shared")["at a provider"]


def _writes_to(slots: Slots) -> bool:
    return pattern(part_words.written_to()).search(spoken(slots.piece.text)) is not None


def _speaks_of_mail(parts: Slots) -> bool:
    start, end = parts.named.local or parts.named.site or (0, 0)
    text = spoken(parts.piece.text)
    return pieced().email.search(f"{text[:start]} {text[end:]}") is not None
