"""What each answer of the server outside means for a mail of ours."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anteroom.effects.model import TryLater
from anteroom.interviews import actions
from anteroom.interviews.model import Role
from anteroom.settings.deployment import MailOut
from anteroom_mail.out.outbox import deliver
from anteroom_mail.out.outgoing import Outgoing
from mail.house_with_mail import DANA, LEO, MAYA, PHONE, HouseWithMail
from mail.post_office import Arrived


async def _states(mailed: HouseWithMail) -> list[tuple[str, int, int]]:
    async with mailed.house.database.connection() as conn:
        rows = await conn.fetch(
            "select state, uncertain, attempts from effect where kind = 'calendar' order by state, uncertain"
        )
    return [(row["state"], row["uncertain"], row["attempts"]) for row in rows]


async def test_it_introduces_itself_as_the_relay_and_names_no_machine(mailed: HouseWithMail) -> None:
    await mailed.invite()

    assert set(mailed.office.greeted_as) == {"relay.anteroom.test"}
    for mail in mailed.office.arrived:
        assert mail.sender.startswith("b-") and mail.sender.endswith("@relay.anteroom.test")
        assert "Received" not in mail.mail
        assert mail.mail["Message-ID"].endswith("@relay.anteroom.test>")


async def test_it_tries_again_later_after_a_temporary_no(mailed: HouseWithMail) -> None:
    mailed.office.rcpt = ["450 4.2.1 later"]
    mailed.office.data = ["451 4.3.0 later"]
    await mailed.invite()
    assert len(mailed.office.arrived) == 1
    mailed.clock.advance(timedelta(minutes=1))
    await mailed.settle()

    assert sorted(each.to for each in mailed.office.arrived) == [(DANA,), (LEO,), (MAYA,)]
    assert await _states(mailed) == [("idle", 0, 0)] * 3


async def test_it_holds_a_mail_refused_for_good_and_marks_the_party_unreachable(
    mailed: HouseWithMail,
) -> None:
    interview = await mailed.schedule()
    mailed.office.unknown = {MAYA, LEO, DANA}
    await mailed.settle()

    assert [state for state, _, _ in await _states(mailed)] == ["held"] * 3
    assert not (await mailed.party(interview, Role.GUEST)).reachable
    assert (await mailed.ledger(interview)).count("party.unreachable") == 3


async def test_it_marks_the_party_unreachable_when_the_content_is_refused_too(mailed: HouseWithMail) -> None:
    interview = await mailed.schedule()
    mailed.office.spurned = {MAYA, LEO, DANA}
    await mailed.settle()

    assert not (await mailed.party(interview, Role.CANDIDATE)).reachable


async def test_it_sends_the_same_bytes_again_when_the_line_broke_after_data(mailed: HouseWithMail) -> None:
    """Nobody can say whether it arrived; the same Message-ID and bytes show a repeat for what it is."""
    mailed.office.data = ["take and drop"] * 3
    await mailed.invite()
    assert len(mailed.office.arrived) == 3
    mailed.clock.advance(timedelta(minutes=1))
    await mailed.settle()

    for address in (MAYA, LEO, DANA):
        first, second = mailed.office.to(address)
        assert first.raw == second.raw
    assert await _states(mailed) == [("idle", 1, 0)] * 3


async def test_it_cancels_an_entry_that_may_have_arrived_though_it_was_held_in_the_end(
    mailed: HouseWithMail,
) -> None:
    """The first hand-over broke off after DATA, the second was refused for good: it may stand there."""
    interview = await mailed.schedule()
    mailed.office.data = ["take and drop"] * 3
    await mailed.settle()
    mailed.office.spurned = {MAYA, LEO, DANA}
    mailed.clock.advance(timedelta(minutes=1))
    await mailed.settle()
    mailed.office.spurned.clear()
    assert [state for state, _, _ in await _states(mailed)] == ["held"] * 3
    await actions.cancel(mailed.house, interview.id, "per_maya")
    await mailed.settle()

    for address in (MAYA, LEO, DANA):
        request, cancel = [each for each in mailed.office.to(address) if _has_entry(each)]
        assert b"METHOD:REQUEST" in request.calendar and b"METHOD:CANCEL" in cancel.calendar
        assert (cancel.event["UID"], cancel.event["SEQUENCE"]) == (request.event["UID"], 1)


async def test_it_cancels_nothing_that_never_arrived(mailed: HouseWithMail) -> None:
    interview = await mailed.schedule()
    mailed.office.unknown = {MAYA, LEO, DANA}
    await mailed.settle()
    mailed.office.unknown.clear()
    await actions.cancel(mailed.house, interview.id, "per_maya")
    await mailed.settle()

    assert not any(map(_has_entry, mailed.office.arrived))


def _has_entry(arrived: Arrived) -> bool:
    return any(part.get_content_type() == "text/calendar" for part in arrived.mail.walk())


async def test_it_knows_that_nothing_arrived_where_no_server_is(
    mailed: HouseWithMail, unused_tcp_port: int
) -> None:
    outgoing = Outgoing("b-x@relay.anteroom.test", DANA, b"Subject: x\r\n\r\nx\r\n", "")
    with pytest.raises(TryLater) as raised:
        await deliver(outgoing, MailOut("127.0.0.1", unused_tcp_port, "none", None), mailed.house)

    assert raised.value.certain


async def test_it_holds_what_the_door_finds_and_sends_the_owners_own_copy(mailed: HouseWithMail) -> None:
    """Even if a contact detail got past the guard, no mail carries it to anybody but its owner."""
    await mailed.schedule()
    async with mailed.house.database.connection() as conn:
        await conn.execute("update interview set agenda = $1", f"Write to {LEO} or ring {PHONE}.")
    await mailed.settle()

    assert [each.to for each in mailed.office.arrived] == [(LEO,)]
    assert sorted(state for state, _, _ in await _states(mailed)) == ["held", "held", "idle"]
