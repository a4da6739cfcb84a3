"""An answer came from an address nobody knows: its party reads it in the lobby, and says whose it was."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import aiosmtplib
import pytest
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.integration import INBOX_PORT
from anteroom.interviews import actions
from anteroom.interviews.model import Answer
from anteroom_mail import integration
from anteroom_marketplaces.http import HttpMarketplace
from deployment import world
from passes.reception import START, Browser, Reception

FIELD = re.compile(r'name="doubted" value="(dbt_[a-z2-7]+)"')
UNKNOWN = "somebody@unheardof.example"


@fixture
async def reception(clock: SetClock) -> AsyncIterator[Reception]:
    """Nobody is invited yet; mail comes in here."""
    integrations = [HttpMarketplace(), integration()]
    async with world(clock=clock, work=False, integrations=integrations) as opened:
        here = Reception(opened, clock)
        yield here
        await here.close()


async def doubt(
    reception: Reception,
    seat: str,
    said: str = "ACCEPTED",
    *,
    start: datetime | None = None,
    comment: str = "",
) -> None:
    """Bring an answer for that seat by real SMTP, as an unknown address sends it."""
    house = reception.world.house
    async with house.database.connection() as conn:
        row = await conn.fetchrow("select * from party where id = $1", seat)
        person = await house.vault.open(conn, row["person_id"], "email") if row else None
    assert row is not None and person is not None
    to = f"{row['reply_local']}@{house.settings.relay_domain}"
    method, times = "REPLY", ""
    if start is not None:
        method, times = "COUNTER", f"DTSTART:{start:%Y%m%dT%H%M%SZ}\r\nDURATION:PT45M\r\n"
    raw = (
        f"From: {UNKNOWN}\r\nTo: {to}\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/calendar; method={method}\r\n\r\n"
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n"
        f"UID:{row['uid']}\r\nDTSTAMP:20261123T090000Z\r\nSEQUENCE:0\r\n{times}"
        f"{f'COMMENT:{comment}' if comment else 'CLASS:PUBLIC'}\r\n"
        f"ATTENDEE;PARTSTAT={said}:mailto:{person.reveal()}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    port = reception.world.app[INBOX_PORT]
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
        await client.sendmail(UNKNOWN, [to], raw.encode())


async def asked(browser: Browser, seat: str) -> list[str]:
    """The ids of what the lobby asks."""
    return FIELD.findall((await browser.get(f"/lobby/{seat}")).text)


async def answer_of(reception: Reception, seat: str) -> str:
    """What the API says that this party answered."""
    told = await reception.told()
    return str(next(each["answer"] for each in told["parties"] if each["id"] == seat))


async def test_it_counts_once_the_party_says_that_it_was_its_own(reception: Reception) -> None:
    seats = await reception.schedule()
    await doubt(reception, seats["leo"])
    leo, maya = await reception.seated(seats["leo"]), await reception.seated(seats["maya"])
    page = (await leo.get(f"/lobby/{seats['leo']}")).text
    (question,) = FIELD.findall(page)

    assert "An answer came from an address that we do not know: “accepted”. Was that you?" in html.unescape(
        page
    )
    assert await answer_of(reception, seats["leo"]) == "needs_action"
    assert await asked(maya, seats["maya"]) == []

    told = await leo.send(f"/lobby/{seats['leo']}/doubted", {"doubted": question, "own": "yes"})
    assert told.status == 200 and "Your answer counts" in told.text
    assert await answer_of(reception, seats["leo"]) == "accepted"
    assert await asked(leo, seats["leo"]) == []


async def test_it_is_thrown_away_when_the_party_says_no(reception: Reception) -> None:
    seats = await reception.schedule()
    await doubt(reception, seats["leo"], "DECLINED")
    leo = await reception.seated(seats["leo"])
    (question,) = await asked(leo, seats["leo"])
    told = await leo.send(f"/lobby/{seats['leo']}/doubted", {"doubted": question, "own": "no"})

    assert "It does not count" in told.text
    assert await answer_of(reception, seats["leo"]) == "needs_action"
    again = await leo.send(f"/lobby/{seats['leo']}/doubted", {"doubted": question, "own": "yes"})
    assert again.status == 409
    assert await answer_of(reception, seats["leo"]) == "needs_action"
    async with reception.world.house.database.connection() as conn:
        rows = await conn.fetch("select state, sealed from doubted_answer")
        events = await conn.fetch("select event, facts from ledger_entry where event like 'answer.%'")
    assert [(row["state"], row["sealed"]) for row in rows] == [("denied", b"")]
    assert [row["event"] for row in events] == ["answer.held", "answer.denied"]
    assert "unheardof" not in str([row["facts"] for row in events])


async def test_it_becomes_a_counter_without_a_comment_that_gives_a_contact_away(reception: Reception) -> None:
    seats = await reception.schedule()
    await doubt(
        reception,
        seats["leo"],
        "TENTATIVE",
        start=START + timedelta(hours=2),
        comment="Ring me on +1 212 555 0199",
    )
    leo = await reception.seated(seats["leo"])
    page = html.unescape((await leo.get(f"/lobby/{seats['leo']}")).text)
    assert "another time, Wed 25 Nov, 13:00–13:45 (Sao Paulo, UTC−3)" in page
    assert "0199" not in page
    (question,) = FIELD.findall(page)
    told = await leo.send(f"/lobby/{seats['leo']}/doubted", {"doubted": question, "own": "yes"})

    assert "The host now reads that you propose another time" in told.text
    async with reception.world.house.database.connection() as conn:
        rows = await conn.fetch("select comment, state from counter")
    assert [(row["comment"], row["state"]) for row in rows] == [("", "open")]


async def test_nobody_decides_for_another_party(reception: Reception) -> None:
    seats = await reception.schedule()
    await doubt(reception, seats["leo"])
    leo, maya = await reception.seated(seats["leo"]), await reception.seated(seats["maya"])
    (question,) = await asked(leo, seats["leo"])
    fields = {"doubted": question, "own": "yes"}

    assert (await maya.send(f"/lobby/{seats['maya']}/doubted", fields)).status == 409
    assert (await maya.send(f"/lobby/{seats['leo']}/doubted", fields)).status == 404
    assert (await leo.send(f"/lobby/{seats['leo']}/doubted", {"doubted": question})).status == 400
    assert await answer_of(reception, seats["leo"]) == "needs_action"


@pytest.mark.parametrize("by", ["a week", "another answer", "a move", "a cancellation"])
async def test_it_lapses(reception: Reception, by: str) -> None:
    seats = await reception.schedule()
    await doubt(reception, seats["leo"])
    leo = await reception.seated(seats["leo"])
    (question,) = await asked(leo, seats["leo"])
    house, interview = reception.world.house, reception.interview["id"]
    async with house.database.connection() as conn:
        persons = {
            seat: await conn.fetchval("select person_id from party where id = $1", seats[seat])
            for seat in ("leo", "maya")
        }
    match by:
        case "a week":
            reception.clock.advance(timedelta(days=7))
        case "another answer":
            await actions.answer(house, interview, persons["leo"], Answer.DECLINED)
        case "a move":
            later = START + timedelta(hours=3)
            await actions.move(house, interview, persons["maya"], later, later + timedelta(minutes=45))
        case _:
            await actions.cancel(house, interview, persons["maya"])

    again = await leo.send(f"/lobby/{seats['leo']}/doubted", {"doubted": question, "own": "yes"})
    assert again.status in (404, 409)
    assert await answer_of(reception, seats["leo"]) != "accepted"


async def test_it_forgets_what_nobody_decided_on(reception: Reception) -> None:
    seats = await reception.schedule()
    await doubt(reception, seats["leo"])
    reception.clock.advance(timedelta(days=7))
    await reception.world.settle()

    async with reception.world.house.database.connection() as conn:
        rows = await conn.fetch("select state, sealed from doubted_answer")
    assert [(row["state"], row["sealed"]) for row in rows] == [("lapsed", b"")]


async def test_it_asks_in_the_party_s_own_language(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.rewrite(
        "update person set language = 'es-419' where id = (select person_id from party where id = $1)",
        seats["leo"],
    )
    await doubt(reception, seats["leo"])
    leo = await reception.seated(seats["leo"])
    page = html.unescape((await leo.get(f"/lobby/{seats['leo']}")).text)
    assert 'lang="es"' in page and "¿Fue usted?" in page and "Sí, mi respuesta es «aceptada»" in page
    (question,) = FIELD.findall(page)
    told = await leo.send(f"/lobby/{seats['leo']}/doubted", {"doubted": question, "own": "no"})
    assert '<html lang="es">' in told.text and "Volver a la entrevista" in told.text
