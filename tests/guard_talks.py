"""Talks made up from seeds: contact details cut into pieces, and ordinary answers that look like pieces.

Everybody and everything is invented; phone numbers are of ranges reserved for fiction where there are any.

Longer than 350 lines: half of it are the words that talks are made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

CLIENT: Final = "client"
FREELANCER: Final = "freelancer"


@dataclass(frozen=True, slots=True)
class Talk:
    """Messages in order, each sender and text; `pieces`: places of those that together give a detail away."""

    kind: str
    messages: tuple[tuple[str, str], ...]
    pieces: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()


NAMES: Final = (
    "odile.tremayne",
    "fenna.okoro",
    "jarek.holub",
    "mirela.dobrev",
    "anselm.vogt",
    "priya.nambiar",
    "lucio.ferrante",
    "tess.wainwright",
    "goran.petric",
    "yuki.amano",
    "halima.osei",
    "bruno.cascais",
)
HOUSES: Final = (
    "brightloom",
    "oakandreed",
    "northpixel",
    "tallquill",
    "saltgrove",
    "plumwharf",
    "kitefold",
    "ironfern",
)
HANDLES: Final = (
    "odile_draws",
    "jarek.makes",
    "fenna77",
    "pixel_anselm",
    "mirela_ux",
    "tess_w_design",
    "gorancodes88",
    "yuki_inks",
    "halima.osei.art",
    "brunocascais_",
    "voltprintr_9",
)
PROVIDERS: Final = (
    "gmail.com",
    "outlook.com",
    "yahoo.com",
    "proton.me",
    "icloud.com",
    "gmx.de",
    "fastmail.com",
)
ENDINGS: Final = ("studio", "dev", "design", "com", "io", "works", "net")

WORDS: Final = {
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    "es": ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
    "fr": ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"],
    "de": ["null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"],
    "pt": ["zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove"],
    "it": ["zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"],
    "ru": ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"],
    "tr": ["sıfır", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz"],
    "pl": ["zero", "jeden", "dwa", "trzy", "cztery", "pięć", "sześć", "siedem", "osiem", "dziewięć"],
}

ASKED: Final = {
    "phone": {
        "en": [
            "what number can I get you on?",
            "Do you have a phone?",
            "mobile?",
            "can I ring you?",
            "And your number?",
        ],
        "es": ["¿me das tu número?", "¿Tienes móvil?", "¿te puedo llamar?"],
        "fr": ["Vous avez un portable ?", "ton numéro ?", "je peux vous appeler ?"],
        "de": ["Haben Sie eine Handynummer?", "Kann ich dich anrufen?", "deine Nummer?"],
        "pt": ["me passa seu telefone?", "tem whatsapp?", "qual seu número?"],
        "it": ["hai un numero?", "posso chiamarti?", "il cellulare?"],
        "ru": ["дадите телефон?", "какой у вас номер телефона?", "можно позвонить?"],
        "tr": ["telefon numaran nedir?", "seni arayabilir miyim?"],
        "pl": ["masz komórkę?", "jaki numer telefonu?", "mogę zadzwonić?"],
    },
    "email": {
        "en": ["what's your e-mail?", "where can I mail the files?", "email?"],
        "es": ["¿tu correo?", "¿a qué correo te escribo?"],
        "fr": ["votre mail ?", "c'est quoi ton adresse mail ?"],
        "de": ["Wie ist deine Mailadresse?", "E-Mail?"],
        "pt": ["qual seu e-mail?"],
        "it": ["la tua mail?"],
    },
}
MORE: Final = {
    "en": ["ok", "go on", "and?", "yes", "and the rest?", "mhm", "noted", "next"],
    "es": ["vale", "sigue", "¿y?", "sí"],
    "fr": ["ok", "et ensuite ?", "oui", "je note"],
    "de": ["ok", "und weiter?", "ja", "notiert"],
    "pt": ["ok", "e?", "sim", "anotei"],
    "it": ["ok", "e poi?", "sì"],
    "ru": ["ок", "дальше", "да", "и?"],
    "tr": ["tamam", "devam", "evet"],
    "pl": ["ok", "dalej", "tak"],
}
WRAPPED: Final = {
    "en": [
        "{}",
        "{}",
        "{}",
        "then {}",
        "and {}",
        "{}.",
        "{}...",
        "next {}",
        "{} ok?",
        "and then {}",
        "finally {}",
    ],
    "es": ["{}", "{}", "luego {}", "y {}", "después {}"],
    "fr": ["{}", "{}", "puis {}", "et {}", "ensuite {}"],
    "de": ["{}", "{}", "dann {}", "und {}", "danach {}"],
    "pt": ["{}", "{}", "depois {}", "e {}"],
    "it": ["{}", "{}", "poi {}", "e {}"],
    "ru": ["{}", "{}", "потом {}", "и {}", "дальше {}"],
    "tr": ["{}", "{}", "sonra {}", "ve {}"],
    "pl": ["{}", "{}", "potem {}", "i {}"],
}
OPENED: Final = {
    "en": [
        "ok, writing it in pieces",
        "I'll send it bit by bit",
        "got something to write with? call me on this",
        "the filter eats numbers so slowly",
        "here is how you ring me",
    ],
    "es": ["te lo paso por partes", "apunta mi móvil"],
    "fr": ["je l'écris en plusieurs fois", "notez mon portable"],
    "de": ["ich schick's in Stücken", "hier mein Handy"],
    "pt": ["vai por partes", "anota meu celular"],
    "it": ["te lo scrivo a pezzi", "segna il mio cellulare"],
    "ru": ["напишу частями", "вот мой телефон"],
    "tr": ["parça parça yazıyorum", "cep telefonum"],
    "pl": ["napiszę po kawałku", "mój telefon"],
}


def phone(random: Random) -> tuple[str, list[str], tuple[str, ...]]:
    """A language, the groups of a number in the way of one of its countries, and the countries."""
    two, three = f"{random.randrange(10, 99)}", f"{random.randrange(100, 999)}"
    area = random.choice(["212", "415", "617", "303", "206", "646", "312"])
    made: list[tuple[str, list[str], tuple[str, ...]]] = [
        ("en", [area, "555", f"01{two}"], ("US",)),
        ("en", [area, "555", "01", two], ("US", "CA")),
        ("en", ["07700", "900", three], ("GB",)),
        ("en", ["0161", "496", f"0{three}"], ("GB",)),
        ("en", ["020", "7946", f"0{three}"], ("GB", "US")),
        ("es", ["600", "555", f"0{two}"], ("ES",)),
        ("fr", ["06", "39", "98", two, f"{random.randrange(10, 99)}"], ("FR",)),
        ("de", ["0171", "39200", two], ("DE",)),
        ("de", ["030", "23125", three], ("DE",)),
        ("pt", ["11", "95555", f"01{two}"], ("BR",)),
        ("it", ["333", "555", f"01{two}"], ("IT",)),
        ("ru", ["8", "900", "555", "01", two], ("RU",)),
        ("tr", ["0555", "555", "01", two], ("TR",)),
        ("pl", ["600", "555", f"0{two}"], ("PL",)),
    ]
    return random.choice(made)


def split_phone(random: Random) -> Talk:
    """A number in two to five messages, in digits, digits apart or words."""
    language, groups, countries = phone(random)
    groups = _merged(random, groups)
    style = random.choice(["digits", "digits", "words", "apart", "mixed"])
    asked = random.random() < 0.6
    said = [_said(random, group, style, language) for group in groups]
    opening = [] if asked or random.random() < 0.4 else [random.choice(OPENED[language])]
    question = random.choice(ASKED["phone"][language]) if asked else None
    known = countries if random.random() < 0.5 else ()
    return _told(random, f"phone {style}", language, question, opening, said, known)


def _merged(random: Random, groups: list[str]) -> list[str]:
    """Two to five groups; sometimes two of them in one message, sometimes one in two."""
    groups = list(groups)
    while len(groups) > 2 and random.random() < 0.35:
        at = random.randrange(len(groups) - 1)
        groups[at : at + 2] = [groups[at] + " " + groups[at + 1]]
    if len(groups) < 4 and random.random() < 0.2:
        at = max(range(len(groups)), key=lambda place: len(groups[place]))
        cut = len(groups[at]) // 2
        groups[at : at + 1] = [groups[at][:cut].strip(), groups[at][cut:].strip()]
    return [group for group in groups if group]


def _said(random: Random, group: str, style: str, language: str) -> str:
    if style == "words" or (style == "mixed" and random.random() < 0.5):
        return " ".join(WORDS[language][int(digit)] for digit in group if digit.isdigit())
    if style == "apart":
        return random.choice([" ", "-", " "]).join(digit for digit in group if digit.isdigit())
    return group


def split_email(random: Random) -> Talk:
    """An address in pieces: cut at its signs, with words for these, or its parts named."""
    name, language = random.choice(NAMES), random.choice(["en", "en", "en", "es", "fr", "de", "pt", "it"])
    host = random.choice([random.choice(PROVIDERS), f"{random.choice(HOUSES)}.{random.choice(ENDINGS)}"])
    label, _, ending = host.partition(".")
    at = {"en": "at", "es": "arroba", "fr": "arobase", "de": "at", "pt": "arroba", "it": "chiocciola"}[
        language
    ]
    dot = {"en": "dot", "es": "punto", "fr": "point", "de": "punkt", "pt": "ponto", "it": "punto"}[language]
    ways = [
        [name, f"@{host}"],
        [f"{name}@", host],
        [name, f"@ {label}", f".{ending}"],
        [f"{name}@{label}", f".{ending}"],
        [name, at, f"{label} {dot} {ending}"],
        [name, f"{at} {label}", f"{dot} {ending}"],
        [f"{name} {at}", f"{label} {dot} {ending}"],
        [name, "@", host],
        [name.partition(".")[0], f".{name.partition('.')[2]}@", host],
        [f"{name}(at)", f"{label}(dot){ending}"],
    ]
    if language == "en":
        ways += [
            [f"domain is {label}", f"ending {ending}", f"and {name} before the at"],
            [f"the part in front of the at is {name}", f"{label} with {ending} at the end"],
        ]
        if host in PROVIDERS[:3]:
            ways += [
                [f"I have a {label} account", f"the name is {name}"],
                [name, f"it's a {label} one"],
                [label, name],
                [f"mine is {name}", f"on {label}, the usual ending"],
            ]
    question = random.choice(ASKED["email"][language]) if random.random() < 0.6 else None
    return _told(random, "email", language, question, [], random.choice(ways), (), wrap=False)


def split_handle(random: Random) -> Talk:
    """A name on a service: asked for and given, or service and name in two messages."""
    handle = random.choice(HANDLES)
    service = random.choice(
        ["telegram", "Discord", "skype", "insta", "WeChat", "Signal", "Instagram", "snapchat"]
    )
    question = random.choice(
        [
            f"{service}?",
            f"are you on {service}?",
            f"what's your {service}?",
            f"do you use {service}?",
            None,
            None,
        ]
    )
    if question:
        ways = [
            [handle],
            ["yes", handle],
            [f"yep, {handle}"],
            [f"@{handle.rstrip('_')}"],
            ["sure", f"it's {handle}"],
        ]
    else:
        ways = [
            [service, handle],
            [f"I'm on {service}", f"as {handle}"],
            [f"look for {handle}", f"on {service}"],
            [f"{service} is best", f"my name there: {handle}"],
            [handle, f"that's my {service}"],
            [f"{service}:", handle],
            [f"my {service}, first part: {handle[:4]}", f"second part: {handle[4:]}"],
        ]
    return _told(random, "handle", "en", question, [], random.choice(ways), (), wrap=False)


def split_link(random: Random) -> Talk:
    """A link to a person, cut at its dots and slashes or with words for these."""
    name = random.choice(HANDLES).replace(".", "_").strip("_")
    host = random.choice(["t.me", "calendly.com", "linktr.ee", "cal.com", "wa.me", "m.me", "instagram.com"])
    first, _, ending = host.rpartition(".")
    ways = [
        [f"{host}/", name],
        [host, f"/{name}"],
        [host, "/", name],
        [host, "slash", name],
        [f"{first} dot {ending}", f"slash {name}"],
        [f"{first}.", f"{ending}/{name}"],
        [f"https://{host}", f"/{name}"],
    ]
    return _told(random, "link", "en", None, [], random.choice(ways), (), wrap=False)


def _told(
    random: Random,
    kind: str,
    language: str,
    question: str | None,
    opening: list[str],
    said: list[str],
    countries: tuple[str, ...],
    *,
    wrap: bool = True,
) -> Talk:
    giver, other = random.sample([CLIENT, FREELANCER], 2)
    messages = [(other, question)] if question else []
    messages += [(giver, text) for text in opening]
    pieces = []
    for place, piece in enumerate(said):
        text = random.choice(WRAPPED[language]).format(piece) if wrap and place else piece
        pieces.append(len(messages))
        messages.append((giver, text))
        if place + 1 < len(said) and random.random() < 0.3:
            messages.append((other, random.choice(MORE[language])))
    return Talk(kind, tuple(messages), tuple(pieces), countries)


SPLIT: Final[tuple[Callable[[Random], Talk], ...]] = (
    split_phone,
    split_phone,
    split_email,
    split_handle,
    split_link,
)


def split_talks(number: int, seed: int) -> Iterator[Talk]:
    """`number` talks in which somebody gives a contact detail away in pieces."""
    random = Random(seed)
    for _ in range(number):
        yield random.choice(SPLIT)(random)
