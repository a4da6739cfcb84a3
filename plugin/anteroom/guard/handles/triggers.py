"""What a text must hold to be read for names on other services."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from anteroom.guard.catalogue import any_of, data, pattern
from anteroom.guard.handles.forms import formed_sources
from anteroom.guard.handles.services import service_sources
from anteroom.guard.texts.sign_words import leet, names_of
from anteroom.guard.trigger import Cause, Mark, Trigger, Word


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read for handles: a service with what may be a name within reach of it."""
    table = data("services")
    personal, _, _ = service_sources()
    service, named = _service(), Word(_service())
    link = _ascii(table["called"] + table["labels"] + table["linking"] + table["own"])
    label, beside, finding = (_ascii(table[name]) for name in ("labels", "beside", "finding"))
    linking = _ascii(table["linking"])
    speaking = rf"(?:{_ascii(table['speaking'])}) (?:to|with)"
    gap = r"[^a-z0-9]{1,4}"
    # Letters with figures or marks among them, but no version, no size and no date.
    shaped = r"(?:@[a-z0-9_]|[a-z][a-z_-]*\d|\d+(?:[a-wyz]|x[a-z]|[._#-][a-z])|[a-z][a-z0-9]*[._#-][a-z0-9])"
    yield Trigger.CHANNEL, Word(personal)
    yield Trigger.CHANNEL, named, rf"{service}(?:{gap}(?:{link})){{0,6}}[^a-z0-9@]{{1,4}}{shaped}"
    yield (
        Trigger.CHANNEL,
        named,
        rf"{service}(?:{gap}(?:{link})){{0,4}}(?:[^a-z0-9]{{0,3}}[:=→>?/|]|{gap}(?:{label}|{linking}))"
        rf"(?:{gap}(?:{link})){{0,3}}{gap}[a-z0-9]",
    )
    yield Trigger.CHANNEL, named, rf"{shaped}[a-z0-9._-]*{gap}(?:(?:{beside}){gap}){{0,3}}{service}"
    yield (
        Trigger.CHANNEL,
        named,
        rf"(?:^|[^a-z0-9])(?:{finding}|{speaking}){gap}[a-z0-9]+{gap}(?:(?:{beside}){gap}){{1,3}}{service}",
    )
    yield (
        Trigger.CHANNEL_BEHIND,
        named,
        rf"(?:^|[^a-z0-9])(?:{finding}|{speaking}){gap}[a-z0-9]+(?:[ &'-]{{1,3}}[a-z0-9]+){{1,4}}{gap}"
        rf"(?:(?:{beside}){gap}){{1,3}}{service}",
    )
    marks = "|".join(name for sign in "_." for name in names_of(sign, least=1))
    dashes = "dash|hyphen|guion|tiret|traco|hifen|bindestrich|trattino|streepje|myslnik|дефис|тире"
    yield Trigger.CHANNEL, named, _service(weak=False), rf"\b(?:{marks}|{dashes})\b"
    yield (
        Trigger.CHANNEL,
        named,
        r"\b(?:with|without|no|all|as|in)(?: [a-z]+)? "
        r"(?:underscores?|dots?|dashes|hyphens?|spaces?|together|one|blanks)\b",
    )
    yield Trigger.CHANNEL, named, rf"(?:^|\n|\bmy )[^a-z0-9]{{0,3}}{service}{gap}[a-z0-9]"
    foreign = r"[^\x00-\x7f]"
    yield (
        Trigger.CHANNEL,
        named,
        rf"{service}[^a-z0-9]{{0,3}}{foreign}|{foreign}[^a-z0-9]{{0,3}}{service}",
    )
    said = "i'm|i am|we are|search|look up|look for|username|handle|nick|same (?:name|nick|handle|user)"
    said = rf"\b(?:{said}|{_ascii(table['own'])})\b"
    yield Trigger.CHANNEL, named, rf"{service}[^a-z0-9]{{1,3}}[a-z]{{4,}}\s?(?:[,;)!\n.]|$)", said
    upon = "on|at|in|via|using|over|auf|bei|en|em|no|na|sur|su|di|pe|par|w|op|di|trong|tren"
    yield (
        Trigger.CHANNEL,
        named,
        rf"[a-z]{{4,}}{gap}(?:{upon}){gap}(?:(?:{beside}){gap}){{0,2}}{service}",
        said,
    )
    yield (
        Trigger.CHANNEL,
        named,
        rf"^[^a-z0-9]{{0,3}}[a-z]{{4,}}{gap}(?:{upon}){gap}{service}[^a-z0-9]{{0,3}}$",
    )
    introducing = r"^[^a-z0-9]{0,4}(?:it'?s|it is|that's|i'?m|i am|add|find|search)[^a-z0-9]"
    yield (
        Trigger.CHANNEL,
        named,
        introducing,
        rf"{service}(?:{gap}[a-z]+){{0,2}}[^a-z0-9]{{0,4}}$",
    )
    yield Trigger.CHANNEL_BESIDE, named, rf"{service}[^a-z0-9]{{1,3}}[a-z]{{4}}", said
    # Without an upper bound, which would count letters: each number of them is a state of its own.
    made_up, sought = "[a-z]{8,}", _ascii(table["sought"])
    yield (
        Trigger.CHANNEL,
        named,
        rf"{service}(?:{gap}(?:{link})){{1,4}}{gap}{made_up}\s?(?:[,;)!\n.]|$)",
        said,
    )
    yield Trigger.CHANNEL, named, rf"{made_up}[^a-z0-9]{{0,2}}[(\[]{service}"
    yield Trigger.CHANNEL, named, rf"[(\[]{service}[)\]][^a-z0-9]{{1,3}}[a-z0-9@]"
    # A word that nobody knows as the last of all, in a clause of its own.
    yield (
        Trigger.CHANNEL,
        named,
        rf"[.;:?!,(–—-]\s?(?:(?:{link}|{linking}|s)[^a-z0-9]{{1,2}}){{0,4}}[a-z0-9._-]{{7,}}[^a-z0-9]{{0,4}}$",
    )
    yield (
        Trigger.CHANNEL,
        named,
        rf"(?:{sought}) {service}[^a-z0-9]{{1,3}}(?:(?:{link})[^a-z0-9]{{1,2}}){{0,3}}{made_up}",
    )
    yield Trigger.CHANNEL, named, rf"[.!?] {service}{gap}{made_up}"
    yield Trigger.CHANNEL, Word(r"\bsocials\b"), shaped
    for source in formed_sources():
        # What counts letters multiplies the states of words.
        yield Trigger.CHANNEL, *((Mark(r"#\d{4}"), source) if "#" in source else (Word(source),))


def _ascii(names: list[str]) -> str:
    return any_of(dict.fromkeys(name for name in names if name.isascii()))


@cache
def _service(*, weak: bool = True) -> str:
    """A service that is also talked of as work, with the endings that some languages give it.

    `weak`: those as well that are named as ordinary things are ("line", "signal").
    """
    known = data("services")["known"]
    # "contract" is no form of "contra".
    declined = "|".join(leet(name) for name in known if len(name) > 6)
    short = "|".join(leet(name) for name in known if len(name) <= 6)
    named = rf"\b(?:{declined})[a-z]{{0,3}}|\b(?:{short})\b|\bmessenger[a-z]{{0,3}}"
    return rf"(?:{named}|{service_sources()[2]})" if weak else rf"(?:{named})"


def names_in_front(text: str) -> bool:
    """Whether two words with capitals, as people write their names, stand before "on" and a service."""
    capital, gap = r"\p{Lu}[^\s]*", "[^A-Za-z0-9]{1,4}"
    beside = _ascii(data("services")["beside"])
    source = rf"{capital}\s+(?:&\s+)?{capital}{gap}(?i:(?:(?:{beside}){gap}){{1,3}}{_service()})"
    return pattern(source).search(text) is not None


def names_beside(text: str) -> bool:
    """Whether a word with capitals inside, as people write their names, follows a service in a text."""
    source = rf"(?i:{_service()})[^A-Za-z0-9]{{1,3}}[A-Za-z]{{0,24}}[a-z][A-Z]"
    return pattern(source).search(text) is not None
