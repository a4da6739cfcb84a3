"""Accounts whose service and name are given apart, in either order, or as answers to questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anteroom.guard.catalogue import data, pattern
from anteroom.guard.model import Kind
from anteroom.guard.pieces import part_words
from anteroom.guard.pieces.asks import SERVICE, is_roundabout, services
from anteroom.guard.pieces.cores import cores, is_rare
from anteroom.guard.pieces.slots import Found, Slots, found_in, latest
from anteroom.guard.pieces.strand import length
from anteroom.guard.pieces.window import Window
from anteroom.guard.pieces.words import pieced, says_no, spoken
from anteroom.guard.texts.everyday import is_everyday

_NEXT: Final = 2
"""Messages between a name in plain letters and the service it is on, at most."""
_DENIAL: Final = 4
"""Words of an answer that says no and little else."""
_LABEL: Final = 2
"""Words of a message that is a service's name and little else."""
_ASKS_NAME: Final = frozenset({"detail", "name"})


def find_split_accounts(window: Window, everything: list[Slots]) -> Iterator[Found]:
    """What the last of `everything` completes: a name of a service spoken of, or the service of a name."""
    if window.answers_otherwise and not _goes_on(window, everything):
        return
    asked = [about for about in _asked_services(window) if about.startswith(SERVICE)]
    service = latest(everything, "service")
    new = everything[-1]
    if (asked or service) and _is_page(asked, service) and (new.named.path or _ends_address(everything)):
        yield _account(Kind.LINK, [("path", 0.35), ("site", 0.3)], new, [service])
    elif (asked or service) and (why := _names_account(window, everything, asked, service)):
        yield _account(Kind.HANDLE, [(why, 0.35), ("service", 0.3)], new, [service])
    elif new.named.service and (holder := _named_before(window, everything)):
        yield _account(Kind.HANDLE, [("name", 0.35), ("service", 0.3)], new, [holder])


def _goes_on(window: Window, everything: list[Slots]) -> bool:
    """Whether what is written as names are follows a service told in a roundabout way, or the other way."""
    new, service = everything[-1], latest(everything, "service")
    if "brief" not in window.answers() or service is None:
        return False
    named = new.named.name or (service is new and latest(everything[:-1], "name"))
    return bool(named) and is_roundabout(spoken(service.piece.text))


def _asked_services(window: Window) -> Iterator[str]:
    """What others asked about, unless the answer was no."""
    for ask in window.asked:
        answers = [piece for piece in window.pieces if piece.number == ask.number]
        if not any(length(piece.text) <= _DENIAL and says_no(spoken(piece.text)) for piece in answers):
            yield from ask.about


def _account(kind: Kind, weights: list[tuple[str, float]], new: Slots, others: list[Slots | None]) -> Found:
    holders = [slots for slots in others if slots is not None and slots is not new]
    return found_in(kind, f"split.{kind.value}.parts", weights, new, holders)


def _names_account(window: Window, everything: list[Slots], asked: list[str], service: Slots | None) -> str:
    """How the new message names an account on a service that was spoken of; "" if it does not."""
    new = everything[-1]
    said, number = new.named, new.piece.number
    just_asked = {about for ask in window.asked if ask.number == number for about in ask.about}
    wanted = {"reach", "handle", "detail"} & {about for ask in window.asked for about in ask.about}
    apart = service is not None and service is not new
    if said.site and asked and not just_asked <= {"question", "more"}:
        return "name"
    if said.name and (asked or (service and (apart or wanted))):
        return "name"
    if just_asked & _ASKS_NAME and (said.lone or said.own or said.words or said.code) and (asked or apart):
        return "answers"
    if "bare" in just_asked and said.lone and _is_rare(new) and _agrees(new):
        return "name"
    if said.own and said.claimed and (asked or apart) and "question" not in just_asked:
        return "own name"
    if said.lone and apart and service and _is_label(service) and _is_rare(new) and not just_asked - {"more"}:
        return "name"
    return ""


def _named_before(window: Window, everything: list[Slots]) -> Slots | None:
    """The message that gave the name of an account on the service that the new one names."""
    new, before = everything[-1], everything[:-1]
    if named := latest(before, "name"):
        return named
    if (
        before
        and pattern(part_words.tagged()).search(spoken(new.piece.text))
        and any(map(is_rare, cores(before[-1].piece.text)))
    ):
        return before[-1]
    questions = {ask.number for ask in window.asked if "question" in ask.about}
    near = [
        one
        for one in before
        if one.piece.number >= new.piece.number - _NEXT and one.piece.number not in questions
    ]
    wondered = any(ask.about == ("more",) and ask.number == new.piece.number for ask in window.asked)
    meant = wondered or is_roundabout(spoken(new.piece.text))
    if (own := latest(near, "own")) and (own.named.claimed or meant):
        return own
    calls = any(pieced().handle.search(spoken(one.piece.text)) for one in everything)
    lone = latest(before if calls else near, "lone")
    return lone if lone and (calls or _is_rare(lone)) else None


def _is_label(service: Slots) -> bool:
    return length(service.piece.text) <= _LABEL and not service.piece.text.rstrip().endswith("?")


def _is_rare(slots: Slots) -> bool:
    """Whether the word that is all of a message is in no common use."""
    start, end = slots.named.lone or (0, 0)
    text = spoken(slots.piece.text)
    alone = (not text[:start].strip() or _agrees(slots)) and not text[end:].strip(" .!)")
    return alone and not is_everyday(text[start:end])


def _agrees(slots: Slots) -> bool:
    """Whether it says yes to what was asked before it gives a name: "yes, kelpandco"."""
    start, _ = slots.named.lone or (0, 0)
    said = spoken(slots.piece.text)[:start].strip(" ,.!:")
    return (
        bool(said)
        and not says_no(said)
        and any(word in pieced().more for word in said.replace(",", " ").split())
    )


def _is_page(asked: list[str], service: Slots | None) -> bool:
    """Whether a site was named on which people have pages of their own."""
    named = services(spoken(service.piece.text)) if service else ()
    sites = data("pieces/shared")["sites"]
    return any(name in sites for name in (*named, *(about.removeprefix(SERVICE) for about in asked)))


def _ends_address(everything: list[Slots]) -> bool:
    """Whether the new message is the end of an address, after a slash or written as such ends are."""
    *before, new = everything
    if new.named.lone is None:
        return False
    slashed = bool(before) and pattern(rf"(?:^|[\s,])(?:{part_words.slashes()})\W*$").search(
        spoken(before[-1].piece.text)
    )
    return bool(slashed) or "-" in new.piece.text
