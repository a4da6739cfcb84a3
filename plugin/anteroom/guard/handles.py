"""Handles: names on other services, recognised by the service's name beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anteroom.guard.catalogue import pattern
from anteroom.guard.model import Kind
from anteroom.guard.prefilter import PLATFORMS
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.views import View

_CALLED: Final = (
    r"(?:id|is|i am|i'm|im|"
    r"name|handle(?:'s)?|user(?:name)?|nick(?:name)?|account|me|as|at|under|tag|como|soy|sou|"
    r"je suis|bin|als|the|finds|was|"
    r"search|for|:|=|→|-|>)"
)
_LIKE_HANDLE: Final = (
    r"@?(?:live:)?[a-z0-9][a-z0-9._-]*(?:[_\d]|[._][a-z0-9])[a-z0-9._#-]*|@[a-z0-9_][a-z0-9._-]{2,}"
)
_SERVICE: Final = rf"(?:{PLATFORMS}|x|paper plane app|the gram|the plane|camera app|slack|github)"
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
    r"\.(?:py|js|ts|php|zip|html?|ipynb|als|css|json|pdf|png|jpe?g|docx?)$"
    r"|^\d+(?:[.,-]\d+)*[a-z%]{0,3}$|^v?\d+\."
)


def find_handles(folded: View) -> Iterator[Suspicion]:
    """Handles beside a service's name in a folded view."""
    for rule, source, score in (
        ("handle.after-service", _AFTER, 0.75),
        ("handle.labelled", _LABELLED, 0.7),
        ("handle.beside-service", _BESIDE, 0.7),
        ("handle.tag", _TAG, 0.7),
        ("handle.federated", _FEDERATED, 0.7),
    ):
        for match in pattern(source).finditer(folded.text):
            if pattern(_CODE).search(match[1].rstrip(".")):
                continue
            start, end = folded.span(match.start(1), match.end(1))
            yield Suspicion(Kind.HANDLE, start, end, rule, score)
