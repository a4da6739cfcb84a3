"""What can happen with an agreement: asked for, changed, dropped, signed, rather not, its copies opened."""

from __future__ import annotations

import json
import random
import re

from leaks.happenings import EVERYBODY
from leaks.history import History
from leaks.passes_in_mail import come_in, passes_of
from leaks.said import said

LINK = re.compile(r"/signed#(\S+)")


async def ask_for_an_agreement(history: History, dice: random.Random) -> None:
    """Maya schedules with a text of her company's, or asks for one, or drops it."""
    text = f"Between [[Larkfield]] and you. {said(history, dice, 'maya')} {said(history, dice, 'maya')}"
    wish = {"title": said(history, dice, "maya")[:120], "text": text}
    proposal = dice.choice(history.world.twins.cast.proposals).id
    _, listed = await history.program.call("GET", f"/v1/interviews?proposal={proposal}")
    found = listed["interviews"]
    assert isinstance(found, list)
    for each in dice.sample(found, min(1, len(found))):
        body = {
            "member": dice.choice(("m-maya", "m-maya", "m-leo")),
            "agreement": dice.choice((wish, wish, None)),
        }
        _ = await history.program.call("POST", f"/v1/interviews/{each['id']}/agreement", body)


async def read_and_sign(history: History, dice: random.Random) -> None:
    """Somebody opens the agreement behind the own pass, and signs, would rather not, or only reads it."""
    key = dice.choice(("leo", "leo", *EVERYBODY))
    passes = passes_of(history, [key])
    found = dice.choice(passes) if passes else None
    tab = await come_in(history, found) if found else None
    if found is None or tab is None:
        return
    seat = found.seat
    page = f"/lobby/{seat}/agreement"
    _, _, shown = await tab.get(page)
    _ = await tab.get(f"{page}/text")
    mark = re.search(r'name="text" value="(\w{64})"', shown)
    wishes = ("sign", "sign", "decline", "reconsider", "drop", "read")
    match dice.choice(wishes):
        case "sign" if mark:
            _ = await tab.send(f"/lobby/{seat}/consent", {"agree": "yes", "text": mark[1]})
        case "drop":
            _ = await tab.send(f"{page}/change", {"wish": "drop"})
        case "read":
            pass
        case wish:
            _ = await tab.send(page, {"wish": wish})
    _ = await tab.get(page)


async def open_a_copy(history: History, dice: random.Random) -> None:
    """Whoever has a copy opens it, and the whole text where a contract allows that, and tries a text out."""
    key = dice.choice(("leo", "leo", "maya"))
    links = [found for mail in history.world.twins.mailbox.mails(key) for found in LINK.findall(mail.text)]
    if not links:
        return
    tab = history.tab(key)
    status, _, answer = await tab.send_json("/signed", {"copy": dice.choice(links)})
    if status != 200:
        return
    path = json.loads(answer)["copy"]
    for page in (path, f"{path}/text"):
        _ = await tab.get(page)
    for form in ({}, {"file": "yes"}):
        _ = await tab.send(f"{path}/whole", form)
    _ = await tab.send(f"{path}/check", {"text": said(history, dice, key)})
