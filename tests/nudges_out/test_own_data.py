"""A member's own data holds the reminders, the wishes and the own words, and nothing of the other side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anteroom.api.scopes import Scope
from anteroom.clock import SetClock
from anteroom.keys import actions as keys
from api_client import ApiClient
from nudges_out.silence import PROPOSAL, SECRET_WORDS, Silence, silence

HALF = timedelta(hours=6)


async def _handed_over(here: Silence, member: str) -> Mapping[str, Any]:
    """What a member gets; none of it is another's detail."""
    _, secret = await keys.make(here.world.house, keys.OPERATOR, "details", {Scope.DETAILS_READ})
    details = ApiClient(here.world, secret)
    why = {"reviewer": "t-1", "reason": "access_request"}
    status, found = await details.post(f"/v1/members/{member}/export", why)
    assert status == 200, found
    cast = here.world.twins.cast
    other = cast.leo if member == "m-maya" else cast.maya
    for detail in (other.email, other.phone, SECRET_WORDS):
        assert detail not in f"{found}"
    return found


async def test_it_holds_what_waited_what_left_and_what_the_member_wrote(clock: SetClock) -> None:
    """Leo's reminders and his wish; what Maya was asked, chose, wrote to people and reported."""
    async with silence(clock) as here:
        cast = here.world.twins.cast
        before = (await _handed_over(here, "m-leo"))["nudges"]
        lists = ("waits", "sent", "answered", "asked")
        assert [before[each] for each in lists] == [[], [], [], []]
        assert (before["wanted"], before["refused"], before["channel"]) == (True, False, None)
        wish = {"channel": "mail", "away_until": (clock.now() - HALF).isoformat()}
        assert (await here.api.put("/v1/members/m-leo/nudges", wish))[0] == 200

        since = clock.now().isoformat()
        await here.write("m-maya")
        await here.pass_days(9, HALF)
        (asked,) = here.mails("maya")
        for words in ("Please help, we need somebody.", f"Ask him under {cast.leo.email}, please."):
            assert await here.reply("maya", asked, words) == 250
            clock.advance(timedelta(minutes=1))
        for words in (f"He wants to be called on {cast.maya.phone}.", f"He gave me {cast.leo.email}."):
            report = {"member": "m-maya", "category": "leaving", "words": words, "proposal": PROPOSAL}
            assert (await here.api.post("/v1/reports", report))[0] == 201
            clock.advance(timedelta(minutes=1))

        leo = (await _handed_over(here, "m-leo"))["nudges"]
        assert leo["waits"] == [{"kind": "message", "proposal": PROPOSAL, "since": since, "until": None}]
        assert [(each["kind"], each["proposal"], each["channel"]) for each in leo["sent"]] == [
            ("message", PROPOSAL, "mail")
        ] * 2
        assert leo["sent"][0]["at"] > leo["sent"][1]["at"] > since
        assert (leo["channel"], leo["away_until"]) == ("mail", wish["away_until"])

        maya = await _handed_over(here, "m-maya")
        assert [(each["proposal"], each["choice"]) for each in maya["nudges"]["asked"]] == [(PROPOSAL, None)]
        assert [each["fate"] for each in maya["nudges"]["answered"]] == ["team", "team"]
        (second, first) = (each["words"] for each in maya["written_to_support"])
        assert first.strip() == "Please help, we need somebody."
        assert second.strip().startswith("Ask him under ["), "Leo's address is not Maya's"
        told = [(each["category"], each["proposal"], each["words"]) for each in maya["reports"]]
        assert told == [
            ("leaving", PROPOSAL, "He gave me [e-mail hidden until a contract]."),
            ("leaving", PROPOSAL, "He wants to be called on [phone number hidden until a contract]."),
        ]
        assert maya["more"] is False

        nudge = here.mails("leo")[0]
        assert await here.reply("leo", nudge, "Thursday suits me well.") == 250
        assert (await here.press(here.link(nudge, "/nudges/"), wish="stop"))[0] == 200
        after = await _handed_over(here, "m-leo")
        assert (after["nudges"]["waits"], after["nudges"]["refused"]) == ([], True)
        assert [each["fate"] for each in after["nudges"]["answered"]] == ["thread"]
        assert (after["written_to_support"], after["reports"]) == ([], [])
