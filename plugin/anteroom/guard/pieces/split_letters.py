"""Names and numbers said letter by letter, or by the first letters or words of messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from anteroom.guard.catalogue import any_of, data, pattern
from anteroom.guard.model import Earlier, Kind
from anteroom.guard.pieces.asks import SERVICE, services
from anteroom.guard.pieces.figures import figures
from anteroom.guard.pieces.window import Piece, Window
from anteroom.guard.pieces.words import pieced, spoken
from anteroom.guard.suspicion import Suspicion

_CUED: Final = 5
"""Letters one a message that are a name, where somebody spoke of one."""
_ALONE: Final = 6
"""The same where nobody did."""
_LINES: Final = 3
"""Messages of whose first letters or words something is made, at least."""
_DIGITS: Final = 7
_LETTER: Final = r"^\W*([a-z]|[0-9](?:\W|$)|[@._-])\W*$"
_LAST: Final = r":\s*[a-z]\W*$"
_CONTACT: Final = frozenset({"phone", "email", "handle", "reach", "detail", "name"})
_Found = tuple[Suspicion, list[Earlier]]


def find_split_letters(window: Window, piece: Piece) -> Iterator[_Found]:
    """What `piece` continues to spell, in its own offsets, each with where the letters before are."""
    if len(spoken(piece.text).strip()) <= 1:
        yield from _one_by_one(window, piece)
    else:
        yield from _first_ones(window, piece)


def _one_by_one(window: Window, piece: Piece) -> Iterator[_Found]:
    """Letters one a message, by themselves or behind what says whose name they are."""
    run = [piece]
    for before in reversed(window.pieces):
        text = spoken(before.text)
        if pattern(_LETTER).search(text) is None:
            run = [before, *run] if pattern(_LAST).search(text) else run
            break
        run = [before, *run]
    letters = "".join(spoken(one.text).strip(" .") for one in run[1:])
    if not any(c.isalpha() for c in letters) or _is_answering(window, run):
        return
    if len(run) >= (_CUED if _speaks(window, run) or "@" in letters else _ALONE):
        yield _all_of(Kind.EMAIL if "@" in letters else Kind.HANDLE, "split.letters", run)


def _first_ones(window: Window, piece: Piece) -> Iterator[_Found]:
    """What the first letters or words of messages make, where one before says that these count."""
    for place, told in enumerate(window.pieces):
        text = spoken(told.text)
        lines = [*window.pieces[place + 1 :], piece]
        if len(lines) < _LINES:
            return
        if pieced().first_letters.search(text):
            letters = "".join(spoken(line.text).lstrip()[:1] for line in lines)
            if _speaks(window, [told, *lines]) or pattern(_known()).search(letters):
                yield _all_of(Kind.HANDLE, "split.first-letters", [told, *lines])
            return
        if pieced().first_words.search(text):
            said = figures(" ".join((line.text.split() or [""])[0] for line in lines))
            if said is not None and len(said.digits) >= _DIGITS:
                yield _all_of(Kind.PHONE, "split.first-words", lines)
            return


def _is_answering(window: Window, run: Sequence[Piece]) -> bool:
    """Whether somebody asks for letters between: which of several is best."""
    return any("question" in ask.about and ask.number >= run[0].number for ask in window.asked)


def _speaks(window: Window, run: Sequence[Piece]) -> bool:
    """Whether a way to be reached is spoken of, in these messages, before them or by somebody else."""
    texts = [spoken(one.text) for one in (*window.pieces, *run)]
    asked = {about for ask in window.asked for about in ask.about}
    return (
        bool(asked & _CONTACT)
        or any(about.startswith(SERVICE) for about in asked)
        or any(services(text) or pieced().ways.search(text) for text in texts)
    )


def _known() -> str:
    return any_of([*data("hosts")["mail"], *data("pieces/shared")["services"]])


def _all_of(kind: Kind, rule: str, run: Sequence[Piece]) -> _Found:
    """All of the last message, and all of those before it."""
    *before, new = run
    start, end = len(new.text) - len(new.text.lstrip()), len(new.text.rstrip())
    features = (("spelled", 0.35), ("several", 0.3))
    return (
        Suspicion(kind, start, end, rule, sum(weight for _, weight in features), features),
        [Earlier(one.message, kind, one.start, one.end) for one in before],
    )
