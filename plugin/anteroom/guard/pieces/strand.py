"""Messages of one sender laid one after another, as the text that they may be meant to be read as."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Final

from anteroom.guard.catalogue import any_of, data, pattern
from anteroom.guard.model import Earlier, Kind
from anteroom.guard.pieces.window import Piece
from anteroom.guard.pieces.words import pieced, spoken
from anteroom.guard.texts.languages import words
from anteroom.guard.texts.views import View, folded

_SURELY: Final = 1.5
"""Weight from which on a word for a sign means little else."""
_REMEMBERED: Final = 512
"""Messages whose length is remembered, since each is looked at again beside those after it."""
_EAST: Final = r"\x{3005}-\x{30ff}\x{3400}-\x{9fff}"
_BULLETS: Final = tuple("-*•–·▪►")
_DIRECTED: Final = 8
"""Words of a message that says where a sign goes, at most."""


@dataclass(frozen=True, slots=True)
class Strand:
    """`pieces` one a line in `text`; piece i begins at `begins[i]`. The last is the new message's."""

    pieces: tuple[Piece, ...]
    text: str
    begins: tuple[int, ...]

    @classmethod
    def of(cls, pieces: tuple[Piece, ...]) -> Strand:
        """The strand of `pieces`, which are at least one."""
        begins, text = [], ""
        for piece in pieces:
            begins.append(len(text))
            text += _line_of(piece.text) + "\n"
        return cls(pieces, text[:-1], tuple(begins))

    def places(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Of text[start:end] the number of each piece it touches, and the span in that piece's own text."""
        touched = []
        for number, (piece, begin) in enumerate(zip(self.pieces, self.begins, strict=True)):
            first, last = max(start, begin), min(end, begin + len(piece.text))
            if first < last:
                touched.append((number, first - begin, last - begin))
        return touched

    def earlier(self, kind: Kind, start: int, end: int) -> list[Earlier]:
        """The earlier messages that text[start:end] touches; the questions of others are none."""
        return [
            Earlier(piece.message, kind, piece.start + first, piece.start + last)
            for number, first, last in self.places(start, end)
            if number < len(self.pieces) - 1 and (piece := self.pieces[number]).number >= 0
        ]


@lru_cache(maxsize=_REMEMBERED)
def _line_of(text: str) -> str:
    """As one line of as many characters; what ends a sentence is no sign of a name that goes on."""
    line = text.replace("\n", " ")
    if line[:1] in _BULLETS and line[1:2] == " ":
        line = f" {line[1:]}"
    words_ = line.split()
    labelled = len(words_) > 1 and words_[-2].endswith(":")  # "left half: wim."
    if line.endswith((".", "!", "?")) and len(words_) > 2 and not labelled:
        line = line[:-1] + " "
    return _directed(line, words_) if 1 < len(words_) <= _DIRECTED else line


def _directed(line: str, said: list[str]) -> str:
    """Only the sign of a message that says where one goes, in its place: "put a slash behind it"."""
    sign, place = "", 0
    for at, word in enumerate(said):
        bare = spoken(word).strip(",;:!\"'()")
        if (
            sign
            and said[at - 1] == sign
            and (bare in data("hosts")["common_tlds"] or len(said) == at + 1 == 2)
        ):
            return line  # "dot com", "dot de"
        if (kind := _mark_words().get(bare)) is None:
            if bare and bare not in pieced().direction and bare not in pieced().filler:
                return line
        elif not sign and (kind or (at and spoken(said[at - 1]) in pieced().article)):
            sign, place = word, line.index(word, place)
        elif kind:
            return line
    return " " * place + sign + " " * (len(line) - place - len(sign)) if sign else line


@cache
def _mark_words() -> dict[str, bool]:
    """Single words for signs, and whether they mean these without an article before them."""
    everyday = data("hosts")["everyday_signs"]
    names = [*words().at, *words().dot, *words().signs, *pieced().slash, "@", "/", "_"]
    return {name: everyday.get(name, _SURELY) >= _SURELY for name in names if " " not in name}


@lru_cache(maxsize=_REMEMBERED)
def length(text: str) -> int:
    """How many words `text` has, about: letters apart are one, and three characters without spaces."""
    words = text.split()
    longer = sum(len(word) > 1 for word in words)
    return longer + (longer < len(words)) + sum(c >= "\u3000" for c in text) // 3


def signed(strand: Strand) -> View:
    """The strand with words for signs as these, quotation marks and words between the pieces gone."""
    view = folded(strand.text)
    view = view.replaced(r"(?:^|\n)[ ]*[^ \n](?:[ ][^ \n]){2,}[ ]*(?:\n|$)", _closed)
    view = view.replaced('["“”„«»「」]', lambda _: "")
    view = view.replaced(_notes(), lambda _: "")
    view = view.replaced(_labels(), lambda run: run[0] if run[0] in "\n,:" else "")
    view = view.replaced(_leads(), _line)
    view = view.replaced(_with_a_dot(), _dotted)
    view = view.replaced(_one_word(), lambda run: "\n" * run.endswith("\n"))
    view = view.replaced(_dot_in_the_middle(), lambda run: f".{run.split()[0]}")
    for sign, source in _signs():
        view = view.replaced(source, partial(_instead, sign))
    view = view.replaced(r"[ \n]*[@/][ \n]*", lambda run: run.strip())
    view = view.replaced("@@+", lambda _: "@")
    view = view.replaced(r"[ \n]*\n[._#-]+[ ]*|[._][ ]*\n[ ]*", lambda run: run.strip())
    view = view.replaced(r"[a-z0-9][ ]+\.[ ]*[a-z]", lambda run: run.replace(" ", ""))
    return view.replaced(rf"@[a-z0-9-]+[,\n ]+(?:{_endings()})(?:\n|$|[.! ])", _ended)


@cache
def _notes() -> str:
    """What says in brackets which part it was: "(that's the first half)"."""
    nth, part = any_of(pieced().nth), any_of(pieced().part)
    return rf"[ ]*[(\[][^)\]\n]{{0,16}}\b(?:{nth})(?: (?:{part}))?[)\]]"


@cache
def _labels() -> str:
    """What says before a part which it is: "the second half is ", "part one: ", "first: "."""
    nth, part, the = any_of(pieced().nth), any_of(pieced().part), any_of(pieced().the)
    told, lead = any_of(pieced().copula), any_of(pieced().then)
    which = rf"(?:(?:{the}) ?)?(?:{nth}) (?:{part})|(?:{part}) (?:{nth}|\d)"
    return (
        rf"(?:^|\n|, |: |(?:^|\n)[^\n]*[.!] )[ ]*(?:(?:{the}) )?"
        rf"(?:(?:{which})(?:(?: |'?)(?:{told}))?[ ]*[:,-]?[ ]+"
        rf"|(?:(?:{lead}) )?(?:(?:{the}) )?(?:{nth}):[ ]+)"
    )


@cache
def _leads() -> str:
    """What puts a part after the one before, at its beginning: "and then "."""
    ands = any_of(pieced().joins)
    return rf"(?:^|\n)[ ]*(?:(?:{ands}) )?(?:{any_of(pieced().then)})\b[:,]?[ ]+"


@cache
def _dots() -> str:
    return any_of(name for name in words().dot if len(name) > 2 and name.isascii())


@cache
def _a() -> str:
    return rf"(?:(?:{any_of([*pieced().article, *pieced().the])}) )?"


@cache
def _dot_in_the_middle() -> str:
    """The second of two names between which a dot goes: "kelp, with a dot in the middle"."""
    return (
        rf"\n[a-z0-9]+[ ,]+(?:(?:{any_of(pieced().joins)}) )?(?:(?:{any_of(pieced().with_a)}) )?"
        rf"{_a()}(?:{_dots()}) (?:{any_of(pieced().in_the_middle)})"
    )


@cache
def _with_a_dot() -> str:
    """Two names and what joins them: "wren hollis with a dot between"."""
    return (
        rf"(?:^|[ \n])[a-z0-9-]+ [a-z0-9-]{{2,}} (?:{any_of(pieced().with_a)}) "
        rf"{_a()}(?:{_dots()})(?: (?:{any_of(pieced().in_the_middle)}))?(?:\n|$)"
    )


def _dotted(run: str) -> str:
    head = run[0] if run[0].isspace() else ""
    first, second, *_ = run.split()
    return f"{head}{first}.{second}" + "\n" * run.endswith("\n")


def _instead(sign: str, _: str) -> str:
    return sign


def _closed(run: str) -> str:
    return "\n" * run.startswith("\n") + "".join(run.split()) + "\n" * run.endswith("\n")


def _line(run: str) -> str:
    return "\n" * run.startswith("\n")


def _ended(run: str) -> str:
    host, *rest = run.replace(",", " ").split()
    return ".".join([host, *rest]) + "\n" * run.endswith("\n")


@cache
def _one_word() -> str:
    """What closes a name up: ", all lower case"."""
    return rf"[ ]*[,;(]?[ ]+(?:{any_of(pieced().one_word)})[).!]*(?:\n|$)"


@cache
def _endings() -> str:
    return any_of([*data("hosts")["common_tlds"], *data("hosts")["common_countries"]])


@cache
def _signs() -> tuple[tuple[str, str], ...]:
    """Per sign its words where they stand at the edge of a piece or between words of a short one."""
    tables = (
        ("@", (*words().at, *pieced().at)),
        ("/", (*pieced().slash, "/")),
        *((sign, (name,)) for name, sign in words().signs.items()),
        (".", words().dot),
    )
    by_sign: dict[str, list[str]] = {}
    for sign, names in tables:
        by_sign.setdefault(sign, []).extend(names)
    return tuple(
        (sign, source) for sign, names in by_sign.items() for source in _standing(sorted(set(names)))
    )


def _standing(names: list[str]) -> Iterator[str]:
    yield (
        rf"(?:^|[ \n,]+)(?:(?:{any_of(pieced().article)}) )?"
        rf"(?:{any_of(names)})(?:[,]?[ \n]+|$)"
    )
    if eastern := [name for name in names if pattern(rf"[{_EAST}]+").fullmatch(name)]:
        yield rf"\n[ ]*(?:{any_of(eastern)})[ ]*(?:\n|$)"
