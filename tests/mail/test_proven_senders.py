"""What proves a mail's sender: our own server's word, or our own check, with real signatures and DNS."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from pytest_asyncio import fixture

from anteroom.interviews.model import Answer, Role
from anteroom.settings.deployment import MailIn
from anteroom_calendar import Partstat
from anteroom_mail.proof.authentication_results import reported
from anteroom_mail.proof.evidence import Evidence, evidence
from anteroom_mail.proof.name_service import Resolver
from anteroom_mail.proof.sending_host import Origin
from anteroom_mail.proof.who_may_answer import Proof
from mail.house_with_mail import DANA, LEO, HouseWithMail, house_with_mail
from mail.signing import record, signed
from name_server import NameServer, name_server

OURS = "mx.anteroom.test"
DOMAIN = "orbison.example"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (["mx.anteroom.test; dmarc=pass header.from=orbison.example"], Proof.PASS),
        (["MX.Anteroom.TEST 1; DMARC = Pass (all well) header.from = Orbison.Example"], Proof.PASS),
        (["mx.anteroom.test; dmarc=pass"], Proof.PASS),
        (["mx.anteroom.test;\r\n\tspf=pass smtp.mailfrom=a@b.example;\r\n\tdmarc=pass"], Proof.PASS),
        (["mx.anteroom.test (c; (dmarc=fail) d) 1; dmarc=pass (p=reject; dmarc=fail)"], Proof.PASS),
        (["mx.anteroom.test; dmarc=fail header.from=orbison.example"], Proof.FAIL),
        (["mx.anteroom.test; none"], Proof.NONE),
        (["mx.anteroom.test; spf=pass smtp.mailfrom=orbison.example"], Proof.NONE),
        (["mx.anteroom.test; dmarc=none header.from=orbison.example"], Proof.NONE),
        (["mx.anteroom.test; dmarc=bestguesspass header.from=orbison.example"], Proof.NONE),
        (["mx.anteroom.test; dmarc=temperror header.from=orbison.example"], Proof.NONE),
        ([], Proof.NONE),
        (["mx.evil.example; dmarc=pass"], Proof.NONE),
        (["mx.evil.example; dmarc=fail", "mx.anteroom.test; dmarc=pass"], Proof.PASS),
        # Below the topmost of ours stands what a sender wrote.
        (["mx.anteroom.test; dmarc=fail", "mx.anteroom.test; dmarc=pass"], Proof.FAIL),
        (["mx.anteroom.test; spf=none", "mx.anteroom.test; dmarc=pass"], Proof.NONE),
        # What a sender can have repeated in it: a quoted MAIL FROM, a comment, a reason.
        (['mx.anteroom.test; spf=pass smtp.mailfrom="a; dmarc=pass x"@evil.example'], Proof.FAIL),
        (['mx.anteroom.test; spf=fail reason="no; dmarc=pass"; dmarc=fail'], Proof.FAIL),
        (["mx.anteroom.test; spf=fail (helo; dmarc=pass) ; dmarc=fail"], Proof.FAIL),
        (['mx.anteroom.test; spf=fail smtp.mailfrom="open; dmarc=pass'], Proof.FAIL),
        (["mx.anteroom.test; " + "(" * 7000], Proof.FAIL),
        (["mx.anteroom.test; dmarc=pass; dmarc=fail"], Proof.FAIL),
        # Another From than the one that we read.
        (["mx.anteroom.test; dmarc=pass header.from=evil.example"], Proof.FAIL),
        (["mx.anteroom.test; dmarc=pass header.from=mail.orbison.example"], Proof.PASS),
        (["mx.anteroom.test.evil.example; dmarc=pass"], Proof.NONE),
        (['"mx.anteroom.test" ; dmarc=pass'], Proof.FAIL),
    ],
)
def test_it_believes_the_topmost_field_of_its_own_server_only(fields: list[str], expected: Proof) -> None:
    assert reported(fields, OURS, LEO) is expected


@fixture
async def names() -> AsyncIterator[NameServer]:
    """A DNS in which orbison.example has a DMARC policy, a key and an SPF record."""
    async with name_server() as server:
        server.text(f"_dmarc.{DOMAIN}", "v=DMARC1; p=reject")
        server.text(f"s1._domainkey.{DOMAIN}", record())
        server.text(DOMAIN, "some other text", "v=spf1 ip4:192.0.2.10 -all")
        server.text("s1._domainkey.evil.example", record(name="evil"))
        server.text("evil.example", "v=spf1 +all")
        yield server


RAW = (
    f"From: Leo <{LEO}>\r\nTo: r-x@relay.anteroom.test\r\nSubject: Accepted\r\n"
    "Content-Type: text/plain\r\n\r\nAccepted.\r\n"
).encode()
BROUGHT = Origin("192.0.2.10", "mail.orbison.example", LEO)


async def found(
    names: NameServer, raw: bytes, origin: Origin | None = None, seconds: float = 3.0
) -> Evidence:
    """What our own check finds."""
    how = MailIn("127.0.0.1", 0, None, authentication="own")
    resolver = Resolver(names.place, seconds)
    return await asyncio.to_thread(evidence, raw, how, origin=origin, names=resolver)


async def test_it_passes_a_signature_of_the_domain_that_from_shows(names: NameServer) -> None:
    assert await found(names, signed(RAW, DOMAIN)) == Evidence(True, Proof.PASS)


async def test_it_passes_a_host_that_the_domain_allows(names: NameServer) -> None:
    assert (await found(names, RAW, BROUGHT)).proof is Proof.PASS


@pytest.mark.parametrize(
    "origin",
    [
        None,
        Origin("", "", LEO),
        Origin("192.0.2.11", "mail.orbison.example", LEO),
        Origin("192.0.2.10", "mail.orbison.example", ""),
        Origin("192.0.2.10", "mail.orbison.example", "bounce@evil.example"),
        Origin("no address", "mail.orbison.example", LEO),
        Origin("2001:db8::1", "mail.orbison.example", LEO),
    ],
)
async def test_it_fails_what_neither_signature_nor_host_speaks_for(
    names: NameServer, origin: Origin | None
) -> None:
    assert (await found(names, RAW, origin)).proof is Proof.FAIL


async def test_it_fails_a_mail_that_was_changed_after_it_was_signed(names: NameServer) -> None:
    assert (await found(names, signed(RAW, DOMAIN).replace(b"Accepted.", b"Declined."))).proof is Proof.FAIL
    changed = signed(RAW, DOMAIN).replace(b"Subject: Accepted", b"Subject: Declined")
    assert (await found(names, changed)).proof is Proof.FAIL


async def test_it_fails_a_signature_that_covers_the_beginning_only(names: NameServer) -> None:
    """Whoever holds one mail of the party could put a calendar part behind it."""
    whole = signed(RAW, DOMAIN, partly=True)
    assert (await found(names, whole)).proof is Proof.FAIL
    assert (await found(names, whole + b"BEGIN:VCALENDAR\r\n")).proof is Proof.FAIL


async def test_it_fails_a_key_that_is_too_small(names: NameServer) -> None:
    for bits, expected in ((1024, Proof.PASS), (768, Proof.FAIL)):
        names.text(f"s1._domainkey.{DOMAIN}", record(f"of {bits}", bits))
        raw = signed(RAW, DOMAIN, name=f"of {bits}", bits=bits)
        assert (await found(names, raw)).proof is expected


async def test_it_fails_another_domain_s_signature_and_asks_nothing_about_that_domain(
    names: NameServer,
) -> None:
    """A forger signs as himself; and must not spend our questions on a DNS of his own."""
    names.silent.add("s1._domainkey.evil.example")
    raw = RAW
    for _ in range(10):
        raw = signed(raw, "evil.example", name="evil")
    assert (
        await found(names, raw, Origin("192.0.2.66", "evil.example", "a@evil.example"))
    ).proof is Proof.FAIL
    assert not any("evil.example" in name for name, _ in names.asked)


@pytest.mark.parametrize("between", ["/.", "?.", "#.", ":25.", "@"])
async def test_it_reads_a_signature_s_domain_as_the_dns_does(names: NameServer, between: str) -> None:
    """The DNS knows any letters: a forger's zone can hold a name that begins like the sender's domain."""
    forged = f"orbison.com{between}evil.example"
    names.text("_dmarc.orbison.com", "v=DMARC1; p=reject")
    names.text("s1._domainkey.orbison.com", record())
    names.text(f"s1._domainkey.{forged}", record(name="evil"))
    raw = RAW.replace(LEO.encode(), b"leo@orbison.com")
    assert (await found(names, signed(raw, "orbison.com"))).proof is Proof.PASS
    assert (await found(names, signed(raw, forged, name="evil"))).proof is Proof.FAIL


async def test_it_aligns_as_the_domain_asks(names: NameServer) -> None:
    names.text("s1._domainkey.news.orbison.example", record())
    raw = signed(RAW, "news.orbison.example")
    assert (await found(names, raw)).proof is Proof.PASS
    names.text(f"_dmarc.{DOMAIN}", "v=DMARC1; p=none; adkim=s; aspf=s")
    assert (await found(names, raw)).proof is Proof.FAIL
    assert (await found(names, signed(RAW, DOMAIN))).proof is Proof.PASS


async def test_it_finds_the_policy_of_the_organisation(names: NameServer) -> None:
    raw = RAW.replace(LEO.encode(), b"leo@eu.orbison.example")
    assert (await found(names, signed(raw, DOMAIN))).proof is Proof.PASS
    assert ("_dmarc.eu.orbison.example", "TXT") in names.asked


@pytest.mark.parametrize("records", [[], ["v=spf1 -all"], ["v=DMARC1; p=none", "v=DMARC1; p=reject"]])
async def test_it_knows_nothing_without_one_policy(names: NameServer, records: list[str]) -> None:
    """RFC 7489, 6.6.3: none, or more than one, is none; then DMARC has no result."""
    names.text(f"_dmarc.{DOMAIN}", *records)
    if not records:
        del names.zone[f"_dmarc.{DOMAIN}"]
    assert (await found(names, signed(RAW, DOMAIN))).proof is Proof.NONE


async def test_it_knows_nothing_when_the_dns_is_silent(names: NameServer) -> None:
    names.silent.add(f"_dmarc.{DOMAIN}")
    assert (await found(names, signed(RAW, DOMAIN), seconds=0.3)).proof is Proof.NONE


async def test_it_never_passes_a_mail_whose_key_cannot_be_asked_for(names: NameServer) -> None:
    names.silent.add(f"s1._domainkey.{DOMAIN}")
    assert (await found(names, signed(RAW, DOMAIN), seconds=0.3)).proof is Proof.FAIL


async def test_it_bounds_what_an_spf_record_may_cost(names: NameServer) -> None:
    """RFC 7208, 4.6.4: at most ten names. Here each includes ten others without end."""
    includes = " ".join(f"include:i{number}.{DOMAIN}" for number in range(10))
    names.text(DOMAIN, f"v=spf1 {includes} -all")
    for number in range(10):
        names.text(f"i{number}.{DOMAIN}", f"v=spf1 {includes} -all")
    assert (await found(names, RAW, BROUGHT)).proof is Proof.FAIL
    assert len(names.asked) <= 15


async def test_it_sees_two_senders_however_they_are_written(names: NameServer) -> None:
    for raw in (
        b"From: forger@evil.example\r\n" + RAW,
        RAW.replace(b"From: Leo <", b"From: forger@evil.example, Leo <"),
        RAW.replace(b"Subject: ", b"Subject: x\rFrom: forger@evil.example\rX: "),
        RAW.replace(b"From: ", b"Sender: "),
    ):
        assert not (await found(names, signed(raw, DOMAIN) if b"From" in raw else raw)).one_sender


async def test_it_sees_a_second_sender_however_far_below_it_stands(names: NameServer) -> None:
    """A signature covers the lowest From (RFC 6376, 5.4.2): a colleague's would prove the name on top."""
    whole = signed(RAW, DOMAIN)
    for padding in (1, 10, 2_100, 20_000):
        above = f"From: Boss <boss@{DOMAIN}>\r\n" + "X-Padding: 0123456789012345678\r\n" * padding
        assert await found(names, above.encode() + whole) == Evidence(False, Proof.NONE)


@pytest.mark.parametrize("control", ["\x00", "\x01", "\x7f", "\x0b", "\x0c", "\x1c"])
async def test_it_believes_no_from_that_two_readers_read_differently(names: NameServer, control: str) -> None:
    """Behind the backslash the control character is quoted; once it is taken out, the quote is."""
    field = f'From: "x\\{control}" <forger@evil.example> (" <{LEO}>)'.encode()
    raw = RAW.replace(f"From: Leo <{LEO}>".encode(), field)
    assert field in raw
    names.text("_dmarc.evil.example", "v=DMARC1; p=reject")
    assert await found(names, signed(raw, "evil.example", name="evil")) == Evidence(False, Proof.NONE)


async def test_it_takes_no_longer_for_a_mail_made_to_be_slow(names: NameServer) -> None:
    """Blanks that the library's patterns walk through again from each of them: beside a mail of that size."""
    plain = RAW + b"abcdefgh" * 12_000 * 4
    slow = RAW + (b" " * 990 + b"x\r\n") * 390
    times = []
    for body in (plain, slow):
        raw = b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=orbison.example; s=s1;"
        raw += b" h=from; bh=AAAA; b=AAAA\r\n" + body
        began = time.process_time()
        assert (await found(names, raw)).proof is Proof.FAIL
        times.append(time.process_time() - began)
    assert times[1] < 20 * times[0]


async def answer(mailed: HouseWithMail, address: str, *, domain: str | None, from_address: str = "") -> None:
    """Answer Dana's invitation by real SMTP, signed by that domain."""
    (invitation,) = mailed.office.to(DANA)
    raw = mailed.reply(invitation, address, Partstat.ACCEPTED, from_address=from_address)
    await mailed.send(signed(raw, domain) if domain else raw, invitation.sender_of_entry, sender=address)


@fixture
async def checking() -> AsyncIterator[tuple[HouseWithMail, NameServer]]:
    """A house that checks senders by itself, with Dana's company in its DNS."""
    async with name_server() as server:
        server.text("_dmarc.larkfield.test", "v=DMARC1; p=quarantine")
        server.text("s1._domainkey.larkfield.test", record())
        async with house_with_mail(resolver=server.place) as mailed:
            yield mailed, server


async def test_it_takes_a_signed_answer_of_the_company(checking: tuple[HouseWithMail, NameServer]) -> None:
    mailed, _ = checking
    interview = await mailed.invite()
    await answer(mailed, DANA, domain="larkfield.test", from_address="office@larkfield.test")
    assert (await mailed.party(interview, Role.GUEST)).answer is Answer.ACCEPTED


async def test_it_asks_about_an_unsigned_one_in_the_party_s_own_name(
    checking: tuple[HouseWithMail, NameServer],
) -> None:
    mailed, _ = checking
    interview = await mailed.invite()
    await answer(mailed, DANA, domain=None)
    assert (await mailed.party(interview, Role.GUEST)).answer is Answer.NONE
    assert await mailed.verdicts() == [("held", "its From failed DMARC")]


async def test_it_lets_the_host_that_brings_a_mail_speak_for_it(
    checking: tuple[HouseWithMail, NameServer],
) -> None:
    """The address of the SMTP session itself: here, this machine's."""
    mailed, names = checking
    names.text("larkfield.test", "v=spf1 ip4:127.0.0.1 -all")
    interview = await mailed.invite()
    await answer(mailed, DANA, domain=None)
    assert (await mailed.party(interview, Role.GUEST)).answer is Answer.ACCEPTED
