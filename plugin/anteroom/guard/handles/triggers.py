"""What a text must hold to be read for names on other services."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from anteroom.guard.catalogue import any_of, data, pattern
from anteroom.guard.handles.forms import formed_sources, there_sources
from anteroom.guard.handles.painted import painted_causes, pieces_joined, telling
from anteroom.guard.handles.services import service_sources
from anteroom.guard.texts.sign_words import leet, names_of
from anteroom.guard.trigger import Cause, Mark, Trigger, Word

_GAP: Final = r"[^a-z0-9]{1,4}"
_SHAPED: Final = (
    r"(?:@[a-z0-9_]|\$[a-z_]|[a-z][a-z_-]*\d|\d+(?:[a-wyz]|x[a-z]|[._#-][a-z])|[a-z][a-z0-9]*[._#-][a-z0-9])"
)
"""Letters with figures or marks among them, but no version, no size and no date."""
_OFTEN_OWN: Final = (
    r"\b(?:my|me|mine|i'm|i am|im|we are|search|look up|look for|username|handle|nick|ping|dm|meu|mon|mein|"
    r"mio|mijn|moj|mera|meri|benim|saya|aku|mi|same (?:name|nick|handle|user))\b"
)
"""Fewer words of the writer's own, where capitals are looked at next: others stand in every second text."""
_MADE_UP: Final = "[a-z]{8,}"
"""Without an upper bound, which would count letters: each number of them is a state of its own."""


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read for handles: a service with what may be a name within reach of it."""
    personal, _, _ = service_sources()
    yield Trigger.CHANNEL, Word(personal)
    yield from _shaped_names()
    yield from _told_signs()
    yield from _own_names()
    yield from _made_up_names()
    yield Trigger.CHANNEL, Word(r"\bsocials\b"), _SHAPED
    for causes in painted_causes():
        yield Trigger.PAINTED, *causes
    yield Trigger.PAINTED, pieces_joined(), _service()
    yield Trigger.PAINTED, Word(_service()), telling()
    name, *others = there_sources()
    yield Trigger.CHANNEL, Mark(name), *others
    for source in formed_sources():
        # What counts letters multiplies the states of words.
        yield Trigger.CHANNEL, *((Mark(r"#\d{4}"), source) if "#" in source else (Word(source),))


def _shaped_names() -> Iterator[Cause]:
    """A service with what has the shape of a name behind it or before it, or a label or a request between."""
    service, named, link = _service(), Word(_service()), _links()
    label, linking, beside, finding = map(_kind, ("labels", "linking", "beside", "finding"))
    speaking = rf"(?:{_kind('speaking')}) (?:to|with)"
    yield Trigger.CHANNEL, named, rf"{service}(?:{_GAP}(?:{link})){{0,6}}[^a-z0-9@]{{1,4}}{_SHAPED}"
    yield (
        Trigger.CHANNEL,
        named,
        rf"{service}(?:{_GAP}(?:{link})){{0,4}}(?:[^a-z0-9]{{0,3}}[:=→>?/|]|{_GAP}(?:{label}|{linking}))"
        rf"(?:{_GAP}(?:{link})){{0,3}}{_GAP}[a-z0-9]",
    )
    yield Trigger.CHANNEL, named, rf"{_SHAPED}[a-z0-9._-]*{_GAP}(?:(?:{beside}){_GAP}){{0,3}}{service}"
    yield (
        Trigger.CHANNEL,
        named,
        rf"(?:^|[^a-z0-9])(?:{finding}|{speaking}){_GAP}[a-z0-9]+{_GAP}(?:(?:{beside}){_GAP}){{1,3}}{service}",
    )
    yield (
        Trigger.CHANNEL_BEHIND,
        named,
        rf"(?:^|[^a-z0-9])(?:{finding}|{speaking}){_GAP}[a-z0-9]+(?:[ &'-]{{1,3}}[a-z0-9]+){{1,4}}{_GAP}"
        rf"(?:(?:{beside}){_GAP}){{1,3}}{service}",
    )


def _told_signs() -> Iterator[Cause]:
    """A service with words for the signs of a name, or other scripts beside it."""
    service, named = _service(), Word(_service())
    marks = "|".join(name for sign in "_." for name in names_of(sign, least=1))
    dashes = "dash|hyphen|guion|tiret|traco|hifen|bindestrich|trattino|streepje|myslnik|дефис|тире"
    yield Trigger.CHANNEL, named, _service(weak=False), rf"\b(?:{marks}|{dashes})\b"
    yield (
        Trigger.CHANNEL,
        named,
        r"\b(?:with|without|no|all|as|in)(?: [a-z]+)? "
        r"(?:underscores?|dots?|dashes|hyphens?|spaces?|together|one|blanks)\b",
    )
    yield Trigger.CHANNEL, named, r"\b(?:he|she|it|they|that|who|handle|nick)(?:'s|'re| is| are) @[a-z0-9_]"
    yield Trigger.CHANNEL, named, rf"(?:^|\n|\bmy )[^a-z0-9]{{0,3}}{service}{_GAP}[a-z0-9]"
    foreign = r"[^\x00-\x7f]"
    yield (
        Trigger.CHANNEL,
        named,
        rf"{service}[^a-z0-9]{{0,3}}{foreign}|{foreign}[^a-z0-9]{{0,3}}{service}",
    )


def _own_names() -> Iterator[Cause]:
    """A service with a plain word beside it, where somebody speaks of what is the writer's own."""
    service, named, beside, made_up = _service(), Word(_service()), _kind("beside"), _MADE_UP
    said = "i'm|i am|we are|search|look up|look for|username|handle|nick|same (?:name|nick|handle|user)"
    said = rf"\b(?:{said}|{_kind('own')})\b"
    yield Trigger.CHANNEL, named, rf"{service}[^a-z0-9]{{1,3}}[a-z]{{4,}}\s?(?:[,;)!\n.]|$)", said
    upon = "on|at|in|via|using|over|auf|bei|en|em|no|na|sur|su|di|pe|par|w|op|di|trong|tren"
    yield (
        Trigger.CHANNEL,
        named,
        rf"[a-z]{{4,}}{_GAP}(?:{upon}){_GAP}(?:(?:{beside}){_GAP}){{0,2}}{service}",
        said,
    )
    yield (
        Trigger.CHANNEL,
        named,
        rf"^[^a-z0-9]{{0,3}}[a-z]{{4,}}{_GAP}(?:{upon}){_GAP}{service}[^a-z0-9]{{0,3}}$",
    )
    introducing = r"^[^a-z0-9]{0,4}(?:it'?s|it is|that's|i'?m|i am|add|find|search)[^a-z0-9]"
    yield (
        Trigger.CHANNEL,
        named,
        introducing,
        rf"{service}(?:{_GAP}[a-z]+){{0,2}}[^a-z0-9]{{0,4}}$",
    )
    yield (
        Trigger.CHANNEL,
        named,
        rf"\b(?:im|i'm|i am|we're|we are) (?:on|over at) {service}[^a-z0-9]{{1,3}}{made_up}",
    )
    yield Trigger.CHANNEL_BESIDE, named, rf"{service}[^a-z0-9]{{1,3}}[a-z]{{4}}", _OFTEN_OWN
    yield (
        Trigger.CHANNEL,
        named,
        rf"{service}(?:{_GAP}(?:{_links()})){{1,4}}{_GAP}{made_up}\s?(?:[,;)!\n.]|$)",
        said,
    )


def _made_up_names() -> Iterator[Cause]:
    """A service with a word that nobody knows, in brackets or in a clause of its own."""
    service, named, link, linking = _service(), Word(_service()), _links(), _kind("linking")
    made_up, sought = _MADE_UP, _kind("sought")
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
    yield Trigger.CHANNEL, named, rf"[.!?] {service}{_GAP}{made_up}"


@cache
def _links() -> str:
    """Words that may stand between a service and a name."""
    table = data("services")
    return _ascii(table["called"] + table["labels"] + table["linking"] + table["own"])


def _kind(name: str) -> str:
    return _ascii(data("services")[name])


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
