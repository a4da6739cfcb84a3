"""What the head of a mail tells of networks: nothing of ours to them, nothing of theirs to one another."""

from __future__ import annotations

import re
import socket
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

from anteroom.interviews import actions
from anteroom.interviews.model import Role
from anteroom_calendar import Partstat
from mail.house_with_mail import LEO, START, HouseWithMail
from mail.post_office import Arrived
from mail.ways_in import ways_in

RELAY = "relay.anteroom.test"
LEOS_NETWORK = ("leos-laptop", "home.arpa", "192.168.7.23", "203.0.113.77", "LeoMail", "orbison-office-vpn")
OURS = {
    *("from", "to", "subject", "date", "message-id", "in-reply-to", "references", "mime-version"),
    *("content-type", "content-transfer-encoding", "auto-submitted", "x-auto-response-suppress"),
    *("list-unsubscribe", "list-unsubscribe-post"),
}
"""Every field that a mail of ours may have; whoever adds one looks first at what it tells."""
TRACES = (
    b"Received: from leos-laptop.home.arpa (leos-laptop.home.arpa [192.168.7.23])\r\n"
    b"\tby orbison-office-vpn.example with ESMTPSA; Mon, 23 Nov 2026 09:00:00 +0000\r\n"
    b"Received: by leos-laptop.home.arpa; Mon, 23 Nov 2026 08:59:59 +0000\r\n"
    b"X-Originating-IP: [203.0.113.77]\r\nX-Mailer: LeoMail 7\r\nUser-Agent: LeoMail 7\r\n"
    b"Return-Path: <leo@leos-laptop.home.arpa>\r\nReferences: <1@leos-laptop.home.arpa>\r\n"
)


async def _whole_life(mailed: HouseWithMail, before: bytes = b"") -> None:
    """Invite, counter, refuse it, move, accept, and call it off; `before` stands on top of each answer."""
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    later = mailed.reply(
        invitation,
        LEO,
        Partstat.TENTATIVE,
        start=START + timedelta(hours=1),
        message_id="counter.1@leos-laptop.home.arpa",
    )
    await mailed.send(before + later, invitation.sender_of_entry)
    (counter,) = (await mailed.now(interview)).counters
    await actions.decline_counter(mailed.house, interview.id, counter.id, "per_maya")
    await mailed.settle()
    mailed.clock.advance(timedelta(minutes=5))
    end = START + timedelta(hours=3)
    await actions.move(mailed.house, interview.id, "per_maya", end - timedelta(minutes=45), end)
    await mailed.settle()
    newest = mailed.office.to(LEO)[-1]
    accepted = mailed.reply(newest, LEO, Partstat.ACCEPTED, message_id="yes.1@leos-laptop.home.arpa")
    await mailed.send(before + accepted, newest.sender_of_entry)
    await mailed.settle()
    assert (await mailed.party(interview, Role.CANDIDATE)).answer.value == "accepted"
    await actions.cancel(mailed.house, interview.id, "per_maya")
    await mailed.settle()


def _head(mail: Arrived) -> str:
    """The head of a mail, unfolded, without our own public address, which links in it may name."""
    head = mail.raw.partition(b"\r\n\r\n")[0].decode()
    return re.sub(r"\r\n[ \t]+", " ", head)


def _machine() -> set[str]:
    """What this machine is called, and where it is."""
    name = socket.gethostname()
    found = {name, socket.getfqdn(), "localhost", "127.0.0.1"}
    for *_, place in socket.getaddrinfo(name, None):
        found.add(str(place[0]))
    return {each for each in found if len(each) > 3}


def _told(raw: bytes) -> str:
    """Everything that a mail says, decoded."""
    parts = message_from_bytes(raw, policy=default).walk()
    texts = [payload.decode(errors="replace") for part in parts if (payload := _payload(part))]
    return "\n".join([raw.decode(errors="replace"), *texts])


def _payload(part: object) -> bytes:
    payload = part.get_payload(decode=True) if hasattr(part, "get_payload") else None
    return payload if isinstance(payload, bytes) else b""


async def test_it_tells_nobody_the_name_or_the_place_of_this_machine(mailed: HouseWithMail) -> None:
    """Neither in EHLO nor in the envelope nor in any field; and no field of a mail program is there."""
    await _whole_life(mailed)
    url = mailed.house.settings.public_url
    arrived = mailed.office.arrived

    assert len(arrived) >= 10
    assert set(mailed.office.greeted_as) == {RELAY}
    for mail in arrived:
        head = _head(mail).replace(url, "")
        assert mail.sender.endswith(f"@{RELAY}")
        assert not [
            each for each in _machine() if re.search(rf"(?<![\w.]){re.escape(each)}(?![\w.])", head)
        ], head
        assert {name.lower() for name in mail.mail} <= OURS
        for name in ("Message-ID", "In-Reply-To", "References"):
            assert all(each.endswith(f"@{RELAY}>") for each in str(mail.mail[name] or "").split())


async def test_it_sends_nothing_on_of_the_way_that_an_answer_came(mailed: HouseWithMail) -> None:
    """Received, the program, the address it was sent from, its own Message-ID: all of it ends here."""
    await _whole_life(mailed, TRACES)
    told = [_told(mail.raw) for mail in mailed.office.arrived]

    assert all(trace in _told(TRACES + b"Message-ID: <1@home.arpa>\r\n\r\n") for trace in LEOS_NETWORK)
    assert len(told) >= 10
    assert not [trace for trace in LEOS_NETWORK for each in told if trace in each]


async def test_it_greets_as_the_relay_and_names_no_machine(mailed: HouseWithMail) -> None:
    async with ways_in(mailed) as ways:
        async with ways.smtp(greet=False) as smtp:
            greeting = f"{await smtp.hear()} {await smtp.say('EHLO outside.test')} {await smtp.say('HELP')}"
        async with ways.lmtp_line() as lmtp:
            greeting += await lmtp.say("LHLO outside.test")

    assert greeting.startswith(f"220 {RELAY} Anteroom ")
    assert not [each for each in _machine() if each in greeting]
