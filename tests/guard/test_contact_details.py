"""Contact details and requests to leave must be found, and nothing of the value may survive redaction."""

from __future__ import annotations

import pytest

from anteroom.guard import Action, Context, Guard, Kind

GUARD = Guard()

# The value stands between « and ».
EMAILS = [
    "Write to «ines.varga@gmail.com» please.",
    "«studio@fenbridge.example»",
    "Mine is «i.varga+jobs@varga-films.co.uk», thanks",
    "Two: «a.b@proton.me» works",
    "<«ines@varga.dev»>",
    "Send it to «INES.VARGA@OUTLOOK.COM»",
    "write «ines.varga at gmail dot com»",
    "«ines [at] varga [dot] dev» is best",
    "«ines(at)varga(dot)dev»",
    "«ines{at}varga{dot}dev»",
    "reply to «ines.v AT varga DOT works» tonight",
    "«ines @ varga . dev»",
    "«i n e s @ v a r g a . d e v»",
    "brackets: «ines-v <at> vargaworks <dot> org»",
    "«ines_at_varga_dot_studio»",
    "«ｉｎｅｓ＠ｖａｒｇａ．ｄｅｖ»",
    "«i\u200bn\u200be\u200bs@varga.dev»",
    "«іnеs@varga.dev» with other letters",
    "«ines&#64;varga.dev»",
    "«ines%40varga.dev»",
    "el correo es «ivarga88 arroba hotmail punto com», sin espacios",
    "manda pra «ines arroba varga ponto dev»",
    "envoyez à «ines arobase varga point dev»",
    "schreib «ines (ät) varga (Punkt) dev»",
    "«ines dot varga at fenbridge dot design»",
    "«ines.varga@gmail» you know the rest",
]
PHONES = [
    "Mornings are good: «(617) 555-0129», ask for Ines.",
    "Call «503-555-0164».",
    "phone: «6175550129»",
    "My direct line is «+44 7700 900319».",
    "«+1.646.555.0172»",
    "It is «+4917655501234» all day",
    "text «07700 900743» later",
    "«020 7946 0832» is the office phone",
    "Mi móvil es «+34 600 555 015»",
    "fala comigo no celular «(21) 97555-0133»",
    "appelez-moi au «06 39 98 41 28»",
    "Handy «+49 171 3920013»",
    "mind the gaps «6 1 7 - 5 5 5 - 0 1 2 9»",
    "dial «6.1.7.5.5.5.0.1.2.9» tomorrow",
    "call me at «five five five, two one two, oh one four eight»",
    "«zero two zero, seven nine four six, zero double eight two»",
    "«five oh three 555 oh one one eight»",
    "ring «503 five five five 0118»",
    "«２１２　５５５　０１４８» my mobile",
    "«𝟐𝟏𝟐𝟓𝟓𝟓𝟎𝟏𝟒𝟖»",
    "as icons «6️⃣1️⃣7️⃣5️⃣5️⃣5️⃣0️⃣1️⃣2️⃣9️⃣»",
    "down the page:\n«6\n1\n7\n5\n5\n5\n0\n1\n2\n9»",
    "llámame: «seis uno uno, dos cero cuatro, siete siete nueve»",
    "Telefon «null drei null, zwei drei eins zwei fünf null vier acht»",
]
LINKS = [
    "«https://calendly.com/vargaworks/intro-call» has my free hours",
    "tap «https://wa.me/16175550129?text=hi»",
    "«t.me/inesvargaworks»",
    "We sit in «https://fenbridge.zoom.us/j/91230045678» all morning",
    "Video call here «https://meet.google.com/xkd-pwrm-tzq»",
    "Our weekly: «https://teams.live.com/meet/9388120045»",
    "everything on «linktr.ee/ines.varga»",
    "«https://www.linkedin.com/in/ines-varga-000» connect",
    "«discord.gg/qZ7ottMinu»",
    "«mailto:ines@varga.dev» click",
    "press «tel:+16175550129» on a mobile",
    "«t[.]me/ines_varga»",
    "defanged «hxxps://calendly[.]com/vargaworks»",
    "«wa dot me slash 15035550118»",
    "group invite «https://chat.whatsapp.com/Kq77VargaWorks»",
    "the page «www.varga-films.co.uk/contact»",
]
HANDLES = [
    "I'm «@ines_varga» on Telegram.",
    "Skype: «live:ines.varga»",
    "Discord «ines_v»",
    "IG «@varga.films», DMs open",
    "insta: «varga_films»",
    "On WeChat I am «varga2026»",
    "my old tag was «Ines#0418»",
    "Threema name: «VARGA7KX»",
    "Find «@varga_designs» on Instagram",
    "Estoy en Telegram como «@ines_vg»",
    "Bin bei Telegram «@ines_vg»",
]
REQUESTS = [
    "Can we continue on WhatsApp?",
    "Let's talk on WhatsApp, it is quicker.",
    "Give me your phone number, we sort it out in a minute.",
    "What's your number?",
    "Would you work outside the platform for a better rate?",
    "I could pay you directly via PayPal.",
    "Do you have Discord? Mine is always open.",
    "Mind swapping numbers?",
    "Can I have your insta",
    "Please text me outside.",
    "¿Me pasas tu WhatsApp?",
    "Bora pro WhatsApp?",
    "On peut passer sur Signal ?",
    "Können wir auf WhatsApp wechseln?",
]
DETAILS = [
    *((Kind.EMAIL, text) for text in EMAILS),
    *((Kind.PHONE, text) for text in PHONES),
    *((Kind.LINK, text) for text in LINKS),
    *((Kind.HANDLE, text) for text in HANDLES),
]


@pytest.mark.parametrize(("kind", "marked"), DETAILS)
def test_it_takes_the_whole_value_out(kind: Kind, marked: str) -> None:
    start, end = marked.index("«"), marked.index("»") - 1
    text = marked.replace("«", "").replace("»", "")
    verdict = GUARD.inspect(text)
    assert verdict.action is Action.REDACT
    finding = max(verdict.findings, key=lambda f: f.score)
    assert finding.kind is kind
    assert finding.start <= start
    assert finding.end >= end
    assert text[start:end] not in verdict.redacted
    assert text[start:end] not in verdict.explanation


@pytest.mark.parametrize(("kind", "marked"), DETAILS)
def test_it_blocks_where_nothing_can_be_taken_out(kind: Kind, marked: str) -> None:
    """An agenda or a title is shown to many at once: its author rewords it."""
    text = marked.replace("«", "").replace("»", "")
    assert GUARD.inspect(text, Context(surface="agenda")).action is Action.BLOCK, kind


@pytest.mark.parametrize("text", REQUESTS)
def test_it_warns_about_a_request_to_leave(text: str) -> None:
    verdict = GUARD.inspect(text)
    assert verdict.action is Action.WARN
    assert verdict.action.passes
    assert {finding.kind for finding in verdict.findings} == {Kind.SOLICITATION}
    assert verdict.redacted == text


@pytest.mark.parametrize(
    ("text", "country"),
    [("0491 570 157", "AU"), ("020 7946 0832", "GB"), ("030 23125 018", "DE"), ("(02) 5550 1235", "AU")],
)
def test_it_reads_national_numbers_in_the_countries_of_the_parties(text: str, country: str) -> None:
    assert GUARD.inspect(text, Context(countries=(country,))).action is Action.REDACT
