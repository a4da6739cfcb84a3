"""Addresses and handles whose parts are named one after another: "gmail", "name first", "mei.tanaka"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from anteroom.guard.asks import SERVICE, services
from anteroom.guard.catalogue import any_of, data, pattern
from anteroom.guard.hosts import is_domain
from anteroom.guard.languages import words
from anteroom.guard.model import Earlier, Kind
from anteroom.guard.pieced import pieced, spoken
from anteroom.guard.strand import SLASHES, length
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.window import Piece, Window

_WORDS: Final = 12
"""Longest message, in words, of which parts are read."""
_BESIDE: Final = 3
"""Messages at the end of which none may speak of something that is being built, if names are to be meant."""
_NAMING: Final = 6
"""Longest message, in words, that gives a name."""
_SITES: Final = frozenset({"calendly", "linktree", "tidycal", "savvycal", "doodle"})
_REACH: Final = 4
"""Messages back to which one part may be from the other."""
_TELLING: Final = 4
"""Longest message, in words, that names a service and does not speak of its writer."""
_IS: Final = (
    r"(?:sign|symbol|thing|part)?\W{0,3}(?:is|s|it's|its|that's|comes|goes|reads|es|e|est|ist|to|это)?\W{0,3}"
)
_BEFORE: Final = (
    r"\b([a-z0-9._+-]{2,})\s(?:is |comes |goes |sits |stands )?"
    r"(?:in front of|before|left of|ahead of|avant|antes|vor|prima|voor|przed|перед|до)\s"
    r"(?:the |a |l'|la |el |o |de la |del |do |della |dem |het |)"
    r"(?:at\b|@|arroba|arobase|chiocciola|klammeraffen?|apenstaartje|malpa|собак|round|curly|squiggl)"
)
_AT_HOST: Final = r"(?:^|[\s.])@ ?([a-z0-9-]{2,}(?:\.[a-z]{2,})+)\W*$"
_DOTTED: Final = r"(?:^|[\s\"'(:,])([a-z][a-z0-9]+(?:[._][a-z0-9]{2,})+)(?:$|[\s\"'),!?]|\.(?:\s|$))"
_OWNER: Final = (
    r"\b(?:google|microsoft|apple)(?:'s)?"
    r"(?: ones?| thing| mail| account| box| domain| inbox| ending| address| host| server| suffix| tail)\b"
    r"|\b(?:the )?g one\b|\bg[ -]mail\b"
)
FILES: Final = (
    r"\.(?:py|js|ts|tsx|jsx|php|zip|html?|css|scss|json|ya?ml|toml|xml|pdf|png|jpe?g|gif|svg|webp|docx?|xlsx?|pptx?|"
    r"csv|txt|md|sql|sh|env|cfg|ini|log|fig|sketch|psd|ai|xd|mp[34]|mov|wav|avi|ttf|otf|woff2?|"
    r"gz|tgz|7z|rar|tar|dwg|blend|stl|obj|heic|m4a|flac|ogg|webm|srt|parquet|ipynb|deb|dmg|apk|bin|iso|"
    r"java|rb|go|rs|swift|kt|"
    r"vue|lock|exe|dll|bak|tmp)$|^v?\d|^(?:app|self|this|res|req|com|org|net|io|api|www|node|next|vue|react|asp)\."
)
_AT_END: Final = r"(?:ending|at the end|extension|suffix|al final|no final|a la fin|am ende|alla fine)\b"
_NAME: Final = (
    r"(?:^|[\s\"'(:,])(@?[a-z][a-z0-9.-]*[_\d][a-z0-9._-]*|@[a-z0-9._-]{3,}|live:[a-z0-9._-]+)"
    r"(?:$|[\s\"'),!?;]|\.(?:\s|$))"
)
_NUMBERED: Final = r"^@?(?:v\d|q\d|h\d|w\d|mp\d|utf|sha|md5|b2b|b2c|3d|2d|[a-z]\d+$|[a-z]{1,2}\d{1,2}$)"
_ALONE: Final = r"^\W*([a-z][a-z0-9.-]{4,31})(?:\W*$|,\s)"
_Found = tuple[Suspicion, list[Earlier]]
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Parts:
    """What one message names: spans in its text, None where it does not."""

    piece: Piece
    local: _Span | None = None
    host: _Span | None = None
    domain: _Span | None = None
    ending: _Span | None = None
    service: _Span | None = None
    name: _Span | None = None
    lone: _Span | None = None
    site: _Span | None = None
    path: _Span | None = None
    told: bool = False

    @property
    def says_nothing(self) -> bool:
        """Whether no part is named."""
        return not (
            self.local
            or self.host
            or self.domain
            or self.ending
            or self.service
            or self.name
            or self.lone
            or self.site
            or self.path
        )


def find_named_parts(window: Window, piece: Piece) -> Iterator[_Found]:
    """What `piece` completes by naming a part, in its own offsets, each with where the other parts are."""
    if length(piece.text) > _WORDS:
        return
    new = _parts(piece)
    if new.says_nothing:
        return
    before = [
        _parts(p) for p in window.pieces if length(p.text) <= _WORDS and p.number >= piece.number - _REACH
    ]
    everything = [*before, new]
    built = [p for p in everything[-_BESIDE:] if pieced().built.search(spoken(p.piece.text))]
    if any(not p.says_nothing or not new.told for p in built):
        return
    yield from _addresses(window, everything)
    yield from _handles(window, everything)


def _addresses(window: Window, everything: list[_Parts]) -> Iterator[_Found]:
    new = everything[-1]
    if not (new.local or new.host or new.domain or new.ending or new.site or new.name or new.lone):
        return
    hosts = _latest(everything, "host")
    locals_ = _latest(everything, "local") or (_latest(everything, "name") if hosts else None)
    domains, endings = _latest(everything, "domain"), _latest(everything, "ending")
    holders = [part for part in (locals_, hosts, domains, endings) if part is not None]
    near = {about for ask in window.asked if ask.number >= new.piece.number - 1 for about in ask.about}
    answers = new.site or new.name or ((new.lone or new.local) and near & {"detail", "name"})
    if answers and "email" in near and "question" not in near:
        yield _found(Kind.EMAIL, "split.email.parts", [("name", 0.35), ("asked", 0.3)], new, [])
        return
    if locals_ is None or not (hosts or (domains and endings)) or len({id(p) for p in holders}) < 2:
        return
    wanted = any("email" in ask.about or "reach" in ask.about for ask in window.asked)
    cued = any(_speaks_of_mail(p) for p in everything)
    told = any(part.told for part in everything)
    if window.answers_otherwise and not (cued or told):
        return
    weights = [("local part", 0.3), ("provider" if hosts else "domain and ending", 0.35)]
    weights += [("asked", 0.1)] * wanted + [("cue", 0.1)] * cued
    weights += [("told apart", 0.1)] * told
    yield _found(Kind.EMAIL, "split.email.parts", weights, new, [p for p in holders if p is not new])


def _handles(window: Window, everything: list[_Parts]) -> Iterator[_Found]:
    new = everything[-1]
    asked = [about for ask in window.asked for about in ask.about if about.startswith(SERVICE)]
    just_asked = {about for ask in window.asked if ask.number == new.piece.number for about in ask.about}
    if window.answers_otherwise:
        return
    wanted = {"reach", "handle", "detail"} & {about for ask in window.asked for about in ask.about}
    service, kind = _latest(everything, "service"), Kind.HANDLE
    named = _latest(everything, "name")
    if (new.site and asked and not just_asked <= {"question", "more"}) or (
        new.name and (asked or (service and (service is not new or wanted)))
    ):
        holders, weights = [service], [("name", 0.35), ("service", 0.3)]
    elif new.service and named and named is not new:
        holders, weights = [named], [("name", 0.35), ("service", 0.3)]
    elif new.service and (lone := _latest(everything[:-1], "lone")) and _calls(everything):
        holders, weights = [lone], [("name", 0.35), ("service", 0.3)]
    elif _site(asked, service) and (new.path or _ends_address(everything)):
        holders, weights = [service], [("path", 0.35), ("site", 0.3)]
        kind = Kind.LINK
    elif new.lone and (asked or service) and just_asked & {"detail", "handle", "name"}:
        holders, weights = [service], [("answers", 0.35), ("service", 0.3)]
    else:
        return
    yield _found(
        kind,
        f"split.{kind.value}.parts",
        weights,
        new,
        [p for p in holders if p is not None and p is not new],
    )


def _site(asked: list[str], service: _Parts | None) -> bool:
    """Whether a site was named on which people have pages of their own."""
    named = services(spoken(service.piece.text)) if service else []
    return not _SITES.isdisjoint([*named, *(about.removeprefix(SERVICE) for about in asked)])


def _ends_address(everything: list[_Parts]) -> bool:
    """Whether the new message is the end of an address, after a slash or written as such ends are."""
    *before, new = everything
    if new.lone is None:
        return False
    slashed = bool(before) and pattern(rf"(?:^|[\s,])(?:{_slashes()})\W*$").search(
        spoken(before[-1].piece.text)
    )
    return bool(slashed) or "-" in new.piece.text


def _speaks_of_mail(parts: _Parts) -> bool:
    start, end = parts.local or parts.site or (0, 0)
    text = spoken(parts.piece.text)
    return pieced().email.search(f"{text[:start]} {text[end:]}") is not None


def _calls(everything: list[_Parts]) -> bool:
    """Whether somebody's name somewhere is talked of."""
    return any(pieced().handle.search(spoken(parts.piece.text)) for parts in everything)


def _found(
    kind: Kind, rule: str, weights: Sequence[tuple[str, float]], new: _Parts, others: list[_Parts]
) -> _Found:
    text = new.piece.text
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    score = min(0.9, sum(weight for _, weight in weights))
    earlier = [Earlier(p.piece.message, kind, p.piece.start, p.piece.end) for p in others if p.piece.message]
    return Suspicion(kind, start, end, rule, score, tuple(weights)), earlier


def _latest(everything: list[_Parts], part: str) -> _Parts | None:
    return next((parts for parts in reversed(everything) if getattr(parts, part) is not None), None)


def _parts(piece: Piece) -> _Parts:
    text = spoken(piece.text)
    size = length(text)
    told = _told(_told_local(), text) or _group(_BEFORE, text) or _group(_told_first(), text)
    dotted = _group(_DOTTED, text)
    if dotted and pattern(FILES).search(text[slice(*dotted)]):
        dotted = None
    site = dotted if size <= 4 else None
    if dotted and is_domain(text[slice(*dotted)]):
        dotted = None
    name = _group(_NAME, text) if size <= _NAMING else None
    if name and (_is_no_name(text[slice(*name)]) or piece.text[slice(*name)].isupper()):
        name = None
    tells = size <= _TELLING or (size <= _WORDS and pieced().self.search(text) is not None)
    same = _group(rf"({pieced_source('same')})", text)
    lone = _group(_ALONE, text)
    if lone and text[slice(*lone)] in _common():
        lone = None
    domain = _group(_told_domain(), text) or _group(_before_ending(), text) or _group(_AT_HOST, text)
    whole = domain if domain and is_domain(text[slice(*domain)]) else None
    return _Parts(
        piece,
        local=told or dotted,
        host=_group(rf"\b({_providers()})\b|({_OWNER})", text) if size <= 8 else None,
        domain=domain,
        ending=_group(_told_ending(), text) or whole,
        service=(0, len(text)) if tells and services(text) and not pieced().denies.search(text) else None,
        name=name
        or same
        or (dotted if size <= 4 else None)
        or (_group(_signed_name(), text) if size <= 8 else None),
        lone=lone,
        site=site,
        path=_group(rf"(?:^|\s)(?:{_slashes()})\s?([a-z0-9][a-z0-9_.-]{{3,}})\W*$", text)
        if size <= _NAMING
        else None,
        told=told is not None,
    )


def _told(source: str, text: str) -> _Span | None:
    """The first that is told and no word of everyday: "my inbox lives at" tells no name."""
    for match in pattern(source).finditer(text):
        if match[1] not in _common():
            return match.start(1), match.end(1)
    return None


def _group(source: str, text: str) -> _Span | None:
    match = pattern(source).search(text)
    if match is None:
        return None
    group = 1 if match[1] else 2
    return match.start(group), match.end(group)


def _is_no_name(token: str) -> bool:
    letters = sum(c.isalpha() for c in token)
    return (
        letters < 2
        or len(token) < 5
        or pattern(r"[0-9a-f]{6,}|[0-9.-]*\d[0-9.-]*[a-z]{0,3}").fullmatch(token) is not None
        or pattern(_NUMBERED).search(token) is not None
        or pattern(FILES).search(token) is not None
        or (is_domain(token) and "_" not in token)
    )


@cache
def _providers() -> str:
    return any_of(data("hosts")["mail"])


@cache
def _slashes() -> str:
    return any_of(SLASHES)


@cache
def _signed_name() -> str:
    """A name whose next letter is a sign: "orla and an underscore"."""
    signs = [*words().signs, *(word for word in words().dot if len(word) > 2)]
    articles = [phrase for phrase in pieced().article if " " in phrase]
    return rf"(?:^|\s)([a-z][a-z0-9]{{2,}}) (?:{any_of(articles)}) (?:{any_of(signs)})\b"


@cache
def _told_local() -> str:
    return rf"(?:{pieced_source('local')}){_IS}([a-z0-9][a-z0-9._+-]+)"


@cache
def _told_domain() -> str:
    return rf"(?:{pieced_source('domain')}){_IS}([a-z0-9][a-z0-9-]{{2,}}(?:\.[a-z]{{2,}})*)"


@cache
def _told_first() -> str:
    """What goes before what came: "orla goes first", "with orla in front"."""
    return (
        r"\b([a-z0-9._-]{2,}) (?:goes |comes |is |bit |part |kommt |va |vai |steht )?"
        rf"(?:{pieced_source('front')})"
        rf"|\bfirst (?:bit|part) (?:is |was )?([a-z0-9._-]{{3,}})"
    )


@cache
def _told_ending() -> str:
    return (
        rf"(?:{pieced_source('ending')})\W{{0,3}}(?:is|in|with|en|em|mit|auf|con|par|na)?\W{{0,3}}({_endings()})\b"
        rf"|\b({_endings()})\W{_AT_END}"
    )


@cache
def _before_ending() -> str:
    """A word and its ending at once: "saltgrove, with an io at the end"."""
    return (
        rf"\b([a-z0-9-]{{3,}})\W+(?:(?:with|and|plus|then)\s)?(?:(?:a|an|the|dot)\s){{0,2}}"
        rf"(?:{_endings()})\W{_AT_END}"
    )


@cache
def _endings() -> str:
    return any_of([*data("hosts")["common_tlds"], *data("hosts")["common_countries"]])


@cache
def _common() -> frozenset[str]:
    return pieced().filler | pieced().more | pieced().plain


def pieced_source(name: str) -> str:
    source: str = getattr(pieced(), name).pattern
    return source
