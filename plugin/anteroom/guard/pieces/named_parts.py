"""The parts of addresses and handles that one message names: a provider, a name, an ending."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from anteroom.guard.catalogue import any_of, data, pattern
from anteroom.guard.emails.hosts import is_domain
from anteroom.guard.pieces.asks import services
from anteroom.guard.pieces.strand import length
from anteroom.guard.pieces.words import pieced, spoken
from anteroom.guard.texts.languages import words

_WORDS: Final = 14
"""Longest message, in words, that speaks of its writer."""
_REMEMBERED: Final = 512
"""Messages whose parts are remembered, since each is read again beside those after it."""
_NAMING: Final = 6
"""Longest message, in words, that gives a name."""
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
_DOTTED: Final = r"(?:^|[\s\"'(:,])([a-z][a-z0-9]*(?:[._][a-z0-9]{2,})+)(?:$|[\s\"'),!?]|\.(?:\s|$))"
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
_NAME: Final = (
    r"(?:^|[\s\"'(:,])(@?[a-z][a-z0-9.-]*[_\d][a-z0-9._-]*|@[a-z0-9._-]{3,}|live:[a-z0-9._-]+)"
    r"(?:$|[\s\"'),!?;]|\.(?:\s|$))"
)
_NUMBERED: Final = r"^@?(?:v\d|q\d|h\d|w\d|mp\d|utf|sha|md5|b2b|b2c|3d|2d|[a-z]\d+$|[a-z]{1,2}\d{1,2}$)"
_ALONE: Final = r"^\W*([a-z][a-z0-9.-]{4,31})(?:\W*$|,\s)"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Named:
    """What one message names: spans in its text, None where it does not."""

    local: Span | None = None
    host: Span | None = None
    domain: Span | None = None
    ending: Span | None = None
    service: Span | None = None
    name: Span | None = None
    lone: Span | None = None
    site: Span | None = None
    path: Span | None = None
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


@lru_cache(maxsize=_REMEMBERED)
def named_parts(said: str) -> Named:
    """The parts that one message names."""
    text = spoken(said)
    size = length(text)
    told = _told(_told_local(), text) or _group(_BEFORE, text) or _group(_told_first(), text)
    dotted = _group(_DOTTED, text)
    if dotted and pattern(FILES).search(text[slice(*dotted)]):
        dotted = None
    site = dotted if size <= 4 else None
    if dotted and is_domain(text[slice(*dotted)]):
        dotted = None
    name = _group(_NAME, text) if size <= _NAMING else None
    if name and (_is_no_name(text[slice(*name)]) or said[slice(*name)].isupper()):
        name = None
    tells = size <= _TELLING or (size <= _WORDS and pieced().self.search(text) is not None)
    same = _group(rf"({pieced_source('same')})", text)
    lone = _group(_ALONE, text)
    if lone and text[slice(*lone)] in _common():
        lone = None
    domain = _group(_told_domain(), text) or _group(_before_ending(), text) or _group(_AT_HOST, text)
    whole = domain if domain and is_domain(text[slice(*domain)]) else None
    return Named(
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
        path=_group(rf"(?:^|\s)(?:{slashes()})\s?([a-z0-9][a-z0-9_.-]{{3,}})\W*$", text)
        if size <= _NAMING
        else None,
        told=told is not None,
    )


def _told(source: str, text: str) -> Span | None:
    """The first that is told and no word of everyday: "my inbox lives at" tells no name."""
    for match in pattern(source).finditer(text):
        if match[1] not in _common():
            return match.start(1), match.end(1)
    return None


def _group(source: str, text: str) -> Span | None:
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
def slashes() -> str:
    return any_of((*pieced().slash, "/"))


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
        rf"|\b({_endings()})\W(?:{any_of(pieced().at_the_end)})\b"
    )


@cache
def _before_ending() -> str:
    """A word and its ending at once: "saltgrove, with an io at the end"."""
    return (
        rf"\b([a-z0-9-]{{3,}})\W+(?:(?:with|and|plus|then)\s)?(?:(?:a|an|the|dot)\s){{0,2}}"
        rf"(?:{_endings()})\W(?:{any_of(pieced().at_the_end)})\b"
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
