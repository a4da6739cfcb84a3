"""What happens to who slips: lessons wherever they are read, the polite answer, a report, and a badge."""

from __future__ import annotations

import json
import random

from leaks.history import History
from leaks.said import TOO_MUCH

PLACES = ("message", "agenda", "form")
LEAVE = "Can we go on over WhatsApp?"


async def slip_again(history: History, dice: random.Random) -> None:
    """A member says too much, in the thread, in an agenda or in the form, and each looks at the own embed."""
    key = dice.choice(("maya", "leo"))
    proposal = dice.choice(history.world.twins.cast.proposals).id
    for _ in range(dice.randrange(1, 4)):
        await _slip(history, dice, key, proposal)
        await history.settle()
    for each in ("maya", "leo"):
        session = await _session(history, each, proposal)
        _ = await history.tab(each).frame("/embed/card", session)


async def _slip(history: History, dice: random.Random, key: str, proposal: str) -> None:
    person = history.person(key)
    text = LEAVE
    if dice.random() < 0.8:
        spaced = " ".join(person.email)
        words = {"email": person.email, "phone": person.phone, "handle": person.handle, "spaced": spaced}
        text = dice.choice(TOO_MUCH).format(**words, at=person.email.replace("@", " (at) "))
    history.type(key, text)
    marketplace = history.world.twins.marketplace
    match dice.choice(PLACES) if key == "maya" else "message":
        case "message":
            _ = await marketplace.say(key, proposal, text)
        case "agenda":
            wish = {"proposal": proposal, "host": "m-maya", "minutes": 30, "agenda": text}
            wish["starts_at"] = history.now.replace(hour=10).isoformat()
            _ = await history.program.call("POST", "/v1/interviews", wish)
        case _:
            session = await _session(history, key, proposal)
            fields = {"agenda": text, "where": "room", "wish": "check", "minutes": "45", "guests": "0"}
            fields |= {"day": f"{history.now:%Y-%m-%d}", "hour": "23:00", "zone": "Europe/Berlin"}
            _ = await history.tab(key).frame("/embed/schedule", session, fields)


async def answer_politely(history: History, dice: random.Random) -> None:
    """The freelancer sends the polite answer, in the embed or by REST; somebody reports beside it."""
    proposal = dice.choice(history.world.twins.cast.proposals).id
    home = f"/v1/proposals/{proposal}/polite-answer"
    _ = await history.program.call("GET", home)
    session = await _session(history, "leo", proposal)
    if dice.random() < 0.5:
        _ = await history.tab("leo").frame("/embed/answer", session, {})
    else:
        _ = await history.program.call("POST", home, {"member": "m-leo"})
    if dice.random() < 0.5:
        key = dice.choice(("leo", "maya"))
        session = await _session(history, key, proposal)
        words = f"I was told {history.person(key).phone} is not to be given."
        history.type(key, words)
        _ = await history.tab(key).frame("/embed/report", session, {"words": words})


async def look_at_credit(history: History, dice: random.Random) -> None:
    """The marketplace reads a member's record, and keeps whether it is to be hidden."""
    home = f"/v1/members/{dice.choice(('m-leo', 'm-maya'))}/credit"
    _ = await history.program.call("GET", home)
    _ = await history.program.call("PUT", home, {"hidden": dice.random() < 0.5})


async def _session(history: History, key: str, proposal: str) -> str:
    """A session of a member's at a proposal."""
    body = {"viewer": history.world.twins.marketplace.viewer_token(key), "proposal": proposal}
    status, _, told = await history.tab(key).send_json("/embed/session", body)
    return str(json.loads(told)["session"]) if status == 200 else ""
