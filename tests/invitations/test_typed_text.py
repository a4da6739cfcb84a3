"""Of a typed answer only what was typed stays. The shapes are those of mail programs, the words are ours."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anteroom_calendar import read_mail, typed_text
from anteroom_calendar.html_text import text_of
from anteroom_calendar.typed_text import MAX_TYPED
from invitations.mails import SAMPLES, TYPED_HTML

SAID = "That works for me.\n\nCould we make it four?"
ATTRIBUTIONS = {
    "Gmail, English": "On Fri, Nov 20, 2026 at 10:15 AM Acme <r-7f3k@relay.example> wrote:",
    "Gmail, broken": "On Fri, Nov 20, 2026 at 10:15 AM Acme, hiring\n<r-7f3k@relay.example> wrote:",
    "Gmail, in three": "On Fri, Nov 20, 2026 at 10:15 AM\nAcme, hiring <\nr-7f3k@relay.example> wrote:",
    "Apple, English": "On 20 Nov 2026, at 10:15, Acme, hiring <r-7f3k@relay.example> wrote:",
    "Thunderbird": "On 11/20/26 10:15, Acme, hiring wrote:",
    "Outlook for Mac": "Acme <r-7f3k@relay.example> wrote on 20 Nov 2026 at 10:15:",
    "German": "Am Fr., 20. Nov. 2026 um 10:15 Uhr schrieb Acme <r-7f3k@relay.example>:",
    "German, Thunderbird": "Am 20.11.26 um 10:15 schrieb Acme, hiring:",
    "Spanish": "El vie, 20 nov 2026 a las 10:15, Acme (<r-7f3k@relay.example>) escribió:",
    "French": "Le ven. 20 nov. 2026 à 10:15, Acme <r-7f3k@relay.example> a écrit :",
    "Italian": "Il giorno ven 20 nov 2026 alle ore 10:15 Acme <r-7f3k@relay.example> ha scritto:",
    "Portuguese": "Em sex., 20 de nov. de 2026 às 10:15, Acme <r-7f3k@relay.example> escreveu:",
    "Dutch": "Op vr 20 nov 2026 om 10:15 schreef Acme <r-7f3k@relay.example>:",
    "Swedish": "Den fre 20 nov. 2026 kl 10:15 skrev Acme <r-7f3k@relay.example>:",
    "Danish": "Den fre. 20. nov. 2026 kl. 10.15 skrev Acme <r-7f3k@relay.example>:",
    "Finnish": "pe 20. marrask. 2026 klo 10.15 Acme (r-7f3k@relay.example) kirjoitti:",
    "Polish": "pt., 20 lis 2026 o 10:15 Acme <r-7f3k@relay.example> napisał(a):",
    "Czech": "pá 20. 11. 2026 v 10:15 odesílatel Acme <r-7f3k@relay.example> napsal:",
    "Russian": "пт, 20 нояб. 2026 г. в 10:15, Acme <r-7f3k@relay.example>:",
    "Ukrainian": "пт, 20 лист. 2026 р. о 10:15 Acme <r-7f3k@relay.example> написав:",
    "Turkish": "Acme <r-7f3k@relay.example>, 20 Kas 2026 Cum, 10:15 tarihinde şunu yazdı:",
    "Chinese": "Acme <r-7f3k@relay.example> 于2026年11月20日周五 10:15写道：",
    "Japanese": "2026年11月20日(金) 10:15 Acme <r-7f3k@relay.example>のメール:",
    "Korean": "2026년 11월 20일 (금) 오전 10:15, Acme <r-7f3k@relay.example>님이 작성:",
    "Arabic": "في الجمعة، 20 نوفمبر 2026 في 10:15 كتب Acme <r-7f3k@relay.example>:",
}
ORIGINALS = {
    "Outlook, English": "From: Acme <r-7f3k@relay.example>\nSent: Friday\nTo: Dana\nSubject: Invitation",
    "Outlook, rule": "____________\nFrom: Acme\nSent: Friday\nTo: Dana\nSubject: Invitation",
    "Outlook, bold": "*From:* Acme\n*Sent:* Friday\n*To:* Dana\n*Subject:* Invitation",
    "Outlook, German": "Von: Acme\nGesendet: Freitag\nAn: Dana\nBetreff: Einladung",
    "Outlook, Spanish": "De: Acme\nEnviado el: viernes\nPara: Dana\nAsunto: Invitación",
    "Outlook, French": "De : Acme\nEnvoyé : vendredi\nÀ : Dana\nObjet : Invitation",
    "Outlook, Japanese": "差出人: Acme\n送信日時: 2026年\n宛先: Dana\n件名: 招待",
    "older Outlook": "-----Original Message-----\nFrom: Acme",
    "older Outlook, German": "-----Ursprüngliche Nachricht-----\nVon: Acme",
    "Gmail, forwarded": "---------- Forwarded message ---------\nFrom: Acme",
    "Apple, forwarded": "Begin forwarded message:\n\n> From: Acme",
    "Yahoo": "On Friday, November 20, 2026 at 10:15:00 AM GMT, Acme <r-7f3k@relay.example> wrote:",
}
DEVICES = [
    "Sent from my iPhone",
    "Get Outlook for iOS",
    "Von meinem iPhone gesendet",
    "Enviado desde mi iPhone",
]
DEVICES += [
    "Envoyé de mon iPhone",
    "Inviato da iPhone",
    "Sent with Proton Mail secure email.",
    "发自我的iPhone",
]
DEVICES += ["iPhoneから送信", "Verstuurd vanaf mijn iPhone", "Wysłane z iPhone'a", "Отправлено с iPhone"]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS)
def test_it_takes_quotes_and_what_announces_them_away(attribution: str) -> None:
    assert typed_text(f"{SAID}\n\n{attribution}\n\n> Acme invites you.\n> > When\n\n") == SAID
    assert typed_text(f"{SAID}\n{attribution}\n> Acme invites you.\n") == SAID
    assert typed_text(f"{attribution}\n> Acme invites you.\n\n{SAID}\n") == SAID


@pytest.mark.parametrize("original", ORIGINALS.values(), ids=ORIGINALS)
def test_it_takes_an_original_away_that_is_not_marked(original: str) -> None:
    assert typed_text(f"{SAID}\n\n{original}\n\nAcme invites you.\nWhen: Thursday\n") == SAID
    assert typed_text(f"{SAID}\r\n\r\n{original}\r\n\r\nAcme invites you.".replace("\n", "\r\n")) == SAID


@pytest.mark.parametrize("device", DEVICES)
def test_it_takes_a_devices_line_away(device: str) -> None:
    assert (
        typed_text(f"{SAID}\n\n{device}\n\n{ATTRIBUTIONS['Apple, English']}\n\n> Acme invites you.") == SAID
    )
    assert typed_text(f"{SAID}\n{device}") == SAID


@pytest.mark.parametrize("mark", ["-- ", "--", "—", "__"])
def test_it_takes_a_signature_away(mark: str) -> None:
    """RFC 3676 4.3, and how programs and people write it."""
    assert typed_text(f"{SAID}\n{mark}\nDana Smith\n+1 555 0100\n") == SAID


def test_it_keeps_what_stands_between_and_below_quotes() -> None:
    text = "> Can you come?\nYes.\n\n> > And at ten?\nBetter eleven.\n> Thanks\n"
    assert typed_text(text) == "Yes.\n\nBetter eleven."


@pytest.mark.parametrize(
    "text",
    [
        "From: 10:00\nTo: 11:00\nwould suit me",
        "I wrote in 2026: nothing.\nAnd you?",
        "On Monday I can, on Tuesday not:\nthe train.",
        "As you wrote:\nwe could meet.",
        "a -- b",
        "- one\n- two",
        "Date: Monday\nSubject: the job",
        "I sent it from my phone, sorry",
        "Original message received, thanks",
        "5 > 4",
    ],
)
def test_it_leaves_what_somebody_may_well_type(text: str) -> None:
    assert typed_text(text) == text


def test_it_says_nothing_where_nothing_was_typed() -> None:
    assert typed_text("") == ""
    assert typed_text("\n \n> all of it\n> quoted\n") == ""
    assert typed_text("Sent from my iPhone\n\n> x") == ""


def test_it_says_no_more_than_a_bounded_text() -> None:
    assert len(typed_text("word " * 1_000_000)) <= MAX_TYPED


@pytest.mark.parametrize("name", ["typed", "typed-html"])
def test_it_says_what_the_samples_say(name: str) -> None:
    said = typed_text(read_mail(SAMPLES[name]).text)
    assert said in {SAID, "Yes, & thanks.\n\nDana"}


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two<br>Three</div>", "One\nTwo\nThree"),
        ("One<br><br>Two", "One\n\nTwo"),
        ("<b>O</b>ne &lt;&#x32;&gt;&nbsp;&amp; \r\n  more", "One <2>\xa0& more"),
        ("<style>p{}</style><script>x()</script>One<!-- two --><title>t</title>", "One"),
        ("<head><title>no</title></head>One", "One"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\nTwo"),
        ("<table><tr><td>One</td><td>Two</td></tr></table>", "One\nTwo"),
        ("<blockquote>One<blockquote>Two</blockquote></blockquote>Three", "> One\n> > Two\nThree"),
        ("<div class='gmail_signature'>Dana</div>", "-- \nDana"),
        ("2 < 3 and 4 > 3", "2 < 3 and 4 > 3"),
        ("<p", "<p"),
        ("", ""),
    ],
)
def test_it_reads_html(html: str, text: str) -> None:
    assert text_of(html).strip("\n") == text


@pytest.mark.parametrize(
    "html",
    [
        '<div dir="ltr">Yes</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" '
        'class="gmail_attr">On Fri Acme wrote:<br></div>'
        '<blockquote class="gmail_quote"><p>Hi</p></blockquote></div>',
        "<div>Yes</div><blockquote type='cite'><div>On 20 Nov 2026, at 10:15, Acme wrote:</div><div>Hi</div>"
        "</blockquote>",
        "<p>Yes</p><div class='moz-cite-prefix'>On 11/20/26 10:15, Acme wrote:<br></div><blockquote "
        "type='cite'>Hi</blockquote>",
        "<div>Yes</div><div class='gmail_signature'>Dana<br>+1 555</div>",
        "<div>Yes</div><div class='yahoo_quoted'><div>On Friday, Acme wrote:</div><div>Hi</div></div>",
        "<div>Yes</div><div id='appendonsend'></div><hr><div id='divRplyFwdMsg'><b>From:</b> Acme<br>"
        "<b>Sent:</b> Friday<br><b>To:</b> Dana<br><b>Subject:</b> Hi</div><div>Acme invites you</div>",
    ],
    ids=["Gmail", "Apple", "Thunderbird", "signature", "Yahoo", "Outlook"],
)
def test_it_takes_the_same_away_from_html(html: str) -> None:
    raw = TYPED_HTML.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + html.encode()
    assert typed_text(read_mail(raw).text) == "Yes"


def test_it_keeps_answers_between_quotes_in_html() -> None:
    """Gmail closes its quote and opens another one within the same wrapper."""
    html = (
        "<div class='gmail_quote'><div class='gmail_attr'>On Fri Acme wrote:</div><blockquote>One?"
        "</blockquote><div>Yes.</div><blockquote>Two?</blockquote><div>No.</div></div>"
    )
    assert typed_text(text_of(html)) == "Yes.\nNo."


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.text(alphabet="<>/&;!-#xbdiv quoteab='\" \n", max_size=300))
def test_it_bears_any_text(text: str, html: str) -> None:
    assert not any(line.lstrip().startswith(">") for line in typed_text(text).split("\n"))
    assert typed_text(text_of(html)) == typed_text(text_of(html))
