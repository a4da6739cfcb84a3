"""The calendar mail that each party gets, as it arrives in a real SMTP server."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parseaddr

import pytest

from anteroom.interviews import actions, passing
from anteroom.interviews.model import Event, Role
from anteroom_calendar import Partstat
from invitations.libical_gate import Libical, open_libical
from mail.house_with_mail import DANA, LEO, MAYA, PHONE, START, HouseWithMail


@pytest.fixture
def libical() -> Libical:
    """libical, an independent judge of what each method must hold."""
    return open_libical()


async def test_it_sends_one_mail_to_each_party(mailed: HouseWithMail) -> None:
    await mailed.invite()

    assert sorted(each.to for each in mailed.office.arrived) == [(DANA,), (LEO,), (MAYA,)]
    assert len({str(each.event["UID"]) for each in mailed.office.arrived}) == 3
    assert len({each.sender_of_entry for each in mailed.office.arrived}) == 3


async def test_it_is_from_the_organizer_and_names_nobody_else_by_address(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (mail,) = mailed.office.to(DANA)
    party = await mailed.party(interview, Role.GUEST)
    domain = mailed.house.settings.relay_domain

    assert parseaddr(mail.mail["From"])[1] == mail.sender_of_entry == f"{party.reply_local}@{domain}"
    assert mail.event["ORGANIZER"].params["CN"] == "Maya Quill"
    attendees = {each.params["CN"]: str(each) for each in mail.event["ATTENDEE"]}
    assert attendees["Dana, VP Engineering"] == f"mailto:{DANA}"
    assert all(attendees[label].endswith(f"@{domain}") for label in ("Maya Quill", "Leo O."))
    everything = mail.raw.decode() + mail.calendar.decode() + mail.body("text/plain") + mail.body("text/html")
    for secret in (LEO, MAYA, PHONE, "orbison", "901820"):
        assert secret not in everything


async def test_it_has_the_shape_that_calendars_take(mailed: HouseWithMail) -> None:
    await mailed.invite()
    (mail,) = mailed.office.to(DANA)

    assert [part.get_content_type() for part in mail.mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    assert b"\r\nMETHOD:REQUEST\r\n" in mail.calendar
    assert mail.event["DTSTART"].dt == START
    assert mail.event["SEQUENCE"] == 0
    own = next(each for each in mail.event["ATTENDEE"] if str(each) == f"mailto:{DANA}")
    assert (own.params["RSVP"], own.params["PARTSTAT"]) == ("TRUE", "NEEDS-ACTION")
    host = next(each for each in mail.event["ATTENDEE"] if each.params["CN"] == "Maya Quill")
    assert (host.params["ROLE"], host.params["PARTSTAT"]) == ("CHAIR", "ACCEPTED")


async def test_it_shows_the_time_in_the_readers_own_zone_or_says_that_it_is_unknown(
    mailed: HouseWithMail,
) -> None:
    await mailed.invite()
    texts = {address: mailed.office.to(address)[0].body("text/plain") for address in (MAYA, LEO, DANA)}

    assert "Thu 26 Nov, 15:00–15:45 (Berlin, UTC+1)" in texts[MAYA]
    assert "jue 26 nov, 09:00–09:45 (Bogota, UTC−5)" in texts[LEO]
    assert "Thu 26 Nov, 14:00–14:45 (UTC)" in texts[DANA]
    assert "We do not know your time zone" in texts[DANA]
    assert mailed.office.to(MAYA)[0].event["DTSTART"].params["TZID"] == "Europe/Berlin"


async def test_it_tells_a_guest_who_gave_the_address_and_a_member_of_the_account(
    mailed: HouseWithMail,
) -> None:
    await mailed.invite()
    guest = " ".join(mailed.office.to(DANA)[0].body("text/plain").split())
    candidate = " ".join(mailed.office.to(LEO)[0].body("text/plain").split())

    assert "Maya Quill of Larkfield Labs gave Harbourline your address" in guest
    assert "you may ignore it" in guest
    assert "“Ledger engineer”" in guest
    assert "Tiene una cuenta en Harbourline" in candidate
    assert "Larkfield" not in candidate


async def test_it_gives_each_party_its_own_pass_only(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    links = {party.id: mailed.house.mint.link(party.id, party.epoch) for party in interview.parties}
    for party, address in zip(interview.parties, (MAYA, LEO, DANA), strict=True):
        (mail,) = mailed.office.to(address)
        assert str(mail.event["LOCATION"]) == str(mail.event["CONFERENCE"]) == links[party.id]
        for link in links.values():
            assert (link in mail.body("text/html")) is (link == links[party.id])


async def test_it_raises_the_sequence_and_shows_the_old_time_when_it_moves(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    later = START + timedelta(hours=2)
    mailed.clock.advance(timedelta(minutes=5))
    await actions.move(mailed.house, interview.id, "per_maya", later, later + timedelta(minutes=45))
    await mailed.settle()
    first, second = mailed.office.to(DANA)

    assert (first.event["SEQUENCE"], second.event["SEQUENCE"]) == (0, 1)
    assert first.event["UID"] == second.event["UID"]
    assert second.event["DTSTAMP"].dt > first.event["DTSTAMP"].dt
    assert second.mail["In-Reply-To"] == first.mail["Message-ID"] != second.mail["Message-ID"]
    text = second.body("text/plain")
    assert "Before: Thu 26 Nov, 14:00–14:45 (UTC)" in text
    assert "Now: Thu 26 Nov, 16:00–16:45 (UTC)" in text
    assert "<s>Thu 26 Nov, 14:00–14:45</s>" in second.body("text/html")


async def test_it_keeps_sequence_and_organizer_when_hosting_is_handed_over(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    guest = await mailed.party(interview, Role.GUEST)
    await actions.hand_over(mailed.house, interview.id, "per_maya", guest.id)
    await mailed.settle()
    first, second = mailed.office.to(LEO)

    assert first.sender_of_entry == second.sender_of_entry
    assert second.event["SEQUENCE"] == 0
    assert second.event["ORGANIZER"].params["CN"] == "Dana, VP Engineering"
    assert "Before" not in second.body("text/plain")


async def test_it_cancels_the_entry_without_a_way_in(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    await actions.cancel(mailed.house, interview.id, "per_maya", "We filled the role.")
    await mailed.settle()
    _, cancelled = mailed.office.to(DANA)

    assert b"\r\nMETHOD:CANCEL\r\n" in cancelled.calendar
    assert (cancelled.event["SEQUENCE"], str(cancelled.event["STATUS"])) == (1, "CANCELLED")
    assert "We filled the role." in cancelled.body("text/plain")
    assert "/i#" not in cancelled.body("text/plain") + cancelled.calendar.decode()


async def test_it_voids_the_entry_when_the_proposal_dies(mailed: HouseWithMail) -> None:
    await mailed.invite()
    async with mailed.house.database.transaction() as conn:
        await conn.execute("update proposal set state = 'withdrawn'")
        await actions.void_all(conn, mailed.house, "pro_1", "withdrawn")
    await mailed.settle()
    _, void = mailed.office.to(LEO)

    assert b"\r\nMETHOD:CANCEL\r\n" in void.calendar
    assert "está cerrada" in void.body("text/plain")


async def test_it_says_nothing_of_an_interview_that_ended_before_its_invitation_left(
    mailed: HouseWithMail,
) -> None:
    interview = await mailed.schedule()
    await actions.cancel(mailed.house, interview.id, "per_maya")
    await mailed.settle()

    assert mailed.office.arrived == []


async def test_it_brings_the_pass_once_when_the_doors_open_but_not_to_who_declined(
    mailed: HouseWithMail,
) -> None:
    interview = await mailed.invite()
    await mailed.answer(mailed.office.to(DANA)[0], DANA, Partstat.DECLINED)
    mailed.clock.set(START - timedelta(minutes=10))
    await passing.open_doors(mailed.house, interview.id)
    await mailed.settle()
    passes = [each for each in mailed.office.arrived if b"text/calendar" not in each.raw]
    candidate = await mailed.party(interview, Role.CANDIDATE)

    assert sorted(each.to for each in passes) == [(LEO,), (MAYA,)]
    own = next(each for each in passes if each.to == (LEO,))
    assert mailed.house.mint.link(candidate.id, candidate.epoch) in own.body("text/plain")
    assert own.mail["Auto-Submitted"] == "auto-generated"


async def test_it_tells_only_its_author_that_a_counter_was_declined(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    other = mailed.reply(invitation, LEO, Partstat.TENTATIVE, start=START + timedelta(hours=1))
    await mailed.send(other, invitation.sender_of_entry)
    (counter,) = (await mailed.now(interview)).counters
    before = len(mailed.office.arrived)
    await actions.decline_counter(mailed.house, interview.id, counter.id, "per_maya")
    await mailed.settle()
    (mail,) = mailed.office.arrived[before:]

    assert mail.to == (LEO,)
    assert b"\r\nMETHOD:DECLINECOUNTER\r\n" in mail.calendar
    assert mail.event["UID"] == invitation.event["UID"]
    assert "jue 26 nov, 10:00–10:45 (Bogota, UTC−5)" in " ".join(mail.body("text/plain").split())
    assert Event.COUNTER_DECLINED.value in await mailed.ledger(interview)


async def test_it_sends_nothing_that_libical_would_refuse(mailed: HouseWithMail, libical: Libical) -> None:
    interview = await mailed.decline_another_time()
    await actions.cancel(mailed.house, interview.id, "per_maya")
    await mailed.settle()

    assert len(mailed.office.arrived) == 7
    for mail in mailed.office.arrived:
        assert libical.complaints(mail.calendar) == []
