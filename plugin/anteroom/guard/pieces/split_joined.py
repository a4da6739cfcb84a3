"""Names that the reader is told how to put together: "clay and copper", "with .co after, no spaces"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from anteroom.guard.catalogue import pattern
from anteroom.guard.model import Kind
from anteroom.guard.pieces import joined_words, part_words
from anteroom.guard.pieces.asks import SERVICE
from anteroom.guard.pieces.joining import Joining, joining
from anteroom.guard.pieces.named_parts import Named
from anteroom.guard.pieces.slots import Found, Slots, found_in
from anteroom.guard.pieces.strand import length
from anteroom.guard.pieces.window import Piece, Window
from anteroom.guard.pieces.words import pieced, spoken
from anteroom.guard.texts.languages import words

_REACH: Final = 5
"""Messages back to which parts may be from the last."""
_WORDS: Final = 12
"""Longest message, in words, that is a part."""
_TELLING: Final = 18
"""The same of one that tells how to join the others."""
_NAMES: Final = 4
"""Words of a part that may be of a name, at most: who hands over parts does not tell stories."""
_ANSWER: Final = 6
"""Words of the longest answer that is a name."""
_TAGGED: Final = r"(?:^|\s)@[a-z][a-z0-9._]{3,}(?:$|[\s,!)]|\.(?:$|\s))"
_BARE: Final = 2
"""Words of a message that is a part of a name and nothing else."""
_RUN: Final = 2
"""Such messages in a row that are a name where a place was spoken of."""
_LABELLED: Final = 4
"""The same with what leads up to it: "note this: inkwell"."""
_CONTACT: Final = frozenset({"handle", "reach", "detail", "email"})
_WANTED: Final = _CONTACT | {"channel", "name"}
_FOLLOWING: Final = frozenset({"name", "part"})
_NAMED: Final = frozenset({"handle", "detail", "name", "part"})


@dataclass(frozen=True, slots=True)
class _Part:
    piece: Piece
    does: Joining


@dataclass(frozen=True, slots=True)
class _Talk:
    """The last messages of one sender, and what the others asked for meanwhile."""

    parts: Sequence[_Part]
    asked: frozenset[str]
    just_asked: frozenset[str]

    @property
    def new(self) -> _Part:
        return self.parts[-1]

    def any(self, does: str) -> bool:
        return any(getattr(part.does, does) for part in self.parts)

    @property
    def names(self) -> int:
        return sum(len(part.does.names) for part in self.parts)

    @property
    def rare(self) -> int:
        return sum(part.does.rare for part in self.parts)

    @property
    def of_service(self) -> bool:
        return any(about.startswith(SERVICE) for about in self.asked)


def find_joined(window: Window, piece: Piece) -> Iterator[Found]:
    """What `piece` completes of an address, an account or a page whose parts are said one by one."""
    if length(piece.text) > _TELLING or piece.text.rstrip().endswith(("?", "？", "؟")):
        return
    new = _Part(piece, joining(piece.text))
    if length(piece.text) > _WORDS and not new.does.how:
        return
    if (
        not (new.does.adds or _names_host(new))
        or len(new.does.names) > _ANSWER
        or (pieced().built.search(spoken(piece.text)) and not (new.does.ending or new.does.how))
    ):
        return
    near = [p for p in window.pieces if p.number >= piece.number - _REACH and length(p.text) <= _WORDS]
    before = [_Part(p, joining(p.text)) for p in near]
    asked = [ask for ask in window.asked if ask.number >= piece.number - _REACH]
    just = [ask for ask in asked if ask.number == piece.number]
    talk = _Talk(
        [*before, new], *(frozenset(about for ask in some for about in ask.about) for some in (asked, just))
    )
    kind, weights = _found(window, talk)
    if kind is not None:
        others = [part for part in before if part.does.adds and len(part.does.names) <= _NAMES]
        yield found_in(
            kind, f"split.{kind.value}.joined", weights, _slots(new), [_slots(part) for part in others]
        )


def _found(window: Window, talk: _Talk) -> tuple[Kind | None, list[tuple[str, float]]]:
    """What the parts are together, and what says so; nothing where no name is among them."""
    new, told, bare = talk.new.does, talk.any("how"), talk.any("bare")
    ended = talk.any("ending")
    if talk.rare and ((talk.any("at") and (ended or bare)) or (told and talk.any("mail") and bare)):
        return Kind.EMAIL, [("sign", 0.35), ("ending", 0.3)]
    mailed = talk.any("mail") and talk.asked & {"host", "part"} and new.ending and len(talk.parts) > 1
    if talk.rare and (mailed or (bare and talk.asked & {"host", "email"})):
        return Kind.EMAIL, [("mail", 0.3), ("ending", 0.35)]
    if _names_host(talk.new) and _gives_local(talk, told=told):
        return Kind.EMAIL, [("provider", 0.3), ("local part", 0.35)]
    if _answers(talk) and any(_names_host(part) for part in talk.parts[:-1]):
        return Kind.EMAIL, [("provider", 0.3), ("answers", 0.35)]
    several = len(talk.parts) > 1
    if not talk.rare and not (talk.names and talk.of_service) and not (told and talk.any("page")):
        return None, []
    if several and ended and (talk.any("page") or "site" in talk.asked):
        return Kind.LINK, [("own page", 0.35), ("ending", 0.3)]
    if talk.rare and _is_spelt(talk):
        return Kind.LINK, [("dot and slash", 0.35), ("name", 0.3)]
    if told and (talk.rare or talk.any("page")) and "ending" in talk.just_asked:
        return Kind.LINK, [("told how", 0.35), ("ending", 0.3)]
    if several and new.ending and joined_words.written_there().search(spoken(talk.new.piece.text)):
        return Kind.LINK, [("written there", 0.35), ("ending", 0.3)]
    if several and new.ending and told:
        return Kind.LINK, [("told how", 0.35), ("ending", 0.3)]
    here = talk.any("place")
    if told and (here or talk.of_service or talk.asked & _WANTED):
        return Kind.HANDLE, [("service", 0.3), ("told how", 0.35)]
    if ("channel" in talk.asked or (here and _speaks_of_self(talk.new))) and pattern(_TAGGED).search(
        spoken(talk.new.piece.text)
    ):
        return Kind.HANDLE, [("service", 0.3), ("name", 0.35)]
    if here and "built" not in talk.asked and _answers(talk):
        return Kind.HANDLE, [("service", 0.3), ("answers", 0.35)]
    if new.place and new.rare and new.length <= _NAMES and talk.asked & _CONTACT:
        return Kind.HANDLE, [("service", 0.3), ("asked", 0.35)]
    here = here or ("channel" in talk.asked and bool(talk.asked & _FOLLOWING))
    if here and _in_a_row(window, talk):
        return Kind.HANDLE, [("service", 0.3), ("in a row", 0.35)]
    return None, []


def _answers(talk: _Talk) -> bool:
    """Whether a name is all that is said to who asked for it, or for the next part of it."""
    new = talk.new.does
    bare = new.rare and new.length <= _ANSWER and not new.place
    liked = any(pieced().purpose.search(spoken(part.piece.text)) for part in talk.parts if part.does.place)
    return bool(bare) and not liked and bool(talk.just_asked & _NAMED)


def _speaks_of_self(part: _Part) -> bool:
    return pieced().self.search(spoken(part.piece.text)) is not None


def _gives_local(talk: _Talk, *, told: bool) -> bool:
    """Whether what stands before the sign was given, or is beside the provider where mail is asked for."""
    new, before = talk.new.does, talk.parts[:-1]
    alone = new.length <= _BARE
    if "email" in talk.asked and new.rare and new.length <= _ANSWER and "," in talk.new.piece.text:
        return True
    if not before or not (alone or told):
        return False
    parts = sum(pieced().named.search(spoken(part.piece.text)) is not None for part in before)
    return (talk.any("mail") and talk.rare > new.rare) or (alone and parts > 1)


def _is_spelt(talk: _Talk) -> bool:
    """Whether messages of one word are the signs of a link: "tee", "dot", "me", "slash"."""
    alone = {spoken(part.piece.text).strip(" .,!") for part in talk.parts}
    return bool(alone & set(words().dot)) and bool(alone & {*pieced().slash, "/"})


def _names_host(part: _Part) -> bool:
    return pattern(part_words.host()).search(spoken(part.piece.text)) is not None


def _in_a_row(window: Window, talk: _Talk) -> bool:
    """Whether the last messages, but for one that names the place, are words of a name and nothing else."""
    parts = talk.parts[:-1] if talk.new.does.place else talk.parts
    run: list[_Part] = []
    for part in reversed(parts):
        does = part.does
        if not (0 < len(does.names) <= _BARE and does.length <= _LABELLED and not does.place):
            break
        run.append(part)
    rare = sum(part.does.rare for part in run)
    if len(run) < _RUN or rare < _RUN - talk.new.does.place:
        return False
    first = run[-1].piece.number
    return not any("question" in ask.about and ask.number >= first for ask in window.asked)


def _slots(part: _Part) -> Slots:
    return Slots(part.piece, Named())
