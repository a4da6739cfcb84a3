"""Ways in which people give their names on other services, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final

SERVICES: Final = (
    *("Telegram", "telegram", "tg", "TG", "Tele", "Instagram", "insta", "Insta"),
    *("ig", "IG", "Discord", "discord", "Skype", "skype", "WhatsApp", "whatsapp"),
    *("WeChat", "wechat", "Viber", "viber", "Kik", "kik", "Snap", "snapchat"),
    *("Twitter", "Facebook", "FB", "fb", "Messenger", "messenger", "LinkedIn", "linkedin"),
    *("Zalo", "Kakao", "VK", "QQ", "TikTok", "Threads app", "Behance", "Reddit"),
    *("Twitch", "Bluesky", "Mastodon", "Keybase", "Threema", "Steam", "Xing", "Wickr"),
    *("Fiverr", "GitHub", "Google Chat", "the gram", "paper plane app", "MS Teams"),
)
WEAK: Final = (
    "Signal",
    "LINE",
    "Line",
    "X",
    "Teams",
    "Slack",
    "Matrix",
    "Wire",
    "Session",
    "Threads",
    "Zoom",
)
SHAPED: Final = (
    *(
        "ines_varga",
        "inesv77",
        "varga.films",
        "kelm_tavi",
        "tavi.orrin",
        "tawnel_w",
        "brackenlab2",
        "orrin.co_uk",
    ),
)
PLAIN: Final = ("inesvarga", "kestrelwood", "brackenlab", "pixelotter", "tavikelm", "orrinfilm")
CAMEL: Final = ("InesVarga", "KelmTavi", "BrackenLab")
FULL: Final = ("Ines Varga", "Tavi Orrin Kelm", "Brackenlab Prints", "Quillon Works")

# {s}: a service, {n}: a name. ANY take any name, OWN those that need a name that looks like one.
ANY: Final = (
    "my {s} is {n}",
    "My {s}: {n}",
    "{s}: {n}",
    "{s} - {n}",
    "{s} id: {n}",
    "{s} ID {n}",
    "{s} username: {n}",
    "my {s} id is {n}",
    "my {s} username is {n}",
    "my {s} handle is {n}, easy",
    "my {s} name is {n}.",
    "my {s} nick: {n}",
    "my {s} → {n}",
    "my {s} = {n}",
    "I'm {n} on {s}",
    "I am {n} on {s}, write me there",
    "I go by {n} on {s}",
    "find me on {s} as {n}",
    "Find me on {s}: {n}",
    "add me on {s}: {n}",
    "add me on {s}, {n}",
    "You can find me on {s} under {n}",
    "you can reach me on {s} ({n})",
    "search {n} on {s} and message me",
    "on {s} I'm {n}",
    "On {s} I am called {n}.",
    "{s} me: {n}",
    "We are {n} on {s}",
    "hit me up on {s}, I'm {n}",
    "mi {s} es {n}",
    "en {s} soy {n}",
    "meu {s} é {n}",
    "no {s} sou {n}",
    "mon {s} : {n}",
    "mon {s} c'est {n}",
    "sur {s} je suis {n}",
    "mein {s} ist {n}",
    "bei {s} bin ich {n}",
    "il mio {s} è {n}",
    "su {s} sono {n}",
    "mijn {s} is {n}",
    "op {s} heet ik {n}",
    "mój {s} to {n}",
    "na {s} jestem jako {n}",
    "мой {s}: {n}",
    "в {s} я {n}",
    "мій {s} — {n}",
    "{s} hesabım {n}",
    "{s} saya {n}",
    "{s} của mình là {n}",
    "我的{s}是 {n}",
    "{s}のIDは {n} です",
)
SHAPELY: Final = (
    "{s} {n}",
    "{s} {n}, any time",
    "{s} @{n}",
    "@{n} on {s}",
    "{n} on {s}",
    "{n} ({s})",
    "{s} ({n})",
    "{s}? {n}",
    "{s} is {n}",
    "ping @{n} on {s}",
    "text {n} over {s}",
    "I use {s}, nick {n} :)",
    "I'm always on {s}, it's {n}",
    'look for "{n}" on {s}',
    "same name on {s}, {n}",
    "I moved to {s}: @{n}",
    "catch me at {n} on {s} tonight",
    "there is also {s} ({n}) if this breaks",
    "{s} works best for me, {n}",
    "DM {n} on {s}",
    "user {n} at {s}",
    "{n} is my {s}",
    "{n} = my {s} handle",
)
NAMED: Final = (
    "Find me on {s} as {n}.",
    "on {s} under the name {n}",
    "my {s} name is {n}",
    "{s} name: {n}",
    "search for {n} on {s}",
    "look up {n} on {s}, there is only one",
)


def handles(rng: Random, number: int) -> Iterator[tuple[str, str]]:
    """Sentences with a handle, and the handle in each."""
    for _ in range(number):
        service = rng.choice(SERVICES if rng.random() < 0.8 else WEAK)
        kind = rng.choice(("any", "any", "shapely", "shapely", "named"))
        if kind == "any":
            way = rng.choice(ANY)
            strong = service not in WEAK
            name = rng.choice((*SHAPED, *CAMEL, *(PLAIN if strong else ())))
        elif kind == "shapely":
            way, name = rng.choice(SHAPELY), rng.choice(SHAPED)
        else:
            way, name = rng.choice(NAMED), rng.choice(FULL)
            service = rng.choice(SERVICES)
        yield way.format(s=service, n=name), name
