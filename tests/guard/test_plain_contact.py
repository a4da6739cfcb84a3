"""Plain contact details are taken out whole, as many countries, trades and services write them."""

from __future__ import annotations

from typing import Final

import pytest

from anteroom.guard import Action, Guard, Kind

GUARD: Final = Guard()

# The value stands between « and ».
PHONES: Final = (
    "In an emergency with the pump, ring «01632 960188» day or night.",
    "If the gate is shut, «01632 960574» rings the yard and he'll let you through.",
    "The gate code is on the door; «01632 960121» gets you the caretaker.",
    "ask reception on «0161 496 0418»",
    "cep: «0532 555 01 47»",
    "cep «05321234567»",
    "«0 (532) 555 01 47» numaralı telefondan ulaşın",
    "ruf an: «0176/12345678»",
    "Handy «0160-1234567» abends",
    "o meu nº: «912555013»",
    "Mi celular es «987 654 321»",
    "mi WhatsApp: «9 8765 4321»",
    "mera number «9876543210» hai",
    "मेरा नंबर «९८७६५४३२१०»",
    "call karo «98765-43210»",
    "আমার মোবাইল «০১৭১২৩৪৫৬৭৮»",
    "звони «89123456789»",
    "мой телефон «8 912 345-67-89»",
    "bel me op «0612345678»",
    "appelez-moi au «06 12 34 56 78»",
    "zalo «0912 345 678»",
    "WA «0812 3456 7890»",
    "手机号：«138-1234-5678»",
    "携帯は«09012345678»です",
    "جوالي «050 123 4567»",
    "«00 44 7700 900123»",
    "«0044 (0)7700 900 123»",
    "«011 44 7700 900123»",
    "«+ 44 7700 900 123»",
    "line two: «0113 496 0888 x12»",
)
HANDLES: Final = (
    "On Signal look for «wrenhale.42»",
    "keybase.. username «jquillhale»",
    "Linkedin under «Hale, Corvin» (radiologist), connect and write me",
    "Cashtag's «$CorvinHale» if you want to send it right away",
    "auf Telegram heiße ich «corvinhale»",
    "bei LinkedIn findest du mich unter «Corvin Halewright»",
    "je suis «corvinhale» sur Telegram",
    "su Telegram mi trovi come «corvinhale»",
    "arroba «corvinhale» no instagram",
    "insta id meri «corvin_hale» hai",
    "ig ku: «corvinhale_»",
    "my discord handle is «.corvinhale»",
    "«corvinhale» - insta",
    "en Telegram soy «corvinhale»",
    "no telegram sou «corvinhale»",
    "op Telegram heet ik «corvinhale»",
)
MAILBOXES: Final = (
    "bei gmx bin ich «corvin.kranehale», schick mir den Vertrag da hin",
    "I use gmail, the part before is «corvin.hale». Drop me the dataset there.",
    "sur gmail, le début c'est «traductions point halenez»",
    "No gmail eu sou «clarice.halevane», manda lá o logo em vetor.",
    "op gmail ben ik «corvin.hale»",
    "на gmail я «corvin.hale»",
    "su gmail sono «corvin.hale»",
    "eine Zeile an «corvin punkt hale bei web punkt de», dann kommt der Zugang",
    "scrivi a «corvin presso halework.it»",
    "the file is too big, rushes «@ palehale-films . tv» works with WeTransfer",
    "«contas.halejo (arroba) sapo (ponto) pt» para os recibos",
    "«иван@почта.рф»",
    "«用户@例子.公司»",
    "write to «corvin at halework.io»",
    "‏«corvin@halework.io»‏ هو بريدي",
)
LINKS: Final = (
    "«corvinhale.t.me»",
    "«line://ti/p/@corvin»",
    "«https://discordapp.com/invite/abc»",
    "«https://meetings-eu1.hubspot.com/corvin»",
    "«https://reservio.com/corvin»",
    "«corvinhale.reservio.com»",
    "«https://bookings.zoho.com/corvin»",
    "«corvin-hale.square.site/book»",
    "«https://chaos.social/@corvin»",
    "on «https://medium.com/@corvinhale».",
    "«https://halework.fr/contactez-nous»",
    "«https://halework.ru/kontakty»",
    "«https://halework.com.tr/iletisim»",
    "My site: «www.halework.com», all the phones are there",
    "Nuestro sitio: «www.halework.es», ahí están los teléfonos",
    "Nosso site: «www.halework.com.br», os telefones estão todos lá",
    "Notre site «www.halework.fr» avec toutes les coordonnées",
    "Unsere Seite «www.halework.de», Telefon steht unten",
    "Il nostro sito è «www.halework.it», i contatti sono in fondo",
    "Onze site: «www.halework.nl», het nummer staat onderaan",
    "Nasza strona «www.halework.pl», telefony na dole",
    "Наш сайт «halework.ru», там все телефоны",
    "Наш сайт «halework.ua», там усі телефони",
    "Web sitemiz «www.halework.com.tr», telefonlar orada",
    "موقعنا «www.halework.com» وفيه الهاتف",
    "我们的网站«www.halework.cn»上有电话",
    "弊社サイト «www.halework.jp» に電話があります",
    "The price list and my direct line are both on «https://hale-structures.com/team/corvin»",
    'Samples and a big "mail Ada" button: «https://halevoice.net»',
    "my number's on «halework.io»",
    "reach me on «halework.io», there's a chat bubble",
)


@pytest.mark.parametrize("marked", [*PHONES, *HANDLES, *MAILBOXES, *LINKS])
def test_it_takes_the_whole_value_out(marked: str) -> None:
    before, _, rest = marked.partition("«")
    value, _, after = rest.partition("»")
    verdict = GUARD.inspect(before + value + after)
    assert verdict.action is Action.REDACT
    start, end = len(before), len(before) + len(value)
    hidden = {at for f in verdict.findings if f.score >= 0.6 for at in range(f.start, f.end)}
    assert not [at for at in range(start, end) if at not in hidden and not is_blank(marked, at)]


def is_blank(marked: str, at: int) -> bool:
    """Whether the character at `at` of the text without its marks is a blank."""
    return marked.replace("«", "").replace("»", "")[at].isspace()


@pytest.mark.parametrize(
    "text",
    [
        "Serial 0012 3456 7890",
        "Hex dump 41 55 50 13 37 00",
        "GL account 0011 2233 4455 6677",
        "use 9876543210 as a dummy id",
        "The countdown 9876543210 animation",
        "phone field regex must accept 0123456789",
        'placeholder="123-456-7890"',
        "weights 011 022 033 044",
        "mein Auftrag Nr. 4471902881",
        "mi pedido nº 4471902881",
        "Kundennummer 0176 12345678",
        "CEP: 04538-132, São Paulo",
        "ligne 12345 du fichier",
        "sum: 1000 + 200 300 + 400 500",
        "We sold 5000 + 44 7700 units",
        "Port 5060 and 5061 for SIP, RTP 10000-20000.",
        "Can you send me the WhatsApp mock-ups by Friday?",
        "Could you email me the TikTok hook-lines?",
        "our Instagram follow-ups are slow",
        "Signal processing.12 chapter",
        "On GitHub look for react-router v6",
        "the Outlook add-in, name it hale_sync",
        "en Gmail el nombre es obligatorio",
        "Outlook is at outlook.office.com",
        "gmail: smtp.gmail.com port 587",
        "use imap.mail.yahoo.com for yahoo",
        "our team at halework.io builds maps",
        "lavoro presso studio.it da anni",
        "hosting bij transip.nl",
        "Lunch @ bellandi . It was nice",
        "Call Marco at work. It is urgent",
        "Our website www.halework.com needs a new contact page",
        "Unsere Website www.halework.de braucht neue Kontaktdaten im Footer",
        "Our site halework.com sells phones",
        "See https://medium.com/@corvinhale/how-we-moved-to-postgres-12ab34",
        "https://unpkg.com/@angular/core",
        "API at https://api.halework.io/v2/contacts?limit=10",
        "https://docs.stripe.com/api/contacts",
        "https://halework.io/booking returns 404",
        "https://halework.io/schedule is the page to redesign",
        "our email templates are on halework.io",
        "Our line of products is on halework.io",
        'the "write to Ada" button on https://halework.io has the wrong colour',
    ],
)
def test_what_only_looks_alike_is_no_contact_detail(text: str) -> None:
    """Whether it asks somebody to leave is weighed elsewhere, and tested there."""
    requests = (Kind.SOLICITATION, Kind.POINTER)
    assert not [found for found in GUARD.inspect(text).findings if found.kind not in requests]
