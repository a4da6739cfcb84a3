"""The ways out that stand in every letter of ours, those that answer somebody's own mail among them."""

from __future__ import annotations

import re

from anteroom.people.refusals import mailbox_of
from anteroom_mail.pages.never_address import never_mailbox
from mail.letters import room
from mail.test_bounces import POSTFIX, envelope


async def test_letters_about_letters_say_how_they_are_checked_and_how_to_be_left_alone() -> None:
    async with room() as it:
        secrets, settings = it.world.settings.secrets, it.world.settings
        await it.type("leo", f"Reach me at {it.world.twins.cast.leo.contact['phone']}.")
        await it.type("ines", "Between us: we pay at most 90.")
        await it.send("ines", POSTFIX, to=envelope(it, "ines"), sender="")
        (kept_back,), (note, came_back) = it.mails("leo"), it.mails("maya")

        for key, letter in (("leo", kept_back), ("maya", note), ("maya", came_back)):
            text = " ".join(letter.text.split())
            html = it.headers(letter).get_body(("html",))
            assert html is not None
            (local,) = re.findall(rf"{re.escape(settings.public_url)}/never/(\S+)", letter.text)
            assert never_mailbox(secrets.link_key, local) == mailbox_of(secrets.index_key, it.email(key))
            assert f"/never/{local}" in html.get_content()
            assert f"please tell {settings.mail.abuse_address}." in text
            assert re.search(
                r"/verify into your browser and give this mail's reference, [a-z2-7-]{14}\.", text
            )
            assert it.headers(letter)["List-Unsubscribe"] is None
