"""What mails, calendar entries, cards and webhooks say of the own tool: its name, and never its link."""

from __future__ import annotations

import json

from api_client import ApiClient
from leak_decoding import readings
from mail.letters import room

TOKEN = "kQ7zP4mXw2Lr9TbVn5Hs"
ZOOM = f"https://fernside.zoom.us/j/85012345678?pwd={TOKEN}"
PIECES = ("85012345678", TOKEN, "zoom.us/", "fernside.zoom")


async def test_everybody_reads_where_they_meet_and_nobody_by_which_link() -> None:
    async with room(slack=False) as it:
        api, path = ApiClient(it.world), f"/v1/interviews/{it.interview}"
        status, told = await api.post(f"{path}/place", {"member": "m-maya", "link": ZOOM})
        assert (status, told["place"]["tool"]) == (200, "zoom")
        await it.settle()

        mail = it.world.twins.mailbox.mails("leo")[-1]
        sentence = "You will meet in Zoom; your personal link opens it."
        assert sentence in " ".join(mail.text.split()) and "The time stays as it was" in " ".join(
            mail.text.split()
        )
        entry = it.world.twins.mailbox.calendar("leo")[0]
        assert entry.sequence == 0 and sentence in " ".join(str(entry).split())
        card = it.world.twins.marketplace.cards("t-payments")[0]
        assert card["place"] == {
            "kind": "link",
            "tool": "zoom",
            "words": "a link of the company’s, Zoom",
            "instead_of": None,
        }
        (event,) = [each for each in it.world.twins.marketplace.events if each.type == "interview.placed"]
        assert (event.data["place"], event.data["tool"]) == ("link", "zoom")

        house = it.world.house
        async with house.database.transaction() as conn:
            await conn.execute("update interview set due_at = $1", house.clock.now())
        await it.settle()
        assert sentence in " ".join(it.mails("leo")[-1].text.split())
        arrived = (
            b"".join(
                [each.raw for key in ("leo", "maya", "ines") for each in it.world.twins.mailbox.mails(key)]
                + [each.body for each in it.world.twins.marketplace.captures]
            )
            + json.dumps(told).encode()
        )
        outside = "".join(each.text for each in readings("all", arrived))
        assert sentence in outside and not [piece for piece in PIECES if piece in outside]
        assert await it.waiting() == 0
