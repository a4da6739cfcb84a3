"""What other servers report of our mail: whom it does not reach, and who wants none of it."""

from __future__ import annotations

from email.utils import parseaddr

import pytest

from anteroom.interviews import actions
from anteroom.people.refusals import mailbox_of, refused
from mail.letters import Room, room

WORDS = b"Your message to secret.colleague@larkfield.example could not be delivered, call +49 30 5550199.\r\n"


def report(
    *blocks: str,
    returned: str = "",
    head: str = "From: MAILER-DAEMON@mx.outside.example\r\nSubject: Undelivered Mail Returned to Sender\r\n",
    kind: str = "text/rfc822-headers",
) -> bytes:
    """A delivery report by RFC 3464, with the head of the returned mail if there is one."""
    status = "\r\n\r\n".join(block.strip() for block in blocks)
    parts = [
        b"Content-Type: text/plain\r\n\r\n" + WORDS,
        f"Content-Type: message/delivery-status\r\n\r\n{status}\r\n".encode(),
    ]
    if returned:
        parts.append(f"Content-Type: {kind}\r\n\r\n{returned}\r\n".encode())
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts)
    return (
        (
            f"{head}MIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        ).encode()
        + body
        + b"--b--\r\n"
    )


def told(action: str, status: str, *more: str) -> tuple[str, str]:
    """The two blocks of a report: of the server, and of the one recipient."""
    return (
        "Reporting-MTA: dns; mx.outside.example",
        "\r\n".join(
            [
                "Final-Recipient: rfc822; somebody@larkfield.example",
                f"Action: {action}",
                f"Status: {status}",
                *more,
            ]
        ),
    )


POSTFIX = report(
    *told("failed", "5.1.1", "Diagnostic-Code: smtp; 550 5.1.1 User unknown in virtual mailbox table")
)
EXCHANGE = report(
    "Reporting-MTA: dns;AM0PR05MB1.outside.example\r\nReceived-From-MTA: dns;relay.example",
    "Final-Recipient: rfc822;somebody@larkfield.example\r\nAction: failed\r\nStatus: 5.1.10\r\n"
    "Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound\r\nX-Display-Name: somebody",
    head="From: <postmaster@outside.example>\r\nSubject: Undeliverable: Invitation\r\n"
    "X-MS-Exchange-Message-Is-Ndr:\r\nAuto-Submitted: auto-replied\r\n",
)
GMAIL = report(
    "Reporting-MTA: dns; googlemail.com\r\nArrival-Date: Mon, 23 Nov 2026 01:00:00 -0800 (PST)",
    "Final-Recipient: rfc822; somebody@larkfield.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    "Remote-MTA: dns; gmail-smtp-in.l.example. (192.0.2.1, the server for the domain.)",
    head="From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>\r\n"
    "Subject: Delivery Status Notification (Failure)\r\nX-Failed-Recipients: somebody@larkfield.example\r\n"
    "Auto-Submitted: auto-replied\r\n",
)
GAVE_UP = report(*told("failed", "4.4.7", "Diagnostic-Code: smtp; delivery time expired"))
EXIM = (
    b"From: Mail Delivery System <Mailer-Daemon@mx.outside.example>\r\nAuto-Submitted: auto-replied\r\n"
    b"X-Failed-Recipients: somebody@larkfield.example\r\n"
    b"Subject: Mail delivery failed: returning message to sender\r\n"
    b"\r\nThis message was created automatically by mail delivery software.\r\n\r\n"
    b"A message that you sent could not be\r\n"
    b"delivered to one or more of its recipients. This is a permanent error.\r\n"
)
QMAIL = (
    b"From: MAILER-DAEMON@mx.outside.example\r\nSubject: failure notice\r\n\r\n"
    b"Hi. This is the qmail-send program at mx.outside.example.\r\n"
    b"I'm afraid I wasn't able to deliver your message to the following addresses.\r\n"
    b"This is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n"
    b"<somebody@larkfield.example>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n"
)
SENDMAIL = (
    b"From: Mail Delivery Subsystem <MAILER-DAEMON@mx.outside.example>\r\n"
    b"Subject: Returned mail: see transcript\r\n\r\n"
    b"   ----- The following addresses had permanent fatal errors -----\r\n<somebody@larkfield.example>\r\n"
    b"   ----- Transcript of session follows -----\r\n550 5.1.1 User unknown\r\n"
)
FAILURES = {
    "Postfix": POSTFIX,
    "Exchange": EXCHANGE,
    "Gmail": GMAIL,
    "a server that gave up": GAVE_UP,
    "Exim": EXIM,
    "qmail": QMAIL,
    "sendmail of old": SENDMAIL,
}
EXIM_WARNS = (
    b"From: Mail Delivery System <Mailer-Daemon@mx.outside.example>\r\nAuto-Submitted: auto-replied\r\n"
    b"Subject: Warning: message 1kXy delayed 24 hours\r\n\r\nThis message was created automatically.\r\n"
    b"A message that you sent has not yet been delivered to one or more of its recipients.\r\n"
    b"No action is required on your part. Delivery attempts will continue.\r\n"
)
NO_FAILURES = {
    "a delay": (
        report(*told("delayed", "4.4.1", "Will-Retry-Until: Tue, 24 Nov 2026 09:00:00 +0000")),
        "a report of a delay",
    ),
    "a delivery": (report(*told("delivered", "2.0.0")), "a report of no failure"),
    "a relay without reports": (report(*told("relayed", "2.1.9")), "a report of no failure"),
    "a mailing list": (report(*told("expanded", "2.1.9")), "a report of no failure"),
    "Exim's warning": (EXIM_WARNS, "a report of a delay"),
    "a letter": (b"From: x@outside.example\r\nSubject: Hello\r\n\r\nHow are you?\r\n", "no delivery report"),
    "an absence": (
        b"From: x@outside.example\r\nSubject: Away\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n",
        "no delivery report",
    ),
}


def envelope(it: Room, key: str) -> str:
    """The address that the envelope of a person's invitation bore."""
    (first, *_) = [each for each in it.world.twins.mailbox.captures if each.to == (it.email(key),)]
    return first.sender


async def unreachable(it: Room) -> list[str]:
    """The labels of the parties whom mail does not reach."""
    async with it.world.house.database.connection() as conn:
        rows = await conn.fetch("select label from party where not reachable order by position")
    return [row["label"] for row in rows]


@pytest.mark.parametrize("name", FAILURES)
async def test_it_marks_a_party_unreachable_and_tells_the_host_what_can_be_done(name: str) -> None:
    async with room() as it:
        assert await it.send("ines", FAILURES[name], to=envelope(it, "ines"), sender="") == 250

        assert await it.verdicts() == [("taken", "bounce")]
        assert await unreachable(it) == ["Legal"]
        (notice,) = it.mails("maya")
        text = " ".join(notice.text.split())
        assert "does not reach Legal" in text
        assert "Talk to Legal yourself. If there is another address, cancel this interview" in text
        assert [it.mails(key) for key in ("leo", "ines")] == [[], []]
        everything = b"".join(each.body for each in it.world.twins.mailbox.captures)
        assert b"secret.colleague" not in everything
        assert it.email("ines").encode() not in notice.raw


@pytest.mark.parametrize("name", NO_FAILURES)
async def test_it_only_notes_what_is_no_failure(name: str) -> None:
    raw, reason = NO_FAILURES[name]
    async with room() as it:
        await it.send("ines", raw, to=envelope(it, "ines"), sender="")

        assert await it.verdicts() == [("ignored", reason)]
        assert await unreachable(it) == []
        assert it.mails("maya") == []


async def test_it_tells_the_host_of_the_freelancer_that_the_thread_is_left() -> None:
    async with room() as it:
        await it.send("leo", POSTFIX, to=envelope(it, "leo"), sender="")

        (notice,) = it.mails("maya")
        assert "still finds the interview's card in the thread" in " ".join(notice.text.split())


async def test_it_does_not_post_what_the_host_answers_to_such_a_notice() -> None:
    async with room() as it:
        await it.send("ines", POSTFIX, to=envelope(it, "ines"), sender="")
        (notice,) = it.mails("maya")
        letter = it.letter("maya", "Her new one is on the way.")
        letter["In-Reply-To"] = it.headers(notice)["Message-ID"]
        await it.send("maya", letter)

        assert it.texts() == []
        told_so = " ".join(it.mails("maya")[1].text.split())
        assert "shown to nobody" in told_so
        assert "Please write in the thread on Harbourline." in told_so


@pytest.mark.parametrize(
    ("way", "why"),
    [
        ("slack", "Anteroom was removed from Legal’s Slack,"),
        ("account", "Legal is not reached as a guest in Slack any more,"),
    ],
)
async def test_it_tells_the_host_that_slack_is_gone_where_nothing_else_reaches_somebody(
    way: str, why: str
) -> None:
    """A guest known by Slack alone is reached there no more: no mail came back, and none is blamed."""
    async with room() as it:
        house = it.world.house
        async with house.database.connection() as conn:
            row = await conn.fetchrow("select interview_id, id from party where label = 'Legal'")
        assert row is not None
        await actions.unreachable(house, row["interview_id"], row["id"], way=way)
        await it.world.settle()
        (notice,) = it.mails("maya")
        text = " ".join(notice.text.split())
        assert f"{why} and no e-mail address of theirs is known here" in text
        assert "Talk to Legal yourself." in text
        assert "Mail does not reach" not in text


async def test_it_tells_the_host_once() -> None:
    async with room() as it:
        for raw in (POSTFIX, POSTFIX, EXCHANGE):
            await it.send("ines", raw, to=envelope(it, "ines"), sender="")

        assert len(it.mails("maya")) == 1


async def test_it_tells_nobody_of_the_hosts_own_mail_by_mail() -> None:
    async with room() as it:
        await it.send("maya", POSTFIX, to=envelope(it, "maya"), sender="")

        assert len(await unreachable(it)) == 1
        assert [it.mails(key) for key in ("maya", "leo", "ines")] == [[], [], []]


async def test_it_believes_a_report_at_a_reply_address_only_about_a_mail_of_ours_to_that_party() -> None:
    """Exchange has sent reports to From. Who forges one knows neither our Message-ID nor our envelope."""
    async with room() as it:
        sent = {key: it.headers(it.world.twins.mailbox.mails(key)[0]) for key in ("ines", "leo")}
        anothers = f"Message-ID: {sent['leo']['Message-ID']}\r\nSubject: Invitation"
        own = f"Message-ID: {sent['ines']['Message-ID']}\r\nSubject: Invitation"
        invented = f"Message-ID: <eff_aaaa.1@{it.world.settings.relay_domain}>\r\nSubject: Invitation"
        blocks = told("failed", "5.1.1")
        for raw in (POSTFIX, QMAIL, report(*blocks, returned=anothers), report(*blocks, returned=invented)):
            assert await it.send("ines", raw, sender="") == 250
        assert await it.verdicts() == [("ignored", "a report about no mail of ours")] * 4
        assert await unreachable(it) == []

        await it.send("ines", report(*blocks, returned=own), sender="")
        assert await unreachable(it) == ["Legal"]


async def test_it_believes_a_report_at_a_reply_address_that_returns_our_envelope() -> None:
    async with room() as it:
        returned = f"Return-Path: <{envelope(it, 'ines')}>\r\nSubject: Invitation"
        anothers = f"Return-Path: <{envelope(it, 'leo')}>\r\nSubject: Invitation"
        blocks = told("failed", "5.1.1")
        await it.send("ines", report(*blocks, returned=anothers, kind="message/rfc822"), sender="")
        assert await unreachable(it) == []
        await it.send("ines", report(*blocks, returned=returned, kind="message/rfc822"), sender="")
        assert await unreachable(it) == ["Legal"]


def complaint(kind: str, returned: str = "") -> bytes:
    """A complaint as mailbox providers send it (RFC 5965)."""
    about = returned or "Subject: Invitation"
    fields = f"Feedback-Type: {kind}\r\nUser-Agent: Feedback/1.0\r\nVersion: 1\r\n"
    return (
        "From: <feedback@outside.example>\r\nSubject: FW: Invitation\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report.\r\n"
        f"--b\r\nContent-Type: message/feedback-report\r\n\r\n{fields}\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\n{about}\r\n\r\nHello\r\n--b--\r\n"
    ).encode()


async def _refused(it: Room, key: str) -> bool:
    async with it.world.house.database.connection() as conn:
        return await refused(conn, mailbox_of(it.world.settings.secrets.index_key, it.email(key)))


async def test_it_never_writes_again_to_who_complained() -> None:
    async with room() as it:
        await it.send("ines", complaint("abuse"), to=envelope(it, "ines"))

        assert await it.verdicts() == [("taken", "complaint")]
        assert await _refused(it, "ines")
        assert await unreachable(it) == ["Legal"]
        (notice,) = it.mails("maya")
        assert "complain" not in notice.text and "spam" not in notice.text


async def test_it_believes_a_complaint_at_a_reply_address_only_about_a_mail_of_ours() -> None:
    async with room() as it:
        own = it.headers(it.world.twins.mailbox.mails("ines")[0])["Message-ID"]
        await it.send("ines", complaint("abuse"))
        assert not await _refused(it, "ines")
        await it.send("ines", complaint("abuse", f"Message-ID: {own}"))
        assert await _refused(it, "ines")


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure", "dmarc"])
async def test_it_takes_no_other_feedback_for_a_complaint(kind: str) -> None:
    async with room() as it:
        await it.send("ines", complaint(kind), to=envelope(it, "ines"))

        assert await it.verdicts() == [("ignored", "a report of no complaint")]
        assert not await _refused(it, "ines")


async def test_it_calls_an_envelope_that_nobody_can_make_for_another_party() -> None:
    async with room() as it:
        own, others = envelope(it, "ines"), envelope(it, "leo")
        mixed = own.split("-")[0] + "-" + others.split("-")[1] + "-" + own.split("-")[2]
        assert parseaddr(mixed)[1] == mixed
        assert await it.send("ines", POSTFIX, to=mixed, sender="") == 550
        assert await unreachable(it) == []
