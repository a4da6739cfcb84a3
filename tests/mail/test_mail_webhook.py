"""The webhook for mail: who may post, what is wrong with a request, and that no nonsense makes it fail."""

from __future__ import annotations

import asyncio
import gzip
import os
import random
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import ClientSession
from pytest_asyncio import fixture

import postgres
from anteroom.clock import SetClock
from anteroom.database.pool import Database
from anteroom.interviews.model import Answer, Role, State
from anteroom.randomness import SystemRandomness
from anteroom.sandbox.world import open_world
from anteroom_calendar import Partstat
from anteroom_mail import integration
from anteroom_mail.ways_in.inbox import BOUNDS
from deployment import MONDAY, ROOT, settings
from mail.house_with_mail import DANA, LEO, START, HouseWithMail
from mail.ways_in import SECRET, WaysIn, ways_in

LETTER = b"From: a@b.example\r\nAuto-Submitted: auto-replied\r\n\r\nx\r\n"
TO = "r-aaaaaaaaaaaaaaaaaaaaaaaaaa@relay.anteroom.test"


@fixture
async def ways(mailed: HouseWithMail) -> AsyncIterator[WaysIn]:
    """Every way in, with small bounds."""
    async with ways_in(mailed, bounds=replace(BOUNDS, largest=64 * 1024, idle_seconds=1.0)) as opened:
        yield opened


async def _raw(ways: WaysIn, request: bytes) -> bytes:
    """Send octets as they are, and return the head of the answer; b"" where the server hangs up instead."""
    port = int(ways.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        await writer.drain()
        async with asyncio.timeout(10):
            return await reader.readuntil(b"\r\n\r\n")
    except (ConnectionResetError, asyncio.IncompleteReadError):
        return b""
    finally:
        writer.close()


def _head(*lines: str) -> bytes:
    return "\r\n".join(
        ("POST /inbound/mail HTTP/1.1", "Host: x", "Connection: close", *lines, "", "")
    ).encode()


@pytest.mark.parametrize("shown", [None, "", "wrong", SECRET + "x", SECRET[:-1], "sécret"])
async def test_it_takes_nothing_without_the_secret(
    mailed: HouseWithMail, ways: WaysIn, shown: str | None
) -> None:
    answered = await ways.post(LETTER, TO, secret=shown)

    assert (answered.status, answered.body) == (401, {"error": "unauthorised"})
    assert await mailed.verdicts() == []


async def test_it_answers_a_stranger_before_the_body(ways: WaysIn) -> None:
    """Neither octet of the body has been sent, nor will be."""
    for shown in ("Bearer wrong", f"Basic {SECRET}", SECRET):
        head = _head(f"Authorization: {shown}", "Content-Type: message/rfc822", "Content-Length: 60000")
        assert (await _raw(ways, head)).startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize(
    ("recipients", "body", "content_type", "status"),
    [
        ((TO,), LETTER, "text/plain", 415),
        ((TO,), LETTER, "multipart/form-data; boundary=x", 415),
        ((), LETTER, "message/rfc822", 400),
        ((",", " , <>"), LETTER, "message/rfc822", 400),
        ((TO,) * 21, LETTER, "message/rfc822", 400),
        (("x" * 321,), LETTER, "message/rfc822", 400),
        ((TO,), b"", "message/rfc822", 400),
        ((TO,), b"x" * (64 * 1024 + 1), "message/rfc822", 413),
        ((TO,), LETTER, "message/rfc822; charset=utf-8", 422),
        ((f"<{TO.upper()}>",), LETTER, "message/rfc822", 422),
    ],
)
async def test_it_says_what_is_wrong_with_a_request(
    ways: WaysIn, recipients: tuple[str, ...], body: bytes, content_type: str, status: int
) -> None:
    assert (await ways.post(body, *recipients, content_type=content_type)).status == status
    assert ways.inbox.held == 0


async def test_it_stops_reading_at_the_bound_however_the_body_comes(ways: WaysIn) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(10_000):
            yield b"x" * 10_000

    chunked = await _until_cut(ways, endless())
    packed = await ways.post(gzip.compress(b"x" * 50_000_000), TO, headers={"Content-Encoding": "gzip"})

    assert chunked in (413, 0)
    assert packed.status == 413
    assert ways.inbox.held == 0


async def _until_cut(ways: WaysIn, body: AsyncIterator[bytes]) -> int:
    try:
        return (await ways.post(body, TO)).status
    except OSError:  # the answer is lost where the server closes while the client still writes
        return 0


async def test_it_never_fails_on_nonsense(mailed: HouseWithMail, ways: WaysIn) -> None:
    """Broken requests with the right secret get a 4xx or nothing, never a 5xx; and nothing happens."""
    await mailed.invite()
    chance = random.Random(11)
    secret = f"Authorization: Bearer {SECRET}"
    kind = "Content-Type: message/rfc822"
    broken = [
        _head(secret, kind, f"X-Envelope-To: {TO}", "Transfer-Encoding: chunked") + b"zz\r\nhello\r\n",
        _head(secret, kind, f"X-Envelope-To: {TO}", "Transfer-Encoding: chunked") + b"5\r\nhel",
        _head(secret, kind, f"X-Envelope-To: {TO}", "Content-Encoding: gzip", "Content-Length: 5") + b"hello",
        _head(secret, kind, f"X-Envelope-To: {TO}", "Content-Encoding: br", "Content-Length: 5") + b"hello",
        _head(secret, kind, f"X-Envelope-To: {TO}", "Content-Length: -5") + b"hello",
        _head(secret, kind, f"X-Envelope-To: {TO}", "Content-Length: 5", "Content-Length: 6") + b"hello",
        _head(secret, kind, "X-Envelope-To: " + "a@b.example, " * 3_000, "Content-Length: 5") + b"hello",
        _head(secret, kind, *[f"X-Envelope-To: {TO}"] * 300, "Content-Length: 5") + b"hello",
        _head(secret, kind, "X-Envelope-To: \x7f\x1b[2J", "Content-Length: 5") + b"hello",
        _head(secret, kind, "X-Envelope-To: =?utf-8?q?x?=", "Content-Length: 5") + b"hello",
        _head(secret, "Content-Type: ;;;=", f"X-Envelope-To: {TO}", "Content-Length: 5") + b"hello",
        _head("Authorization: " + "x" * 100_000),
        b"POST /inbound/mail HTTP/9.9\r\n\r\n",
        b"GET /inbound/mail HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        *[
            _head(secret, kind).rstrip() + b"\r\nX-Envelope-To: " + chance.randbytes(60) + b"\r\n\r\n"
            for _ in range(60)
        ],
    ]
    codes = [int(answer[9:12]) for each in broken if (answer := await _raw(ways, each))]
    assert not [code for code in codes if not 400 <= code < 500], codes
    assert len(codes) > len(broken) // 2
    assert ways.inbox.held == 0
    assert not [verdict for verdict, _ in await mailed.verdicts() if verdict != "refused"]


async def test_it_knows_a_machine_by_the_empty_sender(mailed: HouseWithMail, ways: WaysIn) -> None:
    """RFC 5321, 4.5.5: the null sender; a mail that says so nowhere else is a machine's all the same."""
    await mailed.invite()
    to = mailed.office.to(LEO)[0].sender_of_entry
    letter = f"From: {LEO}\r\nTo: {to}\r\nSubject: Away\r\n\r\nI am away until Monday.\r\n".encode()
    for sender in ("<>", f"<{LEO}>"):
        await ways.post(letter, to, headers={"X-Envelope-From": sender})

    (machine, _), (person, _) = await mailed.verdicts()
    assert machine == "ignored"
    assert person != "ignored"


async def test_it_changes_nothing_for_a_forgers_mutilated_mails(mailed: HouseWithMail, ways: WaysIn) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    to = [mailed.office.to(each)[0].sender_of_entry for each in (LEO, DANA)]
    before = await mailed.now(interview)
    genuine = mailed.reply(invitation, LEO, Partstat.DECLINED, from_address="forger@evil.example")
    chance = random.Random(5)
    codes = set()
    for _ in range(100):
        raw = bytearray(genuine)
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(raw))
            raw[at : at + chance.choice((1, 3, 40))] = chance.randbytes(chance.choice((0, 1, 5)))
        codes.add((await ways.post(bytes(raw), *to)).status)

    assert await mailed.now(interview) == before
    assert codes <= {200, 422}, codes
    assert {verdict for verdict, _ in await mailed.verdicts()} <= {"held", "refused", "ignored"}


async def test_it_is_there_behind_everything_that_a_real_application_has(tmp_path: Path) -> None:
    """And is not, where the settings do not say so."""
    dsn = await postgres.fresh_database()
    database = await Database.connect(dsn)
    shipped = settings(SystemRandomness())
    chosen = replace(
        shipped,
        mail=replace(shipped.mail, in_=replace(shipped.mail.in_, webhook=True)),
        secrets=replace(shipped.secrets, inbound_secret=SECRET),
    )
    headers = {"Authorization": f"Bearer {SECRET}", "Content-Type": "message/rfc822", "X-Envelope-To": TO}
    answers = []
    try:
        for each in (chosen, shipped):
            async with (
                open_world(
                    each,
                    database,
                    SetClock(MONDAY),
                    SystemRandomness(),
                    work=False,
                    integrations=[integration()],
                ) as world,
                ClientSession() as session,
            ):
                large = b"x: y\r\n\r\n" + b"z" * (2 * 1024 * 1024)
                for raw in (LETTER, large):
                    async with session.post(
                        f"{world.url}/inbound/mail", data=BytesIO(raw), headers=headers
                    ) as answer:
                        answers.append((answer.status, (await answer.text())[:30]))
    finally:
        await database.close()
        await postgres.give_back(dsn)

    refused = (422, '{"results": [{"result": "refus')
    assert answers[:2] == [refused, refused]  # two megabytes are a mail like any other here
    assert [status for status, _ in answers[2:]] == [404, 404]


async def test_it_is_told_what_became_of_a_mail_by_the_script_of_the_documentation(
    mailed: HouseWithMail, ways: WaysIn, tmp_path: Path
) -> None:
    """A Postfix pipe knows 0 (delivered), 65 (bounce it) and 75 (keep it)."""
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    page = (ROOT / "docs" / "integrations.md").read_text(encoding="utf-8")
    found = re.search(r"^#!/bin/sh\n.*?(?=^```)", page, re.MULTILINE | re.DOTALL)
    assert found is not None
    secret = tmp_path / "authorization"
    script = tmp_path / "anteroom-inbound"
    script.write_text(
        found[0]
        .replace("/etc/anteroom/authorization", str(secret))
        .replace("https://interviews.example.org", ways.url)
    )
    script.chmod(0o700)
    secret.write_text(f"Authorization: Bearer {SECRET}\n")
    raw = mailed.reply(invitation, LEO, Partstat.ACCEPTED)

    async def piped(mail: bytes, to: str) -> int:
        process = await asyncio.create_subprocess_exec(
            script, to, LEO, stdin=asyncio.subprocess.PIPE, env={"PATH": os.environ["PATH"]}
        )
        await process.communicate(mail)
        assert process.returncode is not None
        return process.returncode

    taken = await piped(raw, invitation.sender_of_entry)
    nobody = await piped(raw, TO)
    large = await piped(b"x" * 70_000, invitation.sender_of_entry)
    secret.write_text("Authorization: Bearer wrong\n")
    unknown = await piped(raw, invitation.sender_of_entry)

    assert (taken, nobody, large, unknown) == (0, 65, 65, 75)
    now = await mailed.now(interview)
    assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.ACCEPTED
    assert (now.starts_at, now.state) == (START, State.SCHEDULED)
