"""What somebody else's message asks for, as far as it says what the answer means."""

from __future__ import annotations

from functools import cache
from typing import Final

from anteroom.guard.catalogue import any_of, pattern
from anteroom.guard.languages import words
from anteroom.guard.pieced import pieced, spoken

LONGEST: Final = 160
"""Code points of a message that is looked at; who asks for a detail does not write an essay."""
SERVICE: Final = "service:"
"""Begins the name of an ask for somebody's name on a service: "service:telegram"."""

_EDGES: Final = " \t\n.,:;!?¿¡…()\"'«»„“”、。，？！؟،-"
_PROVIDER: Final = r"\b(?:gmail|outlook|hotmail|yahoo|icloud|proton(?:mail)?|gmx|yandex)\b"
_NICKNAMES: Final = (
    (
        "telegram",
        r"\b(?:paper|blue)[ -]?plane\b|\bplane (?:app|one)\b|\btele?g\b|\bt\.?g\b|телег\w|телег|тг|电报",
    ),
    ("whatsapp", r"\bgreen (?:app|bubble|one)\b|\bwhat'?s? ?app\b|\bwa\b|\bzap\b|\bwpp?\b|\bwats?app?\b"),
    ("instagram", r"\b(?:camera app|the gram|insta|ig)\b"),
    ("discord", r"\bdisc\b"),
    ("snapchat", r"\b(?:ghost app|snap)\b"),
    ("twitter", r"\bbird app\b"),
    ("wechat", r"\b(?:wx|vx)\b|绿色|加微|微信"),
)
_NAMED: Final = (
    r"\b(telegram|whatsapp|discord|skype|viber|wechat|instagram|facebook|messenger|snapchat|kik|threema|icq|"
    r"zalo|kakao(?:talk)?|twitter|linkedin|mastodon|keybase|wickr|tiktok|imessage|facetime)\b"
)
_WORDLIKE: Final = (
    r"(?:^|\b(?:your|ur|on|via|use|using|got|have|by|my|over|dein|tu|ton|seu|il tuo|je)\s)"
    r"(signal|line|session|matrix|slack|teams|zoom|wire)(?:\W{0,3}$|\s(?:id|name|handle|user|is|works|best|app)\b)"
)
"""Services with the names of ordinary things."""
BUILT: Final = (
    r"\b(?:bots?|apis?|sdk|integrat\w*|icons?|buttons?|plugins?|widgets?|webhooks?|ads|campaigns?|login|logo|"
    r"import|export|feed|colou?rs?|screens?|stickers?|themes?|notifications?|template|posts?|reels?|"
    r"clone|module|banner|cover|chart|icono|boton|integracion|integration|anbindung|бот|бота|"
    r"иконк\w*|кнопк\w*|api)\b"
)
_NUMBERED: Final = (
    r"\b(?:order|invoice|ticket|sku|part|ref|reference|isbn|ean|article|artikel|serial|case|version|build|"
    r"line|lines|row|rows|page|pages|port|ports|batch|tracking|customer|item|items|frame|frames|model|postcode|zip|"
    r"error|commit|issue|pr|room|seat|bus|flight|iban|card|pin|test|demo|stock|size|sizes|pedido|factura|fattura|"
    r"bestell\w*|bestellung|rechnung\w*|commande|facture|ordine|zamowieni\w*|faktur\w*|fatura|siparis\w*|"
    r"pesanan|hoa don)\b|заказ|счет|артикул|замовлен|рахун|订单|发票|注文|請求"
    r"|طلب|فاتورة|आर्डर|ऑर्डर|আর্ডার|অর্ডার|آرڈر"
)
"""Things that have numbers of their own."""
_YOU: Final = (
    r"\b(?:you|your|u|ur|tu|tus|te|tienes|usted|teu|tua|seu|sua|voce|ton|ta|tes|vous|votre|du|dein\w*|ihr\w*|"
    r"sie|hast|tuo|tua|hai|ce l'hai|je|jouw|heb|masz|twoj\w*|sende|senin|var mi|kamu|kak|ada|anda|punya|"
    r"aap\w*|tum\w*|hai|ban|em|co|add|me)\b|ты|вас|тебя|есть|маєш|є|你|您|加|ですか|عندك|لديك|آپ|আপনার|आप"
)


def asks(text: str, *, solicits: bool = False) -> tuple[str, ...]:
    """What `text` asks for: "phone", "email", "handle", "reach", "service:…"; or "more" of what came.

    "question" is any other question, after which a number is most likely its answer. () for all else.
    `solicits`: the guard reads the text as asking for a way out of here, which counts as "reach".
    """
    if len(text) > LONGEST:
        return ("question",) if "?" in text or "？" in text or "؟" in text else ()
    plain = spoken(text)
    bare, known = plain.strip(_EDGES), pieced()
    asking = any(mark in plain for mark in "?？؟")
    if not bare or bare in known.more or all(word in known.more | known.filler for word in bare.split()):
        return ("more",) if bare not in known.alone else ("detail",)
    about = [f"{SERVICE}{name}" for name in _services(plain, asking=asking)]
    about += [name for name in ("phone", "email", "handle", "reach") if _speaks(name, plain)]
    if bare in known.alone:
        about.append("detail")
    if pattern(_PROVIDER).search(plain) and asking:
        about.append("email")
    if solicits and not pattern(_NUMBERED).search(plain):
        about.append("reach")
    if about:
        return tuple(about)
    return ("question",) if asking else ()


def _speaks(name: str, plain: str) -> bool:
    return getattr(pieced(), name).search(plain) is not None


def services(plain: str) -> list[str]:
    """The services that a folded text names, plainly or by what their sign shows."""
    found = [name for name, source in _NICKNAMES if pattern(source).search(plain)]
    found += [match[0] for match in pattern(_NAMED).finditer(plain)]
    found += [match[1] for match in pattern(_WORDLIKE).finditer(plain)]
    found += [_latin(match[0]) for match in pattern(_abroad()).finditer(plain) if _latin(match[0])]
    return list(dict.fromkeys(found))


def _services(plain: str, *, asking: bool) -> list[str]:
    """Those in which somebody's name is asked for, not those that something is built for."""
    if pattern(BUILT).search(plain):
        return []
    if not asking and not pattern(_YOU).search(plain):
        return []
    if len(plain) > 20 and not pattern(_YOU).search(plain):
        return []
    return services(plain)


@cache
def _abroad() -> str:
    return any_of([name for name in words().spoken if not name.isascii()])


def _latin(name: str) -> str:
    latin = words().spoken.get(name, "")
    return latin if pattern(_NAMED).fullmatch(latin) or latin in ("insta", "tg", "qq", "snap") else ""
