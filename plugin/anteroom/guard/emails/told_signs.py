"""Signs of an address that a text names, "lemon is the dot", or that plainly stand in their place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, partial
from typing import Final

from anteroom.guard.catalogue import any_of, data, escaped, pattern
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.views import View
from anteroom.guard.trigger import Mark, Word

_ODD: Final = (
    r"[\x{a4}\x{a6}\x{a7}\x{a9}\x{ae}\x{b0}\x{b6}\x{2020}\x{2021}\x{203b}\x{2295}-\x{22a1}\x{2300}-\x{2bff}\x{3008}-\x{3020}"
    r"\x{1f000}-\x{1faff}]"
)
"""A sign that is no letter, no bracket and no arrow."""
_POINTING: Final = frozenset("👉👈👆👇➡⬅⬆⬇▶◀►◄☞☛✔✓✅❌")
_INSTEAD: Final = r"(?:is|are|=|means?|equals?|stands? for|stands? in for|being|reads?(?: as)?)"
_CHANGED: Final = r"(?:replace|swap|change|switch|turn|make|trade|substitute|exchange|read|imagine|think of)"
_SIGN: Final = r"[\"'(\[]?([^\s\"'()\[\]]+?)s?[\"')\]]?(?: sign| symbol| emoji| mark| thing)?"
_MEANT: Final = r"(?:an? |the |your |my )?[\"'(\[]?(at|@|dot|period|point|\.)(?:$|[^a-z0-9])"
_TOLD: Final = (
    rf"(?:^|[^a-z0-9])(?:the |every |each |and )?{_SIGN} {_INSTEAD} {_MEANT}",
    rf"\b{_CHANGED} (?:out )?(?:all |each |every )?(?:of )?(?:the |that |those |both |my )?{_SIGN} "
    rf"(?:with|by|for|into|to|as) {_MEANT}",
    rf"\b(?:use|using|put|wrote|used|typed|with|write) (?:an? |the )?{_SIGN} "
    rf"(?:for|instead of|in place of|as) {_MEANT}",
)
_COMMONEST: Final = frozenset(("com", "net", "org"))
_LONGEST: Final = 24
_MOST: Final = 4
"""Signs that one text names."""


def told(folded: View) -> View:
    """A view in which "(at)" and "(dot)" stand for the signs that the text says, or shows, to be meant."""
    text = folded.text
    signs = _named(text)
    for sign, meant in signs.items():
        folded = folded.replaced(sign, partial(_as_meant, meant))
    return folded if signs else _shown(folded)


def _as_meant(meant: str, _: str) -> str:
    return meant


def _named(text: str) -> dict[str, str]:
    """Patterns of the signs that a text names, and what it says they mean."""
    found: dict[str, str] = {}
    odd = {c for c in text if c > "\u2000" and not c.isalnum()}
    for source in _TOLD:
        for match in pattern(source).finditer(text):
            meant = "(at)" if match[2] in ("at", "@") else "(dot)"
            for sign in _signs(match[1], text, odd):
                found.setdefault(sign, meant)
    return dict(list(found.items())[:_MOST])


def _signs(name: str, text: str, odd: set[str]) -> Iterator[str]:
    """Patterns of what is called `name` in a text: a sign itself, by its name or its picture, or a word.

    `odd`: the text's signs that may be pictures.
    """
    if len(name) > _LONGEST:
        return
    if len(name) == 1 and not name.isalnum():
        yield escaped(name)
    elif name in data("hosts")["sign_names"]:
        yield f"[{''.join(map(escaped, data('hosts')['sign_names'][name]))}]"
    elif name.isalpha():
        pictures = {c for c in odd if {name, f"{name}s"} & _picture(c)}
        if pictures:
            yield f"[{''.join(map(escaped, sorted(pictures)))}]"
        elif text.split().count(name) > 1 or (not is_everyday(name) and text.count(name) > 1):
            yield rf"\b{escaped(name)}\b"


def _picture(character: str) -> set[str]:
    return set(unicodedata.name(character, "").casefold().replace("-", " ").split())


def _shown(folded: View) -> View:
    """A view in which two odd signs between a name, a host and a suffix are read as what they stand for."""
    text = folded.text
    match = None if text.isascii() else pattern(_between()).search(text)
    if match is None or match[2] in _POINTING or match[1].isdigit() or is_everyday(match[1]):
        return folded
    gaps = text[match.start(2) - 1] == " " and text[match.end(2)] == " "
    if match[2] in data("signs")["at pictures"]:
        gaps = False
    if match[4] == "." and gaps and text[match.start(4) - 1] != " ":
        return folded  # "Launch 🚀 kelp-labs.io"
    if is_everyday(match[3]) and match[5] not in _COMMONEST:
        return folded
    signs = (match.start(2), match.end(2), "(at)"), (match.start(4), match.end(4), "(dot)")
    return _with(text, signs).within(folded)


def _with(text: str, signs: tuple[tuple[int, int, str], ...]) -> View:
    """A view of `text` with other words at those places."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for start, end, word in (*signs, (len(text), len(text), "")):
        pieces += text[done:start], word
        starts += [*range(done, start), *[start] * len(word)]
        ends += [*range(done + 1, start + 1), *[end] * len(word)]
        done = end
    return View("".join(pieces), tuple(starts), tuple(ends))


@cache
def _between() -> str:
    ends = any_of([*data("hosts")["common_tlds"], *data("hosts")["common_countries"]])
    return rf"([a-z0-9][a-z0-9._-]*) ?({_ODD}) ?([a-z0-9-]{{2,}}) ?({_ODD}|\.) ?({ends})\b"


def told_sources() -> Iterator[tuple[str, *tuple[str, ...]]]:
    """What a text must hold to be read for such signs."""
    ends, countries = any_of(data("hosts")["common_tlds"]), any_of(data("hosts")["common_countries"])
    yield Mark(_ODD), _between()
    # Most endings are words too: behind a space alone they do not count.
    sign = r"(?:[.,;:!?]|\s?[^a-z0-9\s.,;:!?'\"()-]\s?)"
    yield (
        Word(rf"(?:{_INSTEAD}|with|by|for|into|to|as|instead of|in place of) {_MEANT}"),
        rf"[a-z0-9](?:[^a-z]{{0,3}}(?:{any_of(_COMMONEST)})|{sign}(?:{ends}|{countries})|(?:{ends}))\b",
    )
