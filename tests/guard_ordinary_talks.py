"""Talks of ordinary business whose answers look like pieces of a contact detail, made up from seeds."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final

from guard_talks import CLIENT, FREELANCER, Talk

NUMBERS: Final = [
    "503",
    "555",
    "119",
    "0144",
    "350",
    "500",
    "800",
    "600",
    "212",
    "147",
    "55",
    "8080",
    "9229",
    "310",
    "0188",
    "1990",
    "5550",
    "985",
    "5501",
    "0171",
    "2024",
    "44710",
    "90233",
]
ASKED: Final = {
    "en": [
        ("how many rows?", ["{}", "and {} in the second sheet"]),
        ("budget?", ["{}", "{} at most for all"]),
        ("width?", ["{}", "{} high"]),
        ("first invoice?", ["{}", "the second one {}"]),
        ("which build?", ["{}", "{} on Android"]),
        ("port?", ["{}", "{} for debugging"]),
        ("what did the last three cost?", ["{}", "{}", "{}"]),
        ("how many words per chapter?", ["{}", "{}", "{} with notes"]),
        ("order id?", ["{}", "{}"]),
        ("Article numbers please?", ["{}", "{}", "{}"]),
        ("page?", ["{}", "sorry, {}"]),
        ("steps a day last week?", ["{}", "then {}", "then {}"]),
        ("what's the room count?", ["{}", "{} with the annex"]),
        ("Which error codes?", ["{}", "{}", "and {}"]),
        ("how many followers did it gain?", ["{}", "next month {}"]),
        ("shutter counts?", ["{}", "{} on the other body"]),
        ("hex?", ["{}FF", "{}00"]),
        ("weights in grams?", ["{}", "{}", "{}"]),
        ("Which years?", ["1998", "2004", "and 2011"]),
        ("frame numbers of the cuts?", ["{}", "{}", "{}", "{}"]),
    ],
    "es": [
        ("¿cuántas filas?", ["{}", "y {} en la otra"]),
        ("¿precio?", ["{}", "{} con IVA"]),
        ("¿páginas?", ["{}", "luego {}"]),
    ],
    "fr": [
        ("combien de pages ?", ["{}", "et {} en annexe"]),
        ("le prix ?", ["{}", "{} avec le support"]),
        ("quelles tailles ?", ["{}", "puis {}"]),
    ],
    "de": [
        ("Wie viele Zeilen?", ["{}", "und {} im zweiten Blatt"]),
        ("Preis?", ["{}", "{} mit Support"]),
        ("Artikelnummern?", ["{}", "dann {}"]),
    ],
    "pt": [("quantas páginas?", ["{}", "e {} no anexo"]), ("preço?", ["{}", "{} com suporte"])],
    "it": [("quante righe?", ["{}", "e {} nell'altro"]), ("prezzo?", ["{}", "{} con IVA"])],
    "ru": [("сколько строк?", ["{}", "и {} во второй"]), ("цена?", ["{}", "{} с поддержкой"])],
    "tr": [("kaç satır var?", ["{}", "sonra {}"]), ("fiyat?", ["{}", "{} KDV ile"])],
    "pl": [("ile stron?", ["{}", "i {} w dodatku"]), ("cena?", ["{}", "{} z VAT"])],
}
LISTS: Final = [
    ["Milestones as I see them:", "design {}", "build {}", "launch {}"],
    ["logo {}", "banner {}", "card {}"],
    ["monday 9:30", "tuesday 14:15", "friday 11:00"],
    ["v1.4", "then 1.5.2", "now 2.0"],
    ["{} px", "{} px", "{} px"],
    ["$ {}", "$ {} for both"],
    ["EN {}", "FR {}", "DE {}"],
    ["chapter one is {} words", "chapter two {}", "chapter three {}"],
    ["12/03", "or 14/03", "15/03 at the latest"],
    ["00:04:12", "00:05:50", "00:11:09"],
    ["invoice 2024", "0144", "and 0145 are paid"],
    ["ticket 4471", "and 4475", "both closed"],
    ["three", "two", "one", "go!"],
    ["10.0.0.1", "10.0.0.2", "255.255.255.0"],
    ["{} users", "{} paying", "{} churned"],
    ["round one {}", "round two {}"],
    ["SKU {}", "SKU {}"],
    ["row {} is wrong", "row {} too", "and {}"],
]
NAMED: Final = [
    [("c", "which file?"), ("f", "hero_banner_v2.psd"), ("f", "and footer_dark.png")],
    [
        ("c", "Which package?"),
        ("f", "com.saltgrove"),
        ("f", "dot app"),
        ("f", "for the tests dot app dot beta"),
    ],
    [
        ("c", "name of the branch?"),
        ("f", "feature/login_form"),
        ("c", "at which commit?"),
        ("f", "at 4fe21c0"),
    ],
    [("c", "which table?"), ("f", "user_accounts"), ("f", "joined with order_items")],
    [("c", "Which apps must it support?"), ("f", "Telegram and Discord"), ("f", "send_message in both")],
    [("f", "I'd start with the telegram bot"), ("f", "main.py"), ("f", "then handlers.py")],
    [("c", "which signal do you emit?"), ("f", "user_created"), ("f", "and order_paid")],
    [("c", "which mail templates?"), ("f", "welcome_v2"), ("f", "reset_password")],
    [("c", "how do people log in?"), ("f", "with gmail"), ("f", "or a user name")],
    [("c", "do you have an instagram theme?"), ("f", "yes"), ("f", "dark_mode too")],
    [("c", "what font?"), ("f", "Inter"), ("f", "at 14"), ("f", "dot separated bullets")],
    [("c", "the class for the button?"), ("f", "btn_primary"), ("f", "@media print hides it")],
    [("f", "The logo is done"), ("f", "studio"), ("f", "is the word you wanted under it, right?")],
    [("c", "Where is it hosted?"), ("f", "at netlify"), ("f", "the domain is yours, of course")],
    [("c", "Which decorator?"), ("f", "@cached_property"), ("f", "@staticmethod")],
    [
        ("c", "What's the env variable?"),
        ("f", "SMTP_HOST"),
        ("f", "and SMTP_USER"),
        ("f", "outlook needs both"),
    ],
    [("c", "the docs?"), ("f", "readme.md"), ("f", "slash docs slash setup.md")],
    [
        ("c", "Your number one tip?"),
        ("f", "test on real phones"),
        ("f", "three at least"),
        ("f", "five is better"),
    ],
    [("c", "call at 3?"), ("f", "yes"), ("f", "3 works"), ("f", "or 4, or 5:30")],
    [("c", "can you do 200?"), ("f", "250"), ("c", "220?"), ("f", "225"), ("f", "final")],
    [("c", "do you have WhatsApp?"), ("f", "I'd rather stay here"), ("f", "12 is fine for the interview")],
    [("c", "your phone?"), ("f", "only after a contract, sorry"), ("f", "the 14th at 10 here?")],
    [("c", "email?"), ("f", "let's keep it in this thread"), ("f", "draft_2.pdf is attached")],
]
NOISE: Final = {
    "en": ["ok", "thanks", "got it", "and?", "sure", "great"],
    "de": ["ok", "danke"],
    "es": ["vale"],
}


def ordinary_talks(number: int, seed: int) -> Iterator[Talk]:
    """`number` talks in which nobody gives anything away."""
    random = Random(seed)
    for _ in range(number):
        yield random.choice((_answered, _answered, _listed, _named))(random)


def _answered(random: Random) -> Talk:
    language = random.choice(["en", "en", *ASKED])
    messages = []
    for _ in range(random.choice((1, 1, 2))):
        question, answers = random.choice(ASKED[language])
        messages.append((CLIENT, question))
        for answer in answers:
            messages.append((FREELANCER, answer.format(random.choice(NUMBERS))))
            if random.random() < 0.25:
                messages.append((CLIENT, random.choice(NOISE.get(language, ["ok"]))))
    return Talk("answered", tuple(messages), (), random.choice([(), ("US",), ("DE", "FR"), ("GB", "ES")]))


def _listed(random: Random) -> Talk:
    sender = random.choice([CLIENT, FREELANCER])
    lines = [line.format(random.choice(NUMBERS)) for line in random.choice(LISTS)]
    return Talk(
        "listed", tuple((sender, line) for line in lines), (), random.choice([(), ("US",), ("GB", "FR")])
    )


def _named(random: Random) -> Talk:
    who = {"c": CLIENT, "f": FREELANCER}
    return Talk("named", tuple((who[sender], text) for sender, text in random.choice(NAMED)))
