"""Ways to disguise an address, one by one and in pairs, for tests: each changes one part of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Final, TypedDict

LOCALS: Final = (
    "ines.varga",
    "varga_films",
    "inesv77",
    "hugo-kelm",
    "ines.m.varga",
    "kestrelwood",
    "tavi.orrin",
)
HOSTS: Final = (
    "gmail.com",
    "outlook.com",
    "varga.studio",
    "kelmworks.dev",
    "proton.me",
    "fenbridge.example",
    "yahoo.co.uk",
)

# Words for "@" and "." as people of one language say them together.
SPOKEN: Final = {
    "en": (
        ("at", "at sign", "at the rate", "at symbol", "the a with a circle"),
        ("dot", "period", "full stop", "point"),
    ),
    "es": (("arroba",), ("punto", "pto")),
    "pt": (("arroba",), ("ponto",)),
    "fr": (("arobase", "chez", "arrobase"), ("point", "pt")),
    "de": (("ät", "Klammeraffe", "at"), ("Punkt",)),
    "it": (("chiocciola",), ("punto",)),
    "nl": (("apenstaartje",), ("punt",)),
    "pl": (("małpa",), ("kropka",)),
    "ru": (("собака", "собачка"), ("точка", "тчк")),
    "uk": (("равлик", "собачка"), ("крапка",)),
    "tr": (("et", "kuyruklu a"), ("nokta",)),
    "ar": (("آت",), ("نقطة", "دوت")),
    "hi": (("at the rate", "ऐट"), ("dot", "डॉट")),
    "id": (("et", "a keong"), ("titik",)),
    "vi": (("a còng",), ("chấm",)),
    "zh": (("艾特", "圈a"), ("点",)),
    "ja": (("アットマーク", "アット"), ("ドット",)),
}  # fmt: skip
MARKS: Final = {
    "en": ("underscore", "dash"),
    "es": ("guion bajo", "guion"),
    "pt": ("underline", "traço"),
    "fr": ("tiret bas", "tiret"),
    "de": ("Unterstrich", "Bindestrich"),
    "it": ("trattino basso", "trattino"),
    "nl": ("laag streepje", "streepje"),
    "pl": ("podkreślnik", "myślnik"),
    "ru": ("подчеркивание", "дефис"),
    "uk": ("підкреслення", "дефіс"),
    "tr": ("alt tire", "tire"),
    "id": ("garis bawah", "strip"),
    "vi": ("gạch dưới", "gạch ngang"),
}
BRACKETS: Final = (
    "()",
    "[]",
    "{}",
    "<>",
    "«»",
    "【】",
    "（）",
    "||",
    "''",
    '""',
    "__",
    "**",
    "--",
    "~~",
    "//",
    "⟨⟩",
    "::",
)
SENTENCES: Final = (
    ("en", "{}"),
    ("en", "Write to {} please."),
    ("en", "my e-mail: {}, I read it daily"),
    ("en", "You'll get me quicker here {} ok?"),
    ("en", "Files over 25 MB go to {} and nowhere else."),
    ("es", "mi correo es {}, sin espacios"),
    ("pt", "manda pra {} por favor"),
    ("fr", "Envoyez à {}, merci"),
    ("de", "Schreib mir an {} bitte"),
    ("it", "scrivimi a {} grazie"),
    ("pl", "piszcie na {} proszę"),
    ("ru", "пишите на {} пожалуйста"),
    ("tr", "bana {} adresinden yazın"),
)
_LEET: Final = str.maketrans("oeias", "0314$")
_DIGITS: Final = str.maketrans("oeia", "0314")
_ALIKE: Final = str.maketrans("aeopcxi", "аеорсхі")
_WIDE: Final = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_BOLD: Final = {ord("a") + i: 0x1D41A + i for i in range(26)}


@dataclass(frozen=True)
class Address:
    """An address in parts, so that each disguise may change one; `at` and `dot` with what stands around them.

    `name` and `host` disguise the letters of its two halves; `apart` says that they set gaps between letters.
    """

    local: str
    labels: tuple[str, ...]
    at: str = "@"
    dot: str = "."
    inner: str = "."
    mark: str = "_"
    dash: str = "-"
    name: Callable[[str], str] = str
    host: Callable[[str], str] = str
    apart: bool = False

    def __str__(self) -> str:
        marks = {".": self.inner, "_": self.mark, "-": self.dash}
        local = "".join(
            self._set(marks[part]) if part in marks else self.name(part)
            for part in re.split("([._-])", self.local)
        )
        return local + self._set(self.at) + self._set(self.dot).join(map(self.host, self.labels))

    def _set(self, sign: str) -> str:
        """A sign between letters with gaps keeps twice the gap, or one could not be told from another."""
        return f" {sign.strip(' ')} " if self.apart else sign


def plain(rng: Random) -> Address:
    """An address, undisguised."""
    return Address(rng.choice(LOCALS), tuple(rng.choice(HOSTS).split(".")))


class Signs(TypedDict, total=False):
    """What becomes of the signs of an address."""

    at: str
    dot: str
    inner: str
    mark: str
    dash: str


def signs(rng: Random) -> Iterator[tuple[str, Signs]]:
    """Disguises of the signs: a name, and what becomes of `at`, `dot` and the rest."""
    for code, (ats, dots) in SPOKEN.items():
        for at in ats:
            for dot in dots:
                gap = "" if code in ("zh", "ja") else " "
                mark, dash = MARKS.get(code, ("underscore", "dash"))
                spoken: Signs = {"at": f"{gap}{at}{gap}", "dot": f"{gap}{dot}{gap}"}
                yield f"words {code} {at}/{dot}", spoken
                yield (
                    f"all words {code} {at}/{dot}",
                    {**spoken, "inner": f"{gap}{dot}{gap}", "mark": f" {mark} ", "dash": f" {dash} "},
                )
                left, right = rng.choice(BRACKETS)
                yield f"framed {code} {at}/{dot}", {"at": f"{left}{at}{right}", "dot": f"{left}{dot}{right}"}
    for left, right in BRACKETS:
        for gap in ("", " "):
            yield (
                f"brackets {left}{gap}",
                {"at": f"{gap}{left}at{right}{gap}", "dot": f"{gap}{left}dot{right}{gap}"},
            )
            if left not in "_-*/:":
                yield f"bracket at {left}{gap}", {"at": f"{gap}{left}at{right}{gap}"}
            if left in "([{<":
                yield (
                    f"sign {left}{gap}",
                    {"at": f"{gap}{left}@{right}{gap}", "dot": f"{gap}{left}.{right}{gap}"},
                )
                yield (
                    f"a {left}{gap}",
                    {"at": f"{gap}{left}a{right}{gap}", "dot": f"{gap}{left}dot{right}{gap}"},
                )
    yield "gaps", {"at": " @ ", "dot": " . "}
    yield "gaps at", {"at": " @ "}
    yield "capitals", {"at": " AT ", "dot": " DOT "}
    yield "lines", {"at": "\n@\n", "dot": "\n.\n"}
    yield "comma", {"dot": ","}
    yield "double at", {"at": "@@"}
    yield "leet signs", {"at": " 4t ", "dot": " d0t "}
    yield "bracketed leet", {"at": "(4t)", "dot": "(d0t)"}
    yield "part in brackets", {"at": " [a]t ", "dot": " [d]ot "}
    yield "steps", {"at": ", then at, then ", "dot": ", then a dot, then "}
    yield "hyphens", {"at": "-at-", "dot": "-dot-"}
    yield "wide signs", {"at": "＠", "dot": "．"}
    yield "small signs", {"at": "﹫", "dot": "․"}
    yield "icons", {"at": "🅰️", "dot": "⚫"}
    yield "dotted", {"at": " at ", "dot": " d.o.t "}
    yield "spaced words", {"at": " a t ", "dot": " d o t "}


LETTERS: Final[dict[str, Callable[[str], str]]] = {
    "spaced": " ".join,
    "hyphened": "-".join,
    "dotted": ".".join,
    "zero width": "\u200b".join,
    "soft hyphens": "\u00ad".join,
    "leet": lambda word: word.translate(_DIGITS),
    "alike": lambda word: word.translate(_ALIKE),
    "wide": lambda word: word.translate(_WIDE),
    "bold": lambda word: word.translate(_BOLD),
    "capitals": str.upper,
    "mixed case": lambda word: "".join(c.upper() if i % 2 else c for i, c in enumerate(word)),
}
"""Disguises of letters; each takes a word and gives it back disguised."""


def lettered(address: Address, how: str, *, which: str) -> Address:
    """`address` with the letters of its name, of its host or of all disguised."""
    change = LETTERS[how]
    changed = replace(address, apart=how == "spaced" and which == "all")
    if which in ("name", "all"):
        changed = replace(changed, name=change)
    return replace(changed, host=change) if which in ("host", "all") else changed


def singles(rng: Random) -> Iterator[tuple[str, str]]:
    """Every disguise once: its name and a disguised address."""
    for name, change in signs(rng):
        yield name, str(replace(plain(rng), **change))
    for how in LETTERS:
        for which in ("name", "host", "all"):
            yield f"{how} {which}", str(lettered(plain(rng), how, which=which))


def pairs(rng: Random) -> Iterator[tuple[str, str]]:
    """A disguise of the signs together with one of the letters, without end."""
    while True:
        name, change = rng.choice(list(signs(rng)))
        how, which = rng.choice(list(LETTERS)), rng.choice(("name", "host", "all"))
        yield f"{name} + {how} {which}", str(lettered(replace(plain(rng), **change), how, which=which))
