"""One pass over a folded text that says which detectors have anything to look for."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any, Final

import re2  # type: ignore[import-untyped]  # google-re2 ships no types

from anteroom.guard import languages
from anteroom.guard.catalogue import any_of, data


class Trigger(StrEnum):
    """A reason to look closer."""

    AT = "at"
    DIGITS = "digits"
    NUMBER_WORDS = "number words"
    LINK = "link"
    STREET = "street"
    CHANNEL = "channel"
    SPACED = "spaced"
    ENCODED = "encoded"
    BACKWARDS = "backwards"
    ROTATED = "rotated"


# Matches everything: the engine answers alike for "nothing" and "out of memory"; only this tells them apart.
_ALWAYS: Final = "^"
_ELSEWHERE: Final = (
    r"outside|off[ -]?(?:the )?(?:platform|site|upwork|fiverr)|elsewhere|somewhere else|directly|privately|"
    r"\b(?:phone|numbers?|where else|skip the|hit me up|bank transfer|cash app|quick zoom|"
    r"numero|nummer|numeros|digits|e-?mails?|correo|mail|mailadresse|cell|fuera|fora|dehors|"
    r"telefono|telefone|telephone|adresse|call me|text me|facetime|paypal|reach|contact|middleman)\b"
)
_ENCODED: Final = (
    r"[a-z0-9+/_]{16}|[a-z0-9+/_-]{10}=|\\[unx,;.@]|=\r?\n|\n[ \t]|\*\d{1,2}\*?="
    r"|=[0-9a-f]{2}|%[0-9a-f]{2}|&#?[a-z0-9]{2}"
    r"|\bchr\(|\bchar\(|fromcharcode|(?:\b[01]{4,8}[ ,-]{1,2}){4}|(?:\b\d{2,3}[ ,;-]{1,2}){6}"
    r"|(?:[0-9a-f]{2}[ :,]{1,2}(?:0x)?){6}|(?:[a-z0-9+/]{4} ){2}[a-z0-9+/]{2,4}=|(?:[a-z0-9+/]{4} ){4}"
    r"|[.·•–—-]{2,6}(?:[ /|,]{1,3}[.·•–—-]{1,6}){5}"
)
BACKWARDS: Final = (
    r"\b(?:backwards?|revers\w{1,5}|mirror\w{0,3}|back to front|right to left|from the right|from the end|"
    r"flip(?:ped)?|al reves|invertid\w|de tras|ao contrario|a l'envers|inverse\w?|ruckwarts|umgekehrt|"
    r"achterstevoren|tersten|al contrario|rovesci\w{1,3}|wspak|od tylu|naoborot)\b"
    r"|наоборот|задом|навпаки|بالعكس|倒过来|倒着|逆から|逆さ"
)
PLATFORMS: Final = (
    r"skype|telegram|tele gram|tg|whats ?app|whatsapp|wasap|zap|signal|discord|disc|insta(?:gram)?|ig|"
    r"facebook|fb|messenger|we ?chat|line|viber|linked ?in|twitter|snap(?:chat)?|kik|icq|threema|"
    r"matrix|mastodon|bluesky|zalo|kakao(?:talk)?|wire|google chat|hangouts|teams|keybase|session|"
    r"reddit|twitch|behance"
)


@cache
def _compiled() -> tuple[Any, tuple[Trigger | None, ...]]:
    words = data("words")
    spoken = languages.words()
    numbers = any_of(["".join(name) for name in spoken.numbers if len(name) == 1 and len(name[0]) > 1])
    east = any_of([name[0] for name in spoken.numbers if len(name) == 1 and name[0] > "\u3000"])
    alphabet = "|".join(words["alphabet"])
    at_words = any_of(list(spoken.at))
    east_at = any_of([word for word in spoken.at if word > "\u3000"])
    sources = (
        (Trigger.AT, rf"@|[\[({{<|'_⟨]\s?(?:{at_words}|a)\s?[\])}}>|'_⟩]|[\s,](?:{at_words})[\s,]"),
        (
            Trigger.AT,
            rf"\b(?:{any_of(data('hosts')['mail'])}|google|g-domain)\b|{east_at}|\s4t\s|[\[({{<][^\s)\]]{{1,16}}[)\]}}>]\s?[a-z]",
        ),
        (Trigger.DIGITS, r"\d{2,4}(?:[a-z]{1,3}\d{2,4}){2}"),
        (Trigger.DIGITS, r"\d(?:[^a-z0-9]{0,3}\d){6}"),
        (Trigger.NUMBER_WORDS, rf"(?:(?:{numbers})[^a-z]{{0,4}}){{3}}|\d(?:{numbers})|(?:{numbers})\d"),
        (Trigger.NUMBER_WORDS, rf"(?:(?:{east}|\d)[^a-z]{{0,3}}){{7}}|[a-z]\d[a-z]|\d[oils]|[oils]\d"),
        (Trigger.NUMBER_WORDS, r"\d{2,4}\W{1,3}(?:then|and then|next|luego|depois|puis|dann|poi|potem)\b"),
        (
            Trigger.LINK,
            r"://|www\.|mailto:|tel:|skype:|\sslash\s|\.[a-z]{2,}[/?#]"
            r"|[a-z0-9]\s?[\[(]?\.[\])]?\s?[a-z]{2,}\s?/",
        ),
        (Trigger.CHANNEL, rf"\b(?:{PLATFORMS}|zoom|google meet)\b"),
        (Trigger.CHANNEL, _ELSEWHERE),
        (
            Trigger.CHANNEL,
            r"\bt\.g\b|\b(?:paper plane|plane|camera|ghost|bird|green|blue) app\b|\bqq\b|\bgithub\b",
        ),
        (Trigger.CHANNEL, rf"{any_of([w for w in spoken.spoken if not w.isascii()])}"),
        (Trigger.CHANNEL, r"\blive:|加我|加v|加微"),
        (Trigger.AT, r"-at-[a-z0-9-]{1,40}-dot-"),
        (Trigger.CHANNEL, r"[a-z0-9]#\d{4}\b"),
        (
            Trigger.STREET,
            r"\b(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|square|terrace|close|crescent)"
            r"\b[^\n]{0,50}\d|(?:strasse|str\.|weg|platz|allee|gasse|straat|laan|gracht|plein) \d"
            r"|\d,? (?:bis |ter )?(?:rue|avenue|boulevard|place|chemin|allee|impasse|quai)\s"
            r"|\b(?:calle|c/|avenida|paseo|plaza|rua|travessa|via|viale|piazza|corso|ul\.|ulica)\s?[^\n]{3,42}\d",
        ),
        (Trigger.ENCODED, _ENCODED),
        (Trigger.ENCODED, rf"\b(?:{alphabet})[ ,-]{{1,2}}(?:{alphabet})\b"),
        (Trigger.BACKWARDS, rf"{BACKWARDS}|\b(?:{any_of(words['reversed'])})\b"),
        (Trigger.ENCODED, r"\b1-8\d\d-|\bkey ?pad\b|\bdial pad\b|\b0x[0-9a-f]{8}|\d-\d{1,2}\s?@\s?\d"),
        (Trigger.ROTATED, r"\brot[ -]?(?:13|thirteen|trece|treize|dreizehn)\b|\bcaesar\b|\buggcf?://"),
        (Trigger.SPACED, r"[a-z0-9\x{370}-\x{1fff}](?:[._*•·~-][a-z\x{370}-\x{1fff}]){2}(?:[^a-z]|$)"),
        (Trigger.SPACED, r"(?:^|\s)[^\s](?:\s{1,2}[^\s]){4}"),
    )
    options = re2.Options()
    options.max_mem = 64 << 20
    searcher = re2.Set.SearchSet(options)
    for source in (_ALWAYS, *(source for _, source in sources)):
        searcher.Add(source)
    searcher.Compile()
    return searcher, (None, *(trigger for trigger, _ in sources))


def triggers(folded: str) -> frozenset[Trigger]:
    """Which detectors to run on a folded text; none for most texts."""
    searcher, names = _compiled()
    matched = searcher.Match(folded)
    if not matched:
        return frozenset(Trigger)
    return frozenset(trigger for number in matched if (trigger := names[number]))
