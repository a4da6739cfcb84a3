"""A published calendar: read once, then from what is kept; refused and told where it is hostile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from deployment import MONDAY
from times.availability.outside import publisher
from times.availability.owner import Owner

SECRETS = ("s3cr3t-path", "Zebra merger", "uid-zebra", "zebra@brimhold.example")


def calendar(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\n{each}\r\nEND:VEVENT\r\n" for each in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}END:VCALENDAR\r\n".encode()


def at(day: int, hour: int, minute: int = 0) -> int:
    return int(datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp())


TUESDAY = (
    "UID:uid-zebra\r\nSUMMARY:Zebra merger\r\nATTENDEE:mailto:zebra@brimhold.example\r\n"
    "DTSTART:20261124T090000Z\r\nDTEND:20261124T103000Z"
)


def three_hundred() -> bytes:
    """Three hundred events, of which a hundred repeat each week."""
    chance = Random(3)
    events = []
    for number in range(300):
        day = datetime(2026, chance.randint(1, 12), chance.randint(1, 28), chance.randint(7, 18))
        rule = "\r\nRRULE:FREQ=WEEKLY" if number < 100 else ""
        events.append(
            f"UID:{number}\r\nSUMMARY:Meeting {number}\r\n"
            f"DTSTART;TZID=Europe/Berlin:{day:%Y%m%dT%H%M%S}\r\nDURATION:PT30M{rule}"
        )
    return calendar(*events)


async def test_it_is_read_once_and_then_from_what_is_kept(owner: Owner) -> None:
    async with publisher(three_hundred()) as published:
        answer = await owner.add("published", address=published.url)
        assert (answer.status, published.given) == (303, 1)
        known = await owner.known()
        assert known.known and len(known.busy) > 100
        await owner.asked_later(1)
        assert published.asked == 1
        for _ in range(3):
            await owner.asked_later()
        assert (published.asked, published.given) == (4, 1)
        assert (await owner.known()).busy == known.busy
        assert "Works" in await owner.page()
        # In the end what is kept does not reach as far ahead any more, and it is read again.
        await owner.asked_later(26 * 60)
        assert (published.asked, published.given) == (5, 2)
        published.data = calendar(TUESDAY.replace("1124", "1128"))
        await owner.asked_later()
        assert (await owner.known()).busy == ((at(28, 9), at(28, 10, 30)),)


async def test_nothing_but_times_is_kept_and_all_is_gone_when_it_is_taken_away(owner: Owner) -> None:
    async with publisher(calendar(TUESDAY)) as published:
        await owner.add("published", address=published.url)
        assert (await owner.known()).busy == ((at(24, 9), at(24, 10, 30)),)
        page, stored = await owner.page(), await owner.stored()
        assert [each for each in SECRETS if each in page or each in stored] == []
        assert "127.0.0.1" in page
        await owner.take_away()
        stored = await owner.stored()
        known = await owner.known()
        assert (known.busy, known.known) == ((), False)
        async with owner.world.house.database.connection() as conn:
            assert await conn.fetchval("select count(*) from availability_source") == 0
            assert await conn.fetchval("select count(*) from busy_time") == 0
            told = await conn.fetch("select event from ledger_entry where event like 'availability.%'")
        assert [row["event"] for row in told] == ["availability.opened", "availability.closed"]
        assert "You have added none" in await owner.page()
        await owner.asked_later()
        assert published.asked == 1


async def test_one_that_breaks_makes_its_owner_unknown_and_never_free(owner: Owner) -> None:
    async with publisher(calendar(TUESDAY)) as published:
        await owner.add("published", address=published.url)
        for way, words in (("500", "answers with an error"), ("404", "not there any more"), ("200", "")):
            published.way = way
            if words:
                await owner.asked_later()
                known = await owner.known()
                assert (known.busy, known.known) == (((at(24, 9), at(24, 10, 30)),), False)
                assert words in await owner.page()
        published.way = "well"
        await owner.asked_later()
        assert (await owner.known()).known
    await owner.asked_later(7 * 60)
    known = await owner.known()
    assert (known.busy, known.known) == (((at(24, 9), at(24, 10, 30)),), False)
    assert "cannot be reached" in await owner.page()
    owner.reception.clock.set(MONDAY + timedelta(hours=25))
    assert (await owner.known()).busy == ()
    await owner.world.settle()
    async with owner.world.house.database.connection() as conn:
        assert await conn.fetchval("select count(*) from busy_time") == 0


HOSTILE = {
    "bomb": "larger than 4 MB",
    "endless": "larger than 4 MB",
    "round": "where we do not go",
    "far": "where we do not go",
    "file": "where we do not go",
    "401": "does not let us in",
    "429": "come back later",
    "204": "answers with an error",
}


async def test_hostile_ones_are_bounded_refused_and_told(owner: Owner) -> None:
    async with publisher(calendar(TUESDAY)) as published:
        await owner.add("published", address=published.url)
        for way, words in HOSTILE.items():
            published.way = way
            await owner.asked_later()
            assert words in await owner.page(), way
            assert not (await owner.known()).known
        assert "told by the server" not in await owner.stored()
        published.way = "packed"
        await owner.asked_later()
        assert (await owner.known()).known
        published.way = "well"
        for (words, known), data in ODD.items():
            published.data = data
            await owner.asked_later()
            assert words in await owner.page(), words
            assert (await owner.known()).known is known, words


LONG_AGO = "DTSTART:19000101T090000Z\r\nDURATION:PT1H\r\n"
ODD = {
    ("repeats oftener", False): calendar(*[f"{LONG_AGO}RRULE:FREQ=DAILY;COUNT=1000000000"] * 9),
    ("something else than a calendar", False): b"<html>no calendar</html>",
    ("an entry whose time cannot be read", False): calendar(TUESDAY, "DTSTART:someday\r\nDURATION:PT1H"),
    ("a time zone that nobody knows", True): calendar(
        "DTSTART;TZID=Nowhere/Land:20261124T090000\r\nDURATION:PT1H"
    ),
}


NO_ADDRESSES = (
    *("", "ftp://example.com/x.ics", "javascript:alert(1)", "https://leo:pw@example.com/x.ics", "https://"),
    *("x" * 3000, "file:///etc/passwd", "https://exa mple.com/", "https://[::1", "https://a\tb/"),
)


async def test_what_is_no_address_is_refused_before_anything_is_kept(owner: Owner) -> None:
    for address in NO_ADDRESSES:
        answer = await owner.add("published", address=address)
        assert answer.status == 400 and "This is no address that works here." in answer.text, address
    async with owner.world.house.database.connection() as conn:
        assert await conn.fetchval("select count(*) from availability_source") == 0
