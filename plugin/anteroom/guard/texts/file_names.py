"""Names of files as words: "cv_ada_+44_7700_900123.pdf" says a number, and its signs hide it from the eye.

In such a name a line stands for a space, and what ends it is no part of what it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anteroom.guard.catalogue import pattern
from anteroom.guard.texts.views import View
from anteroom.guard.trigger import Cause, Mark, Trigger

_ENDINGS: Final = (
    r"\.(?:pdf|docx?|odt|rtf|pages|xlsx?|csv|pptx?|key|txt|png|jpe?g|webp|heic|gif|svg|psd|tiff?|eps|mp[34]|mov|avi|"
    r"webm|wav|m4a|ogg|zip|rar|7z)\b"
)
_NAME: Final = rf"(?:[^\s/\\]*\d ){{0,4}}[^\s/\\]+{_ENDINGS}"
"""Without its spaces, but for those within a number."""


def as_words(view: View) -> View:
    """A view of a folded one in which names of files are words; as long, so that every place stays."""
    pieces: list[str] = []
    done = 0
    for match in pattern(_NAME).finditer(view.text):
        stem = match[0].rpartition(".")[0]
        shown = stem.replace("_", " ")
        pieces += [view.text[done : match.start()], shown, " " * (len(match[0]) - len(stem))]
        done = match.end()
    if not done:
        return view
    return View("".join(pieces) + view.text[done:], view.starts, view.ends)


def ends_like_a_file(word: str) -> bool:
    """Whether a folded word has the ending of a file's name."""
    return pattern(rf".*{_ENDINGS}").fullmatch(word) is not None


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read so: an ending, and in front of it what a contact is made of."""
    yield Trigger.FILE, Mark(_ENDINGS), rf"@[^\s]{{1,60}}{_ENDINGS}|\d[^\s]{{0,24}}{_ENDINGS}"
