"""A client whom nobody answers waits, picks the next of the shortlist, or gets help."""

from __future__ import annotations

from datetime import timedelta

from anteroom.clock import SetClock
from nudges_out.silence import WAITING, Silence, silence

HALF = timedelta(hours=6)


async def _escalated(here: Silence) -> str:
    """Let four business days pass after Maya's message; return the page of her mail."""
    await here.write("m-maya")
    await here.pass_days(9, HALF)
    (mail,) = here.mails("maya")
    assert mail.subject == "Leo Marchetti has not answered you: Payments API in Go"
    assert "List-Unsubscribe" not in here.headers(mail), "help is not what one unsubscribes from"
    assert "reminded" not in mail.text
    return here.link(mail, WAITING)


async def test_each_of_three_choices_is_confirmed_told_and_may_be_changed(clock: SetClock) -> None:
    """Wait, pick, help: by page without a script, to the marketplace by webhook and API, into the case."""
    async with silence(clock) as here:
        await here.shortlist("Rosa Almeida", "Sven Berg")
        page = await _escalated(here)
        (opened,) = here.events("escalation.opened")
        thread = f"{here.world.twins.marketplace.url}/threads/t-payments"
        for _ in range(2):
            status, shown = await here.get(page)
            assert status == 200 and "Rosa Almeida" in shown and "Sven Berg" in shown
            assert f'href="{thread}"' in shown
        assert here.events("escalation.chosen") == [], "looking chooses nothing"

        _, sure = await here.press(page, wish="wait")
        assert "Is this what you want?" in sure and here.events("escalation.chosen") == []
        for _ in range(2):
            _, done = await here.press(page, wish="wait", sure="yes")
            assert "You keep waiting" in done
        await here.world.settle()
        assert [each["choice"] for each in here.events("escalation.chosen")] == ["wait"]

        _, again = await here.press(page, wish="anew")
        assert "What would you like to do?" in again
        picked = _id_of(again, "Sven Berg")
        _, sure = await here.press(page, wish="pick", picked=picked)
        assert "Sven Berg is the next freelancer" in sure
        _, done = await here.press(page, wish="pick", picked=picked, sure="yes")
        assert "You picked Sven Berg" in done
        _, done = await here.press(page, wish="help", sure="yes")
        assert "You asked for help" in done
        await here.world.settle()
        told = here.events("escalation.chosen")
        assert [(each["choice"], each.get("picked")) for each in told] == [
            ("wait", None),
            ("pick", "p-short-1"),
            ("help", None),
        ]
        status, listed = await here.api.get("/v1/escalations")
        assert status == 200
        (one,) = listed["escalations"]
        assert (one["id"], one["choice"], one["picked"]) == (opened["escalation"], "help", None)
        assert (one["proposal"], one["case"], one["open"]) == ("p-payments", opened["case"], True)
        assert one["shortlist"] == ["p-short-0", "p-short-1"]

        await here.write("m-leo", "I was ill. Thursday suits me.")
        over = (await here.get(page))[1]
        assert "This waits no more" in over and f'href="{thread}"' in over
        assert "This waits no more" in (await here.press(page, wish="wait", sure="yes"))[1]
        assert len(here.events("escalation.chosen")) == 3
        _, faults, events = await here.world.ledger()
        assert not faults and {"escalation.opened", "escalation.chosen", "case.client_chose"} <= events


async def test_whom_the_shortlist_does_not_hold_is_not_picked(clock: SetClock) -> None:
    """Another job's, the silent one, somebody taken off meanwhile, nobody; and not by a nudge's page."""
    async with silence(clock) as here:
        page = await _escalated(here)
        assert "nobody else on your shortlist" in (await here.get(page))[1]
        await here.shortlist("Rosa Almeida")
        picked = _id_of((await here.get(page))[1], "Rosa Almeida")
        async with here.world.house.database.connection() as conn:
            others = [row["id"] for row in await conn.fetch("select id from proposal where id <> $1", picked)]
        for wrong in (*others, "", "pro_none"):
            assert (await here.press(page, wish="pick", picked=wrong, sure="yes"))[0] == 400
        body = {
            "client": "m-maya",
            "freelancer": "m-short-0",
            "job": {"id": "j-payments", "title": "Payments API in Go"},
            "thread": "t-short-0",
            "state": "withdrawn",
        }
        assert (await here.api.put("/v1/proposals/p-short-0", body))[0] == 200
        assert (await here.press(page, wish="pick", picked=picked, sure="yes"))[0] == 400
        assert here.events("escalation.chosen") == []
        other = page.replace("/waiting/", "/nudges/")
        assert (await here.get(other))[0] == 200, "it is the client's own, and ends reminders to the client"
        nudge = here.link(here.mails("leo")[0], "/nudges/").replace("/nudges/", "/waiting/")
        assert (await here.get(nudge))[0] == 404, "whoever is waited for chooses nothing"


async def test_a_guest_who_hosts_learns_nothing_of_the_shortlist(clock: SetClock) -> None:
    """The hosting was handed to a guest: silence is put before the client, and the guest sees no rival."""
    async with silence(clock) as here:
        await here.shortlist("Rosa Almeida")
        dana = here.world.twins.cast.dana
        body = {
            "proposal": "p-payments",
            "host": "m-maya",
            "starts_at": (clock.now() + timedelta(days=20)).isoformat(),
            "minutes": 45,
            "guests": [{"email": dana.email, "label": "Dana, VP Engineering"}],
        }
        status, made = await here.api.post("/v1/interviews", body)
        assert status == 201, made
        guest = next(each["id"] for each in made["parties"] if each["role"] == "guest")
        handed = {"member": "m-maya", "party": guest}
        assert (await here.api.post(f"/v1/interviews/{made['id']}/hand-over", handed))[0] == 200
        await here.pass_days(9, HALF)
        assert len(here.events("escalation.opened")) == 1
        _, listed = await here.api.get("/v1/escalations")
        assert [each["member"] for each in listed["escalations"]] == ["m-maya"]
        assert not any("/waiting/" in mail.text for mail in here.mails("dana"))
        (asked,) = [mail for mail in here.mails("maya") if "/waiting/" in mail.text]
        assert "Rosa Almeida" in (await here.get(here.link(asked, WAITING)))[1]


async def test_an_answer_to_it_goes_to_people_alone(clock: SetClock) -> None:
    """What the client writes back lies in the case, sealed, and in no thread."""
    async with silence(clock) as here:
        await _escalated(here)
        (mail,) = here.mails("maya")
        assert await here.reply("maya", mail, "Please help, we need somebody this month.") == 250
        assert here.thread() == []
        assert ("taken", "nudge answered: to people") in await here.verdicts()
        async with here.world.house.database.connection() as conn:
            kinds = [row["kind"] for row in await conn.fetch("select kind from case_note")]
            sealed = await conn.fetchval("select sealed from case_note")
        assert kinds == ["answer"] and b"somebody this month" not in sealed


def _id_of(page: str, label: str) -> str:
    """The value of the button beside a label."""
    before = page.partition(f"<bdi>{label}</bdi>")[0]
    return before.rpartition('name="picked" value="')[2].partition('"')[0]
