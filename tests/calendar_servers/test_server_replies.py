"""Replies that a calendar server writes for its user: from an address of its own, and odd in other ways.

The server's operator gives it one address to write from (Xandikos' `--smtp-from`). Whoever answers then is of
the same company at best, and DMARC says whether it really is.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from anteroom.interviews.model import Answer, Role
from anteroom_calendar import Partstat, read
from calendar_servers.xandikos_calendar import XandikosCalendar, xandikos_calendar
from mail.house_with_mail import DANA, LEO, HouseWithMail, house_with_mail
from mail.post_office import Arrived, post_office
from name_server import name_server

OF_THE_COMPANY, OF_NOBODY = "calendar@larkfield.test", "calendar@hosted-calendars.example"


async def _answered(mailed: HouseWithMail, calendar: XandikosCalendar, role: Role) -> Answer:
    """Invite, accept there, and return what the house made of it."""
    interview = await mailed.invite()
    await calendar.bring(mailed.office.arrived)
    await calendar.answer(await calendar.entry((await mailed.party(interview, role)).uid), Partstat.ACCEPTED)
    return (await mailed.party(interview, role)).answer


async def test_it_takes_the_reply_of_the_companys_calendar_server_that_dmarc_proves(tmp_path: Path) -> None:
    async with name_server() as names:
        names.text("larkfield.test", "v=spf1 ip4:127.0.0.1 -all")
        names.text("_dmarc.larkfield.test", "v=DMARC1; p=reject")
        async with (
            house_with_mail(resolver=names.place) as mailed,
            xandikos_calendar(DANA, tmp_path, mailed.inbox_port, writes_from=OF_THE_COMPANY) as calendar,
        ):
            assert await _answered(mailed, calendar, Role.GUEST) is Answer.ACCEPTED
            assert await mailed.verdicts() == [("taken", "answer: accepted")]


@pytest.mark.parametrize(
    ("writes_from", "spf"),
    [(OF_THE_COMPANY, "v=spf1 -all"), (OF_NOBODY, "v=spf1 ip4:127.0.0.1 -all")],
    ids=["its company disowns it", "proven, and of another company"],
)
async def test_it_takes_no_reply_of_a_server_that_is_not_the_companys(
    tmp_path: Path, writes_from: str, spf: str
) -> None:
    domain = writes_from.partition("@")[2]
    async with name_server() as names:
        names.text(domain, spf)
        names.text(f"_dmarc.{domain}", "v=DMARC1; p=reject")
        async with (
            house_with_mail(resolver=names.place) as mailed,
            xandikos_calendar(DANA, tmp_path, mailed.inbox_port, writes_from=writes_from) as calendar,
        ):
            assert await _answered(mailed, calendar, Role.GUEST) is Answer.NONE
            assert [verdict for verdict, _ in await mailed.verdicts()] == ["held"]


async def test_it_takes_a_servers_reply_with_all_its_quirks(mailed: HouseWithMail, tmp_path: Path) -> None:
    """Xandikos 0.4.10: Auto-Submitted, though a person answered; a zone without rules; one bare part."""
    async with (
        post_office() as outside,
        xandikos_calendar(LEO, tmp_path, outside.port) as calendar,
    ):
        assert await _answered(mailed, calendar, Role.CANDIDATE) is Answer.NONE
        (reply,) = outside.arrived

    assert reply.mail["Auto-Submitted"] == "auto-generated"
    assert reply.mail.get_content_type() == "text/calendar"
    assert _empty_zone(reply)
    answer = read(reply.calendar)
    assert (answer.zone, answer.problems) == ("America/Bogota", ())

    await mailed.send(reply.raw, *reply.to)
    assert await mailed.verdicts() == [("taken", "answer: accepted")]


def _empty_zone(reply: Arrived) -> bool:
    _, begins, rest = reply.calendar.partition(b"BEGIN:VTIMEZONE")
    return bool(begins) and b"TZOFFSETTO" not in rest.partition(b"END:VTIMEZONE")[0]
