"""Handles: names on other services, recognised by the service's name beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anteroom.guard.catalogue import any_of, pattern
from anteroom.guard.languages import words
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.trigger import Cause, Trigger
from anteroom.guard.views import View

PLATFORMS: Final = (
    r"skype|telegram|tele gram|tg|whats ?app|whatsapp|wasap|zap|signal|discord|disc|insta(?:gram)?|ig|"
    r"facebook|fb|messenger|we ?chat|line|viber|linked ?in|twitter|snap(?:chat)?|kik|icq|threema|"
    r"matrix|mastodon|bluesky|zalo|kakao(?:talk)?|wire|google chat|hangouts|teams|keybase|session|"
    r"reddit|twitch|behance"
)
_ELSEWHERE: Final = (
    r"outside|off[ -]?(?:the )?(?:platform|site|upwork|fiverr)|elsewhere|somewhere else|directly|privately|"
    r"\b(?:phone|numbers?|where else|skip the|hit me up|bank transfer|cash app|quick zoom|"
    r"numero|nummer|numeros|digits|e-?mails?|correo|mail|mailadresse|cell|fuera|fora|dehors|"
    r"telefono|telefone|telephone|adresse|call me|text me|facetime|paypal|reach|contact|middleman)\b"
)
_CALLED: Final = (
    r"(?:id|is|i am|i'm|im|"
    r"name|handle(?:'s)?|user(?:name)?|nick(?:name)?|account|me|as|at|under|tag|como|soy|sou|"
    r"je suis|bin|als|the|finds|was|"
    r"it's|its|it is|c'est|est|ist|es|em la|la|user|search|for|"
    r"heet ik|i go by|go by|jestem|jako|sono|ben|saya|aku|i\.?e\.?|namely|:|=|→|-|>)"
)
_LIKE_HANDLE: Final = (
    r"@?(?:u/)?(?:live:)?[a-z0-9][a-z0-9._-]*(?:[_\d]|[._][a-z0-9])[a-z0-9._#-]*|@[a-z0-9_][a-z0-9._-]{2,}"
)
_SERVICE: Final = rf"(?:{PLATFORMS}|x|paper plane app|the gram|the plane|camera app|slack|github|t\.g)"
_AFTER: Final = rf"\b{_SERVICE}\b[\s,:(→=?-]{{1,4}}(?:{_CALLED}[\s:→-]{{0,3}}){{0,4}}({_LIKE_HANDLE})"
_LABELLED: Final = (
    r"\b(?:skype|telegram|tg|discord|kik|wechat|line|snap|threema|icq|viber|zalo|insta|keybase)\b\s?"
    r"(?:id|name|nick|user|handle)?\s?[:=→]\s?(@?[a-z0-9][a-z0-9._:-]{3,})"
)
_BESIDE: Final = (
    rf"({_LIKE_HANDLE})\W{{1,3}}(?:(?:on|at|in|via|auf|bei|en|em|no|sur|dm me|find me|for|my)"
    rf"\W{{1,3}}){{0,2}}(?:the )?{_SERVICE}\b"
)
_TAG: Final = r"\b(?:discord|disc|tag)\b[^\n]{0,40}?\b([a-z][a-z0-9._]{2,31}#\d{4})\b"
_FEDERATED: Final = r"(@[a-z0-9_]{2,}[:@][a-z0-9-]+(?:\.[a-z0-9-]+)+)"
_CODE: Final = (
    r"\.(?:py|js|ts|php|zip|html?|ipynb|als|css|json|pdf|png|jpe?g|docx?|fig|sketch|psd|ai|xd|csv|xlsx?|pptx?|mp[34]|mov|svg|gif|wav)$"
    r"|^\d+(?:[.,-]\d+)*[a-z%]{0,3}$|^v?\d+\."
)


_SOMEWHERE: Final = (
    rf"\b(?:{PLATFORMS}|t\.g)(?:'?[a-z]{{1,3}})?\b[^.!?\n@]{{0,30}}"
    r"[^a-z0-9.!?\n@](@[a-z0-9_][a-z0-9._-]{2,31})"
)
_EAST: Final = r"\x{3005}-\x{30ff}\x{3400}-\x{9fff}"
_EASTERN: Final = rf"\b(?:{PLATFORMS}|qq)[\s:]?[{_EAST}](?:[{_EAST}]|id){{0,8}}[\s:]{{0,2}}({_LIKE_HANDLE})"
_NUMBERED: Final = r"\b(?:icq|qq)\b\D{0,12}(\d{6,10})\b"
_APP: Final = (
    r"\b(?:paper plane|the plane|with the plane|plane app|camera app|ghost app|bird app|"
    r"green bubble|green app)\b"
    r"[^.\n]{0,24}?[\s:]([a-z0-9.]{2,}_[a-z0-9._]{2,})"
)
_CODE_HOST: Final = r"\b(?:on|at) git(?:hub|lab)\W{1,3}(?:i am|i'm|im|as)\s([a-z0-9][a-z0-9-]{3,38})\b"
_PRESSED: Final = (
    rf"\b(?:search|look up|look for|find|add)(?: for)?\s([a-z0-9._-]{{5,}})\s(?:on|in)\s(?:{PLATFORMS})\b"
    r"[^.\n]{0,12}\b(?:press message|message me|dm|write me|hit message|send me)"
)
_NAMED: Final = (
    rf"\b(?:{PLATFORMS})\b(?: buss?iness| account| page| profile| id)?"
    r"(?:\s?(?:user)?name:|\s(?:under|by) (?:the|my) name(?: of)?|\s(?:under|as) my full name)"
    r"\s?([^.,!?\n;@]{3,40})"
)
_FOUND_AS: Final = (
    rf"\b(?:find|add|search) (?:me|us) (?:on|at|in) (?:{PLATFORMS}) (?:as|under)\s"
    r"(?:the name )?([^.,!?\n;@]{4,40})"
)
_NAMED_ABROAD: Final = (
    rf"\b(?:{PLATFORMS})[a-z]{{0,3}} (?:jestem jako|ten|unter dem namen|bajo el nombre|sous le nom|"
    r"con il nome|onder de naam|pod nazwa|com o nome|dengan nama|adiyla)(?: de| di)?\s([^.,!?\n;@]{3,40})"
)
_NAME_THEN: Final = rf"\b(?:{PLATFORMS}) name\s([^.,!?\n;@]{{3,40}})\W{{1,3}}(?:send|message|add|write|dm)\b"
_MESSENGER_NAMED: Final = (
    r"\b(?:keybase|kik|threema|zalo|wickr|snapchat)\s(?:user(?:name)?|id|nick(?:name)?)\s([a-z0-9._-]{4,})"
    r"|\bkakao(?:talk)?(?: id)?\s?:\s?([a-z0-9._-]{4,})"
)
_ALONE: Final = rf"^\W{{0,3}}(?:my )?(?:{PLATFORMS})\s?:\s?([a-z0-9]+(?:[._-][a-z0-9]+)+|[a-z]+\d+)\W{{0,2}}$"
_GOES_BY: Final = (
    rf"\b(?:go by|known as|nick is|name is|called)\s([a-z0-9._]{{4,}})\s(?:on|in|at)\s(?:{PLATFORMS})\b"
)
_ADD_ME: Final = r"(?:加我?|加下)(?:v|vx|wx|微|薇)[\s:]{0,3}([a-z0-9_-]{5,20})"
_LIVE: Final = r"\b(live:(?:\.cid\.)?[a-z0-9._-]{4,})"
_SESSION: Final = r"\bsession\b[^\n]{0,24}?\b(05[0-9a-f]{30,64})\b"
_NOBODY: Final = frozenset(
    (
        "@channel",
        "@here",
        "@everyone",
        "@all",
        "@mention",
        "@mentions",
        "@media",
        "@import",
        "@username",
        "@handle",
        "@bot",
    )
)


def find_handles(folded: View) -> Iterator[Suspicion]:
    """Handles beside a service's name in a folded view, also of services named in other scripts."""
    view = folded
    if not folded.text.isascii():
        view = folded.replaced(rf"[a-z]?(?:{any_of(_foreign_names())})\pL{{0,2}}", _service)
    for rule, source, score in (
        ("handle.after-service", _AFTER, 0.75),
        ("handle.labelled", _LABELLED, 0.7),
        ("handle.beside-service", _BESIDE, 0.7),
        ("handle.tag", _TAG, 0.7),
        ("handle.federated", _FEDERATED, 0.7),
        ("handle.near-service", _SOMEWHERE, 0.7),
        ("handle.eastern", _EASTERN, 0.7),
        ("handle.number", _NUMBERED, 0.7),
        ("handle.app", _APP, 0.65),
        ("handle.code-host", _CODE_HOST, 0.65),
        ("handle.searched", _PRESSED, 0.65),
        ("handle.name", _NAMED, 0.65),
        ("handle.found-as", _FOUND_AS, 0.65),
        ("handle.name", _NAMED_ABROAD, 0.65),
        ("handle.name", _NAME_THEN, 0.65),
        ("handle.labelled", _MESSENGER_NAMED, 0.7),
        ("handle.alone", _ALONE, 0.65),
        ("handle.called", _GOES_BY, 0.65),
        ("handle.added", _ADD_ME, 0.7),
        ("handle.live", _LIVE, 0.7),
        ("handle.session", _SESSION, 0.8),
    ):
        for match in pattern(source).finditer(view.text):
            group = 1 if match[1] else 2
            if (
                (pattern(_CODE).search(match[group].rstrip(".")) and rule != "handle.number")
                or match[group] in _NOBODY
                or match[0].endswith("/x")
            ):
                continue
            start, end = view.span(match.start(group), match.end(group))
            yield Suspicion(Kind.HANDLE, start, end, rule, score)


def _foreign_names() -> list[str]:
    return [name for name in words().spoken if not name.isascii()]


def _service(name: str) -> str:
    for size in range(len(name), 0, -1):
        if latin := words().spoken.get(name[:size]):
            return f" {latin} "
    return name


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read for handles."""
    yield Trigger.CHANNEL, rf"\b(?:{PLATFORMS}|zoom|google meet)\b"
    yield Trigger.CHANNEL, _ELSEWHERE
    yield (
        Trigger.CHANNEL,
        r"\bt\.g\b|\b(?:paper plane|plane|camera|ghost|bird|green|blue) app\b|\bqq\b|\bgithub\b",
    )
    yield Trigger.CHANNEL, any_of(_foreign_names())
    yield Trigger.CHANNEL, r"\blive:|加我|加v|加微"
    yield Trigger.CHANNEL, r"[a-z0-9]#\d{4}\b"
