"""Cutting what people typed to Slack's limits: between what a reader sees as letters, and never inside one.

Slack's limits are counted here in UTF-16 units, as JavaScript does: no other count gives more for a text.
What belongs together is UAX 29's extended grapheme cluster as far as the standard library tells it: marks,
joiners, variation selectors, skin tones, flags of two letters, Hangul syllables.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

ELLIPSIS = "…"
_JOINER = "\u200d"
_ISOLATE, _END = "\u2068", "\u2069"
_TURNING = frozenset({"R", "AL", "RLE", "RLO", "RLI"})


def size(text: str) -> int:
    """Return how long Slack may take a text to be: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """Return a text of at most `most` units: whole, or what fits of it and an ellipsis."""
    if size(text) <= most:
        return text
    return _begun(text, most - 1).rstrip() + ELLIPSIS


def pieces(text: str, most: int) -> list[str]:
    """Return a text in pieces of at most `most` units each, of which nothing is lost: at breaks and blanks
    where there are any, else between letters.
    """
    found, piece, room = [], "", most
    for word in _words(text):
        if size(word) > room and piece:
            found.append(piece)
            piece, room = "", most
        while size(word) > most:
            # A letter that is longer than a piece is taken apart after all.
            head = _begun(word, most) or word[: max(1, most // 2)]
            found.append(head)
            word = word[len(head) :]
        piece, room = piece + word, room - size(word)
    return [*found, piece] if piece else found


def clusters(text: str) -> Iterator[str]:
    """Yield what a reader sees as single letters."""
    cluster = ""
    for letter in text:
        if cluster and not _belongs(cluster, letter):
            yield cluster
            cluster = ""
        cluster += letter
    if cluster:
        yield cluster


def isolated(name: str) -> str:
    """Return a name that runs from right to left so that it turns nothing beside it around."""
    turns = any(unicodedata.bidirectional(letter) in _TURNING for letter in name)
    return f"{_ISOLATE}{name}{_END}" if turns else name


def _begun(text: str, most: int) -> str:
    """Return as many whole letters of a text as fit."""
    kept, room = [], most
    for cluster in clusters(text):
        room -= size(cluster)
        if room < 0:
            break
        kept.append(cluster)
    return "".join(kept)


def _belongs(before: str, letter: str) -> bool:
    last = before[-1]
    if last == "\r" and letter == "\n":
        return True
    if unicodedata.category(last) == "Cc" or unicodedata.category(letter) == "Cc":
        return False
    if letter == _JOINER or unicodedata.category(letter) in ("Mn", "Me", "Mc") or _extends(letter):
        return True
    if last == _JOINER:
        return True
    if _flag(letter):
        # Flags are pairs of letters: an even number before means that a new one begins.
        run = len(before) - len(before.rstrip("".join(set(filter(_flag, before)))))
        return run % 2 == 1
    return _hangul(last, letter)


def _extends(letter: str) -> bool:
    # Skin tones and the tags of some flags.
    return "\U0001f3fb" <= letter <= "\U0001f3ff" or "\U000e0020" <= letter <= "\U000e007f"


def _flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _hangul(last: str, letter: str) -> bool:
    leading = "\u1100" <= last <= "\u115f"
    vowel, trailing = "\u1160" <= letter <= "\u11a7", "\u11a8" <= letter <= "\u11ff"
    if leading:
        return vowel or "\u1100" <= letter <= "\u115f" or "\uac00" <= letter <= "\ud7a3"
    syllable = "\uac00" <= last <= "\ud7a3" or "\u1160" <= last <= "\u11ff"
    return syllable and (vowel or trailing)


def _words(text: str) -> Iterator[str]:
    """Yield words with the blanks behind them."""
    word = ""
    for letter in text:
        if word and word[-1].isspace() and not letter.isspace():
            yield word
            word = ""
        word += letter
    if word:
        yield word
