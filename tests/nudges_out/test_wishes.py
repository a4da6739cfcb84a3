"""How somebody wants to be nudged: by the marketplace's word, by the own page, and what ends when."""

from __future__ import annotations

from datetime import timedelta

from anteroom.clock import SetClock
from anteroom.people.erasure import erase_member
from nudges_out.silence import NUDGE, silence

LEO = "/v1/members/m-leo/nudges"


async def test_the_marketplace_says_it_and_never_lifts_the_own_word(clock: SetClock) -> None:
    """Switched off, away, by which way; what the member said on the page stays until the member undoes it."""
    async with silence(clock) as here:
        status, shown = await here.api.get(LEO)
        assert (status, shown) == (
            200,
            {"wanted": True, "refused": False, "channel": None, "away_until": None},
        )
        assert (await here.api.put("/v1/members/m-none/nudges", {}))[0] == 404
        assert (await here.api.put(LEO, {"channel": "fax"}))[0] == 400
        assert (await here.api.put(LEO, {"away_until": "2026-12-01T09:00:00"}))[0] == 400
        away = (clock.now() + timedelta(days=2)).isoformat()
        status, shown = await here.api.put(LEO, {"channel": "thread", "away_until": away})
        assert (status, shown["channel"]) == (200, "thread"), shown
        await here.write("m-maya")
        await here.pass_days(1.9)
        assert here.events("nudge.sent") == [], "who is away is not reminded"
        await here.pass_days(1.2)
        assert [each["channel"] for each in here.events("nudge.sent")] == ["thread"]
        (notice,) = here.world.twins.marketplace.books.notices
        page = notice.content["stop"]["url"]

        pane = f"{here.world.twins.marketplace.url}/pane"
        assert "Only you see this." in (await here.get(f"{pane}/m-leo?proposal=p-payments"))[1]
        assert "Only you see this." not in (await here.get(f"{pane}/m-maya?proposal=p-payments"))[1]
        _, kept = await here.press(page, wish="way", channel="mail")
        assert "Kept." in kept and 'value="mail" checked' in kept
        assert (await here.press(page, wish="way", channel="fax"))[0] == 400
        assert (await here.api.get(LEO))[1]["channel"] == "mail"
        await here.press(page, wish="stop")
        assert (await here.api.put(LEO, {"wanted": True}))[1]["refused"] is True
        assert (await here.api.put(LEO, {"wanted": False}))[1] == {
            "wanted": False,
            "refused": True,
            "channel": None,
            "away_until": None,
        }
        await here.press(page, wish="again")
        assert (await here.api.get(LEO))[1] == {
            "wanted": False,
            "refused": False,
            "channel": None,
            "away_until": None,
        }
        await here.pass_days(5, timedelta(hours=6))
        assert len(here.events("nudge.sent")) == 1
        assert {each["why"] for each in here.events("nudge.suppressed")} == {"opted_out"}


async def test_a_wish_outlives_another_address_and_erasure(clock: SetClock) -> None:
    """What stopped nudges holds for the person under a new address, and for the mailbox after the person."""
    async with silence(clock) as here:
        await here.write("m-maya")
        await here.pass_days(1.6)
        (mail,) = here.mails("leo")
        page = here.link(mail, NUDGE)
        await here.one_click(page)
        first, told = here.world.twins.cast.leo.email, {"role": "freelancer", "display_name": "Leo Marchetti"}
        moved = {**told, "contact": {"email": "new@posta.example"}}
        assert (await here.api.put("/v1/members/m-leo", moved))[0] == 200
        assert (await here.api.get(LEO))[1]["refused"] is True
        await erase_member(here.world.house, "m-leo", "t-12", "asked", "")
        anew = {**told, "contact": {"email": first}}
        assert (await here.api.put("/v1/members/m-again", anew))[0] == 200
        assert (await here.api.get("/v1/members/m-again/nudges"))[1]["refused"] is True
        # The mail is still there: its link names the mailbox alone by now, whose owner may change its mind.
        assert "You get no more reminders" in (await here.get(page))[1]
        assert "You get reminders again" in (await here.press(page, wish="again"))[1]
        assert (await here.api.get("/v1/members/m-again/nudges"))[1]["refused"] is False
        assert await here.reply("leo", mail, "Hello?") == 550, "nobody reads there any more"
        _, faults, _ = await here.world.ledger()
        assert not faults
