"""The calendar programs of the mailbox: what comes in, and what their owners answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import aiohttp
import pytest
from icalendar import Calendar

from anteroom.sandbox.cast import Cast
from anteroom.sandbox.mailbox import AnswerNotSent, SandboxMailbox

UID = "u-1@relay.example"
THREE = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)


def read_answer(raw: bytes) -> tuple[Any, Any, Any]:
    """The mail, its calendar part, and the event in it."""
    mail: Any = message_from_bytes(raw, policy=default)
    part = next(each for each in mail.walk() if each.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    return mail, part, calendar.walk("VEVENT")[0]


async def test_enters_an_invitation_at_its_instant(
    mailbox: SandboxMailbox, postman: Any, cast: Cast, write_invitation: Any
) -> None:
    await postman.deliver(write_invitation(cast.leo.email), cast.leo.email)
    (entry,) = mailbox.calendar("leo")
    assert (entry.uid, entry.sequence, entry.answer) == (UID, 0, "NEEDS-ACTION")
    assert (entry.starts_at, entry.ends_at) == (THREE, THREE + timedelta(minutes=45))
    assert entry.zone == "Europe/Berlin"
    assert mailbox.next_start() == THREE
    assert mailbox.calendar("dana") == []


async def test_moves_an_entry_and_asks_again(
    mailbox: SandboxMailbox, postman: Any, cast: Cast, write_invitation: Any
) -> None:
    await postman.deliver(write_invitation(cast.leo.email), cast.leo.email)
    await mailbox.accept("leo", UID)
    assert mailbox.calendar("leo")[0].answer == "ACCEPTED"
    moved = write_invitation(
        cast.leo.email,
        sequence="1",
        start="TZID=Europe/Berlin:20261126T160000",
        end="TZID=Europe/Berlin:20261126T164500",
    )
    await postman.deliver(moved, cast.leo.email)
    (entry,) = mailbox.calendar("leo")
    assert (entry.sequence, entry.answer, entry.earlier) == (1, "NEEDS-ACTION", THREE)


async def test_keeps_the_answer_over_an_update_of_the_same_revision(
    mailbox: SandboxMailbox, postman: Any, cast: Cast, write_invitation: Any
) -> None:
    await postman.deliver(write_invitation(cast.leo.email), cast.leo.email)
    await mailbox.accept("leo", UID)
    await postman.deliver(write_invitation(cast.leo.email, dtstamp="20261123T100000Z"), cast.leo.email)
    assert mailbox.calendar("leo")[0].answer == "ACCEPTED"


async def test_is_not_misled_by_what_comes_late(
    mailbox: SandboxMailbox, postman: Any, cast: Cast, write_invitation: Any
) -> None:
    """A cancellation is never overtaken by an older request."""
    await postman.deliver(write_invitation(cast.leo.email), cast.leo.email)
    cancel = write_invitation(cast.leo.email, method="CANCEL", sequence="2", status="CANCELLED")
    await postman.deliver(cancel, cast.leo.email)
    await postman.deliver(write_invitation(cast.leo.email, sequence="1"), cast.leo.email)
    assert mailbox.calendar("leo")[0].status == "cancelled"
    assert mailbox.next_start() is None
    assert "older" in mailbox.ignored("leo")[0]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"from": "someone@else.example"}, "not the ORGANIZER"),
        ({"attendee": "someone@else.example"}, "not among the ATTENDEEs"),
        ({"mime_method": "CANCEL"}, "says CANCEL"),
        ({"mime_method": ""}, "no method"),
        ({"start": "VALUE=DATE:20261126"}, "hour"),
        ({"start": "X-A=1:20261126T150000"}, "without a zone"),
        ({"dtstamp": "never"}, ""),
    ],
)
async def test_does_not_act_on_what_real_programs_distrust(
    mailbox: SandboxMailbox,
    postman: Any,
    cast: Cast,
    write_invitation: Any,
    changes: dict[str, str],
    reason: str,
) -> None:
    await postman.deliver(write_invitation(cast.leo.email, **changes), cast.leo.email)
    assert mailbox.calendar("leo") == []
    assert reason in mailbox.mails("leo")[0].problem
    assert mailbox.ignored("leo")


async def test_answers_by_a_mail_from_the_real_address_to_the_organizer(
    mailbox: SandboxMailbox, postman: Any, cast: Cast, write_invitation: Any, anteroom_inbound: Any
) -> None:
    await postman.deliver(write_invitation(cast.leo.email), cast.leo.email)
    sent = await mailbox.decline("leo", UID, "Not that day")
    sender, to, raw = anteroom_inbound.taken[0]
    assert (sender, to) == (cast.leo.email, ["r-abc@relay.example"])
    assert raw.rstrip() == sent.raw.rstrip()
    mail, part, event = read_answer(raw)
    assert mail["In-Reply-To"] == "<m-REQUEST-0@relay.example>"
    assert (part.get_param("method"), part.get_param("charset")) == ("REPLY", "UTF-8")
    assert (str(event["UID"]), int(event["SEQUENCE"])) == (UID, 0)
    assert str(event["ATTENDEE"]) == f"mailto:{cast.leo.email}"
    assert event["ATTENDEE"].params["PARTSTAT"] == "DECLINED"
    assert str(event["COMMENT"]) == "Not that day"
    assert str(event["ORGANIZER"]) == "mailto:r-abc@relay.example"


async def test_answers_like_outlook_without_an_organizer(
    mailbox: SandboxMailbox, postman: Any, cast: Cast, write_invitation: Any, anteroom_inbound: Any
) -> None:
    await postman.deliver(write_invitation(cast.dana.email), cast.dana.email)
    await mailbox.accept("dana", UID)
    _, _, event = read_answer(anteroom_inbound.taken[0][2])
    assert "ORGANIZER" not in event
    assert str(event["SUMMARY"]) == "Accepted: Payments API in Go"


@pytest.mark.parametrize("person", ["leo", "dana"])
async def test_proposes_another_time_at_the_sequence_it_knows(
    mailbox: SandboxMailbox,
    postman: Any,
    cast: Cast,
    write_invitation: Any,
    anteroom_inbound: Any,
    person: str,
) -> None:
    address = cast.person(person).email
    await postman.deliver(write_invitation(address, sequence="3"), address)
    later = THREE + timedelta(hours=1)
    await mailbox.propose(person, UID, later, later + timedelta(minutes=45), "An hour later?")
    _, part, event = read_answer(anteroom_inbound.taken[0][2])
    assert part.get_param("method") == "COUNTER"
    assert event["DTSTART"].dt == later
    assert int(event["SEQUENCE"]) == 3
    entry = mailbox.calendar(person)[0]
    assert (entry.starts_at, entry.counter) == (THREE, "waiting")
    declined = write_invitation(address, method="DECLINECOUNTER", sequence="3", comment="Too late for Dana")
    await postman.deliver(declined, address)
    entry = mailbox.calendar(person)[0]
    assert (entry.counter, entry.counter_comment) == ("declined", "Too late for Dana")


async def test_says_why_an_answer_was_not_taken(
    mailbox: SandboxMailbox, postman: Any, cast: Cast, write_invitation: Any, anteroom_inbound: Any
) -> None:
    """The own copy must not show an answer that never left."""
    await postman.deliver(write_invitation(cast.leo.email), cast.leo.email)
    anteroom_inbound.refusal = "550 5.1.1 This invitation is over"
    with pytest.raises(AnswerNotSent) as refused:
        await mailbox.accept("leo", UID)
    assert refused.value.code == 550
    assert mailbox.calendar("leo")[0].answer == "NEEDS-ACTION"
    mailbox.inbound_port = 1
    with pytest.raises(AnswerNotSent):
        await mailbox.accept("leo", UID)


async def test_shows_calendar_and_mail_and_answers_by_its_buttons(
    mailbox: SandboxMailbox,
    postman: Any,
    cast: Cast,
    write_invitation: Any,
    anteroom_inbound: Any,
    browser: aiohttp.ClientSession,
) -> None:
    await postman.deliver(write_invitation(cast.leo.email), cast.leo.email)
    pane = f"{mailbox.url}/pane/leo"
    shown = await (await browser.get(pane)).text()
    assert "Thu 26 Nov, 11:00–11:45" in shown
    assert "Sao Paulo, UTC−3" in shown
    assert 'href="https://127.0.0.1:9/i#pass"' in shown
    answered = await browser.post(f"{pane}/answer", data={"uid": UID, "answer": "tentative"})
    assert "? Maybe" in await answered.text()
    form = {"uid": UID, "starts_at": "2026-11-26T12:00", "minutes": "45", "comment": ""}
    proposed = await browser.post(f"{pane}/propose", data=form)
    assert "You proposed another time" in await proposed.text()
    assert read_answer(anteroom_inbound.taken[-1][2])[2]["DTSTART"].dt == THREE + timedelta(hours=1)
    unreadable = await browser.post(f"{pane}/propose", data={**form, "starts_at": "soon"})
    assert "Give a day" in await unreadable.text()


async def test_shows_the_html_of_a_mail_without_its_scripts_running(
    mailbox: SandboxMailbox, postman: Any, cast: Cast, write_invitation: Any, browser: aiohttp.ClientSession
) -> None:
    await postman.deliver(write_invitation(cast.leo.email), cast.leo.email)
    answer = await browser.get(f"{mailbox.url}/mails/1")
    assert "style='color:red'" in await answer.text()
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    raw = await (await browser.get(f"{mailbox.url}/mails/1/raw")).read()
    assert raw == mailbox.captures[0].body
