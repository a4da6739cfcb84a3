"""The parts of addresses and handles that one message names: a provider, a name, an ending."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from anteroom.guard.catalogue import pattern
from anteroom.guard.emails.hosts import is_domain
from anteroom.guard.pieces import part_words
from anteroom.guard.pieces.asks import is_roundabout, services
from anteroom.guard.pieces.strand import length
from anteroom.guard.pieces.words import pieced, says_no, spoken
from anteroom.guard.texts.everyday import is_everyday

_WORDS: Final = 14
"""Longest message, in words, that speaks of its writer."""
_REMEMBERED: Final = 512
"""Messages whose parts are remembered, since each is read again beside those after it."""
_NAMING: Final = 6
"""Longest message, in words, that gives a name."""
_TELLING: Final = 4
"""Longest message, in words, that names a service and does not speak of its writer."""
_PAGE: Final = 4
"""Words of the longest name that an answer may be: that of a person, or of a page."""
_LETTERS: Final = 4
"""Letters of the shortest name in plain letters."""
_HOST: Final = 8
"""Longest message, in words, that names a provider."""
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
_ALONE: Final = r"([a-z][a-z0-9.-]{4,31})(?:\W*$|,\s)"
_DOTTED: Final = r"(?:^|[\s\"'(:,])([a-z][a-z0-9]*(?:[._][a-z0-9]{2,})+)(?:$|[\s\"'),!?]|\.(?:\s|$))"
_SITE: Final = r"(?:^|[\s\"'(:,])([a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]{2,})+)(?:$|[\s\"'),!?]|\.(?:\s|$))"
_CODE: Final = r"^\W*((?:[a-z]+\d|\d+[a-z])[a-z0-9]*|[a-z][a-z0-9._]{3,} \d{4})\W*$"
_AT_HOST: Final = r"(?:^|[\s.])@ ?([a-z0-9-]{2,}(?:\.[a-z]{2,})+)\W*$"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Named:
    """What one message names: spans in its text, None where it does not.

    Of an address `local`, `domain` and `ending`, the provider as `host`, and a domain that is all that is
    said as `whole`. Of an account the `service`, a `name` written as such names are, a `lone` word, an
    `own` name that is said to be the writer's, and `words` that may be the name of a person or a page. Of
    a page the `site` and the `path`. `told`: the local part is said to be one. `claimed`: the own name is
    said to be that on a service, or what to look for. `after`: where a sign goes, behind the piece that
    ends so.
    """

    local: Span | None = None
    host: Span | None = None
    domain: Span | None = None
    ending: Span | None = None
    service: Span | None = None
    name: Span | None = None
    lone: Span | None = None
    site: Span | None = None
    path: Span | None = None
    own: Span | None = None
    whole: Span | None = None
    words: Span | None = None
    code: Span | None = None
    told: bool = False
    claimed: bool = False
    after: str = ""

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
            or self.own
            or self.words
            or self.code
            or self.after
        )


@lru_cache(maxsize=_REMEMBERED)
def named_parts(said: str) -> Named:
    """The parts that one message names."""
    text = spoken(said)
    size = length(text)
    told = (
        _told(part_words.told_local(), text)
        or _group(part_words.before_at(), text)
        or _told(part_words.told_first(), text)
        or _told(part_words.local_told(), text)
        or _group(part_words.written_to(), text)
    )
    dotted = _group(_DOTTED, text)
    if dotted and pattern(FILES).search(text[slice(*dotted)]):
        dotted = None
    site = dotted if size <= _PAGE else None
    shown = size <= _NAMING or (size <= _WORDS and pieced().domain.search(text) is not None)
    whole = _group(_SITE, text) if shown else None
    if whole and (not is_domain(text[slice(*whole)]) or pattern(FILES).search(text[slice(*whole)])):
        whole = None
    if dotted and is_domain(text[slice(*dotted)]):
        dotted = None
    name = _group(_NAME, text) if size <= _NAMING else None
    if name and (_is_no_name(text[slice(*name)]) or said[slice(*name)].isupper()):
        name = None
    tells = (
        size <= _TELLING
        or (size <= _HOST and pattern(part_words.asks_for_service()).search(text) is not None)
        or (size <= _WORDS and is_roundabout(text))
        or (size <= _WORDS and pieced().self.search(text) is not None)
    )
    same = _group(rf"({pieced().same.source})", text)
    lone = _group(part_words.after_yes() + _ALONE, text)
    if lone and text[slice(*lone)] in part_words.common():
        lone = None
    domain = (
        _told(part_words.told_domain(), text)
        or _group(part_words.before_ending(), text)
        or _group(_AT_HOST, text)
    )
    ended = domain if domain and is_domain(text[slice(*domain)]) else None
    own, claimed = _own(text) if size <= _HOST else (None, False)
    after = pattern(part_words.after_sign()).search(text) if size <= _HOST else None
    return Named(
        local=told or dotted,
        host=_group(part_words.host(), text) if size <= _HOST else None,
        domain=domain,
        ending=_group(part_words.told_ending(), text) or ended,
        service=(0, len(text)) if tells and _names_service(text) else None,
        name=name
        or same
        or (dotted if size <= _PAGE else None)
        or (_group(part_words.signed_name(), text) if size <= _HOST else None),
        lone=lone,
        site=site,
        path=_group(part_words.path(), text) if size <= _NAMING else None,
        own=own,
        whole=whole,
        words=_words(text) if size <= _NAMING else None,
        code=_group(_CODE, text),
        told=told is not None,
        claimed=claimed,
        after=after[1] if after else "",
    )


def _names_service(text: str) -> bool:
    """Whether a service is named, not denied, and not what something is for."""
    purpose = pieced().purpose.search(text)
    return not (services(text) == () or says_no(text) or (purpose and not text[: purpose.start()].strip()))


def _told(source: str, text: str) -> Span | None:
    """The first that is told and no small word: "my inbox lives at" tells no name."""
    for match in pattern(source).finditer(text):
        group = 1 if match[1] else 2
        if match[group] not in part_words.common() and match[group] not in pieced().joins:
            return match.start(group), match.end(group)
    return None


def _group(source: str, text: str) -> Span | None:
    match = pattern(source).search(text)
    if match is None:
        return None
    group = 1 if match[1] else 2
    return match.start(group), match.end(group)


def _own(text: str) -> tuple[Span | None, bool]:
    """The name that the writer goes by, and whether it is said to be that on a service."""
    for source in (part_words.i_am(), part_words.self_is(), part_words.is_me(), part_words.is_there()):
        for match in pattern(source).finditer(text):
            if not _is_ordinary(match[1]):
                return (match.start(1), match.end(1)), source != part_words.self_is() or bool(match[2])
    return None, False


def _words(text: str) -> Span | None:
    """Two to four words that are all of a message but for small words before, one of them uncommon."""
    match = pattern(part_words.answer()).search(text)
    if match is None or not 1 < len(match[1].split()) <= _PAGE or _is_ordinary(match[1]):
        return None
    return match.start(1), match.end(1)


def _is_ordinary(name: str) -> bool:
    """Whether a name of plain letters is made of common words, or too short for a name."""
    parts = [part for part in name.replace("-", " ").split() if len(part) >= _LETTERS]
    return not any(part not in part_words.common() and not is_everyday(part) for part in parts)


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
