"""The mails around what we emit, read by the standard library's newer parser and by our own reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from functools import cache

import pytest

from anteroom_calendar import CalendarMail, compose, read, read_mail, write
from invitations.emitted import FORMS, NAMES, ZONES, Sample, samples


@cache
def chosen() -> list[Sample]:
    """Each form with each name, and one of each zone."""
    first = {sample.invitation.zone: sample for sample in reversed(samples())}
    return [
        *(sample for sample in samples() if sample.invitation.zone is None),
        *(first[zone] for zone in ZONES),
    ]


def mail(sample: Sample) -> CalendarMail:
    """As the adapter sends it: From is the ORGANIZER, To the own ATTENDEE."""
    invitation = sample.invitation
    return CalendarMail(
        method=invitation.method,
        calendar=write(invitation),
        from_address=invitation.organizer.address,
        from_label=invitation.organizer.label,
        to_address="dana@corp.example",
        to_label=sample.name,
        subject=invitation.summary,
        date=invitation.dtstamp + timedelta(seconds=1),
        message_id="e1.2@relay.example",
        text=invitation.description,
        html=f"<p>{invitation.description}</p>",
        auto_submitted="auto-generated",
    )


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def mailed() -> list[tuple[Sample, bytes]]:
    return [(sample, compose(mail(sample))) for sample in chosen()]


def test_it_is_a_fair_sample() -> None:
    assert len(chosen()) == len(FORMS) * len(NAMES) + len(ZONES)
    assert {(sample.form, sample.name) for sample in chosen()} >= {
        (form, name) for form in FORMS for name in NAMES
    }


def test_the_standard_library_finds_the_calendar_as_it_was(mailed: list[tuple[Sample, bytes]]) -> None:
    """Twice: to be answered, and attached for who looks there; METHOD in the header as in the body."""
    for sample, raw in mailed:
        message = message_from_bytes(raw, policy=default)
        assert [part.defects for part in message.walk() if part.defects] == []
        data = write(sample.invitation)
        kinds = {part.get_content_type(): part for part in message.walk()}
        meeting, attached = kinds["text/calendar"], kinds["application/ics"]
        assert meeting["Content-Type"].params["method"] == sample.invitation.method
        assert meeting["Content-Type"].params["charset"] == "UTF-8"
        assert {meeting["Content-Transfer-Encoding"], attached["Content-Transfer-Encoding"]} == {"base64"}
        assert meeting.get_payload(decode=True) == attached.get_payload(decode=True) == data
        assert meeting.get_content() == data.decode()
        assert attached.get_filename() == "invite.ics"
        assert flat(kinds["text/plain"].get_content()) == flat(sample.expected.description)


def test_the_standard_library_reads_the_headers(mailed: list[tuple[Sample, bytes]]) -> None:
    for sample, raw in mailed:
        message = message_from_bytes(raw, policy=default)
        [sender], [recipient] = message["From"].addresses, message["To"].addresses
        assert (sender.addr_spec, recipient.addr_spec) == ("r-7f3k@relay.example", "dana@corp.example")
        # Blanks aside: the newer policy leaves those between the encoded words of a name (RFC 2047 6.2).
        assert "".join(recipient.display_name.split()) == "".join(sample.name.split())
        assert flat(str(message["Subject"])) == flat(sample.expected.summary)
        assert message["Auto-Submitted"] == "auto-generated"


def test_our_own_reader_reads_what_we_send(mailed: list[tuple[Sample, bytes]]) -> None:
    for sample, raw in mailed:
        received = read_mail(raw)
        assert received.calendar == write(sample.invitation).rstrip()
        assert (received.calendar_parts, received.calendar_method) == (1, sample.invitation.method)
        assert (received.from_address, received.to) == ("r-7f3k@relay.example", ("dana@corp.example",))
        assert (received.from_label, received.subject) == (flat(sample.name), flat(sample.expected.summary))
        answer = read(received.calendar)
        assert (answer.kind, answer.uid) == (sample.invitation.method.lower(), sample.invitation.uid)


def test_every_line_is_ascii_and_short_and_ends_as_mail_does(mailed: list[tuple[Sample, bytes]]) -> None:
    """RFC 5322 2.1.1 and 2.3; RFC 2047 section 2 for the 76."""
    for _, raw in mailed:
        lines = raw.split(b"\r\n")
        assert raw.isascii() and max(map(len, lines)) <= 78
        assert not any(b"\r" in line or b"\n" in line for line in lines)


def test_a_repeat_is_the_same_bytes_and_another_recipient_is_not(mailed: list[tuple[Sample, bytes]]) -> None:
    sample, raw = mailed[0]
    assert compose(mail(sample)) == raw
    assert compose(replace(mail(sample), to_address="noor@corp.example")) != raw
