"""What comes by mail to a proposal's address, and what of it is answered, for tests of both."""

from __future__ import annotations

from typing import Any

from icalendar import Calendar

from anteroom.interviews import store
from anteroom.interviews.model import Interview
from anteroom.proposals.address import interview_address
from mail.house_with_mail import MAYA, HouseWithMail
from mail.post_office import Arrived


async def address(house: HouseWithMail) -> str:
    """The proposal's interview address."""
    async with house.house.database.transaction() as conn:
        return await interview_address(conn, house.house, "pro_1")


async def bring(house: HouseWithMail, raw: bytes, to: str) -> tuple[str, str]:
    """Bring an event's mail, let everything go out, and return the verdict. It is never refused."""
    assert await house.send(raw, to) == (250, "2.0.0 OK")
    await house.settle()
    return (await house.verdicts())[-1]


async def interviews(house: HouseWithMail) -> list[Interview]:
    """Every interview there is."""
    async with house.house.database.connection() as conn:
        return await store.of_proposal(conn, "pro_1")


def answers(house: HouseWithMail) -> list[Arrived]:
    """What Maya got from an interview address, oldest first."""
    return [each for each in house.office.to(MAYA) if each.sender.startswith(("p-", "interview@"))]


def told(arrived: Arrived) -> tuple[str, str, int, str]:
    """METHOD, PARTSTAT of our line, SEQUENCE and COMMENT of an answer."""
    calendar: Any = Calendar.from_ical(arrived.calendar.decode())
    event = arrived.event
    line = event["ATTENDEE"]
    return (
        str(calendar["METHOD"]),
        str(line.params["PARTSTAT"]),
        int(event["SEQUENCE"]),
        str(event.get("COMMENT", "")),
    )
