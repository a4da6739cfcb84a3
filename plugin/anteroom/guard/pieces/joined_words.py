"""What is said when parts of a name are put together, and asked of them, in all languages: data/joined."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from anteroom.guard.catalogue import Pattern, any_of, data, escaped
from anteroom.guard.pieces.words import AFTER, BEFORE, pieced, spoken
from anteroom.guard.texts.languages import words

EAST: Final = "\u3000"
"""From here on signs stand without spaces between words."""
_ASKING: Final = 3
"""Words of the longest question for the next part of a name."""
_NAMING: Final = 7
"""Words of the longest message in which a service that is named is one to be found on."""
_WHERE: Final = 16
"""Words of the longest message in which somebody wants to know where to go or to send something."""
_LONGER: Final = 5
"""Code points from which on several words can hardly mean anything but the sign."""


def asks_for_parts(plain: str, *, length: int, service: bool) -> tuple[str, ...]:
    """What a message, as `spoken`, wants of a name that somebody gives: see `asks`.

    `length` in words; `service`: it names one.
    """
    about = []
    if length <= _NAMING and (service or places().search(plain)):
        about.append("channel")
    if _asked_pages().search(plain) and pieced().built.search(plain) is None:
        about.append("site")
    if "?" in plain and length <= _NAMING - 1 and ending().search(plain):
        about.append("ending")
    if length <= _WHERE and where().search(plain) and pieced().built.search(plain) is None:
        about.append("where")
    if length <= _ASKING and _asked_parts().fullmatch(plain.strip(" \t\n.,:;!?¿؟？…")):
        about.append("part")
    return tuple(about)


def latin(word: str) -> str:
    """The word in Latin letters, where it is one for what is written in these."""
    return words().spoken.get(word, word)


@cache
def endings() -> frozenset[str]:
    """Endings of addresses that everybody knows."""
    return frozenset([*data("hosts")["common_tlds"], *data("hosts")["common_countries"]])


@cache
def round_about() -> tuple[str, ...]:
    """Names of the sign in several words."""
    return tuple(
        name
        for name in (*words().at, *pieced().at, *data("joined")["ats"])
        if " " in name and len(name) >= _LONGER
    )


@cache
def how() -> Pattern:
    """How parts are joined: "no spaces", "at the end"."""
    return _phrases(phrase for phrases in data("joined")["how"].values() for phrase in phrases)


@cache
def signs() -> Pattern:
    """Signs of a name in words."""
    return _phrases(phrase for phrases in data("joined")["signs"].values() for phrase in phrases)


@cache
def pages() -> Pattern:
    """A page of the writer's own."""
    return _phrases(phrase for phrases in data("joined")["pages"].values() for phrase in phrases)


@cache
def places() -> Pattern:
    """Services beside those that stand in data/pieces."""
    return _phrases(data("joined")["places"])


@cache
def ending() -> Pattern:
    """ "dot studio", "io at the end", "Irish ending", "film ending"."""
    dots = any_of([name for name in words().dot if len(name) > 1])
    known = any_of([*endings(), *(name for name in words().spoken if latin(name) in endings())])
    nations = any_of(data("joined")["nations"])
    nouns = any_of(map(spoken, data("joined")["ending nouns"]))
    return Pattern(
        rf"(?:{BEFORE}(?:{dots})|\.)\s?(?:{known})(?:\s?(?:(?:{dots})|\.)?\s?(?:{known}))?{AFTER}"
        rf"|(?:{pieced().ending.source})\W{{0,3}}(?:(?:is|in|on|with|the) )?\.?"
        rf"(?:{known}|law|film|art|fm|tv|team){AFTER}"
        rf"|{BEFORE}(?:{nations}|{known}|[a-z]{{2,12}}) (?:{nouns}){AFTER}",
        memory=64 << 20,
    )


def _phrases(phrases: Iterable[str]) -> Pattern:
    said = list(dict.fromkeys(map(spoken, phrases)))
    spaced = "|".join(escaped(one) for one in sorted(said, key=len, reverse=True) if one < EAST)
    east = "|".join(escaped(one) for one in sorted(said, key=len, reverse=True) if one >= EAST)
    return Pattern(rf"{BEFORE}(?:{spaced}){AFTER}" + (f"|{east}" if east else ""), memory=64 << 20)


@cache
def _asked_pages() -> Pattern:
    return _phrases(data("joined")["asked pages"])


@cache
def written_there() -> Pattern:
    """What stands on a page for who wants to write to its owner."""
    return _phrases(data("joined")["written there"])


@cache
def any_ending() -> Pattern:
    """A word for the sign and what stands behind it, in the only group, at the end of a clause: "dot art"."""
    dots = any_of([name for name in words().dot if len(name) > _LONGER - 3])
    return Pattern(rf"{BEFORE}(?:{dots}|\.)\s?([a-z]{{3,12}})(?:$|[,.!;:])", memory=64 << 20)


@cache
def where() -> Pattern:
    """What is said of where to go or to send a thing."""
    return _phrases(phrase for phrases in data("joined")["where"].values() for phrase in phrases)


@cache
def _asked_parts() -> Pattern:
    """All of a question: "room?", "and slash what?"."""
    parts = any_of(spoken(one) for some in data("joined")["asked parts"].values() for one in some)
    small = any_of([*pieced().joins, *pieced().the, *pieced().then, "what", "which", "what's", "your", "ur"])
    return Pattern(rf"(?:(?:{small})[ ,]+)?(?:{parts})", memory=64 << 20)
