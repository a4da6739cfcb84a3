"""Addresses, handles and links given in pieces over several messages of one sender."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from anteroom.guard.catalogue import Pattern, data, escaped, pattern
from anteroom.guard.model import Earlier, Finding, Kind
from anteroom.guard.pieces.asks import SERVICE, services
from anteroom.guard.pieces.named_parts import FILES
from anteroom.guard.pieces.strand import Strand, length, signed
from anteroom.guard.pieces.window import Asked, Piece, Window
from anteroom.guard.pieces.words import pieced, says_no, spoken
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.languages import words
from anteroom.guard.texts.sign_words import sign_of
from anteroom.guard.texts.views import View

Read = Callable[[str], tuple[Finding, ...]]
"""Finds contact details in one text, joined from pieces."""

_PIECES: Final = 5
_WORDS: Final = 9
"""Longest piece, in words, that is laid beside others: who hands over pieces does not tell stories."""
_LONG: Final = 96
"""The same in code points."""
_LONGEST: Final = 240
"""Code points of all the pieces that are laid side by side."""
_SURE: Final = 0.6
_BRIEF: Final = 4
"""Longest message, in words, that may be a name or a part of one and nothing else."""
_NEXT: Final = 2
"""Messages before it in which there is a sign, if it goes on with a name."""
_BESIDE: Final = 3
"""Messages at the end of which none may speak of something that is being built, if names are to be meant."""
_NAMING: Final = 6
"""Longest message, in words, that gives a name."""
_ASKS_NAME: Final = frozenset({"detail", "name", "bare"})
_EASTERN: Final = "handle.eastern"
"""A rule that needs no blanks around a name, and so sees one where a sentence ends in a service's."""
_GLUED: Final = frozenset({"handle.federated"})
"""Rules that see their mark where two pieces of anything meet."""
_NAMES: Final = frozenset({Kind.EMAIL, Kind.HANDLE, Kind.LINK, Kind.ADDRESS})
_INTENTS: Final = frozenset({Kind.SOLICITATION, Kind.POINTER})
_LIKELY: Final = 0.4
_CODED: Final = r"[A-Za-z0-9+/]{6,}={0,2}"
_CODE: Final = r"\w\([\"'/]|\w\(\)|[{}<>;]|=>"
"""What stands in no address, spoken or written, but in code."""
_HEX: Final = 8
"""Shortest part of an address in hexadecimals, in digits of these."""
_ASKING: Final = 5
"""Longest message, in words, that is part of a sentence over several."""
_Found = tuple[Suspicion, list[Earlier]]


def find_split_names(window: Window, piece: Piece, read: Read) -> Iterator[_Found]:
    """What `piece` completes, in its own offsets, each with where its other parts are."""
    yield from _encoded(window, piece, read)
    if not _is_short(piece, _WORDS):
        return
    before = _beside(piece, [p for p in window.pieces if _is_short(p, _WORDS)][-_PIECES:])
    strand = Strand.of((*_questions(window, piece), *before, piece))
    if len(strand.pieces) == 1 or not _is_signed(strand):
        return
    meant = _Meant.of(window, piece, strand)
    for view in _readings(strand):
        for found in read(view.text):
            start, end = view.span(found.start, found.end)
            least = _LIKELY if found.kind is Kind.ADDRESS else _SURE
            if found.kind not in _NAMES or found.score < least or not meant.so(strand, found, view):
                continue
            suspicion = Suspicion(found.kind, start, end, found.rule, found.score)
            yield from _straddling(strand, suspicion, read)


@dataclass(frozen=True, slots=True)
class _Meant:
    """What may be meant by what stands at the end of a strand: handles, plain words for these, addresses."""

    handles: bool
    words: bool
    emails: bool

    @classmethod
    def of(cls, window: Window, piece: Piece, strand: Strand) -> _Meant:
        """Nothing of what is built or denied, answers another question, or is code."""
        beside = [spoken(p.text) for p in strand.pieces[-_BESIDE:]]
        built = any(pieced().built.search(text) or says_no(text) for text in beside)
        code = pattern(_CODE).search(piece.text) is not None
        elsewhere = window.answers_otherwise
        return cls(
            handles=not (built or elsewhere),
            words=_is_due(window) and not any(map(_asks_for_service, strand.pieces[:-1])),
            emails=not (code or (elsewhere and not _has_at(strand))),
        )

    def so(self, strand: Strand, found: Finding, view: View) -> bool:
        """Whether `found` in a view of the strand is."""
        if found.rule in _GLUED:
            return False
        start, end = view.span(found.start, found.end)
        if found.kind is Kind.EMAIL:
            return self.emails and "@" not in strand.text[max(0, start - 1) : start + 1]
        if found.kind is not Kind.HANDLE:
            return True
        written = strand.text[start:end].rstrip(" .")
        if "_" in view.text[found.start : found.end]:
            written += "_"  # said in words
        touched = [strand.pieces[number] for number, _, _ in strand.places(start, end)]
        longest = _BRIEF if found.rule == _EASTERN else _NAMING
        return self.handles and _is_name(written, touched, longest=longest, due=self.words)


def _asks_for_service(piece: Piece) -> bool:
    """Whether the sender asks the other for a service, whose name then is none of the sender's own."""
    return piece.text.rstrip().endswith(("?", "？", "؟")) and services(spoken(piece.text)) != ()


def _is_short(piece: Piece, words_: int) -> bool:
    return len(piece.text) <= _LONG and length(piece.text) <= words_


def _beside(piece: Piece, before: list[Piece]) -> list[Piece]:
    """The last of `before` that make no long text with `piece`: each is read again with every message."""
    room, kept = _LONGEST - len(piece.text), 0
    for one in reversed(before):
        room -= len(one.text)
        if room < 0:
            break
        kept += 1
    return before[len(before) - kept :]


def _is_signed(strand: Strand) -> bool:
    """Whether the last message may go on with a name: with a sign, or a word for one, or a service near."""
    if pieced().first_words.search(spoken(strand.text)):
        return True
    *before, own = strand.pieces
    if _has_marks(own.text) or pieced().bits.search(spoken(own.text)):
        return True
    brief = length(own.text) <= _BRIEF
    return brief and any(piece.number < 0 or _has_marks(piece.text) for piece in before[-_NEXT:])


def _has_marks(text: str) -> bool:
    plain = spoken(text)
    return _marks().search(plain) is not None or bool(services(plain))


@cache
def _marks() -> Pattern:
    said = {*words().at, *words().dot, *words().signs, *pieced().at, *data("hosts")["mail"], "slash", "barra"}
    latin = "|".join(escaped(word) for word in said if word.isascii() and len(word) > 1)
    other = "|".join(escaped(word) for word in said if not word.isascii())
    return Pattern(
        rf"[@/_#=]|\S\.\S|(?:^|\n)\s*\.|\.(?:\n|$)|[a-z]\d|\d[a-z]|\b(?:{latin})\b|{other}"
        r"|[a-zA-Z0-9+/]{10}|(?:^|\n)\d+ [a-z]|[a-z] \d+(?:\n|$)",
        memory=64 << 20,
    )


def find_split_intents(window: Window, piece: Piece, read: Read) -> Iterator[_Found]:
    """A request to leave, or a hint, that is one sentence over several messages. Its sender is warned."""
    before = [p for p in window.pieces if p.number >= piece.number - _PIECES]
    if not before or not all(_is_short(p, _ASKING) for p in (*before, piece)):
        return
    before = _beside(piece, before)
    strand = Strand.of((*before, piece))
    ended = any(p.text.rstrip().endswith((".", "!", "?")) for p in before)
    if ended or window.answers_otherwise:
        return
    view = View(strand.text).replaced(r"\n", lambda _: " ")
    for found in read(view.text):
        if found.kind in _INTENTS and found.score >= _LIKELY and not any(read(p.text) for p in strand.pieces):
            seen = Suspicion(found.kind, found.start, found.end, found.rule, found.score)
            yield from _straddling(strand, seen, read)


def _is_due(window: Window) -> bool:
    """Whether a plain word may be a name: who is asked "are you on Telegram?" may say "rarely"."""
    asked = [ask for ask in window.asked if any(about.startswith(SERVICE) for about in ask.about)]
    if not asked:
        return True
    since = asked[-1].number
    return any(_ASKS_NAME & set(ask.about) for ask in window.asked if ask.number >= since)


def _is_name(written: str, touched: list[Piece], *, longest: int, due: bool) -> bool:
    """Whether something is written as names are, or where one is due all that its messages say."""
    if any(length(piece.text) > longest or pattern(FILES).search(piece.text.lower()) for piece in touched):
        return False
    if pattern(r"[_\d@#.]|live:").search(written) is not None:
        return True
    return due and all(length(piece.text) <= 2 for piece in touched)


def _has_at(strand: Strand) -> bool:
    """Whether the sign is there, or a word that hardly ever means anything else."""
    plain = spoken(strand.text)
    signs = [(sign_of(word), word in plain.split("\n")) for word in plain.split()]
    return "@" in plain or any(
        sign is not None and sign.sign == "@" and (sign.weight > 1 or alone) for sign, alone in signs
    )


def _readings(strand: Strand) -> Iterator[View]:
    if pieced().first_words.search(spoken(strand.text)):
        first_words = View(strand.text).replaced(r"(?:^|\n)[ ]*[^ \n]+[^\n]*", _first_word)
        yield first_words.replaced(r"\s+(?:at|@|At|AT)\s+", lambda _: "@")
    view = signed(strand)
    if "\n" in view.text:
        yield view.replaced(r"\n", lambda _: " ")
    yield view.replaced(r"\n", lambda _: "")


def _encoded(window: Window, piece: Piece, read: Read) -> Iterator[_Found]:
    """What pieces of one encoded text say, however much is said beside them."""
    if not window.pieces or not any(_is_coded(match[0]) for match in pattern(_CODED).finditer(piece.text)):
        return
    strand = Strand.of((*_beside(piece, list(window.pieces[-_PIECES:])), piece))
    view = _coded(strand)
    if view is None:
        return
    for found in read(view.text):
        if found.score >= _SURE and found.kind in (*_NAMES, Kind.PHONE):
            start, end = view.span(found.start, found.end)
            yield from _straddling(strand, Suspicion(found.kind, start, end, found.rule, found.score), read)


def _coded(strand: Strand) -> View | None:
    """What is written in letters and digits as encodings are, one after the other, if pieces hold it."""
    found = [match for match in pattern(_CODED).finditer(strand.text) if _is_coded(match[0])]
    if len(found) < 2 or found[-1].start() < strand.begins[-1]:
        return None
    spans = [(match.start(), match.end()) for match in found]
    at = tuple(place for start, end in spans for place in range(start, end))
    return View("".join(strand.text[place] for place in at), at, tuple(place + 1 for place in at))


def _is_coded(token: str) -> bool:
    mixed = token[1:] != token[1:].lower() and token != token.upper()
    return mixed or token.endswith("=") or (len(token) >= _HEX and not token.strip("0123456789abcdef"))


def _first_word(line: str) -> str:
    return "\n" * line.startswith("\n") + line.split()[0]


def _straddling(strand: Strand, found: Suspicion, read: Read) -> Iterator[_Found]:
    """`found` as what it covers of the new message, if that message could not have been found out alone."""
    last = len(strand.pieces) - 1
    own = [(first, end) for number, first, end in strand.places(found.start, found.end) if number == last]
    if not own:
        return
    start, end = own[0]
    alone = {(f.kind, f.start, f.end) for f in read(strand.pieces[last].text) if f.score >= found.score}
    if (found.kind, start, end) in alone:
        return
    yield (
        replace(found, start=start, end=end, rule=f"split.{found.rule}"),
        strand.earlier(found.kind, found.start, found.end),
    )


def _questions(window: Window, piece: Piece) -> list[Piece]:
    """Services that somebody asked for a name in, as pieces of their own: number -1 marks them."""
    asked: list[Asked] = [ask for ask in window.asked if ask.number <= piece.number]
    names = [about.removeprefix(SERVICE) for ask in asked for about in ask.about if about.startswith(SERVICE)]
    return [Piece("", ask.at, -1, 0, f"{names[-1]} id:") for ask in asked[-1:] if names]
