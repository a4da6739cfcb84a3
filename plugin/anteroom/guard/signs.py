"""Signs of an address written as words: in brackets or between spaces, in many languages, with slips."""

from __future__ import annotations

from functools import cache
from typing import Final

from anteroom.guard.catalogue import any_of, escaped
from anteroom.guard.languages import words
from anteroom.guard.views import View, as_latin

AT: Final = "\ue000"
DOT: Final = "\ue001"

_BRACKETED: Final = r"\s*[\[({<]\s?[^\s\[\](){}<>]{1,16}(?: [^\s\[\](){}<>]{1,16}){0,3}\s?[\])}>]\s*"
_EAST: Final = r"\x{3005}-\x{30ff}\x{3400}-\x{9fff}"
_ABROAD: Final = r"\x{370}-\x{1fff}"
_SKELETON: Final = str.maketrans("01!|34@5$", "oiileaass")
_LOOKS: Final = {"a": "[a4@]", "o": "[o0]", "e": "[e3]", "i": "[i1!]", "l": "[l1!|]", "s": "[s5$]"}


def symbolic(view: View) -> View:
    """`view` with brackets and spaces around at and dot gone, and bare at and dot words as `AT` and `DOT`."""
    at_words, dot_words = _spelt(words().at), _spelt(words().dot)
    quoted = r"\s*[|'_\"]\s?", r"\s?[|'_\"]\s*"
    view = view.replaced(r"[\[({<][a-z][\])}>][a-z]{1,4}\b", lambda word: word[1] + word[3:])
    view = view.replaced(_BRACKETED, _bracketed)
    view = view.replaced(rf"{quoted[0]}(?:{at_words}|@){quoted[1]}|\s*@+\s*", lambda _: "@")
    view = view.replaced(rf"{quoted[0]}(?:{dot_words}|\.){quoted[1]}|\s+\.\s*\b", lambda _: ".")
    view = view.replaced(rf"(?:\s+|,\s*then )(?:{at_words})(?:\s+|,\s*then )", lambda _: AT)
    view = view.replaced(rf"(?:\s+|,\s*then )(?:an? )?(?:{dot_words})(?:\s+|,\s*then )", lambda _: DOT)
    letter = r"[a-z\x{430}-\x{44f}]"
    view = view.replaced(rf"[.{DOT}]{letter}(?: {letter}){{1,5}}(?:\s|$)", _ending)
    if not view.text.isascii():
        view = view.replaced(rf"[{_EAST}]+", _eastern).replaced(rf"[{_ABROAD}'-]+", _latin)
    return view.replaced(rf"\s+(?:{any_of([s for s in words().signs if s.isascii()])})\s+", _sign)


@cache
def _spelt(names: tuple[str, ...]) -> str:
    """An alternation of the words, in which digits may stand for the letters they look like."""
    return "|".join(
        "".join(_LOOKS.get(c, escaped(c)) for c in name) for name in sorted(names, key=len, reverse=True)
    )


@cache
def _known() -> dict[str, str]:
    """What a word in brackets stands for; in words of four letters and more one letter may be wrong."""
    found = {"@": "@", ".": ".", "a": "@"}
    for names, sign in ((words().at, "@"), (words().dot, ".")):
        for name in dict.fromkeys((*names, *(as_latin(name) for name in names))):
            found[_skeleton(name)] = sign
            for place in range(len(name) if len(name) >= 4 else 0):
                found.setdefault(_without(_skeleton(name), place), sign)
    return {_skeleton(name): sign for name, sign in words().signs.items()} | found


def _skeleton(word: str) -> str:
    return word.translate(_SKELETON).replace(".", "") if len(word) > 1 else word


def _without(word: str, place: int) -> str:
    return f"{word[:place]}?{word[place + 1 :]}"


def _bracketed(run: str) -> str:
    inner = run.strip(" \t\n[](){}<>")
    if sign := _known().get(_skeleton(inner)):
        return sign
    if len(inner) >= 4:
        for place in range(len(inner)):
            if sign := _known().get(_without(_skeleton(inner), place)):
                return sign
    if inner.isdigit():
        return inner
    first, _, rest = inner.partition(" ")
    return (
        "@"
        if rest.startswith(("without", "sign", "symbol")) and _known().get(_skeleton(first)) == "@"
        else run
    )


def _eastern(run: str) -> str:
    if run in words().at:
        return AT
    return DOT if run in words().dot else words().signs.get(run, words().spoken.get(run, run))


def _latin(word: str) -> str:
    return words().spoken.get(word, word)


def _sign(word: str) -> str:
    return words().signs[word.strip()]


def _ending(run: str) -> str:
    return run[0] + "".join(run[1:].split()) + (run[-1] if run[-1].isspace() else "")
