"""What the doctor says of a relay domain, asked over real DNS packets from a server on this machine."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from anteroom.doctor.finding import Finding, Level, exit_code
from anteroom.doctor.names import Resolver
from anteroom.doctor.relay_domain import relay_findings
from anteroom.doctor.report import lines
from deployment import settings
from doctor.good_domain import DOMAIN, GOOD, SELECTOR, ZONE, rsa_record
from name_server import NameServer, name_server

Change = dict[str, dict[str, list[str]]]


async def findings(
    server: NameServer, *, selector: str | None = "post", domain: str = DOMAIN
) -> list[Finding]:
    """Ask as the doctor does, with little patience."""
    shipped = settings()
    out = replace(shipped.mail.out, dkim_selector=selector)
    chosen = replace(shipped, relay_domain=domain, mail=replace(shipped.mail, out=out))
    return await relay_findings(chosen, Resolver(server.place, seconds=1.0))


async def said(change: Change, check: str) -> Finding:
    """What one check finds with some names changed."""
    async with name_server({**ZONE, **change}) as server:
        (found,) = [each for each in await findings(server) if each.check == check]
    return found


async def test_it_finds_nothing_to_mend_in_a_good_domain() -> None:
    async with name_server(ZONE) as server:
        found = await findings(server)

    assert [(each.check, each.level) for each in found] == [
        (check, Level.FINE)
        for check in ("relay-mx", "relay-calendar", "relay-spf", "relay-dkim", "relay-dmarc")
    ]
    assert exit_code(found) == 0


@pytest.mark.parametrize(
    ("mx", "check", "level", "words"),
    [
        ({DOMAIN: {}}, "relay-mx", Level.FAULT, "no MX"),
        ({DOMAIN: {"A": ["198.51.100.9"]}}, "relay-mx", Level.WARNING, "no MX"),
        ({DOMAIN: {"MX": ["0 ."]}}, "relay-mx", Level.FAULT, "takes no mail"),
        ({DOMAIN: {"MX": ["10 gone.harbour-post.net."]}}, "relay-mx", Level.FAULT, "no public address"),
        ({"mx.harbour-post.net": {"A": ["10.0.0.7"]}}, "relay-mx", Level.FAULT, "no public address"),
        (
            {DOMAIN: {"MX": ["10 gone.harbour-post.net.", "20 mx.harbour-post.net."]}},
            "relay-mx",
            Level.WARNING,
            "another host has",
        ),
        (
            {
                DOMAIN: {"MX": ["10 mx.harbour-post.net.", "20 ALT1.ASPMX.L.GOOGLE.COM."]},
                "alt1.aspmx.l.google.com": {"A": ["142.250.1.26"]},
            },
            "relay-calendar",
            Level.FAULT,
            "kept by Google",
        ),
        (
            {
                DOMAIN: {"MX": ["0 harbour-post-net.mail.protection.outlook.com."]},
                "harbour-post-net.mail.protection.outlook.com": {"A": ["52.101.1.1"]},
            },
            "relay-calendar",
            Level.WARNING,
            "kept by Microsoft",
        ),
        (
            {DOMAIN: {"MX": ["10 mx.notgoogle.com."]}, "mx.notgoogle.com": {"A": ["198.51.100.8"]}},
            "relay-calendar",
            Level.FINE,
            "no calendar host",
        ),
    ],
)
async def test_it_looks_where_mail_goes(mx: Change, check: str, level: Level, words: str) -> None:
    found = await said(mx, check)

    assert found.level is level
    assert words in found.found


@pytest.mark.parametrize(
    ("records", "level", "words"),
    [
        ([], Level.FAULT, "no SPF"),
        (['"v=spf10 -all"'], Level.FAULT, "no SPF"),
        (['"v=spf1 mx -all"', '"v=spf1 a -all"'], Level.FAULT, "2 SPF records"),
        (['"v=spf1 mx +all"'], Level.FAULT, "whole world"),
        (['"v=spf1 mx all"'], Level.FAULT, "whole world"),
        (['"v=spf1 -all"'], Level.FAULT, "permits nobody"),
        (['"v=spf1 -mx ~all"'], Level.FAULT, "permits nobody"),
        (['"v=spf1 mx ?all"'], Level.WARNING, "ends open"),
        (['"v=spf1 mx"'], Level.WARNING, "ends open"),
        (
            ['"v=spf1 ' + " ".join(f"include:s{n}.example" for n in range(11)) + ' -all"'],
            Level.FAULT,
            "11 look-ups",
        ),
        (['"V=SPF1 IP4:198.51.100.0/24 ~ALL"'], Level.FINE, "198.51.100.0/24"),
        (['"v=spf1 redirect=_spf.post.example"'], Level.FINE, "redirect"),
        (['"v=spf1 ip4:198.51.100.1" " -all"'], Level.FINE, "-all"),
    ],
)
async def test_it_reads_who_may_send(records: list[str], level: Level, words: str) -> None:
    """RFC 7208: one record, which permits somebody and not everybody."""
    change = {DOMAIN: {"MX": ZONE[DOMAIN]["MX"], **({"TXT": records} if records else {})}}
    found = await said(change, "relay-spf")

    assert found.level is level
    assert words in found.found


@pytest.mark.parametrize(
    ("records", "level", "words"),
    [
        ([], Level.FAULT, "no DKIM key"),
        ([GOOD, rsa_record(2048)], Level.FAULT, "2 TXT records"),
        (['"v=DKIM1; p="'], Level.FAULT, "revoked"),
        (['"v=DKIM1; p=not a key"'], Level.FAULT, "cannot be read"),
        (['"hello"'], Level.FAULT, "no DKIM key"),
        ([rsa_record(1024)], Level.WARNING, "1024 bits"),
        ([GOOD.replace("k=rsa;", "k=rsa; t=y;")], Level.WARNING, "test"),
        ([GOOD.replace("k=rsa; ", "")], Level.FINE, "2048 bits"),
        (
            [
                '"v=DKIM1; k=ed25519; p='
                + b64encode(ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
                + '"'
            ],
            Level.WARNING,
            "Ed25519",
        ),
    ],
)
async def test_it_looks_at_the_key(records: list[str], level: Level, words: str) -> None:
    found = await said({SELECTOR: {"TXT": records} if records else {}}, "relay-dkim")

    assert found.level is level
    assert words in found.found


@pytest.mark.parametrize(
    ("zone", "level", "words"),
    [
        ({f"_dmarc.{DOMAIN}": {}}, Level.FAULT, "no DMARC"),
        ({f"_dmarc.{DOMAIN}": {"TXT": ['"v=DMARC1; p=none"']}}, Level.WARNING, "asks for nothing"),
        ({f"_dmarc.{DOMAIN}": {"TXT": ['"v=DMARC1; rua=mailto:a@b.example"']}}, Level.FAULT, "no policy"),
        (
            {f"_dmarc.{DOMAIN}": {"TXT": ['"v=DMARC1; p=reject"', '"v=DMARC1; p=none"']}},
            Level.FAULT,
            "2 records",
        ),
        (
            {f"_dmarc.{DOMAIN}": {}, "_dmarc.harbour-post.net": {"TXT": ['"v=DMARC1; p=none; sp=reject"']}},
            Level.FINE,
            "at _dmarc.harbour-post.net",
        ),
        (
            {f"_dmarc.{DOMAIN}": {}, "_dmarc.harbour-post.net": {"TXT": ['"v=DMARC1; p=reject; sp=none"']}},
            Level.WARNING,
            "asks for nothing",
        ),
    ],
)
async def test_it_reads_the_policy(zone: Change, level: Level, words: str) -> None:
    """RFC 7489: of the domain itself, or else of the organisation's, whose `sp` is for names below it."""
    found = await said(zone, "relay-dmarc")

    assert found.level is level
    assert words in found.found


@pytest.mark.parametrize("trouble", ["fails", "silent"])
async def test_it_never_takes_an_unanswered_question_for_fine(trouble: str) -> None:
    async with name_server(ZONE) as server:
        getattr(server, trouble).update({DOMAIN, SELECTOR, f"_dmarc.{DOMAIN}"})
        found = await findings(server)

    assert {each.level for each in found} == {Level.UNKNOWN}
    assert {each.check for each in found} == {"relay-mx", "relay-spf", "relay-dkim", "relay-dmarc"}
    assert exit_code(found) == 1


async def test_it_says_what_it_leaves_out() -> None:
    async with name_server(ZONE) as server:
        (dkim,) = [each for each in await findings(server, selector=None) if each.check == "relay-dkim"]
        before = len(server.asked)
        reserved = await findings(server, domain="relay.anteroom.test")
        after = len(server.asked)

    assert (dkim.level, exit_code([dkim])) == (Level.LEFT_OUT, 0)
    assert [each.level for each in reserved] == [Level.FAULT] + [Level.LEFT_OUT] * 4
    assert before == after


async def test_it_lets_no_record_steer_a_terminal() -> None:
    """Whoever holds the DNS writes into our report: ESC and the like are shown as question marks."""
    found = await said({DOMAIN: {"TXT": [r'"v=spf1 ip4:198.51.100.1 \027[2J\155 -all"']}}, "relay-spf")

    assert "\x1b" in found.found
    assert not [each for line in lines([found], colour=False) for each in line if not each.isprintable()]
