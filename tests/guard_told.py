"""Ways to tell a contact detail so that a reader must mend, reckon or turn it, for tests."""

from __future__ import annotations

import base64
import codecs
from collections.abc import Callable
from random import Random
from typing import Final

DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
FIRST: Final = ("petra", "mossy", "dagny", "bronagh", "orlaf", "tavik", "sorrel", "hester")
SECOND: Final = ("kiln", "lantern", "quill", "renders", "tullavin", "brackett", "harrow", "vantablen")
HOSTS: Final = ("northquill.org", "kilnworks.net", "tullavin.studio", "harrowgate.dev", "quillandfen.com")
PROVIDERS: Final = ("gmail", "hotmail", "outlook", "yahoo", "icloud")
_MORSE: Final = ("-----", ".----", "..---", "...--", "....-", ".....", "-....", "--...", "---..", "----.")
_FRUIT: Final = "🍎🍋🍇🍓🍒🥝🍍🍐"


def number(rng: Random) -> str:
    """Ten digits of the range that is kept for fiction in North America."""
    area = rng.choice(("206", "312", "415", "503", "604", "617", "709", "802", "905"))
    return f"{area}5550{rng.randint(100, 199)}"


def name(rng: Random) -> str:
    """A name that somebody made up, in plain letters."""
    return rng.choice(FIRST) + rng.choice(SECOND)


def _words(digits: str) -> list[str]:
    return [DIGITS[int(digit)] for digit in digits]


def broken(rng: Random) -> str:
    sign = rng.choice("._*'|·-")
    said = []
    for word in _words(number(rng)):
        cut = rng.randint(1, len(word) - 1)
        said.append(word[:cut] + sign + word[cut:])
    return "«" + " ".join(said) + "»"


def drawn_out(rng: Random) -> str:
    return "«" + " ".join(word + word[-1] for word in _words(number(rng))) + "»"


def signs_in_words(rng: Random) -> str:
    digits, sign = number(rng), rng.choice(("dash", "hyphen", "space", "pause"))
    return f"«{digits[:3]} {sign} {digits[3:6]} {sign} {digits[6:]}»"


def moved(rng: Random) -> str:
    digits, by = number(rng), rng.choice((1, 2))
    shifted = "".join(str((int(digit) - by) % 10) for digit in digits)
    many = {1: "one", 2: "two"}[by]
    return rng.choice((f"add {many} to each digit: «{shifted}»", f"«{shifted}» plus {many} on every digit"))


def counted(rng: Random) -> str:
    groups = [rng.choice(_FRUIT) * int(digit) if digit != "0" else "🥚" for digit in number(rng)]
    return f"count each group, egg is zero: «{' '.join(groups)}»"


def strokes(rng: Random) -> str:
    return "«" + " / ".join("|" * int(digit) or "-" for digit in number(rng)) + "» count them, dash is zero"


def lettered(rng: Random) -> str:
    first = rng.choice((0, 1))
    letters = "abcdefghij" if first == 0 else "jabcdefghi"
    said = "".join(letters[int(digit)] for digit in number(rng))
    return f"«{said.upper()}» where A={first}, B={first + 1} and so on"


def morse_sounds(rng: Random) -> str:
    sounds = {".": "dit", "-": "dah"}
    return "«" + " ".join("-".join(sounds[s] for s in _MORSE[int(d)]) for d in number(rng)) + "»"


def morse_apart(rng: Random) -> str:
    return "«" + " / ".join(" ".join(_MORSE[int(d)]).replace("-", "_") for d in number(rng)) + "»"


def framed_twice(rng: Random) -> str:
    mark, (host, _, ending) = rng.choice(("--", "//", "**", "==", "~~")), rng.choice(HOSTS).partition(".")
    return f"«{name(rng)} {mark}at{mark} {host} {mark}dot{mark} {ending}»"


def doubled_signs(rng: Random) -> str:
    host, _, ending = rng.choice(HOSTS).partition(".")
    return f"«{name(rng)} {rng.choice(('aatt', 'AATT'))} {host} {rng.choice(('ddoott', 'DDOOTT'))} {ending}»"


def two_parts(rng: Random) -> str:
    host = rng.choice(HOSTS)
    return rng.choice(
        (
            f"left of the at: «{name(rng)}», right of it: «{host}»",
            f"mailbox «{name(rng)}» at our domain «{host}»",
            f"«{name(rng)}» goes in front of @«{host}»",
        )
    )


def provider_beside(rng: Random) -> str:
    host = rng.choice(PROVIDERS)
    return rng.choice(
        (
            f"so the first part is «{name(rng)}» and the rest is the usual {host}",
            f"it's «{name(rng)}» over at {host}",
            f"username «{name(rng)}», provider {host}",
            f"my {host} handle: «{name(rng)}»",
            f"it's «{name(rng)}» at the {host} thing",
        )
    )


def rotated(rng: Random) -> str:
    host, _, ending = rng.choice(HOSTS).partition(".")
    said = rng.choice((f"{name(rng)} (at) {host} (dot) {ending}", f"{name(rng)} at {host} dot com"))
    return f"«{codecs.encode(said, 'rot13')}»"


def rotated_handle(rng: Random) -> str:
    return f"«{codecs.encode('telegram ' + name(rng), 'rot13')}» in rot13"


def mirrored(rng: Random) -> str:
    return f"«moc (tod) {rng.choice(PROVIDERS)[::-1]} (ta) {name(rng)[::-1]}» mirror it"


def encoded_twice(rng: Random) -> str:
    once = base64.b64encode(f"{name(rng)}@{rng.choice(HOSTS)}".encode())
    return f"«{rng.choice((base64.b64encode(once).decode(), once.hex()))}»"


def flags(rng: Random) -> str:
    said = "".join(chr(0x1F1E6 + ord(c) - 0x61) if c.isalpha() else c for c in f"{name(rng)}@kiln.org")
    return f"«{said}»"


def squares(rng: Random) -> str:
    first = rng.choice((0x1F130, 0x1F150, 0x1F170))
    said = "".join(chr(first + ord(c) - 0x61) if c.isalpha() else c for c in f"{name(rng)}@kiln.org")
    return f"«{said}»"


def other_hyphens(rng: Random) -> str:
    digits, sign = number(rng), rng.choice("‐‑‒−")
    return f"call «{digits[:3]}{sign}{digits[3:6]}{sign}{digits[6:]}»"


def bracketed_link(rng: Random) -> str:
    return rng.choice((f"«t[.]me[/]{name(rng)}»", f"«hxxps[:]//calendly[.]com/{name(rng)}»"))


def link_within(rng: Random) -> str:
    return f"«https://www.loom.example/share/{rng.randint(100, 999)}?next=calendly.com/{name(rng)}»"


def own_page(rng: Random) -> str:
    return f"«{rng.choice(HOSTS)}» has my {rng.choice(('phone', 'e-mail', 'mobile number'))} in the footer"


def made_up_name(rng: Random) -> str:
    service = rng.choice(("Telegram", "Discord", "Instagram"))
    way = rng.choice(
        (
            "{s} — «{n}»",
            "({s}) «{n}»",
            "«{n}» ({s} & Signal)",
            "{s} or Skype, both «{n}»",
            "{s} is better. «{n}»",
            "not much here, more on {s}. Handle: «{n}»",
            "I answer quicker on {s}; it's «{n}»",
            "type «{n}» into {s} search",
            "on {s}, search «{n}»",
            "my studio's {s} («{n}») takes DMs",
            "same name on {s}, «{n}», no need for this box",
            "got {s}? mine's «{n}»",
        )
    )
    return way.format(s=service, n=name(rng))


def everywhere(rng: Random) -> str:
    way = rng.choice(
        (
            "I use the same handle everywhere, «{n}»",
            "my handle «{n}» works on any platform",
            "just google «{n}», same name on every app",
            "my socials are all «{n}»",
            "it's «{n}» on most apps",
            "«@{n}» on all socials",
        )
    )
    return way.format(n=name(rng))


WAYS: Final[dict[str, Callable[[Random], str]]] = {
    way.__name__: way
    for way in (
        *(broken, drawn_out, signs_in_words, moved, counted, strokes, lettered, morse_sounds, morse_apart),
        *(framed_twice, doubled_signs, two_parts, provider_beside, rotated, rotated_handle, mirrored),
        *(encoded_twice, flags, squares, other_hyphens, bracketed_link, link_within, own_page),
        *(made_up_name, everywhere),
    )
}
"""Each gives a sentence in which the value stands between « and »."""
