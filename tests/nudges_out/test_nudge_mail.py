"""The mail that reminds somebody: what it says, how it is stopped, and where an answer to it goes."""

from __future__ import annotations

from datetime import timedelta

from anteroom.clock import SetClock
from anteroom.conduct.blocks import make_block
from mail.test_bounces import complaint
from nudges_out.silence import NUDGE, PROPOSAL, SECRET_WORDS, silence


async def test_it_says_why_it_comes_and_its_answer_goes_into_the_thread(clock: SetClock) -> None:
    """From the silence to the answer: mail out over SMTP, an answer in, and the guard between."""
    async with silence(clock) as here:
        await here.write("m-maya")
        await here.pass_days(1.6)
        (mail,) = here.mails("leo")
        read = here.headers(mail)
        assert mail.subject == "Maya Okafor is waiting for your answer: Payments API in Go"
        assert "Maya Okafor wrote to you on Harbourline on Mon 23 Nov" in " ".join(mail.text.split())
        assert "You need not do anything" in mail.text and "Answer this mail" in mail.text
        assert SECRET_WORDS not in mail.text and "last reminder" not in mail.text
        stop = here.link(mail, NUDGE)
        local = stop.rpartition("/")[2]
        assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert f"<{stop}>" in read["List-Unsubscribe"].replace(" ", "")
        assert f"<mailto:{local}-stop@" in read["List-Unsubscribe"]
        assert read["Auto-Submitted"] == "auto-generated"
        assert [part.get_content_type() for part in read.walk()][:3] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]

        assert await here.reply("leo", mail, "Write me at leo@posta.example, please.") == 250
        assert here.thread() == [("m-leo", "Write me at [e-mail hidden until a contract], please.")]
        told = here.mails("leo")[-1]
        assert told.subject == "Your answer was passed on without a part of it: Payments API in Go"
        assert "schedule an interview" in told.text
        assert [each["kind"] for each in here.events("nudge.sent")] == ["message"]
        async with here.world.house.database.connection() as conn:
            open_ = await conn.fetch("select side from waiting where ended_at is null")
        assert [row["side"] for row in open_] == ["client"], "what was shown of it is an answer"
        assert await here.reply("leo", told, "Yes, Thursday suits me well.") == 250
        assert await here.reply("leo", mail, "I am Leo", sender="stranger@outside.example") == 250
        assert await here.reply("leo", mail, "Again.", message_id="same@outside.example") == 250
        assert await here.reply("leo", mail, "Again.", message_id="same@outside.example") == 250
        assert [text for _, text in here.thread()][1:] == ["Yes, Thursday suits me well.", "Again."]
        assert ("ignored", "seen before") in await here.verdicts()
        count = len(here.mails("leo"))
        await here.pass_days(7)
        assert len(here.mails("leo")) == count, "who has answered is not reminded"
        sent = [(each["side"], each["step"]) for each in here.events("nudge.sent")]
        assert sent == [("freelancer", "1"), ("client", "1"), ("client", "2")], "now the client is waited for"
        _, faults, _ = await here.world.ledger()
        assert not faults


async def test_the_answer_of_who_is_blocked_goes_to_people_alone(clock: SetClock) -> None:
    """The address of a nudge is no way around a block."""
    async with silence(clock) as here:
        await here.write("m-maya")
        await here.pass_days(1.6)
        (mail,) = here.mails("leo")
        starts = (clock.now() + timedelta(days=3)).isoformat()
        body = {"proposal": PROPOSAL, "host": "m-maya", "starts_at": starts, "minutes": 45, "title": "Talk"}
        status, made = await here.api.post("/v1/interviews", body)
        assert status == 201, made
        party = {each["role"]: each["id"] for each in made["parties"]}
        await make_block(here.world.house, made["id"], party["host"], party["candidate"])
        assert await here.reply("leo", mail, "Why do you not answer me?") == 250
        assert here.thread() == []
        assert ("taken", "nudge answered: to people") in await here.verdicts()


async def test_the_second_is_the_last_and_says_so(clock: SetClock) -> None:
    """Two nudges, of which the second says that it is the last."""
    async with silence(clock) as here:
        await here.write("m-maya")
        await here.pass_days(8, timedelta(hours=6))
        first, second, *more = here.mails("leo")
        assert not more
        assert "last reminder" not in first.text and "This is the last reminder of this." in second.text


async def test_one_click_stops_nudges_and_nothing_else(clock: SetClock) -> None:
    """RFC 8058 without a cookie; looking changes nothing; calendar mail still comes; it can be undone."""
    async with silence(clock) as here:
        await here.write("m-maya")
        await here.pass_days(1.6)
        (mail,) = here.mails("leo")
        stop = here.link(mail, NUDGE)
        for _ in range(2):
            status, page = await here.get(stop)
            assert status == 200 and "Send me no more reminders" in page
            assert "Maya" not in page and "Payments" not in page
        assert await here.one_click(stop) == (200, "")
        status, page = await here.get(stop)
        assert "You get no more reminders" in page
        await here.pass_days(5, timedelta(hours=6))
        assert len(here.mails("leo")) == 1
        assert [each["why"] for each in here.events("nudge.suppressed")] == ["opted_out"]
        starts = (clock.now() + timedelta(days=3)).isoformat()
        body = {"proposal": PROPOSAL, "host": "m-maya", "starts_at": starts, "minutes": 45, "title": "Talk"}
        assert (await here.api.post("/v1/interviews", body))[0] == 201
        await here.world.settle()
        assert here.world.twins.mailbox.calendar("leo"), "an invitation is no nudge"

        status, page = await here.press(stop, wish="again")
        assert "You get reminders again" in page
        forged = f"{stop[:-1]}{'6' if stop.endswith('7') else '7'}"
        assert (await here.get(forged))[0] == 404
        assert (await here.press(stop, wish="dance"))[0] == 400
        _, faults, events = await here.world.ledger()
        assert not faults and {"nudges.refused", "nudges.allowed"} <= events


async def test_a_mail_stops_them_and_a_bounce_does(clock: SetClock) -> None:
    """The mailto of List-Unsubscribe, a report of spam, and one that the mail did not arrive."""
    async with silence(clock) as here:
        await here.write("m-maya")
        await here.pass_days(1.6)
        (mail,) = here.mails("leo")
        ours = here.headers(mail)["From"].addresses[0].addr_spec
        report = BOUNCE.format(ours=ours, name=here.headers(mail)["Message-ID"]).replace("\n", "\r\n")
        assert await here.send(report.encode(), ours, "") == 250
        await here.pass_days(5, timedelta(hours=6))
        assert len(here.mails("leo")) == 1
        channels = [each["channel"] for each in here.events("nudge.sent")]
        assert channels == ["mail", "thread"], "mail came back, so the next way is taken"
        (notice,) = here.world.twins.marketplace.books.notices
        assert (notice.to, notice.content["title"]) == ("m-leo", "Maya Okafor is waiting for your answer")
        assert notice.content["button"] is None and SECRET_WORDS not in str(notice.content)
        status, page = await here.get(notice.content["stop"]["url"])
        assert status == 200 and "Send me no more reminders" in page

        spam = complaint("abuse")
        assert await here.send(spam, ours, "feedback@outside.example") == 250
        assert "You get no more reminders" in (await here.get(here.link(mail, NUDGE)))[1]
        assert "You get reminders again" in (await here.press(here.link(mail, NUDGE), wish="again"))[1]
        local, _, domain = ours.partition("@")
        letter = "From: x@outside.example\r\nSubject: unsubscribe\r\n\r\n"
        assert await here.send(letter.encode(), f"{local}-stop@{domain}", "x@outside.example") == 250
        assert "You get no more reminders" in (await here.get(here.link(mail, NUDGE)))[1]
        reasons = [reason for _, reason in await here.verdicts()]
        assert reasons == ["nudge bounced", "no more nudges: complaint", "no more nudges: mail"]


BOUNCE = """From: MAILER-DAEMON@posta.example
To: {ours}
Subject: Undelivered Mail Returned to Sender
Message-ID: <report.1@posta.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="parts"

--parts
Content-Type: text/plain

It could not be delivered.

--parts
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.posta.example

Final-Recipient: rfc822; somebody@posta.example
Action: failed
Status: 5.1.1

--parts
Content-Type: text/rfc822-headers

Message-ID: {name}

--parts--
"""
