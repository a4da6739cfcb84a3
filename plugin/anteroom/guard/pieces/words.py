"""Words around a contact detail that comes in pieces, of all languages, read from data/pieces."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from anteroom.guard.catalogue import Pattern, any_of, data, escaped
from anteroom.guard.texts.languages import LANGUAGES
from anteroom.guard.texts.views import folded

_EAST: Final = "\u3000"
STROKES: Final = str.maketrans("łıđøħŧ", "lidoht")
_REMEMBERED: Final = 512
"""Messages remembered as they are spoken, since each is read again beside those after it."""
_WAYS: Final = ("phone", "email", "handle", "reach")
_PATTERNS: Final = (
    *_WAYS,
    *("bits", "ending", "local", "domain", "same", "front", "built", "numbered", "program", "denies"),
    *("you", "self", "back", "lead", "named", "called", "dial", "first_words", "first_letters", "number"),
    *("room", "which_number", "no_denial", "purpose", "order", "site", "asks_place", "asks_host"),
)
_SETS: Final = (
    "alone",
    "more",
    "filler",
    "plain",
    "when",
    "hour",
    "daytime",
    "ordinal",
    "direction",
    "weak",
    "kinds",
)
_LISTS: Final = (
    *("then", "at", "article", "slash", "at_the_end", "one_word", "write_to", "write_there", "after_sign"),
    *(
        "is_me",
        "i_am",
        "self_is",
        "on_it",
        "in_the_middle",
        "nth",
        "part",
        "with_a",
        "units",
        "label",
        "joins",
        "of",
    ),
    *("copula", "before_at", "the", "sign_noun", "ends_within"),
)
# Word edges of scripts with spaces between words; the engine's own know Latin letters alone.
BEFORE: Final = r"(?:^|[^0-9a-z_\x{df}-\x{1fff}])"
AFTER: Final = r"(?:$|[^0-9a-z_\x{df}-\x{1fff}])"
_LETTER: Final = r"0-9a-z_\x{df}-\x{1fff}"
_CASED: Final = "\u0400\u04ff"
_MEMORY: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Pieced:
    """What data/pieces says, all languages together, as `spoken` writes them.

    `alone` and `more` are whole messages: what asks for a detail in one word, and what asks to go on.
    `filler` may stand around a piece and says nothing, `idle` are both; `east` are the fillers of scripts
    without spaces. `direction` says what to do with a sign: put, behind, add.
    `plain` are answers that are no names. `then` puts one piece after another. `at` are roundabout names
    of the sign in an address.

    The patterns are of words or of their beginnings ("integrat*"): `phone`, `email`, `handle` and `reach`
    speak of a way to be reached, `ways` is any of them; `number` is the word for one, `which_number` asks
    which, `hands_over` asks somebody for it, of which there are `kinds`, and `number_of` and
    `number_named` find of what it is. `bits` says that something comes in pieces; `ending`, `local` and
    `domain` name parts of an address; `same` says that a name is the one shown here; `front` puts a piece
    before those that came; `built` is what is made for a service, `numbered` what has numbers of its own,
    `program` what belongs to code; `purpose` says what something is for; `denies` says no, unless in
    `no_denial`; `you` and `self` speak of the reader and of the writer; `back` says that the end comes
    first, `lead` that the beginning comes now; `dial` asks for a call; `named` are words for a name, and
    `called` ask for somebody's where a service was spoken of; `first_words` and `first_letters` say that
    only these count; `room` is a room for calls. `nicknames` are patterns of what people call a service.

    `when` are words such as before and after, `hour` those beside a time of the day, `daytime` its parts;
    `ordinal` makes "one" no number, and `weak` are number words that are other words as well; `joins`
    stands inside a number. `at_the_end` follows what ends an address, `slash` names that sign, `article`
    stands before a sign, `in_the_middle` after one that parts two names, `after_sign` before what it
    follows; `with_a` adds a sign, and `one_word` closes a name up. `nth` and `part` count pieces.
    `write_to` stands before the name in an address whose domain was told, `write_there` behind it; `i_am`
    stands before somebody's own name, `self_is` before that or anything else, `is_me` behind it, and
    `on_it` means the service that was named. `units` follow amounts, `label` stands before the number of
    a thing, and `of` between a count and all there are. `copula` joins a part's name to the part,
    `before_at` puts one before the sign, which has an article, `the`, and may be called a `sign_noun`;
    `ends_within` stands before an ending.
    """

    alone: frozenset[str]
    more: frozenset[str]
    filler: frozenset[str]
    plain: frozenset[str]
    when: frozenset[str]
    hour: frozenset[str]
    daytime: frozenset[str]
    ordinal: frozenset[str]
    direction: frozenset[str]
    weak: frozenset[str]
    kinds: frozenset[str]
    idle: frozenset[str]
    then: tuple[str, ...]
    at: tuple[str, ...]
    article: tuple[str, ...]
    slash: tuple[str, ...]
    at_the_end: tuple[str, ...]
    one_word: tuple[str, ...]
    write_to: tuple[str, ...]
    write_there: tuple[str, ...]
    after_sign: tuple[str, ...]
    is_me: tuple[str, ...]
    i_am: tuple[str, ...]
    self_is: tuple[str, ...]
    on_it: tuple[str, ...]
    in_the_middle: tuple[str, ...]
    nth: tuple[str, ...]
    part: tuple[str, ...]
    with_a: tuple[str, ...]
    units: tuple[str, ...]
    label: tuple[str, ...]
    joins: tuple[str, ...]
    of: tuple[str, ...]
    copula: tuple[str, ...]
    before_at: tuple[str, ...]
    the: tuple[str, ...]
    sign_noun: tuple[str, ...]
    ends_within: tuple[str, ...]
    east: tuple[str, ...]
    phone: Pattern
    email: Pattern
    handle: Pattern
    reach: Pattern
    bits: Pattern
    ending: Pattern
    local: Pattern
    domain: Pattern
    same: Pattern
    front: Pattern
    built: Pattern
    numbered: Pattern
    program: Pattern
    denies: Pattern
    you: Pattern
    self: Pattern
    back: Pattern
    lead: Pattern
    named: Pattern
    called: Pattern
    dial: Pattern
    first_words: Pattern
    first_letters: Pattern
    number: Pattern
    purpose: Pattern
    room: Pattern
    order: Pattern
    site: Pattern
    asks_place: Pattern
    asks_host: Pattern
    ways: Pattern
    hands_over: Pattern
    number_of: Pattern
    number_named: Pattern
    which_number: Pattern
    no_denial: Pattern
    nicknames: dict[str, Pattern]
    shown: dict[str, Pattern]


@cache
def pieced() -> Pieced:
    """Read when first needed."""
    tables = [data(f"pieces/{code}") for code in LANGUAGES]
    lists = {name: tuple(_all(tables, name.replace("_", " "))) for name in (*_LISTS, *_SETS)}
    filler = lists["filler"]
    said: dict[str, Any] = {
        **{name: lists[name] for name in _LISTS},
        **{name: frozenset(lists[name]) for name in _SETS},
        **{name: _pattern(_all(tables, name.replace("_", " "))) for name in _PATTERNS},
    }
    return Pieced(
        **said,
        idle=frozenset([*filler, *lists["more"]]),
        east=tuple(word for word in filler if word > _EAST),
        ways=_pattern([word for name in _WAYS for word in _all(tables, name)]),
        hands_over=_hands_over(tables),
        number_of=_number_of(tables),
        number_named=_number_named(tables),
        nicknames=_nicknames(tables),
        shown=_signs_shown(tables),
    )


@lru_cache(maxsize=_REMEMBERED)
def spoken(text: str) -> str:
    """`text` folded, and letters with a stroke without it, as people type them: what `Pieced` knows."""
    return folded(text).text.translate(STROKES)


def says_no(plain: str) -> bool:
    """Whether a text, as `spoken`, denies something: "no" does, but not in "meu user no telegram"."""
    found = pieced().denies.search(plain)
    return found is not None and pieced().no_denial.search(plain) is None


def _all(tables: list[dict[str, Any]], name: str) -> list[str]:
    return list(dict.fromkeys(spoken(word) for table in tables for word in table[name]))


def _hands_over(tables: list[dict[str, Any]]) -> Pattern:
    """What asks for a number, "your direct line", by language: its words mean other things in others."""
    sources = []
    for table in tables:
        give, kinds, number = (any_of(_all([table], name)) for name in ("give", "kinds", "number"))
        if give and number:
            between = rf"(?:(?:{kinds})\W+){{0,2}}" if kinds else ""
            sources.append(rf"(?:{give})\W+{between}(?:{number})")
    return _compiled(rf"{BEFORE}(?:{'|'.join(sources)}){AFTER}")


def _number_of(tables: list[dict[str, Any]]) -> Pattern:
    """What a number is said to be of, in the only group: "número de pedido", "number of your order"."""
    sources = []
    for table in tables:
        number, of, the = (any_of(_all([table], name)) for name in ("number", "of", "the"))
        if number and of:
            sources.append(rf"(?:{number})\W+(?:{of})\W+(?:(?:{the})\W+)?")
    return _compiled(rf"{BEFORE}(?:{'|'.join(sources)})([0-9a-z_\x{{df}}-\x{{1fff}}]+)")


def _number_named(tables: list[dict[str, Any]]) -> Pattern:
    """What a number is said to be of before it, where that is how a language says it: "estimate number"."""
    sources = []
    for table in tables:
        after, said = any_of(_all([table], "number of that")), any_of(_all([table], "whose number"))
        if after:
            sources.append(rf"(?:(?:{said})\W+)([0-9a-z'-]+)\W(?:{after})")
    return _compiled(rf"{BEFORE}(?:{'|'.join(sources)}){AFTER}")


def _nicknames(tables: list[dict[str, Any]]) -> dict[str, Pattern]:
    """Per service; a name that begins with ^ is one as a whole message only."""
    names: dict[str, list[str]] = {}
    for table in tables:
        for service, phrases in table["nicknames"].items():
            names.setdefault(service, []).extend(map(spoken, phrases))
    found = {}
    for service, phrases in names.items():
        whole = any_of(phrase[1:] for phrase in phrases if phrase[0] == "^")
        inside = _source([phrase for phrase in phrases if phrase[0] != "^"])
        found[service] = _compiled("|".join([inside, *([rf"^(?:{whole})\W*$"] if whole else [])]))
    return found


def _signs_shown(tables: list[dict[str, Any]]) -> dict[str, Pattern]:
    shown: dict[str, list[str]] = {}
    for table in tables:
        for service, marks in table["app marks"].items():
            shown.setdefault(service, []).append(_shown(marks, table["app nouns"]))
    return {service: _compiled("|".join(sources)) for service, sources in shown.items()}


def _shown(marks: list[str], nouns: list[str]) -> str:
    """What a service's sign shows beside a word for such services: "the blue bird one", "app del avión"."""
    mark, noun = (_beginnings(phrases) for phrases in (marks, nouns))
    small = rf"(?:[ -][{_LETTER}'’]{{1,5}}){{0,2}}[ -]"
    return rf"(?:^|[^{_LETTER}])(?:(?:{mark})[ -]?(?:{noun})|(?:{noun}){small}(?:{mark})(?:$|[^{_LETTER}]))"


def _beginnings(phrases: list[str]) -> str:
    """Words of scripts with endings of cases by their beginnings, all others whole."""
    cased = r"[\x{400}-\x{4ff}]*"
    spoken_ = sorted(map(spoken, phrases), key=len, reverse=True)
    return "|".join(escaped(p) + cased * (_CASED[0] <= p[0] <= _CASED[1]) for p in spoken_)


def _pattern(phrases: list[str]) -> Pattern:
    """Whole words where the script has the engine's kind of word edges, anywhere else."""
    return _compiled(_source(phrases))


def _source(phrases: list[str]) -> str:
    latin = "|".join(
        escaped(phrase.rstrip("*")) + r"\w*" * phrase.endswith("*") for phrase in phrases if phrase.isascii()
    )
    other = [
        rf"(?:^|[^\x{{370}}-\x{{1fff}}]){escaped(p.rstrip('*'))}"
        for p in phrases
        if not p.isascii() and p < _EAST
    ]
    east = [escaped(phrase) for phrase in phrases if phrase > _EAST]
    return "|".join([*([rf"\b(?:{latin})\b"] if latin else []), *other, *east])


def _compiled(source: str) -> Pattern:
    return Pattern(source, memory=_MEMORY)
