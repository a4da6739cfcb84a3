"""What somebody else's message asks for, as far as it says what the answer means."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from anteroom.guard.catalogue import any_of, pattern
from anteroom.guard.pieces.words import pieced, spoken
from anteroom.guard.texts.languages import words

LONGEST: Final = 160
"""Code points of a message that is looked at; who asks for a detail does not write an essay."""
_REMEMBERED: Final = 512
"""Messages whose services are remembered, since each is read again beside those after it."""
SERVICE: Final = "service:"
"""Begins the name of an ask for somebody's name on a service: "service:telegram"."""

_EDGES: Final = " \t\n.,:;!?¿¡…()\"'«»„“”、。，？！؟،-"
_PROVIDER: Final = r"\b(?:gmail|outlook|hotmail|yahoo|icloud|proton(?:mail)?|gmx|yandex)\b"
_NICKNAMES: Final = (
    (
        "telegram",
        r"\b(?:paper|blue)[ -]?plane\b|\bplane (?:app|one)\b|\btele?g\b|\bt\.?g\b|телег\w|телег|тг|电报",
    ),
    (
        "whatsapp",
        r"\bgreen (?:app|bubble|one)\b|\bwhat'?s? ?app\b|\b(?:my|on|via|no|nomor|par|pe) wa\b|^wa\W*$"
        r"|\bzap\b|\bwpp?\b|\bwats?app?\b",
    ),
    ("instagram", r"\b(?:camera app|the gram|insta|ig|the one with (?:the )?reels)\b"),
    ("discord", r"\bdisc\b"),
    ("snapchat", r"\bghost app\b|\b(?:my|on|ur|your) snap\b|^snap\W*$"),
    ("twitter", r"\bbird app\b"),
    ("wechat", r"\b(?:wx|vx)\b|绿色|加微|微信"),
)
_NAMED: Final = (
    r"\b(telegram|whatsapp|discord|skype|viber|wechat|instagram|facebook|messenger|snapchat|kik|threema|icq|"
    r"calendly|linktree|tidycal|savvycal|doodle|zalo|kakao(?:talk)?|twitter|linkedin|mastodon|keybase|wickr|tiktok|imessage|facetime)\b"
)
_WORDLIKE: Final = (
    r"(?:^|\b(?:your|ur|on|via|use|using|got|have|by|my|over|dein|tu|ton|seu|il tuo|je)\s)"
    r"(signal|line|session|matrix|slack|teams|zoom|wire)(?:\W{0,3}$|\s?[\x{3041}-\x{9fff}]|\s(?:id|name|handle|user|is|works|best|app)\b)"
)
"""Services with the names of ordinary things."""
_ASKED: Final = 2
"""Words of a question about a service that need not say whose: "skype name?"."""
_STATED: Final = 30
"""Code points up to which what is no question may ask for something: "tell me the area code"."""


def asks(text: str, *, solicits: bool = False) -> tuple[str, ...]:
    """What `text` asks for: "phone", "email", "handle", "reach", "service:…"; or "more" of what came.

    ("name",) asks what somebody is called where the message before says ("and the name?").
    "question" is any other question, after which a number is most likely its answer, with "code" where it
    is about a program and "numbered" where it is about what has numbers of its own. () for all else.
    `solicits`: the guard reads the text as asking for a way out of here, which counts as "reach".
    """
    if len(text) > LONGEST:
        return ("question",) if "?" in text or "？" in text or "؟" in text else ()
    plain = spoken(text)
    bare, known = plain.strip(_EDGES), pieced()
    asking = any(mark in plain for mark in "?？؟")
    if bare == "@" or known.called.fullmatch(bare.removeprefix("and ")):
        return ("name",)
    names_a_way = asking and (known.ways.search(plain) is not None or services(plain) != ())
    if not bare or bare in known.more or (_says_nothing(bare) and not names_a_way):
        return ("more",) if bare not in known.alone else ("detail",)
    about = _wanted(plain) if asking or len(plain) <= _STATED or known.you.search(plain) else []
    if bare in known.alone:
        about.append("detail")
    elif not about and _follows_up(bare):
        return ("name",)
    if solicits and known.numbered.search(plain) is None:
        about.append("reach")
    if about:
        return tuple(about)
    if known.program.search(plain):
        return ("question", "code")
    if asking and known.numbered.search(plain):
        return ("question", "numbered")
    return ("question",) if asking else ()


def _says_nothing(bare: str) -> bool:
    return all(word in pieced().idle for word in bare.split())


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
    asked = [word for word in whole.split() if word not in pieced().idle]
    return bool(asked) and all(pieced().named.fullmatch(word) for word in asked)


def _wanted(plain: str) -> list[str]:
    """What a question or a short request wants, unless it is about something that is being built."""
    known = pieced()
    if known.ways.search(plain) is None and not services(plain) and not pattern(_PROVIDER).search(plain):
        return []
    if known.built.search(plain):
        return []
    calls = any(found.search(plain) for found in (known.you, known.named, known.handle))
    named = services(plain) if calls or len(plain.split()) <= _ASKED else ()
    about = [f"{SERVICE}{name}" for name in named]
    about += [name for name in ("phone", "email", "handle", "reach") if getattr(known, name).search(plain)]
    return [*about, "email"] if pattern(_PROVIDER).search(plain) and "email" not in about else about


@lru_cache(maxsize=_REMEMBERED)
def services(plain: str) -> tuple[str, ...]:
    """The services that a folded text names, plainly or by what their sign shows."""
    if pattern(_anything()).search(plain) is None:
        return ()
    found = [name for name, source in _NICKNAMES if pattern(source).search(plain)]
    found += [match[0] for match in pattern(_NAMED).finditer(plain)]
    found += [match[1] for match in pattern(_WORDLIKE).finditer(plain)]
    found += [_latin(match[0]) for match in pattern(_abroad()).finditer(plain) if _latin(match[0])]
    return tuple(dict.fromkeys(found))


@cache
def _anything() -> str:
    """What a text holds that names a service in whatever way."""
    return "|".join([*(source for _, source in _NICKNAMES), _NAMED, _WORDLIKE, _abroad()])


@cache
def _abroad() -> str:
    return any_of([name for name in words().spoken if not name.isascii()])


def _latin(name: str) -> str:
    latin = words().spoken.get(name, "")
    return latin if pattern(_NAMED).fullmatch(latin) or latin in ("insta", "tg", "qq", "snap", "line") else ""
