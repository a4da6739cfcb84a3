"""The agreement in journey A: read and signed days before the call, and opened by the contract."""

from __future__ import annotations

import re
from functools import partial
from html import unescape

from anteroom.sandbox.cast import ORGANISATION_NAME
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import prove
from anteroom.sandbox.story.visit import Visitor

SIGNED = re.compile(r"/signed#(\S+)")
HIDDEN = "name hidden until a contract"


def text_of(scene: Scene) -> str:
    """Return what Maya pastes: with her company's name, which she marks, and with Dana's own address."""
    return (
        f"[[{ORGANISATION_NAME}]] shows you how its ledger works. Tell nobody for a year. "
        f"What is unclear goes to {scene.cast.dana.email}."
    )


async def read_and_sign(scene: Scene) -> None:
    """Let Leo read the agreement from the thread's card and sign it, long before the doors open."""
    twins = scene.world.twins
    with scene.teller.step("Leo reads the agreement days before, and signs it") as proof:
        leo = scene.visitor("leo")
        page = f"{await _lobby(scene, leo)}/agreement"
        shown = unescape((await leo.open(page)).text)
        prove("Tell nobody for a year." in shown, "the agreement is not on its page")
        hidden = HIDDEN in shown and "e-mail hidden until a contract" in shown
        prove(hidden and ORGANISATION_NAME not in shown, "a name or an address in it was shown")
        proof(
            "readable from the moment of the invitation; the company's name and an address in it are hidden"
        )
        mark = re.search(r'name="text" value="(\w+)"', shown)
        prove(mark, "there is nothing to sign")
        assert mark is not None
        form = {"agree": "yes", "text": mark[1], "stay": "yes"}
        answer = await leo.send_form(page.removesuffix("agreement") + "consent", form)
        prove(answer.status == 303, f"signing answered {answer.status}")
        for key in ("leo", "maya"):
            mail = await scene.until(f"{key}'s copy", partial(_copy, scene, key))
            prove("Tell nobody for a year." in mail and HIDDEN in mail, "no copy of it")
        prove(not _copy(scene, "dana"), "a copy went to somebody else")
        proof("his copy and Maya's came by mail, each with a link of its own; nobody else has one")
        events = [event.type for event in twins.marketplace.events]
        prove("interview.consented" not in events, "the marketplace was told who signed")


async def open_whole(scene: Scene) -> None:
    """Let Leo open the whole text once there is a contract: what is not Maya's to give stays hidden."""
    with scene.teller.step("Under the contract Leo reads the whole agreement") as proof:
        leo = scene.visitor("leo")
        link = SIGNED.search(_copy(scene, "leo"))
        prove(link, "his copy has no link")
        assert link is not None
        taken = await leo.send_json(f"{scene.world.url}/signed", {"copy": link[1]})
        path = re.search(r'"copy": "([^"]+)"', taken.text)
        prove(path, f"his copy's link answered {taken.status}")
        assert path is not None
        shown = unescape((await leo.send_form(f"{scene.world.url}{path[1]}/whole", {})).text)
        prove(ORGANISATION_NAME in shown, "the company's name is still hidden")
        prove(scene.cast.dana.email not in shown, "the executive's address was opened")
        proof("the company's name stands in it now; the executive's address does not: that is hers to give")


async def _lobby(scene: Scene, leo: Visitor) -> str:
    market = scene.world.twins.marketplace
    (card,) = market.cards(scene.cast.proposals[0].thread)
    answer = await leo.send_form(card["url"], {"viewer": market.viewer_token("leo")})
    prove(answer.status == 303, f"the thread's card answered {answer.status}")
    return scene.world.url + answer.location


def _copy(scene: Scene, key: str) -> str:
    """Return the text of somebody's copy, which mail has broken into lines, as one; "" where none came."""
    mails = [mail.text for mail in scene.world.twins.mailbox.mails(key) if SIGNED.search(mail.text)]
    return " ".join(mails[0].split()) if mails else ""
