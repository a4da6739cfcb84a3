"""A mail from outside gives up its calendar part wherever it is, and never more than two errors."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anteroom_calendar import CalendarError, TooLarge, compose, read, read_mail, write
from invitations.samples import INVITATION, REPLY_LINES, a_mail, calendar
from pace import dear

HEAD = b"From: Dana <dana@corp.example>\r\nTo: r-7f3k@relay.example\r\nMessage-ID: <x1@corp.example>\r\n"
REPLY = calendar(*REPLY_LINES)


def mail_of(*parts: tuple[str, bytes], kind: str = "mixed") -> bytes:
    """A multipart mail of (content headers, body) pairs."""
    inner = b"".join(b"--b\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n" for head, body in parts)
    return HEAD + f'Content-Type: multipart/{kind}; boundary="b"\r\n\r\n'.encode() + inner + b"--b--\r\n"


def test_it_reads_what_we_compose() -> None:
    received = read_mail(compose(a_mail()))
    assert received.calendar is not None
    assert read(received.calendar) == read(write(INVITATION))
    assert (received.calendar_method, received.calendar_parts) == ("REQUEST", 1)
    assert (received.from_address, received.from_label) == ("r-7f3k@relay.example", "Acme, hiring")
    assert received.to == ("dana@corp.example",)
    assert received.message_id == "e1.2@relay.example"
    assert received.auto_submitted == "auto-generated"
    assert received.subject == "Invitation: Data pipeline"
    assert received.text == "Acme invites you.\n"
    assert not received.is_bounce


def test_it_takes_a_mail_that_is_nothing_but_a_calendar() -> None:
    raw = HEAD + b'Content-Type: text/calendar; charset=utf-8; method="reply"\r\n\r\n' + REPLY
    received = read_mail(raw)
    assert received.calendar == REPLY.strip()
    assert received.calendar_method == "REPLY"


@pytest.mark.parametrize(
    "head",
    [
        "Content-Type: application/ics; name=invite.ics",
        'Content-Type: application/octet-stream; name="Invite.ICS"',
        'Content-Type: text/plain\r\nContent-Disposition: attachment; filename="answer.ics"',
        "Content-Type: text/calendar",
    ],
)
def test_it_finds_a_calendar_that_is_only_attached(head: str) -> None:
    """Yahoo takes and sends application/ics (CalConnect's guide); others attach a file."""
    received = read_mail(mail_of(("Content-Type: text/plain", b"Yes"), (head, REPLY)))
    assert received.calendar == REPLY.strip()
    assert received.text == "Yes"


def test_it_prefers_the_part_that_calls_itself_a_calendar() -> None:
    other = calendar(*REPLY_LINES, method="PUBLISH")
    received = read_mail(
        mail_of(
            ("Content-Type: application/ics", other), ("Content-Type: text/calendar; method=REPLY", REPLY)
        )
    )
    assert received.calendar == REPLY.strip()
    assert received.calendar_parts == 2


def test_it_recodes_a_calendar_in_another_charset() -> None:
    """Nextcloud has a test class for nothing else (IMipPluginCharsetTest)."""
    data = calendar(*REPLY_LINES, "COMMENT:Größe").decode().encode("iso-8859-1")
    received = read_mail(mail_of(("Content-Type: text/calendar; charset=iso-8859-1", data)))
    assert received.calendar is not None
    assert read(received.calendar).comment == "Größe"


def test_it_bears_a_charset_that_is_none() -> None:
    received = read_mail(mail_of(("Content-Type: text/calendar; charset=klingon", REPLY)))
    assert received.calendar == REPLY.strip()


def test_it_takes_line_feeds_only() -> None:
    raw = (HEAD + b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + REPLY).replace(b"\r\n", b"\n")
    received = read_mail(raw)
    assert received.calendar is not None
    assert read(received.calendar) == read(REPLY)


def test_it_does_not_look_into_enclosed_mail() -> None:
    """A bounce returns our own invitation, and a forward holds somebody else's."""
    received = read_mail(
        mail_of(
            ("Content-Type: text/plain", b"see below"), ("Content-Type: message/rfc822", compose(a_mail()))
        )
    )
    assert received.calendar is None
    assert received.calendar_parts == 0


def test_it_knows_a_bounce() -> None:
    """RFC 3464, and Exim's older way."""
    report = (
        ("Content-Type: text/plain", b"could not be delivered"),
        (
            "Content-Type: message/delivery-status",
            b"Reporting-MTA: dns; mx.example\r\n\r\nAction: failed\r\n",
        ),
        ("Content-Type: message/rfc822", compose(a_mail())),
    )
    received = read_mail(mail_of(*report, kind="report; report-type=delivery-status"))
    assert received.is_bounce
    assert received.calendar is None
    assert read_mail(HEAD + b"X-Failed-Recipients: dana@corp.example\r\n\r\nsorry\r\n").is_bounce
    receipt = mail_of(
        ("Content-Type: text/plain", b"read"), kind="report; report-type=disposition-notification"
    )
    assert not read_mail(receipt).is_bounce


@pytest.mark.parametrize(
    ("header", "word"),
    [
        (b"", ""),
        (b"Auto-Submitted: No\r\n", "no"),
        (b"Auto-Submitted: Auto-Replied (vacation); owner=x\r\n", "auto-replied (vacation)"),
        (b"auto-submitted: auto-generated\r\n", "auto-generated"),
    ],
)
def test_it_says_whether_a_machine_wrote(header: bytes, word: str) -> None:
    """RFC 3834. Xandikos sets it on true answers, so it is told and not judged."""
    assert read_mail(HEAD + header + b"\r\nHello\r\n").auto_submitted == word


def test_it_decodes_names_and_subjects() -> None:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Ödön Éva <eva@corp.example>"
    message["To"] = "r-7f3k@relay.example"
    message["Subject"] = "Später — نور"
    message.set_content("Größe")
    received = read_mail(message.as_bytes())
    assert (received.from_label, received.from_address) == ("Ödön Éva", "eva@corp.example")
    assert (received.subject, received.text) == ("Später — نور", "Größe\n")


def test_it_gathers_what_the_mail_answers() -> None:
    head = b"References: <a@b.example>\r\n <c@d.example>\r\nIn-Reply-To: <c@d.example>\r\n"
    assert read_mail(HEAD + head + b"\r\nHi\r\n").references == ("a@b.example", "c@d.example")


@pytest.mark.parametrize(
    "raw",
    [
        b"x" * (11 << 20),
        HEAD + b"x\r\n" * 1_000_000,
        b"".join(
            b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(500)
        ),
        mail_of(*[("Content-Type: text/plain", b"x")] * 500),
    ],
    ids=["octets", "lines", "depth", "parts"],
)
def test_it_reads_within_bounds(raw: bytes) -> None:
    def refused() -> None:
        with pytest.raises(TooLarge):
            read_mail(raw)

    times, _ = dear(refused)
    assert times < 450


def test_it_bears_the_deepest_and_longest_mail_that_it_reads() -> None:
    depth = [b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(30)]
    for raw in (b"".join(depth[:10]) + b"x\r\n" * 190_000, b"".join(depth) + b"x\r\n" * 60_000):
        times, _ = dear(partial(read_mail, HEAD + raw))
        assert times < 400


@pytest.mark.parametrize(
    "head",
    [
        b"From: " + b"(" * 100_000 + b"\r\n",
        b"From: " + b'"a" <a@b.example>, ' * 20_000 + b"\r\n",
        b"Subject: " + b"=?utf-8?b?////?= " * 20_000 + b"\r\n",
        b"Subject: =?klingon?q?x?=\r\nFrom: =?utf-8?q?=ff?= <a@b.example>\r\n",
        b"Content-Type: text/plain; charset*=utf-8''%ff\r\n",
        b"Content-Type: multipart/mixed\r\n",
        b"Message-ID: <" + b"x" * 100_000 + b">\r\n",
        b"\xff\xfe: \xff\r\nFrom: \xff\xff <\xff@b.example>\r\n",
    ],
    ids=["nested", "many", "words", "charset", "rfc2231", "no-boundary", "identifier", "octets"],
)
def test_it_bears_hostile_headers(head: bytes) -> None:
    def met() -> None:
        try:
            read_mail(head + b"\r\nHello\r\n")
        except CalendarError:
            pass  # a refusal is as good as a reading

    times, _ = dear(met)
    assert times < 450


SEEDS = [compose(a_mail()), mail_of(("Content-Type: text/calendar; method=REPLY", REPLY)), b""]


@settings(max_examples=200, deadline=None)
@given(
    raw=st.sampled_from(SEEDS),
    changes=st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 60), st.binary(max_size=16)), max_size=6),
)
def test_it_lets_no_other_error_escape(raw: bytes, changes: list[tuple[int, int, bytes]]) -> None:
    for place, length, replacement in changes:
        raw = raw[:place] + replacement + raw[place + length :]
    try:
        received = read_mail(raw)
        if received.calendar is not None:
            read(received.calendar)
    except CalendarError:
        pass  # the two that callers know
