"""Known notetakers: services whose bots sit in calls, record them and write them down. A list in a data file.

What a label or an address gives away is found; a bot under somebody's own name is not. So everybody is told
the rule, and one may say oneself that a seat is a bot's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from anteroom.errors import BadInput

REFUSED = (
    "This looks like a notetaker or a recording service. No call is recorded or written down by a machine "
    "unless everybody in it has agreed. Loop it in once everybody has, in a tool of your company’s."
)


class Notetaker(BadInput):
    """A bot that records or writes down was to be looped in, and not everybody has agreed to that."""

    code = "notetaker"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    domains: tuple[str, ...]
    names: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Known:
    domains: frozenset[str]
    phrases: tuple[str, ...]


def is_notetaker(label: str, email: str = "") -> bool:
    """Tell whether a name or an address is that of a known service, or says that it takes notes."""
    known = _known()
    said = f" {_plain(label)} "
    if any(f" {phrase} " in said for phrase in known.phrases):
        return True
    local, _, domain = email.strip().casefold().rpartition("@")
    labels = domain.rstrip(".").split(".")
    if any(".".join(labels[at:]) in known.domains for at in range(len(labels))):
        return True
    return any(f" {phrase} " in f" {_plain(local)} " for phrase in known.phrases)


@cache
def _known() -> _Known:
    raw = files("anteroom.agreements").joinpath("texts", "notetakers.json").read_bytes()
    read = msgspec.json.decode(raw, type=_File)
    phrases = [*read.names, *(each for some in read.words.values() for each in some)]
    return _Known(frozenset(read.domains), tuple(_plain(each) for each in phrases))


def _plain(text: str) -> str:
    """Return words alone, without accents, in one case."""
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(letter)
    )
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare).split())
