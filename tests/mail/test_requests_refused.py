"""Events of which no interview can be made, and what of others is left out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anteroom.interviews.model import Role
from anteroom.proposals import actions as proposals
from anteroom.proposals.model import ProposalState
from anteroom.requests.actions import MOST_A_DAY
from mail.asking import address, answers, bring, interviews, told
from mail.house_with_mail import DANA, LEO, MAYA, START, HouseWithMail
from mail.own_event import OwnEvent, inviting

SECRET = "+49 30 901820"


def _event(ours: str, **changed: object) -> OwnEvent:
    return OwnEvent(attendees=[(ours, "Interview")], **changed)  # type: ignore[arg-type]  # fields by name


UNDATED = ("DTSTART", "DTEND")
TROUBLES: dict[str, tuple[dict[str, object], str]] = {
    "the whole day": (
        {"without": UNDATED, "lines": ("DTSTART;VALUE=DATE:20261126", "DTEND;VALUE=DATE:20261127")},
        "instead of the whole day",
    ),
    "no zone": (
        {"without": UNDATED, "lines": ("DTSTART:20261126T140000", "DTEND:20261126T144500")},
        "names no time zone",
    ),
    "an unknown zone": (
        {
            "without": UNDATED,
            "lines": ("DTSTART;TZID=Home:20261126T140000", "DTEND;TZID=Home:20261126T144500"),
        },
        "time zone is not known",
    ),
    "no end": ({"without": ("DTEND",)}, "begins and ends"),
    "a series": ({"lines": ("RRULE:FREQ=WEEKLY;COUNT=4",)}, "does not repeat"),
    "the past": ({"starts_at": START - timedelta(days=10)}, "has passed"),
    "far ahead": ({"starts_at": START + timedelta(days=500)}, "more than a year"),
    "too long": ({"minutes": 9 * 60}, "8 hours"),
    "too short": ({"minutes": 3}, "8 hours"),
    "the first day": (
        {"without": UNDATED, "lines": ("DTSTART:00010101T000000Z", "DTEND:00010101T003000Z")},
        "has passed",
    ),
    "the last day": (
        {"without": UNDATED, "lines": ("DTSTART:99991231T230000Z", "DTEND:99991231T233000Z")},
        "more than a year",
    ),
    "until the last day": (
        {"without": UNDATED, "lines": ("DTSTART:20261126T140000Z", "DTEND:99991231T235959Z")},
        "8 hours",
    ),
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_it_declines_what_is_no_interview_and_says_why(asked: HouseWithMail, trouble: str) -> None:
    changed, why = TROUBLES[trouble]
    ours = await address(asked)
    event = _event(ours, **changed)
    assert await bring(asked, event.request(), ours) == ("taken", "request: refused")

    method, partstat, _, comment = told(answers(asked)[-1])
    assert (method, partstat) == ("REPLY", "DECLINED")
    assert why in comment
    assert len(asked.office.arrived) == 1
    assert await interviews(asked) == []


async def test_it_takes_the_event_once_what_was_wrong_is_mended(asked: HouseWithMail) -> None:
    ours = await address(asked)
    event = _event(ours, minutes=9 * 60)
    await bring(asked, event.request(), ours)
    event.minutes = 60
    event.touched(sequence=True)

    assert await bring(asked, event.request(), ours) == ("taken", "request: scheduled")
    assert told(answers(asked)[-1])[:3] == ("REPLY", "ACCEPTED", 1)


async def test_it_keeps_the_interview_where_a_change_cannot_be_followed(asked: HouseWithMail) -> None:
    """The event says one thing, the interview another: a COUNTER proposes what stands, and says why."""
    ours = await address(asked)
    event = inviting(ours)
    await bring(asked, event.request(), ours)
    event.moved(timedelta(days=-10))
    assert await bring(asked, event.request(), ours) == ("taken", "request: refused")

    (interview,) = await interviews(asked)
    assert (interview.starts_at, interview.sequence) == (START, 0)
    method, _, sequence, comment = told(answers(asked)[-1])
    assert (method, sequence) == ("COUNTER", 1)
    assert "has passed" in comment
    assert answers(asked)[-1].event["DTSTART"].dt == START


async def test_it_declines_more_than_twenty_people_and_invites_none_of_them(asked: HouseWithMail) -> None:
    ours = await address(asked)
    many = [f"guest{number}@larkfield.test" for number in range(21)]
    assert await bring(asked, inviting(ours, *many).request(), ours) == ("taken", "request: refused")

    assert "At most 20 people" in told(answers(asked)[-1])[3]
    assert [each.to for each in asked.office.arrived] == [(MAYA,)]


async def test_it_passes_on_no_link_no_place_and_no_detail(asked: HouseWithMail) -> None:
    ours = await address(asked)
    event = inviting(ours, DANA)
    event.summary = f"Call me at {SECRET}"
    event.description = "\n".join(
        ["Bring the diagram.", "", "_" * 40, "Join: https://teams.microsoft.com/l/meetup-join/19%3a"]
    )
    event.location = "https://zoom.us/j/123456789"
    await bring(asked, event.request(), ours)

    (interview,) = await interviews(asked)
    assert (interview.title, interview.agenda) == ("Interview: Ledger engineer", "Bring the diagram.")
    comment = told(answers(asked)[-1])[3]
    assert "title was not passed on" in comment and "place or link is not passed on" in comment
    for arrived in asked.office.arrived:
        # The notice that the title is held has no entry.
        entries = [part for part in arrived.mail.walk() if part.get_content_type() == "text/calendar"]
        entry = arrived.calendar.decode() if entries else ""
        text = f"{entry}{arrived.body('text/plain')}"
        assert not [word for word in ("zoom.us", "teams.microsoft", "901820") if word in text]


async def test_it_leaves_rooms_and_lists_out(asked: HouseWithMail) -> None:
    ours = await address(asked)
    event = _event(ours)
    event.attendees += [
        ("room4@larkfield.test", "Room 4", "CUTYPE=ROOM"),
        ("engineering@larkfield.test", "Engineering", "CUTYPE=GROUP"),
        (DANA, DANA),
        (MAYA, "Maya Quill", "PARTSTAT=ACCEPTED"),
    ]
    await bring(asked, event.request(), ours)

    (interview,) = await interviews(asked)
    assert [(each.role, each.label) for each in interview.parties[2:]] == [
        (Role.GUEST, "Guest of the client")
    ]
    assert "Lists" in told(answers(asked)[-1])[3]


async def test_it_does_nothing_different_for_the_freelancers_own_address(asked: HouseWithMail) -> None:
    """Whether a guessed address is the freelancer's must not show: not here, not on the card."""
    ours = await address(asked)
    guessed, other = inviting(ours, LEO), inviting(ours, "leo@nobody.example")
    other.uid = "other@larkfield.test"
    other.starts_at += timedelta(days=1)
    comments = []
    for event in (guessed, other):
        assert await bring(asked, event.request(), ours) == ("taken", "request: scheduled")
        comments.append(told(answers(asked)[-1])[3])
    assert comments[0] == comments[1]
    assert "own address out of this event" in comments[0]
    shapes = [[(each.role, each.label) for each in it.parties] for it in await interviews(asked)]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        ({"result": ""}, "nobody vouches for its From"),
        ({"result": "none"}, "nobody vouches for its From"),
        ({"result": "fail"}, "its From failed DMARC"),
        ({"domain": "evil.example"}, "its From failed DMARC"),
        (
            {"from_address": "maya.quill@evil.example", "domain": "evil.example"},
            "its From is no member's address",
        ),
        ({"from_address": DANA}, "its From is no member's address"),
        ({"from_address": f"{MAYA}, {DANA}"}, "its From is not one address"),
    ],
)
@pytest.mark.parametrize("method", ["request", "cancel"])
async def test_it_answers_nobody_who_is_not_proven(
    asked: HouseWithMail, mail: dict[str, str], reason: str, method: str
) -> None:
    """Neither the forger nor who is forged hears a word, and the SMTP answer is the same as always."""
    ours = await address(asked)
    event = inviting(ours)
    if method == "cancel":
        await bring(asked, event.request(), ours)
    before, arrived = await interviews(asked), len(asked.office.arrived)
    raw = event.request(**mail) if method == "request" else event.cancel(**mail)

    assert await bring(asked, raw, ours) == ("held", reason)
    assert await interviews(asked) == before
    assert len(asked.office.arrived) == arrived
    async with asked.house.database.connection() as conn:
        chain = await conn.fetch("select event, facts from ledger_entry where chain = 'proposal:pro_1'")
    assert [(row["event"], row["facts"]) for row in chain] == [("request.held", {"reason": reason})]


@pytest.mark.parametrize("uid", ["x" * 255, " "])
async def test_it_takes_no_event_by_a_name_that_it_could_not_answer_by(
    asked: HouseWithMail, uid: str
) -> None:
    ours = await address(asked)
    event = _event(ours, uid=uid)
    assert await bring(asked, event.request(message_id="long@outside.test"), ours) == (
        "held",
        "an event without a UID or an organizer",
    )
    assert await interviews(asked) == [] and asked.office.arrived == []


async def test_it_says_the_same_to_whatever_else_comes_there(asked: HouseWithMail) -> None:
    ours = await address(asked)
    for raw in (
        b"From: a@b.example\r\n\r\nIs anybody there?\r\n",
        b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\n",
        inviting(ours).request().replace(b"method=REQUEST", b"method=PUBLISH"),
    ):
        assert (await asked.send(raw, ours)) == (250, "2.0.0 OK")
    assert (
        await asked.send(b"From: a@b.example\r\n\r\nHello\r\n", f"p-{'a' * 26}@{ours.partition('@')[2]}")
    )[0] == 550


async def test_it_declines_when_the_proposal_is_closed_or_dies(asked: HouseWithMail) -> None:
    ours = await address(asked)
    event = inviting(ours)
    await bring(asked, event.request(), ours)
    dead = proposals.ProposalTold(
        "p-1", "m-1", "m-2", "j-1", "Ledger engineer", "t-1", ProposalState.WITHDRAWN
    )
    await proposals.tell_proposal(asked.house, dead)
    await asked.settle()
    method, partstat, _, comment = told(answers(asked)[-1])
    assert (method, partstat) == ("REPLY", "DECLINED")
    assert "void" in comment

    late = _event(ours, uid="late@larkfield.test")
    assert await bring(asked, late.request(), ours) == ("taken", "request: refused")
    assert "is closed" in told(answers(asked)[-1])[3]
    event.moved(timedelta(hours=1))
    assert await bring(asked, event.request(), ours) == ("taken", "request: refused")


async def test_it_ends_where_somebody_brings_event_after_event(asked: HouseWithMail) -> None:
    ours = await address(asked)
    for number in range(MOST_A_DAY):
        event = _event(ours, uid=f"{number}@larkfield.test", starts_at=START - timedelta(days=10))
        assert await bring(asked, event.request(), ours) == ("taken", "request: refused")
    more = _event(ours, uid="more@larkfield.test")
    assert await bring(asked, more.request(), ours) == ("held", "request: too many")
    assert len(asked.office.arrived) == MOST_A_DAY

    asked.clock.advance(timedelta(days=1, minutes=1))
    assert await bring(asked, more.request(), ours) == ("taken", "request: scheduled")
