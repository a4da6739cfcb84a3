"""Views of a text: rewritten copies that remember which original characters each character came from."""

from __future__ import annotations

import html
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
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
    "🔴": ".",
    "⏺": ".",
    "⟨": "[",
    "⟩": "]",
}
_FOREIGN = r"[\p{Cyrillic}\p{Greek}]"


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
    text = source
    if text.isascii():
        view = View(text.lower())
    else:
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for index, character in enumerate(text):
            plain = _plain(character)
            pieces.append(plain)
            starts += [index] * len(plain)
            ends += [index + 1] * len(plain)
            if not plain and ends:
                ends[-1] = index + 1  # what is dropped belongs to the character before it
        view = View("".join(pieces), tuple(starts), tuple(ends))
        view = view.replaced(rf"\S*[a-z0-9@]\S*{_FOREIGN}\S*|\S*{_FOREIGN}\S*[a-z0-9@]\S*", as_latin)
    if "&" in view.text:
        view = view.replaced(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", _entity)
    if "%" in view.text:
        view = view.replaced(r"(?:%[0-7][0-9a-f])+", _percent)
    return view


@lru_cache(maxsize=8192)
def _plain(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    decomposed = unicodedata.normalize("NFKD", character)
    kept = []
    for c in decomposed:
        category = unicodedata.category(c)
        if category in ("Cf", "Mn", "Me") or "\u115f" <= c <= "\u1160" or c == "\ufffd":
            continue
        kept.append(str(unicodedata.decimal(c)) if category == "Nd" else c)
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
    run = r"(?:^|[\s])[^\s](?:[ \n\t]{1,2}[^\s]){4,}(?:[ \n\t.]|$)"
    return view.replaced(run, _joined)


def _joined(run: str) -> str:
    head = run[0] if run[0].isspace() else ""
    tail = run[-1] if run[-1].isspace() else ""
    return head + "".join(run.split()) + tail


def tightened(view: View) -> View:
    """Runs of three letters and more with spaces or signs between joined: "v.a.r.g.a" is "varga"."""
    one = r"[a-z0-9\x{370}-\x{1fff}]"
    return view.replaced(rf"(?:^|[\s(\[{{<,@]){one}(?:[ ._*•·~-]{one}){{2,}}(?:$|[\s)\]}}>,;!?@])", _tight)


def _tight(run: str) -> str:
    head = "" if run[0].isalnum() else run[0]
    tail = "" if run[-1].isalnum() else run[-1]
    return head + "".join(c for c in run if c.isalnum()) + tail


def triggers() -> Iterator[Cause]:
    """What a text must hold to be worth reading with its spaces gone."""
    yield Trigger.SPACED, r"[a-z0-9\x{370}-\x{1fff}](?:[._*•·~-][a-z\x{370}-\x{1fff}]){2}(?:[^a-z]|$)"
    yield Trigger.SPACED, r"(?:^|\s)[^\s](?:\s{1,2}[^\s]){4}"
