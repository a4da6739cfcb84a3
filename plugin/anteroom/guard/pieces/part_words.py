"""Patterns of how people name the parts of an address or a handle, made of all languages' words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from anteroom.guard.catalogue import any_of, data
from anteroom.guard.pieces.words import AFTER, BEFORE, pieced, spoken
from anteroom.guard.texts.languages import words

_NAME = r"[a-z0-9][a-z0-9._-]*"


@cache
def host() -> str:
    """A mail provider, by its name, its domain or its owner: "gmail", "web.de", "the google one"."""
    shared = data("pieces/shared")
    abroad = [
        name
        for name, latin in words().spoken.items()
        if latin in data("hosts")["mail"] and not name.isascii()
    ]
    names = any_of([*data("hosts")["mail"], *shared["mail domains"], *map(spoken, abroad)])
    owners, owned = any_of(shared["owners"]), any_of(shared["owned"])
    owner = rf"\b(?:{owners})(?:'s)?[ -](?:{owned})\b"
    at, beside = any_of(shared["at a provider"]), any_of(shared["providers beside"])
    return rf"{BEFORE}({names}){AFTER}|({owner}|^\W*(?:{at}) (?:{beside})\W*$)"


@cache
def slashes() -> str:
    """The sign and its names."""
    return any_of((*pieced().slash, "/"))


@cache
def path() -> str:
    """What follows a slash at the end."""
    there = any_of(pieced().on_it)
    return rf"(?:^|\s)(?:{slashes()})\s?([a-z0-9][a-z0-9_.-]{{3,}})(?:\W*$|,\s| (?:{there})\W*$)"


@cache
def tagged() -> str:
    """The four figures behind a name on some services: "#4411", "hash 4411"."""
    names = any_of(["#", *(name for name, sign in words().signs.items() if sign == "#")])
    return rf"(?:^|[^a-z0-9])(?:{names})\s?\d{{4}}(?:$|\D)"


@cache
def signed_name() -> str:
    """A name whose next letter is a sign: "orla and an underscore"."""
    signs = [*words().signs, *(word for word in words().dot if len(word) > 2)]
    articles = [phrase for phrase in pieced().article if " " in phrase]
    return rf"(?:^|\s)([a-z][a-z0-9]{{2,}}) (?:{any_of(articles)}) (?:{any_of(signs)})\b"


@cache
def told_local() -> str:
    """What stands before the sign, said to: "the mailbox is mara"."""
    return rf"(?:{pieced().local.source}){_nth()}{_is()}([a-z0-9][a-z0-9._+-]+)"


@cache
def local_told() -> str:
    """The same the other way round: "mara is the mailbox"."""
    return rf"(?:^|[\s.,])({_NAME}) {_any(pieced().copula)} {_the()}(?:{pieced().local.source})()\W*$"


@cache
def told_domain() -> str:
    """What stands behind it: "the domain is brightpail", "brightpail.studio is the domain"."""
    domain = f"(?:{pieced().domain.source})"
    told = rf"([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{{2,}}) {_any(pieced().copula)} {_the()}{domain}"
    return rf"{told}|{domain}{_nth()}{_is()}([a-z0-9][a-z0-9-]{{2,}}(?:\.[a-z]{{2,}})*)"


@cache
def before_at() -> str:
    """ "mara in front of the at"."""
    sign = any_of([*_signs("@"), *pieced().at])
    return rf"\b({_NAME})\s(?:{_any(pieced().copula)} )?(?:{any_of(pieced().before_at)})\s{_the()}(?:{sign})"


@cache
def told_first() -> str:
    """What goes before what came: "orla goes first", "in front of that: orla"."""
    leads = any_of(
        [*pieced().copula, *pieced().part, *pieced().the, *pieced().with_a, *pieced().article, *_signs("@")]
    )
    return (
        rf"\b([a-z0-9._-]{{2,}}) (?:(?:{leads}) ){{0,3}}(?:{pieced().front.source})"
        rf"|(?:{pieced().front.source})(?:\W{{1,3}}(?:{leads})){{0,2}}\W{{1,3}}([a-z][a-z0-9._-]{{2,}})\W*$"
    )


@cache
def written_to() -> str:
    """What one writes to at a domain that was told: "everything sent to hello there"."""
    return rf"{BEFORE}(?:{any_of(pieced().write_to)}) ({_NAME}) (?:{any_of(pieced().write_there)}){AFTER}"


@cache
def after_sign() -> str:
    """Behind what the sign goes: "with an at after the v"."""
    sign = any_of([*_signs("@"), *pieced().at])
    return rf"{BEFORE}(?:{sign})\W+(?:{any_of(pieced().after_sign)})\W+{_the()}([a-z0-9._-]+)\W*$"


@cache
def told_ending() -> str:
    """How an address ends, said to: "it ends in com", "dot com", "io at the end"."""
    within = _any(pieced().ends_within)
    return (
        rf"(?:(?:{pieced().ending.source})\W{{0,3}}{within}?|\b(?:{dots()}))\W{{0,3}}({endings()})\b"
        rf"|\b({endings()})\W(?:{any_of(pieced().at_the_end)})\b"
    )


@cache
def before_ending() -> str:
    """A word and its ending at once: "saltgrove, with an io at the end"."""
    leads = any_of([*pieced().with_a, *pieced().joins, *pieced().then])
    small = any_of([*pieced().article, *pieced().the, *words().dot])
    return (
        rf"\b([a-z0-9-]{{3,}})\W+(?:(?:{leads})\s)?(?:(?:{small})\s){{0,2}}"
        rf"(?:{endings()})\W(?:{any_of(pieced().at_the_end)})\b"
    )


@cache
def i_am() -> str:
    """A name behind what says that it is to be looked for: "search kelpandco"."""
    return _introduced(pieced().i_am)


@cache
def self_is() -> str:
    """A name behind what may say anything of its writer: "I'm kelpandco there"."""
    return _introduced(pieced().self_is)


def _introduced(before: Iterable[str]) -> str:
    """The second group says that it is the name on the service that was spoken of."""
    there = rf"(?:,? ({any_of([*pieced().on_it, *pieced().is_me])}))?"
    name = rf"({_NAME}(?: {_NAME}){{0,2}}?)"
    return rf"(?:^|[.,:!?\n] ?|\s)(?:{any_of(before)})(?::|\s)\s*{name}{there}\W*$"


@cache
def is_me() -> str:
    """A name that is said to be one's own: "kelpandco is me"."""
    return rf"^\W*({_NAME}(?: {_NAME}){{0,2}}?),? (?:{any_of(pieced().is_me)}){AFTER}"


@cache
def is_there() -> str:
    """A name that is said to be on what was spoken of: "kelpandco there"."""
    return rf"^\W*({_NAME}) (?:{any_of(pieced().on_it)})()\W*$"


@cache
def after_yes() -> str:
    """The beginning of a message, up to two words that say yes left out."""
    yes = any_of([word for word in pieced().more if word.isascii() and word.isalpha()])
    return rf"^\W*(?:(?:{yes})\b\W+){{0,2}}"


@cache
def asks_for_service() -> str:
    """A question that ends in the name of a service: "do you know that site with the slots, calendly?"."""
    return rf"[ ,](?:{any_of(data('pieces/shared')['services'])})\s?[?？]\W*$"


@cache
def answer() -> str:
    """The words of an answer, small words before them left out."""
    small = any_of([word for word in pieced().idle if word.isascii()])
    closed = any_of(pieced().one_word)
    return rf"^\W*(?:(?:{small})\b[,:]? )*([a-z][a-z'-]*(?: [a-z][a-z'&-]*){{0,4}}?)(?:,? (?:{closed}))*\W*$"


@cache
def dots() -> str:
    """Words for the sign, two letters and those of other scripts left out."""
    return any_of(name for name in words().dot if len(name) > 2 and name.isascii())


@cache
def endings() -> str:
    """Endings of addresses that everybody knows."""
    return any_of([*data("hosts")["common_tlds"], *data("hosts")["common_countries"]])


@cache
def common() -> frozenset[str]:
    """Words that are nobody's name."""
    return pieced().filler | pieced().more | pieced().plain


def _is() -> str:
    return rf"(?:\s?(?:{any_of(pieced().sign_noun)}))?\W{{0,3}}(?:{any_of(pieced().copula)})?\W{{0,3}}"


def _nth() -> str:
    return rf"(?: (?:{any_of(pieced().nth)}))?"


def _the() -> str:
    return rf"(?:(?:{any_of(pieced().the)})\s?)?"


def _signs(sign: str) -> list[str]:
    named = words().at if sign == "@" else words().dot
    return [*(name for name in named if len(name) > 1), sign]


def _any(phrases: Iterable[str]) -> str:
    return f"(?:{any_of(phrases)})"
