"""What somebody else's message asks for, as far as it says what the answer means."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from anteroom.guard.catalogue import Match, any_of, data, pattern
from anteroom.guard.handles.services import service_at, word_set
from anteroom.guard.pieces.joined_words import asks_for_parts
from anteroom.guard.pieces.strand import length
from anteroom.guard.pieces.words import pieced, says_no, spoken
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.items import WORD
from anteroom.guard.texts.languages import words
from anteroom.guard.texts.reading import read
from anteroom.guard.texts.views import folded

LONGEST: Final = 160
"""Code points of a message that is looked at; who asks for a detail does not write an essay."""
_REMEMBERED: Final = 512
"""Messages whose services are remembered, since each is read again beside those after it."""
SERVICE: Final = "service:"
"""Begins the name of an ask for somebody's name on a service: "service:telegram"."""

_EDGES: Final = " \t\n.,:;!?¿¡…()\"'«»„“”、。，？！؟،-"
_ASKED: Final = 2
"""Words of a question about a service that need not say whose: "skype name?"."""
_NAMING: Final = 8
"""Longest question, in words, for a name."""
_BRIEF: Final = 9
"""Longest message, in words, in which a service's name is looked for in disguise."""
_SHORTEST: Final = 5
"""Letters of the shortest name of a service in disguise."""
_SHORT: Final = ("insta", "tg", "qq", "snap", "line")
_BRIEFLY: Final = 2
"""Words of a question that may wonder at what came before it: "which fox?"."""
_PLACING: Final = 4
"""Longest message, in words, that asks for what is wanting of a place without a mark."""
_PLEASE: Final = frozenset(
    ("please", "pls", "plz", "list", "favor", "bitte", "svp", "stp", "prego", "alsjeblieft", "aub", "prosze")
)
_STATED: Final = 30
"""Code points up to which what is no question may ask for something: "tell me the area code"."""


def asks(text: str, *, solicits: bool = False) -> tuple[str, ...]:
    """What `text` asks for: "phone", "email", "handle", "reach", "service:…"; or "more" of what came.

    "name" asks what somebody is called, alone where the message before says ("and the name?"); "bare" is
    with a service whose name is all of the question.
    "host" is with a question for what is behind the sign of an address, "place" with one for what is
    wanting of where somebody is.
    "channel" is with the name of a service in few words, "site" with a question for a page of one's own,
    "part" with one for what goes on with a name ("slash what?"), "where" with what wants to know where to go
    or to send a thing, "ending" with a guess how an address ends ("dot com?"); these alone change nothing of
    what was asked before. "built" is with a question about what is made for a service.
    "question" is any other question, after which a number is most likely its answer, with "brief" where it
    may only wonder at what came, "code" where it is about a program and "numbered" where it is about what
    has numbers of its own. () for all else.
    `solicits`: the guard reads the text as asking for a way out of here, which counts as "reach".
    """
    if len(text) > LONGEST:
        return ("question",) if "?" in text or "？" in text or "؟" in text else ()
    plain = spoken(text)
    about, asking = _asks(plain, solicits=solicits), any(mark in plain for mark in "?？؟")
    of_a_place = (asking or length(plain) <= _PLACING) and pieced().asks_place.search(plain) is not None
    if of_a_place and about not in (("more",), ("name",)):
        about = (*about, "place")
    if about == ("question",) and length(plain) <= _BRIEFLY:
        about = (*about, "brief")
    return about if about in (("more",), ("name",)) else _and_parts(about, plain)


def _and_parts(about: tuple[str, ...], plain: str) -> tuple[str, ...]:
    """What is asked for, and what of the parts of a name, where nothing is built for a service or denied."""
    if pieced().built.search(plain):
        return (*about, "built") if "question" in about else about
    if says_no(plain):
        return about
    return (*about, *asks_for_parts(plain, length=length(plain), service=services(plain) != ()))


def _asks(plain: str, *, solicits: bool) -> tuple[str, ...]:
    bare, known = plain.strip(_EDGES), pieced()
    asking = any(mark in plain for mark in "?？؟")
    if bare == "@" or known.called.fullmatch(_without_and(bare)):
        return ("email", "name") if known.email.search(bare) else ("name",)
    names_a_way = asking and (known.ways.search(plain) is not None or services(plain) != ())
    names_a_way = names_a_way or known.hands_over.search(plain) is not None
    if asking and _asks_either(bare):
        return ("detail",)
    if not bare or bare in known.more or (_says_nothing(bare) and not names_a_way):
        return ("more",) if bare not in known.alone else ("detail",)
    about = _wanted(plain) if asking or len(plain) <= _STATED or known.you.search(plain) else []
    if bare in known.alone or (asking and _last_sentence(bare) in known.alone):
        about.append("detail")
    elif not about and _follows_up(bare):
        return ("name",)
    if solicits and known.numbered.search(plain) is None and not _is_of_a_thing(plain):
        about.append("reach")
    if about:
        return tuple(about)
    if known.program.search(plain):
        return ("question", "code")
    if not asking and length(plain) <= _PLACING and known.numbered.search(plain) and _pleads(bare):
        return ("question", "numbered")
    if asking and (known.numbered.search(plain) or _is_of_a_thing(plain)):
        return ("question", "numbered")
    if asking and known.asks_host.search(plain) and length(plain) <= _NAMING:
        return ("question", "host")
    if asking and _asks_name(plain) and known.built.search(plain) is None:
        return ("name",)
    return ("question",) if asking else ()


def _pleads(bare: str) -> bool:
    """Whether a message that is no question asks for something all the same: "sku list please"."""
    return any(word in _PLEASE for word in bare.split())


def _last_sentence(bare: str) -> str:
    """ "digits" of "I'd rather speak. Digits?"."""
    return bare.replace("!", ".").replace("?", ".").rpartition(".")[2].strip(_EDGES)


def _without_and(bare: str) -> str:
    first, _, rest = bare.partition(" ")
    return rest if rest and first in pieced().joins else bare


def _says_nothing(bare: str) -> bool:
    return all(word in pieced().idle for word in bare.split())


def _asks_either(bare: str) -> bool:
    """Whether several details are asked for and nothing else is said: "number or name?"."""
    words_ = [word for word in bare.split() if word.isalnum()]
    known = pieced()
    return sum(word in known.alone for word in words_) > 1 and all(
        word in known.alone or word in known.idle for word in words_
    )


def _follows_up(bare: str) -> bool:
    """Whether the last clause asks for a name and says nothing else: "yes, and the nick please"."""
    whole = bare.replace("?", ",").replace(".", ",").rpartition(",")[2].strip(_EDGES)
    clause = whole
    while clause and not pieced().called.fullmatch(clause):
        first, _, clause = clause.partition(" ")
        if first not in pieced().idle:
            break
    else:
        return bool(clause)
    there = pieced().on_it
    asked = [word for word in whole.split() if word not in pieced().idle and word not in there]
    return bool(asked) and all(pieced().named.fullmatch(word) for word in asked)


def _asks_name(plain: str) -> bool:
    """Whether it is asked what somebody is called, in so many words."""
    if length(plain) > _NAMING:
        return False
    called = pieced().called.search(plain)
    return called is not None and " " in called[0].strip()


def _wanted(plain: str) -> list[str]:
    """What a question or a short request wants, unless it is about something that is being built."""
    known = pieced()
    numbered = known.numbered.search(plain) is not None
    asked = known.hands_over.search(plain) or known.which_number.search(plain)
    number = asked is not None and not numbered
    provider = pattern(_provider()).search(plain) is not None
    if not number and known.ways.search(plain) is None and not services(plain) and not provider:
        return []
    if known.built.search(plain) or _is_of_a_thing(plain):
        return []
    calls = any(found.search(plain) for found in (known.you, known.named, known.handle))
    named = services(plain) if calls or _is_bare(plain) else ()
    about = [f"{SERVICE}{name}" for name in named if "?" in plain or not says_no(plain)]
    if about and len(_bare_words(plain)) == 1:
        about.append("bare")
    about += [name for name in ("phone", "email", "handle", "reach") if getattr(known, name).search(plain)]
    if "phone" in about and not known.you.search(plain) and _is_of_another(plain):
        about.remove("phone")
    about += ["phone"] * (number and "phone" not in about)
    if named and (_asks_name(plain) or known.named.search(plain)):
        about.append("name")
    return [*about, "email"] if provider and "email" not in about else about


def _bare_words(plain: str) -> list[str]:
    """The words of a text, signs that stand alone left out."""
    return [word for word in plain.split() if word.strip(_EDGES)]


def _is_bare(plain: str) -> bool:
    """Whether a service is all that a question names: "and skype?", no "snapchat lens?"."""
    said = plain.strip(_EDGES).split()
    known = pieced()
    other = [word for word in said if not (word in known.idle or word in known.alone or services(word))]
    return not other or (len(said) <= _ASKED and any(not word.isascii() for word in said))


def _is_of_another(plain: str) -> bool:
    """Whether words of telephones stand beside what has numbers of its own: "cell count", no "area code"."""
    numbered, phone = pieced().numbered.search(plain), pieced().phone.search(plain)
    if numbered is None or phone is None:
        return False
    return not phone.start() <= numbered.start() < phone.end()


def _is_of_a_thing(plain: str) -> bool:
    """Whether a number is asked for that is one of something: "número de pedido", "estimate number"."""
    found = pieced().number_of.search(plain)
    if found is not None and found[1] not in pieced().kinds:
        return True
    named = pieced().number_named.search(plain)
    return named is not None and not (named[1] in pieced().kinds or named[1] in pieced().idle)


@lru_cache(maxsize=_REMEMBERED)
def services(plain: str) -> tuple[str, ...]:
    """The services that a folded text names: plainly, by what their sign shows, or written otherwise."""
    found = [name for name, nicknamed in pieced().nicknames.items() if nicknamed.search(plain)]
    found += [name for name, shown in pieced().shown.items() if _is_meant(shown.search(plain), plain)]
    found += [match[0] for match in pattern(_services()).finditer(plain)]
    found += [match[1] for match in pattern(_like_words()).finditer(plain)]
    found += [_latin(match[0]) for match in pattern(_abroad()).finditer(plain) if _latin(match[0])]
    if not found and length(plain) <= _BRIEF:
        found = list(_disguised(plain))
    return tuple(dict.fromkeys(found))


def _disguised(plain: str) -> Iterator[str]:
    """Services whose names are written with digits, letters apart or slips: "d1scord", "t e l e g r a m"."""
    items = read(folded(plain)).items
    for place, item in enumerate(items):
        if item.kind != WORD or len(item.text) < _SHORTEST:
            continue
        found = service_at(items, place)
        plainly = item.text in plain and (item.text in word_set("known") or is_everyday(item.text))
        if found is not None and found[1] > 0 and not plainly:
            yield item.text


def is_roundabout(plain: str) -> bool:
    """Whether a folded text names a service by what its sign shows, which nobody does who builds for it."""
    found = (nicknamed.search(plain) for nicknamed in pieced().nicknames.values())
    if any(match is not None and " " in match[0].strip() for match in found):
        return True
    return any(_is_meant(shown.search(plain), plain) for shown in pieced().shown.values())


def _is_meant(match: Match | None, plain: str) -> bool:
    """Whether a service's sign is spoken of as something known: "the photo app", no "a photo app"."""
    if match is None:
        return False
    return set(data("pieces/shared")["before any"]).isdisjoint(plain[: match.start() + 1].split()[-2:])


@cache
def _services() -> str:
    return rf"\b(?:{any_of(data('pieces/shared')['services'])})\b"


@cache
def _like_words() -> str:
    """Services with the names of ordinary things, where nothing but a service can be meant."""
    shared = data("pieces/shared")
    names, before, after = (
        any_of(shared[f"{which}services like words"]) for which in ("", "before ", "after ")
    )
    return (
        rf"(?:^|\b(?:{before})\s)({names})"
        rf"(?:\W{{0,3}}$|[.,;!?]|\s?[\x{{3041}}-\x{{9fff}}]|\s(?:{after})\b)"
    )


@cache
def _provider() -> str:
    return rf"\b(?:{any_of(data('pieces/shared')['providers'])})\b"


@cache
def _abroad() -> str:
    return any_of([name for name in words().spoken if not name.isascii()])


def _latin(name: str) -> str:
    latin = words().spoken.get(name, "")
    return latin if pattern(_services()).fullmatch(latin) or latin in _SHORT else ""
