"""Invented traffic of a marketplace before a contract: 200 characters a message; 8 % carry something.

Seeded, so that every run and every tool reads the same messages. What is ordinary is meant to be hard in the
way that real talk is: prices, dates, versions, ids, code, product names, and seventeen languages.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bench.talk import ENGLISH, OTHER

LENGTH: Final = 200
SHARE: Final = 0.08
_NON_ENGLISH: Final = 0.25
_UNNAMED: Final = 0.3
_SYLLABLES: Final = (
    *("ka", "lo", "mi", "ra", "te", "vo", "shi", "ben", "dur", "fel", "gor", "han"),
    *("jul", "kip", "lan", "mor", "nav", "pel", "rus", "sten", "tol", "ver", "wim", "zan"),
)

_NAMES: Final = ("ines", "tobias", "maren", "okoro", "lakshmi", "pavel", "yuki", "sorina", "dario", "femi")
_FAMILY: Final = (
    "varga",
    "fennwood",
    "kestrel",
    "brackenlab",
    "ostrander",
    "pellworth",
    "quillmoor",
    "tarnby",
)
_HOSTS: Final = ("gmail.com", "outlook.com", "proton.me", "{family}.dev", "{family}-studio.co.uk", "gmx.de")
_DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class Message:
    """`text` of 200 code points; `carries` names what it gives away ("" for most), at [start, end)."""

    text: str
    carries: str = ""
    start: int = 0
    end: int = 0


def messages(count: int, seed: int = 2026) -> list[Message]:
    """So many messages; exactly 8 % of them (rounded) carry something, each class equally often."""
    chance = random.Random(seed)
    carrying = [list(CLASSES)[n % len(CLASSES)] for n in range(round(count * SHARE))]
    kinds = [*carrying, *[""] * (count - len(carrying))]
    chance.shuffle(kinds)
    return [_message(kind, chance) for kind in kinds]


def _message(carries: str, chance: random.Random) -> Message:
    pool = chance.choice(OTHER) if chance.random() < _NON_ENGLISH else ENGLISH
    lead, value = CLASSES[carries](chance) if carries else ("", "")
    before = _talk(pool, chance.randrange(0, LENGTH - len(lead) - len(value) - 2), chance) if carries else ""
    opening = f"{before}{lead}"
    text = f"{opening}{value} " if carries else ""
    text += _talk(pool, LENGTH, chance)
    return Message(_cut(text), carries, len(opening), len(opening) + len(value))


def _cut(text: str) -> str:
    """Exactly as long as asked; no half word at the end, which might look like something else."""
    words, space, half = text[: LENGTH + 1].rpartition(" ")
    return (words if space and len(half) < LENGTH // 4 else text[:LENGTH]).ljust(LENGTH)


def _talk(pool: tuple[str, ...], at_most: int, chance: random.Random) -> str:
    """Whole sentences for as long as they fit; more than fits where the whole message is asked for."""
    said = ""
    while len(said) < at_most:
        sentence = _about(_filled(chance.choice(pool), chance), chance) + " "
        if at_most < LENGTH and len(said) + len(sentence) > at_most:
            break
        said += sentence
    return said


def _about(sentence: str, chance: random.Random) -> str:
    """Often with the name of what it is about in front: else sentences repeat, as they seldom do in life."""
    if chance.random() < _UNNAMED:
        return sentence
    name = "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4))).capitalize()
    return chance.choice(("{}: {}", "{}, {}", "Re {} - {}", "({}) {}")).format(name, sentence)


def _filled(sentence: str, chance: random.Random) -> str:
    while (begin := sentence.find("{")) >= 0:
        end = sentence.index("}", begin)
        sentence = sentence[:begin] + _slot(sentence[begin + 1 : end], chance) + sentence[end + 1 :]
    return sentence


def _slot(name: str, chance: random.Random) -> str:
    if name == "date":
        day, month = chance.randint(1, 28), chance.randint(1, 12)
        return chance.choice(
            (f"{day:02}/{month:02}/2027", f"2027-{month:02}-{day:02}", f"{day}.{month}.2027")
        )
    if name == "hours":
        hour = chance.randint(8, 18)
        return f"{hour:02}:00-{hour + 1:02}:30"
    if name == "hex":
        return f"{chance.getrandbits(36):09x}"
    if name == "family":
        return chance.choice(_FAMILY)
    digits = int(name[1:])
    return str(chance.randrange(10 ** (digits - 1), 10**digits))


def _address(chance: random.Random) -> str:
    local = f"{chance.choice(_NAMES)}{chance.choice(('.', '_', ''))}{chance.choice(_FAMILY)}"
    return f"{local}@{_filled(chance.choice(_HOSTS), chance)}"


def _phone(chance: random.Random) -> str:
    """Numbers of ranges that are kept for fiction."""
    return chance.choice(
        (
            f"+1 {chance.choice((212, 310, 503))} 555 01{chance.randrange(100):02}",
            f"+44 7700 900{chance.randrange(1000):03}",
            f"({chance.choice((212, 310, 503))}) 555-01{chance.randrange(100):02}",
            f"+49 30 23125 {chance.randrange(1000):03}",
            f"+61 491 570 {chance.choice((156, 157, 158, 159))}",
        )
    )


def _spelled(chance: random.Random) -> str:
    number = f"{chance.choice((212, 310, 503))}55501{chance.randrange(100):02}"
    return " ".join(_DIGITS[int(digit)] for digit in number)


def _link(chance: random.Random) -> str:
    name, number = chance.choice(_NAMES), chance.randrange(10**8, 10**9)
    return chance.choice(
        (
            f"https://calendly.com/{name}/30min",
            f"https://wa.me/44{number}",
            f"t.me/{name}_{number % 100}",
            f"https://us02web.zoom.us/j/{number}",
            f"meet.google.com/abc-{name[:4]}-xyz",
        )
    )


def _handle(chance: random.Random) -> str:
    name, number = chance.choice(_NAMES), chance.randrange(10, 100)
    return chance.choice(
        (
            f"telegram: @{name}_{number}",
            f"skype id live:{name}.{number}",
            f"discord {name}.{number}#4{number}1",
        )
    )


def _hidden(address: str, chance: random.Random) -> str:
    return chance.choice(
        (
            "\u200b".join(address),
            "".join(chr(ord(c) + 0xFEE0) for c in address),
            " ".join(address),
            address.replace("@", "&#64;"),
            address.replace("@", "%40").replace(".", "%2E"),
        )
    )


def _worded(address: str, chance: random.Random) -> str:
    at, dot = chance.choice(
        (
            *((" at ", " dot "), (" [at] ", " [dot] "), ("(at)", "(dot)"), (" arroba ", " punto ")),
            *((" arobase ", " point "), (" Klammeraffe ", " Punkt "), (" собака ", " точка ")),
            *(("{at}", "."), (" @ ", " . "), (" at sign ", " full stop ")),
        )
    )
    return address.replace("@", at).replace(".", dot)


def _encoded(address: str, chance: random.Random) -> str:
    return chance.choice((base64.b64encode(address.encode()).decode(), address.encode().hex()))


CLASSES: Final[dict[str, Callable[[random.Random], tuple[str, str]]]] = {
    "e-mail": lambda chance: ("write to ", _address(chance)),
    "phone number": lambda chance: ("call me on ", _phone(chance)),
    "link": lambda chance: ("my link is ", _link(chance)),
    "handle": lambda chance: ("I am on ", _handle(chance)),
    "e-mail in words": lambda chance: ("write to ", _worded(_address(chance), chance)),
    "e-mail in odd characters": lambda chance: ("it is ", _hidden(_address(chance), chance)),
    "e-mail encoded": lambda chance: ("decode this: ", _encoded(_address(chance), chance)),
    "phone number in words": lambda chance: ("call me on ", _spelled(chance)),
    "request to leave": lambda chance: (
        "",
        chance.choice(
            (
                "Can we talk on WhatsApp instead?",
                "Let us continue by e-mail, it is easier.",
                "What is your phone number?",
                "Send me your Skype so we can talk there.",
                "Let's move this to Telegram.",
            )
        ),
    ),
    "pointer": lambda chance: (
        "",
        chance.choice(
            (
                "My number is in my portfolio.",
                "You will find my e-mail on the last page of my CV.",
                "Just search my name on LinkedIn and write to me there.",
            )
        ),
    ),
}
"""What a message may carry: a lead-in and the revealing words."""
