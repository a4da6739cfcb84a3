"""Views of a text: rewritten copies that remember which original characters each character came from."""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from anteroom.guard.catalogue import pattern
from anteroom.guard.trigger import Cause, Trigger

# Letters of other scripts that are drawn like Latin ones (after UTS 39); used only in words of mixed script.
_LOOKALIKES: Final = str.maketrans(
    dict(
        zip(
            "аеорсухіјѕһԁԛԝкмтвнагоικτυɡᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢαορν",
            "aeopcyxijshdqwkmtbharoiktugabcdefghijklmnopqrstuvwyzaopv",
            strict=True,
        )
    )
)
_SMALL_CAPITALS: Final = {k: v for k, v in _LOOKALIKES.items() if k >= 0x1D00 or chr(k) in "ɡʙɢʜɪʟɴʀʏǫ"}
_SIGNS: Final = {
    "﹫": "@",
    "ⓐⓣ": "@",
    "․": ".",
    "。": ".",
    "｡": ".",
    "【": "[",
    "】": "]",
    "🅰": "@",
    "⚫": ".",
    "⚪": ".",
    **dict.fromkeys("🔴🔵🟠🟡🟢🟣🟤", "."),
    "⏺": ".",
    "⟨": "[",
    "⟩": "]",
    # Hyphens, dots and bars of other blocks, which look as the plain ones do.
    **dict.fromkeys("\u2010\u2011\u2012\u2212\u02d7\u2796", "-"),
    **dict.fromkeys("\u2219\u22c5\u30fb\uff65", "\xb7"),
    **dict.fromkeys("\u2044\u2215\u29f8", "/"),
    **dict.fromkeys("\u203f\u02cd", "_"),
    **dict.fromkeys("\u2236\ua789", ":"),
    **dict.fromkeys("\u01bc\u01bd", "5"),
    **dict.fromkeys("\u01a7\u01a8", "2"),
    "\u02d9": ".",
    "\u2795": "+",
}
# One class of characters, which the standard library reads in linear time and without copying the text.
_LOOKALIKE: Final = re.compile("[" + "".join(map(chr, _LOOKALIKES)) + "]")
_CIRCLED_A: Final = re.compile("(?<![\u24b6-\u24e9])[\u24b6\u24d0](?![\u24b6-\u24e9])")
"""A letter in a circle, and no other beside it."""
_EMBLEM: Final = re.compile("[\u24b6\u24d0\U0001f150-\U0001f189\U0001f1e6-\U0001f1ff]")
_FLAGS: Final = re.compile(
    "[\U0001f1e6-\U0001f1ff](?:[ .@\u200b-\u200d\u2060\ufe0f_-]{0,2}[\U0001f1e6-\U0001f1ff])*"
)
_FLAG_LETTERS: Final = {0x1F1E6 + place: chr(0x61 + place) for place in range(26)}
_DARK: Final = {
    first + place: chr(0x61 + place)
    for first in (0x1F150, 0x1F170)
    for place in range(26)
    if first + place != 0x1F170
}
_FEWEST_EMBLEMS: Final = 3
"""Letters of flags that spell something, where signs stand between them or one has no second."""
_ODD: Final = "\N{LATIN SMALL LETTER F WITH HOOK}"  # of the characters of Windows-1252 the one least used
_REMEMBERED: Final = 8192
_FOREIGN: Final = r"[\p{Cyrillic}\p{Greek}]"


@dataclass(frozen=True, slots=True)
class View:
    """`text` as rewritten; character i came from the original's [starts[i], ends[i]).

    Empty maps mean that every character stands where it stood.
    """

    text: str
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of text[start:end]; `end` > `start`."""
        if not self.starts:
            return start, end
        return self.starts[start], self.ends[end - 1]

    def within(self, outer: View) -> View:
        """This view of `outer.text` as a view of what `outer` shows."""
        if not outer.starts:
            return self
        if not self.starts:
            return View(self.text, outer.starts, outer.ends)
        return View(
            self.text,
            tuple(outer.starts[start] for start in self.starts),
            tuple(outer.ends[end - 1] for end in self.ends),
        )

    def place(self, original: int) -> int:
        """The first character of this view that came from `original` or later."""
        return bisect_left(self.starts, original) if self.starts else original

    def replaced(self, source: str, by: Callable[[str], str]) -> View:
        """A view in which every match of `source` is replaced, and mapped to all of the match."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for match in pattern(source).finditer(self.text):
            new = by(match[0])
            if new == match[0] or match.end() == match.start():
                continue
            self._copy(done, match.start(), pieces, starts, ends)
            begin, finish = self.span(match.start(), match.end())
            pieces.append(new)
            starts += [begin] * len(new)
            ends += [finish] * len(new)
            done = match.end()
        if not done:
            return self
        self._copy(done, len(self.text), pieces, starts, ends)
        return View("".join(pieces), tuple(starts), tuple(ends))

    def _copy(self, start: int, end: int, pieces: list[str], starts: list[int], ends: list[int]) -> None:
        pieces.append(self.text[start:end])
        starts += self.starts[start:end] if self.starts else range(start, end)
        ends += self.ends[start:end] if self.starts else range(start + 1, end + 1)


def folded(source: str | View) -> View:
    """Lower case, no accents, invisible characters, compatibility forms or look-alikes; entities decoded."""
    if isinstance(source, View):
        inner = folded(source.text)
        return source if inner.text == source.text else inner.within(source)
    view = View(source.lower()) if source.isascii() else _plain_view(source)
    if "&" in view.text:
        view = view.replaced(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", _entity)
    if "%" in view.text:
        view = view.replaced(r"(?:%[0-7][0-9a-f])+", _percent)
    return view


def _plain_view(text: str) -> View:
    if _EMBLEM.search(text):
        text = _with_emblems(text)
    shown = _one_for_one(text)
    view = View(shown) if _ODD not in shown else _rewritten(text, shown)
    if not view.text.isascii() and _LOOKALIKE.search(view.text):
        view = view.replaced(rf"\S*[a-z0-9@]\S*{_FOREIGN}\S*|\S*{_FOREIGN}\S*[a-z0-9@]\S*", as_latin)
    return view


def _with_emblems(text: str) -> str:
    """`text`, as long, with the letters of flags and dark squares as letters, where they spell something.

    Two letters of flags in a row are a flag, and an A in a square alone stands for "@".
    """
    text = _CIRCLED_A.sub("@", text)
    if sum("\U0001f170" < c <= "\U0001f189" for c in text):
        text = text.replace("\U0001f170", "a")
    text = text.translate(_DARK)
    return _FLAGS.sub(lambda run: run[0] if _is_flags(run[0]) else run[0].translate(_FLAG_LETTERS), text)


def _is_flags(run: str) -> bool:
    letters = run.translate(_FLAG_LETTERS)
    alone = letters.isalpha() and len(letters) % 2 == 0
    return alone or sum(c.isalpha() for c in letters) < _FEWEST_EMBLEMS


def _one_for_one(text: str) -> str:
    """Every character's plain form, and `_ODD` for those whose plain form is none or several."""
    try:
        octets = text.encode("cp1252")
    except UnicodeEncodeError:
        return text.translate(_PLAIN_FORMS)
    return octets.translate(_western_forms()).decode("cp1252")  # a quarter of the time, for most of Europe


def _rewritten(text: str, shown: str) -> View:
    """`shown` with the odd characters spelled out or left out."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    while (odd := shown.find(_ODD, done)) >= 0:
        pieces.append(shown[done:odd])
        starts += range(done, odd)
        ends += range(done + 1, odd + 1)
        plain = _plain(text[odd])
        pieces.append(plain)
        starts += [odd] * len(plain)
        ends += [odd + 1] * len(plain)
        if not plain and ends:
            ends[-1] = odd + 1  # what is dropped belongs to the character before it
        done = odd + 1
    pieces.append(shown[done:])
    starts += range(done, len(text))
    ends += range(done + 1, len(text) + 1)
    return View("".join(pieces), tuple(starts), tuple(ends))


class _PlainForms(dict[int, str]):
    """What `str.translate` asks for each code point; so many are remembered, whatever anybody sends."""

    def __missing__(self, code: int) -> str:
        plain = _plain(chr(code))
        form = plain if len(plain) == 1 else _ODD
        if len(self) < _REMEMBERED:
            self[code] = form
        return form


_PLAIN_FORMS: Final = _PlainForms()


@cache
def _western_forms() -> bytes:
    """The same as a table of the octets of Windows-1252."""
    characters = [bytes([octet]).decode("cp1252", "replace") for octet in range(256)]
    odd = _ODD.encode("cp1252")
    # "?" is what the encoder writes for a form that is no character of Windows-1252.
    octets = [_PLAIN_FORMS[ord(character)].encode("cp1252", "replace") for character in characters]
    return b"".join(
        octet if octet != b"?" or character == "?" else odd
        for character, octet in zip(characters, octets, strict=True)
    )


@lru_cache(maxsize=_REMEMBERED)
def _plain(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    decomposed = unicodedata.normalize("NFKD", character)
    kept = []
    for c in decomposed:
        category = unicodedata.category(c)
        if category in ("Cf", "Mn", "Me") or "\u115f" <= c <= "\u1160" or c == "\ufffd":
            continue
        kept.append(str(unicodedata.digit(c)) if category in ("Nd", "No") and c.isdigit() else c)
    return "".join(kept).casefold().translate(_SMALL_CAPITALS)


def as_latin(word: str) -> str:
    """`word` with letters of other scripts that are drawn like Latin ones as these."""
    return word.translate(_LOOKALIKES)


def _entity(entity: str) -> str:
    decoded = html.unescape(entity)
    return decoded.casefold() if len(decoded) == 1 else entity


def _percent(run: str) -> str:
    return bytes.fromhex(run.replace("%", "")).decode("ascii").casefold()


def squeezed(view: View) -> View:
    """Runs of single characters joined: "j o h n @ x" becomes "john@x"."""
    run = r"(?:^|[\s\x{3040}-\x{9fff}])[^\s](?:[ \n\t]{1,2}[^\s]){4,}(?:[ \n\t.,;:!?)\x{3040}-\x{9fff}]|$)"
    return view.replaced(run, _joined)


def _joined(run: str) -> str:
    head = run[0] if run[0].isspace() else ""
    tail = run[-1] if run[-1].isspace() else ""
    return head + "".join(run.split()) + tail


def tightened(view: View) -> View:
    """Runs of three letters and more with spaces or signs between joined: "v.a.r.g.a" is "varga"."""
    one = r"[a-z0-9\x{370}-\x{1fff}]"
    more = rf"(?:(?: {one}){{2,}}|(?:[._*•·~|+/-]{one}){{2,}})"
    run = rf"(?:^|[\s(\[{{<,@]){one}{more}(?:$|[\s)\]}}>,;!?@])"
    return view.replaced(run, _tight).replaced(run, _tight)  # two runs may share the space between them


def _tight(run: str) -> str:
    head = "" if run[0].isalnum() else run[0]
    tail = "" if run[-1].isalnum() else run[-1]
    return head + "".join(c for c in run if c.isalnum()) + tail


def triggers() -> Iterator[Cause]:
    """What a text must hold to be worth reading with its spaces gone."""
    yield Trigger.SPACED, r"[a-z0-9\x{370}-\x{1fff}](?:[._*•·~|+/-][a-z\x{370}-\x{1fff}]){2}(?:[^a-z]|$)"
    yield Trigger.SPACED, r"(?:^|[\s\x{3040}-\x{9fff}])[^\s](?:\s{1,2}[^\s]){4}"
