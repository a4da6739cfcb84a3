"""Handles that are known by their form alone, or by one word beside them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from anteroom.guard.catalogue import Match, any_of, pattern, several
from anteroom.guard.handles.evidence import DERIVED
from anteroom.guard.handles.services import word_set
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.languages import words
from anteroom.guard.texts.names import Name
from anteroom.guard.texts.views import View

_EAST: Final = r"\x{3005}-\x{30ff}\x{3400}-\x{9fff}"
_LIKE: Final = r"@?[a-z0-9][a-z0-9._-]*(?:[_\d]|[._][a-z0-9])[a-z0-9._-]*|@[a-z0-9_][a-z0-9._-]{2,}"
_SERVICES: Final = r"(?:wechat|weixin|line|qq|telegram|whatsapp|insta(?:gram)?|kakao(?:talk)?|skype|vx|wx)"
_EASTERN: Final = rf"{_SERVICES}[\s:]?[{_EAST}](?:[{_EAST}]|id){{0,8}}[\s:]{{0,2}}({_LIKE})"
_EASTERN_NAME: Final = (
    rf"{_SERVICES}(?:同名|名字|昵称|号|搜|搜索|叫|名|の名前|で検索)[\s::]{{0,2}}([{_EAST}a-z0-9_]{{2,24}})"
)
_EASTERN_SAID: Final = (
    rf"{_SERVICES}(?:は|のidは|idは|の名前は|の?アカウントは|で)\s?([a-z][a-z0-9._-]{{4,24}})"
    r"\s?(?:てす|です|と|て|で|まて|まで)"
)
_SOUGHT: Final = (
    r"\b(?:telegram|insta(?:gram)?|discord|skype|facebook|fb|ig|tg|snap(?:chat)?|linkedin|teams)"
    r" (?:pe|par|pr|mein) (@?[a-z][a-z0-9._-]{4,31})"
    r" (?:search|add|find|dhund|dhoond|dekh|likh|naam|se|hoon|hu|hai)\b"
)
_ADD_ME: Final = (
    r"(?:加我?|加下|我的|私|薇|微|\bv)(?:v|❤|♥|vx|wx|微|薇|wechat|qq)[信\s::]{0,3}"
    r"([a-z0-9_-]{2,20}(?: [a-z0-9]{2,20})?(?: ?(?:下划线|下劃線|横线|减号|点|點|杠) ?[a-z0-9]+)+"
    r"|[a-z0-9_-]{5,20}|[a-z]+ [a-z]+ ?\d*)"
)
_ASKING: Final = (
    r"(?:i'm|i am|im|i go by|hit me up|hmu|dm|pm|ping|holla at|shout at|tag"
    r"|(?:find|add|dm|ping|follow|message|tag|reach|write|text) (?:me|us))"
)
_ALL_OVER: Final = r"(?:everywhere|on (?:all|every|most|any)|in every|there too|online)"
_CALLED: Final = r"(?:handle|username|user name|nick|nickname|name|alias|tag|id|@)"
_WHERE: Final = (
    r"(?:'s|,)? (?:everywhere|all over|(?:on|in|across) (?:pretty much |nearly |almost |just about )?"
    r"(?:everything|(?:all|any|every|each|most)(?: of)?(?: the| my| these)?"
    r"(?: platforms?| apps?| networks?| services?| messengers?| socials?| sites?| of them)?))"
)
_APPS: Final = (
    r"(?:all|every|most|any|the usual|these|both)(?: of)?(?: my| the)? "
    r"(?:apps?|platforms?|socials?|networks?|sites?|messengers?|services?)\b"
)
_NUMBER: Final = r"(?:icq|qq|wechat)\D{0,12}\b(\d{6,12}|\d{3}[ -]\d{3}[ -]\d{2,4})\b"
_ON_SOME: Final = (
    r"\b(?:i'm|i am|im|i go by|known as|find me as|look for|it's|ask for) (@?[a-z0-9][a-z0-9._-]{3,31}),? "
    r"(?:on|in|at|over at) (?:the|our|their|your|that|this) (?:[a-z'-]+ ){1,3}"
    r"(?:slack|discord|telegram|zulip|teams|forum|matrix|irc|mattermost|facebook group)\b"
)
_FORMS: Final = (
    ("handle.some", _SOUGHT, 0.65),
    ("handle.some", _ON_SOME, 0.65),
    ("handle.tag", r"\b([a-z][a-z0-9._]{2,31}#\d{4})\b", 0.7),
    ("handle.federated", r"(?:^|[\s(\"'])(@[a-z0-9_.]{2,}[:@][a-z0-9-]+(?:\.[a-z0-9-]+)+)", 0.7),
    ("handle.federated", r"\b([a-z0-9-]+\.bsky\.social)\b", 0.8),
    ("handle.number", _NUMBER, 0.7),
    (
        "handle.number",
        r"\b(?:telegram|tg|zalo|steam|vk|imo|kakao|line|viber) (?:user )?id\W{1,3}(?:is )?(\d{6,17})\b",
        0.65,
    ),
    (
        "handle.number",
        r"\bfriend codes?(?: is| =|:)?\s{0,2}((?:sw-?)?\d{4}[ -]?\d{4}[ -]?\d{4}|\d{8,10})\b",
        0.7,
    ),
    ("handle.live", r"\b(live:(?:\.cid\.)?[a-z0-9._-]{4,})", 0.7),
    (
        "handle.live",
        r"\bsk(?:yp?e?|pe|ipe|p)\W{0,4}(?:is |name |id )?"
        r"(live (?:colon|dot|doppelpunkt|dos puntos|dois pontos|deux points|due punti)"
        r" [a-z0-9][a-z0-9 ._-]{2,40})",
        0.7,
    ),
    ("handle.session", r"\bsession\b[^\n]{0,24}?\b(05[0-9a-f]{30,64})\b", 0.8),
    ("handle.threema", r"\bthreema\b[\s:a-z]{0,12}\b([a-z0-9]{8}|\*[a-z0-9]{7})\b", 0.7),
    ("handle.reddit", r"(?:^|[\s(])/?(u/[a-z0-9_-]{3,20})\b", 0.7),
    ("handle.own", r"^[^a-z0-9@]{0,4}(@[a-z0-9_][a-z0-9._-]{2,31})[^a-z0-9]{0,4}$", 0.65),
    ("handle.own", r"\bdms?(?: are| is)?(?: always)? open\b[^\n@]{0,16}(@[a-z0-9_][a-z0-9._-]{2,31})", 0.65),
    (
        "handle.own",
        r"(@[a-z0-9_][a-z0-9._-]{2,31})[,.;:]? (?:my )?dms?(?: are| is)?(?: always)? open\b",
        0.65,
    ),
    (
        "handle.own",
        r"\b(?:my|our) (?:handle|username|user name|nick(?:name)?|alias|gamertag|screen name|user|@)"
        r"(?:'s| is| everywhere is|:| everywhere:| =)\s?[\"'“]?(@?[a-z0-9][a-z0-9._-]{3,31})",
        0.65,
    ),
    (
        "handle.own",
        rf"\b{_ASKING}(?: everywhere| online| there| anywhere| at| as| under| by|:)?"
        r"\s(@[a-z0-9_][a-z0-9._-]{2,31})\b",
        0.65,
    ),
    (
        "handle.own",
        r"\b(?:find|search|search for|look up) (@?[a-z0-9]+[._][a-z0-9._-]{1,31}|@?[a-z]{4,}\d+) "
        rf"(?:on (?:any|every|all|each)|{_ALL_OVER}|anywhere)\b",
        0.65,
    ),
    (
        "handle.own",
        r"\b(?:it's|i'm|i am|im|as) (@?[a-z0-9][a-z0-9._-]{4,31}),? (?:the )?same (?:name |nick |one )?"
        r"(?:on|in) (?:every|all|any|each) (?:the |my )?(?:network|platform|app|service|messenger)s?\b",
        0.65,
    ),
    (
        "handle.own",
        rf"\b(?:same|my|our|one) {_CALLED}(?:(?:'s| is) (?:the )?same)?{_WHERE}[,:]? ?"
        r"(?:it's|its|it is|is|=|->)? ?[\"'“]?"
        r"(@?[a-z0-9][a-z0-9._-]{4,31})",
        0.65,
    ),
    (
        "handle.own",
        rf"\bmy {_CALLED},? [\"'“]?(@?[a-z0-9][a-z0-9._-]{{4,31}})[\"'”]?,? (?:works |is |it's )?"
        rf"(?:the same )?(?:{_ALL_OVER}|on (?:pretty much |nearly |almost )?(?:any|every|all|each))",
        0.65,
    ),
    (
        "handle.own",
        r"\b(?:google|search|search for|look up|look for) [\"'“]?(@?[a-z0-9][a-z0-9._-]{5,31})[\"'”]?,? "
        rf"(?:it's |its )?(?:the )?same {_CALLED}",
        0.65,
    ),
    (
        "handle.own",
        r"\b(?:my|our) (?:dms?|pms?|inbox)\b[^\n@]{0,12}(@[a-z0-9_][a-z0-9._-]{2,31})",
        0.65,
    ),
    (
        "handle.own",
        r"\b(?:it's|its|it is|i'm|im|i am|go by|known as|name is|handle(?: is)?|username(?: is)?|nick)"
        rf"[:,]? [\"'“]?(@?[a-z0-9][a-z0-9._-]{{4,31}})[\"'”]?,? [(]?(?:on |across |in )?{_APPS}",
        0.65,
    ),
    (
        "handle.own",
        r"\b(?:i'm|im|i am) ([a-z]{8,31}) everywhere\b",
        0.65,
    ),
    (
        "handle.own",
        r"(@[a-z0-9_][a-z0-9._-]{2,31}) (?:on|across) (?:all|every|any|most|each)\b",
        0.65,
    ),
    (
        "handle.own",
        r"\b(?:username|handle|nick|alias)\W{1,3}([a-z0-9._-]{4,}) (?:everywhere|on all|on every)",
        0.65,
    ),
    (
        "handle.own",
        r"\b(?:i'm|i am|find me (?:as|under)|i go by|known as|it's|same (?:name|nick|handle|username)[,:]?)"
        rf"\s(@?[a-z0-9]+[._][a-z0-9._-]{{2,31}})[,]? {_ALL_OVER}\b",
        0.65,
    ),
)
_AT_NAME: Final = r"(?:^|[^a-z0-9._%+-])(@[a-z0-9_][a-z0-9._-]{3,31})"
_THERE: Final = 70
"""Characters behind a name in which it is said that one is to write there."""
_LONG: Final = 8
"""Letters of a name all in these, at least."""
_SOURCES: Final = tuple(source for _, source, _ in _FORMS)


def find_formed(folded: View) -> Iterator[Suspicion]:
    """Handles in a folded view whose form says enough."""
    text = folded.text
    occurring = several(_SOURCES)(text.encode())  # one pass for all; most texts hold one of them at most
    for number, (rule, source, score) in enumerate(_FORMS, 1):
        if number in occurring or not occurring:
            yield from _found(folded, rule, source, score)
    yield from _written_to_there(folded)
    if not text.isascii():
        view = folded.replaced(rf"(?:{any_of(_foreign_names())})", _latin)
        yield from _found(view, "handle.number", _NUMBER, 0.7)
        yield from _found(view, "handle.eastern", _EASTERN, 0.7)
        yield from _found(view, "handle.eastern", _EASTERN_NAME, 0.65)
        yield from _found(view, "handle.eastern", _EASTERN_SAID, 0.65)
        yield from _found(view, "handle.added", _ADD_ME, 0.7)


def _written_to_there(view: View) -> Iterator[Suspicion]:
    """A name behind "@" of which it is said that one is to write there: "see @kelp.works, ask there"."""
    text = view.text
    if "@" not in text or pattern(_said("tagged")).search(text) is not None:
        return
    for match in pattern(_AT_NAME).finditer(text):
        name = Name(0, 0, match[1].lstrip("@").rstrip("."))
        behind = text[match.end(1) : match.end(1) + _THERE]
        shaped = any(not c.isalpha() for c in name.text) or len(name.text) >= _LONG
        if not shaped or name.everyday or _is_thing("handle.own", match):
            continue
        if pattern(_said("there")).search(behind) and pattern(_said("written there")).search(behind):
            start, end = view.span(match.start(1), match.end(1))
            yield Suspicion(Kind.HANDLE, start, end, "handle.there", 0.65)


@cache
def _said(kind: str) -> str:
    """The words of one kind, whole where their script has the engine's kind of word edges."""
    latin = any_of(word for word in word_set(kind) if word.isascii())
    other = any_of(word for word in word_set(kind) if not word.isascii())
    return rf"\b(?:{latin})\b|(?:{other})" if other else rf"\b(?:{latin})\b"


def _found(view: View, rule: str, source: str, score: float) -> Iterator[Suspicion]:
    for match in pattern(source).finditer(view.text):
        if not _is_thing(rule, match):
            start, end = view.span(match.start(1), match.end(1))
            yield Suspicion(Kind.HANDLE, start, end, rule, score)


def _is_thing(rule: str, match: Match) -> bool:
    """Whether a match is something else of that form: "issue#2041", "@media", "my username is required"."""
    found = match[1]
    if found in word_set("nobody"):
        return True
    if rule == "handle.tag":
        return found.partition("#")[0] in word_set("numbered")
    if rule == "handle.own":
        head, dot, _ = found.lstrip("@").partition(".")
        if dot and found.startswith("@") and head in word_set("code_heads"):
            return True  # a decorator: "@pytest.fixture"
        if "_" in found and word_set("code_words") & {*found.lstrip("@").split("_")}:
            return True  # "@require_auth", "@jit_compile"
        name = Name(0, 0, found.lstrip("@").rstrip("."))
        bare = not found.startswith("@") and not name.shaped
        return name.everyday or (bare and (len(name.text) < 6 or name.text.endswith(DERIVED)))
    if rule == "handle.some":
        name = Name(0, 0, found.lstrip("@"))
        return (
            not found.startswith("@") and not name.shaped and (name.everyday or name.text.endswith(DERIVED))
        )
    if rule == "handle.reddit":
        return Name(0, 0, found[2:]).everyday
    if rule == "handle.threema":
        return not any(c.isdigit() for c in found)
    return False


def _foreign_names() -> list[str]:
    return [name for name in words().spoken if not name.isascii()]


def _latin(name: str) -> str:
    return words().spoken.get(name, name)


def formed_sources() -> Iterator[str]:
    """What a text must hold to hold such a form."""
    for _, source, _ in _FORMS:
        yield source
    yield _ADD_ME
    yield rf"{_SERVICES}[\s:]?[{_EAST}]"


def there_sources() -> tuple[str, str, str]:
    """The same of names where people are to be written to: one that is cheap to look for, and what else."""
    return r"@[a-z0-9_]{4}", _said("there"), _said("written there")
