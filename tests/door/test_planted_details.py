"""Contact details planted in every channel and encoding must be found."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from email.header import Header
from email.message import EmailMessage
from urllib.parse import quote, quote_plus

import pytest

from anteroom.door import Hit, Needle, Needles, readings

EMAIL, PHONE, HANDLE, ADDRESS = (
    "dana.voss@brackenlab.example",
    "+44 7700 900318",
    "dana_vo55",
    "Hauptstraße 5, Köln",
)
NEEDLES = Needles(
    [
        Needle.of("dana", "email", EMAIL),
        Needle.of("dana", "phone", PHONE),
        Needle.of("dana", "handle", HANDLE),
        Needle.of("dana", "address", ADDRESS),
    ]
)

EMAIL_SPELLINGS = [
    EMAIL,
    EMAIL.upper(),
    "Dana.Voss+interview@BrackenLab.example",
    "dana.voss at brackenlab.example",
    "dana dot voss at brackenlab dot example",
    "dana.voss [at] brackenlab [dot] example",
    "dana.voss(at)brackenlab(dot)example",
    "dana.voss @ brackenlab . example",
    "d a n a . v o s s @ b r a c k e n l a b . e x a m p l e",
    "dana_dot_voss_at_brackenlab_dot_example",
    "ｄａｎａ.voss＠brackenlab.example",
    "dana.\u200bvoss@bracken\u00adlab.example",
    "bounces+dana.voss=brackenlab.example@relay.anteroom.example",
    "<mailto:dana.voss@brackenlab.example|write>",
]
PHONE_SPELLINGS = [
    PHONE,
    "+447700900318",
    "00447700900318",
    "011 44 7700 900318",
    "07700 900318",
    "07700900318",
    "+44 (0)7700 900-318",
    "7700.900.318",
    "+44/7700/900/318",
    "tel:+44-7700-900318",
    "+４４ ７７００ ９００３１８",
    "٠٧٧٠٠٩٠٠٣١٨",
    '{"phone": 447700900318}',
]


def mail(text: str, *, encoding: str = "8bit", html_part: bool = False) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Interview"
    message.set_content("Hello", cte="7bit")
    if html_part:
        message.add_alternative(f"<p>{html.escape(text)}</p>", subtype="html", cte=encoding)
    else:
        message.add_attachment(text, filename="notes.txt", cte=encoding)
    return message.as_bytes()


def forwarded(text: str) -> bytes:
    inner = EmailMessage()
    inner.set_content(text, cte="base64")
    outer = EmailMessage()
    outer.set_content("see below")
    outer.add_attachment(inner)
    return outer.as_bytes()


def in_header(text: str) -> bytes:
    return f"Subject: {Header(text, 'utf-8').encode()}\r\nContent-Type: text/plain\r\n\r\nHi\r\n".encode()


def in_file_name(text: str) -> bytes:
    message = EmailMessage()
    message.set_content("Hi")
    message.add_attachment(
        b"\x00\x01", maintype="application", subtype="octet-stream", filename=f"é {text}.bin"
    )
    return message.as_bytes()


def quoted(text: str) -> str:
    """Every octet as quoted-printable has it."""
    return "".join(f"={octet:02X}" for octet in text.encode())


def in_two_words(text: str) -> bytes:
    """A head in two encoded words, which a reader puts together without the space between them."""
    half = len(text) // 2
    words = " ".join(f"=?utf-8?q?{quoted(piece)}?=" for piece in (text[:half], text[half:]))
    return f"Subject: {words}\r\nContent-Type: text/plain\r\n\r\nHi\r\n".encode()


def in_pieces_of_a_name(text: str) -> bytes:
    """The name of a file in two parameters (RFC 2231 3)."""
    half = len(text) // 2
    first, second = (quote(piece, safe="") for piece in (text[:half], text[half:]))
    return (
        "Content-Type: application/octet-stream\r\nContent-Disposition: attachment;\r\n"
        f" filename*0*=utf-8''{first};\r\n filename*1*={second}\r\n\r\nxx\r\n"
    ).encode()


def around_parts(before: str = "", after: str = "") -> bytes:
    """Encoded text before the first part of a mail, or after its last one, where programs show nothing."""
    before, after = (base64.b64encode(text.encode()).decode() for text in (before, after))
    return (
        f"Content-Type: multipart/mixed; boundary=b\r\n\r\n{before}\r\n"
        f"--b\r\nContent-Type: text/plain\r\n\r\nHi\r\n--b--\r\n{after}\r\n"
    ).encode()


def calendar(line: str) -> bytes:
    octets = line.encode()
    folded = b"\r\n ".join(octets[i : i + 20] for i in range(0, len(octets), 20))
    return b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + folded + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def escaped_calendar(text: str) -> bytes:
    return calendar("DESCRIPTION:Agenda\\, then\\n" + text.replace(",", "\\,"))


def token(text: str) -> bytes:
    parts = [
        json.dumps(p).encode() for p in ({"alg": "HS256", "typ": "JWT"}, {"sub": text, "exp": 1795705200})
    ]
    return b".".join(base64.urlsafe_b64encode(p).rstrip(b"=") for p in (*parts, b"\x01\x99\xff\x00signature"))


CHANNELS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "plain": ("text/plain", lambda t: f"Agenda: {t}.".encode()),
    "unknown type": ("", lambda t: t.encode()),
    "json": ("application/json", lambda t: json.dumps({"blocks": [{"text": {"text": f"hi {t}"}}]}).encode()),
    "json key": ("application/json", lambda t: json.dumps({t: 1}).encode()),
    "json in json": (
        "application/json",
        lambda t: json.dumps({"body": json.dumps({"t": json.dumps(t)})}).encode(),
    ),
    "form": ("application/x-www-form-urlencoded", lambda t: b"a=1&text=" + quote_plus(t).encode()),
    "query": ("text/plain", lambda t: b"https://x.example/p?q=" + quote(t, safe="").encode()),
    "fragment": (
        "text/plain",
        lambda t: b"https://x.example/p#" + quote(quote(t, safe=""), safe="").encode(),
    ),
    "html text": ("text/html", lambda t: f"<p>{html.escape(t)}</p>".encode()),
    "html attribute": ("text/html", lambda t: f'<a title="{html.escape(t)}">x</a>'.encode()),
    "html entities": ("text/html", lambda t: "".join(f"&#{ord(c)};" for c in t).encode()),
    "html hex entities": ("text/html", lambda t: "".join(f"&#x{ord(c):x};" for c in t).encode()),
    "html comment": ("text/html", lambda t: f"<!-- {t} --><b>hi</b>".encode()),
    "html inline tags": ("text/html", lambda t: (t[:3] + "<b>" + t[3:6] + "</b>" + t[6:]).encode()),
    "escapes": ("text/javascript", lambda t: "".join(f"\\u{ord(c):04x}" for c in t).encode()),
    "base64": ("text/plain", lambda t: b"data:;base64," + base64.b64encode(f"see {t}".encode())),
    "base64 inside a word": (
        "text/plain",
        lambda t: b"id_" + base64.urlsafe_b64encode(t.encode()).rstrip(b"="),
    ),
    "base64 twice": ("text/plain", lambda t: base64.b64encode(base64.b64encode(t.encode()))),
    "base32": ("text/plain", lambda t: b"code " + base64.b32encode(t.encode())),
    "base32 small": ("text/plain", lambda t: base64.b32encode(t.encode()).lower().rstrip(b"=")),
    "hex": ("text/plain", lambda t: t.encode().hex().encode()),
    "hex behind a digit": ("text/plain", lambda t: b"a" + f"{t}, ok".encode().hex().encode()),
    "token": ("text/plain", lambda t: b"https://x.example/i#" + token(t)),
    "mail base64": ("message/rfc822", lambda t: mail(t, encoding="base64")),
    "mail quoted-printable": ("message/rfc822", lambda t: mail(t, encoding="quoted-printable")),
    "mail html": ("message/rfc822", lambda t: mail(t, encoding="quoted-printable", html_part=True)),
    "mail in mail": ("message/rfc822", forwarded),
    "mail without a type": ("application/octet-stream", forwarded),
    "mail header": ("message/rfc822", in_header),
    "mail header in two words": ("message/rfc822", in_two_words),
    "file name": ("message/rfc822", in_file_name),
    "file name in pieces": ("message/rfc822", in_pieces_of_a_name),
    "before a mail's parts": ("message/rfc822", lambda t: around_parts(before=t)),
    "after a mail's parts": ("message/rfc822", lambda t: around_parts(after=t)),
    "quoted-printable in a text": ("application/json", lambda t: json.dumps({"t": quoted(t)}).encode()),
    "folded calendar": ("text/calendar", lambda t: calendar(f"DESCRIPTION:{t}")),
    "escaped calendar": ("text/calendar", escaped_calendar),
    "calendar parameter": ("text/calendar", lambda t: calendar(f'ATTENDEE;CN="{t}":mailto:a1@relay.example')),
    "latin-1": (
        "text/plain; charset=iso-8859-1",
        lambda t: f"é {t}".encode("iso-8859-1", "xmlcharrefreplace"),
    ),
    "utf-16": ("text/plain; charset=utf-16", lambda t: t.encode("utf-16")),
}
VALUES = {"email": EMAIL, "phone": PHONE, "handle": HANDLE, "address": "Hauptstr. 5"}


def found(content_type: str, body: bytes) -> list[Hit]:
    return NEEDLES.find(readings(content_type, body))


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("kind", VALUES)
def test_it_finds_every_kind_in_every_channel(kind: str, channel: str) -> None:
    content_type, planted = CHANNELS[channel]
    assert kind in {hit.kind for hit in found(content_type, planted(VALUES[kind]))}


@pytest.mark.parametrize(
    "channel", ["plain", "json", "mail base64", "folded calendar", "html entities", "token"]
)
@pytest.mark.parametrize("spelling", EMAIL_SPELLINGS + PHONE_SPELLINGS)
def test_it_finds_every_spelling(spelling: str, channel: str) -> None:
    content_type, planted = CHANNELS[channel]
    assert {hit.owner for hit in found(content_type, planted(spelling))} == {"dana"}


@pytest.mark.parametrize(
    "text",
    ["hauptstrasse 5", "HAUPTSTRASSE 5", "5 Hauptstraße", "Hauptstr.\n5", "D-50667 Köln, Hauptstraße 5"],
)
def test_it_finds_a_street_line_in_other_spellings(text: str) -> None:
    assert [hit.kind for hit in found("text/plain", text.encode())] == ["address"]


@pytest.mark.parametrize(
    "text",
    [
        "skype: river",
        "Telegram id is river",
        "@river",
        "https://t.me/river",
        "river on telegram",
        '{"handle": "river"}',
    ],
)
def test_it_finds_an_ordinary_word_with_a_cue(text: str) -> None:
    needles = Needles([Needle.of("r", "handle", "@river")])
    assert needles.find(readings("", text.encode()))


@pytest.mark.parametrize(
    ("handle", "alone"),
    [
        ("riverstonemaps", True),
        ("riverstonemap", False),
        ("river-stonemap", True),
        ("river-stone-x", False),
        ("riv3r_s", True),
        ("riv3r_", False),
        ("ri73r_0", True),
        ("ri73_00", False),
        ("a1_bb_cc", True),
        ("a1_b_c_d", False),
    ],
)
def test_it_knows_a_handle_by_itself_only_where_it_is_like_no_word(handle: str, alone: bool) -> None:
    needles = Needles([Needle.of("r", "handle", handle)])

    assert bool(needles.find(readings("", f"Talk of {handle} and maps".encode()))) is alone
    assert needles.find(readings("", f"skype: {handle}".encode()))


def test_it_finds_a_number_told_without_its_country_behind_any_code() -> None:
    needles = Needles([Needle.of("r", "phone", "0170 5551234")])

    for before in ("", "0", "353", "00353", "+353 "):
        assert needles.find(readings("", f"call {before}1705551234".encode())), before
    assert not needles.find(readings("", b"lot 77712341705551234"))


def test_it_reads_an_encoded_word_of_another_character_set_in_a_text() -> None:
    """An address on a card in Slack, say: no mail's head is around it."""
    written = "=?iso-8859-1?q?Hauptstra=DFe_5?="

    assert {hit.kind for hit in found("application/json", json.dumps({"t": written}).encode())} == {"address"}


def test_it_reads_a_key_as_programs_do() -> None:
    """With an escape before its slash, as some programs write it, a link is none in plain sight."""
    needles = Needles([Needle.of("r", "handle", "@river")])
    body = json.dumps({"https://t.me/river": 1}).replace("/", "\\/").encode()

    assert needles.find(readings("application/json", body))


def test_it_takes_nothing_for_ours_but_what_lies_inside_a_string_that_we_made() -> None:
    own = "interview-of-44-7700-900318-made-by-us"

    assert not NEEDLES.find(readings("text/plain", f"see {own}.".encode()), [own])
    for beside in (f"{own} {PHONE}", f"{PHONE} {own}", f"{own[:-9]} {own[9:]}"):
        assert NEEDLES.find(readings("text/plain", beside.encode()), [own]), beside
    half = "interview-of-the-year +44 7700"
    assert NEEDLES.find(readings("text/plain", f"{half} 900318".encode()), [half]), "only half of it is ours"


def test_it_names_owner_kind_and_place_only() -> None:
    """What is logged about a hit must not carry the value on."""
    hits = found("application/json", json.dumps({"a": [{"b": f"write {EMAIL}"}]}).encode())
    assert Hit("dana", "email", "body/json.a[0].b") in hits
    shown = repr(hits) + repr(NEEDLES) + repr(Needle.of("dana", "email", EMAIL))
    shown += repr(list(readings("text/plain", EMAIL.encode())))
    assert "voss" not in shown


def test_it_does_not_repeat_a_key_that_is_a_value_in_where() -> None:
    hits = found("application/json", json.dumps({EMAIL: {"x": PHONE}}).encode())
    assert hits
    assert "voss" not in repr(hits)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("email", "nobody"), ("email", "a@b"), ("phone", "12"), ("handle", "@"), ("address", "")],
)
def test_it_refuses_values_in_which_nothing_can_be_sought(kind: str, value: str) -> None:
    with pytest.raises(ValueError) as refusal:
        Needle.of("x", kind, value)  # type: ignore[arg-type]  # the table is plain strings
    assert not value or value not in str(refusal.value)
