"""Ordinary payloads must leave unhindered."""

from __future__ import annotations

import json
import random
import time
import uuid
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from anteroom.door import Needle, Needles, readings

TRAPS = Needles(
    [
        Needle.of("dates", "phone", "2026112615"),
        Needle.of("dashed", "phone", "20-26-11-26"),
        Needle.of("german", "phone", "26.11.2026 15"),
        Needle.of("epoch", "phone", "1795705200"),
        Needle.of("river", "handle", "river"),
        Needle.of("bo", "handle", "bo"),
        Needle.of("dana", "handle", "Dana"),
        Needle.of("bo", "email", "bo@brackenlab.example"),
        Needle.of("at", "email", "at@example.org"),
        Needle.of("uk", "phone", "+44 7700 900318"),
        Needle.of("us", "phone", "+1 212 555 0147"),
        Needle.of("street", "address", "5 High Street, London"),
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        "DTSTART:20261126T150000Z",
        "DTSTART;TZID=Europe/Berlin:20261126T150000",
        "DTSTART;VALUE=DATE:20261126",
        "UID:20261126T150000Z-17@anteroom.example",
        "2026-11-26 15:00",
        "2026-11-26T15:00:00.000Z",
        "26.11.2026 15:00",
        "26.11.2026, 15–16",
        "Phone call on 2026-11-26 15:00",
        "20261126150000",
        '{"ts":"1795705200.123456","iat":1795705200}',
        "<!date^1795705200^{date}|Thu 26 Nov>",
        "20261126-8b1c-4f6e-9c3d-2026112615ab",
        "The river is wide, Bo and Dana said",
        "River, VP Engineering",
        "rivers@example.org and jumbo@brackenlab.example",
        "look at example.org",
        "High Street fashion, 15 High Streets",
    ],
)
def test_it_lets_dates_ids_and_names_pass(text: str) -> None:
    assert TRAPS.find(readings("text/plain", text.encode())) == []


@pytest.mark.parametrize("text", ["20-26-11-26", "tel:2026112615", "phone 2026112615", "+2026112615"])
def test_it_still_finds_a_number_that_reads_like_a_date(text: str) -> None:
    """A cue or the owner's own grouping tells it from a date."""
    assert TRAPS.find(readings("text/plain", text.encode()))


def test_it_skips_what_we_minted_by_provenance_only() -> None:
    relay = "i-7700900318@relay.anteroom.example"
    payload = f"Reply to {relay}".encode()
    assert TRAPS.find(readings("text/plain", payload))
    assert TRAPS.find(readings("text/plain", payload), minted=[relay]) == []
    both = f"Reply to {relay} or 07700900318".encode()
    assert [hit.owner for hit in TRAPS.find(readings("text/plain", both), minted=[relay])] == ["uk"]
    assert TRAPS.find(readings("text/plain", payload), minted=["7700", "relay.anteroom.example"])


def slack_card(dice: random.Random, starts: datetime) -> tuple[str, bytes]:
    stamp = f"{int(starts.timestamp())}.{dice.randrange(10**6):06}"
    text = f"<!date^{int(starts.timestamp())}^{{date_short_pretty}} {{time}}|{starts:%a %d %b %Y %H:%M}>"
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": f"Interview {dice.randrange(10**9)}"}},
        {"type": "section", "block_id": uuid.UUID(int=dice.getrandbits(128)).hex, "text": {"text": text}},
        {"type": "context", "elements": [{"text": "River Bo, host · Dana, VP Engineering"}]},
        {"type": "actions", "elements": [{"action_id": "accept", "value": str(dice.getrandbits(60))}]},
    ]
    return "application/json", json.dumps({"channel": "C0ABCDEF12", "ts": stamp, "blocks": blocks}).encode()


def invitation(dice: random.Random, starts: datetime) -> tuple[str, bytes]:
    alias = f"r-{uuid.UUID(int=dice.getrandbits(128)).hex}@relay.anteroom.example"
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Anteroom//EN", "METHOD:REQUEST", "BEGIN:VEVENT",
        f"UID:{uuid.UUID(int=dice.getrandbits(128))}@anteroom.example", f"DTSTAMP:{starts:%Y%m%dT%H%M%SZ}",
        f"DTSTART:{starts:%Y%m%dT%H%M%SZ}", f"DTEND:{starts + timedelta(minutes=45):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{dice.randrange(20)}", f"ORGANIZER;CN=Anteroom:mailto:{alias}",
        "SUMMARY:Interview: river restoration maps", "DESCRIPTION:Dana\\, Bo\\n5 questions\\, High priority",
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    message = EmailMessage()
    message["From"] = f"Anteroom <{alias}>"
    message["To"] = "guest@example.org"
    message["Message-ID"] = f"<{dice.getrandbits(64)}.{starts:%Y%m%d%H%M%S}@anteroom.example>"
    message["Subject"] = f"Interview on {starts:%d %B %Y, %H:%M} (Berlin, UTC+1)"
    message.set_content(f"{starts:%a %d %b %Y, %H:%M}–{starts + timedelta(minutes=45):%H:%M}\nRiver, host\n")
    message.add_alternative("\r\n".join(lines), subtype="calendar", params={"method": "REQUEST"})
    return "message/rfc822", message.as_bytes()


def page(dice: random.Random, starts: datetime) -> tuple[str, bytes]:
    rows = "".join(
        f'<tr data-id="{uuid.UUID(int=dice.getrandbits(128))}">'
        f"<td>{starts + timedelta(hours=n):%d.%m.%Y %H:%M}</td>"
        f"<td>€ {dice.randrange(10**6):,}</td><td>River &amp; Bo</td>"
        f"<td>v{dice.randrange(30)}.{n}.0</td></tr>"
        for n in range(4)
    )
    text = f'<link rel="stylesheet" href="/static/a.css?v={dice.getrandbits(40):x}"><table>{rows}</table>'
    return "text/html; charset=utf-8", text.encode()


def test_it_holds_up_none_of_a_thousand_ordinary_payloads() -> None:
    dice = random.Random(20261126)
    makers = (slack_card, invitation, page)
    for number in range(1_000):
        starts = datetime(2026, 11, 26, 15, tzinfo=UTC) + timedelta(minutes=15 * dice.randrange(-40, 40))
        content_type, body = makers[number % 3](dice, starts)
        assert TRAPS.find(readings(content_type, body)) == [], body


def test_it_costs_little_more_to_seek_twelve_needles_than_to_decode() -> None:
    """A ratio within one run, so that a busy machine changes nothing."""
    dice = random.Random(1)
    payloads = [slack_card(dice, datetime(2026, 11, 26, 15, tzinfo=UTC)) for _ in range(60)]

    def spent(seek: bool) -> float:
        best = float("inf")
        for _ in range(5):
            began = time.process_time()
            for content_type, body in payloads:
                decoded = list(readings(content_type, body))
                if seek:
                    TRAPS.find(decoded)
            best = min(best, time.process_time() - began)
        return best

    assert spent(seek=True) < 5 * spent(seek=False)
