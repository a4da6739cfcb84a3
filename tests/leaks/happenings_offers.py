"""What happens with interview offers and with the form that schedules without Slack."""

from __future__ import annotations

import html
import json
import random
import re
from datetime import timedelta

from leaks.browser_tab import BrowserTab
from leaks.history import History
from leaks.said import LABELS, said

GUESTS = ("dana", "ines", "priya", "tomas")


async def offer_an_interview(history: History, dice: random.Random) -> None:
    """A freelancer offers, takes back, or the client says "not now"; by REST or in the embed."""
    proposal = dice.choice(history.world.twins.cast.proposals).id
    home = f"/v1/proposals/{proposal}/interview-offers"
    match dice.choice(("rest", "embed", "withdraw", "decline")):
        case "rest":
            _ = await history.program.call(
                "POST", home, {"member": dice.choice(("m-leo", "m-leo", "m-maya"))}
            )
        case "embed":
            tab, session = history.tab("leo"), await _session(history, "leo", proposal)
            _ = await tab.frame("/embed/offer", session)
            _, _, shown = await tab.frame("/embed/offer", session, {})
            if dice.random() < 0.3:
                _ = await tab.frame("/embed/offer/withdraw", session, {"offer": _hidden(shown, "offer")})
        case act:
            _, listed = await history.program.call("GET", home)
            found = listed.get("offers")
            assert isinstance(found, list)
            for each in found[:1]:
                path = f"/v1/interview-offers/{each['id']}"
                member = "m-leo" if act == "withdraw" else "m-maya"
                _ = await history.program.call("POST", f"{path}/{act}", {"member": member})
                _ = await history.program.call("GET", path)


async def fill_in_the_form(history: History, dice: random.Random) -> None:
    """Maya fills the form in, in the embed or at the card's address, says perhaps too much, and sends it."""
    proposal = dice.choice(history.world.twins.cast.proposals).id
    tab = history.tab("maya")
    session = await _session(history, "maya", proposal)
    if dice.random() < 0.3:
        token = history.world.twins.marketplace.viewer_token("maya")
        _ = await tab.get(f"/schedule/{proposal}")
        _, _, page = await tab.send(f"/schedule/{proposal}", {"viewer": token})
        found = re.search(r'data-session="([^"]+)"', page)
        session = found[1] if found else session
    _ = await tab.frame("/embed/schedule", session)
    starts_at = history.now + timedelta(days=dice.randrange(1, 9), hours=dice.randrange(1, 9))
    guests = dice.sample(GUESTS, dice.randrange(0, 3))
    fields = {
        "day": f"{starts_at:%Y-%m-%d}",
        "hour": f"{starts_at:%H}:00",
        "minutes": "45",
        "zone": dice.choice(("Europe/Berlin", "Europe/Berlin", "")),
        "guests": str(len(guests)),
        "offers": "1",
        "offer.0.day": f"{starts_at + timedelta(days=1):%Y-%m-%d}",
        "offer.0.hour": "12:00",
        "title": said(history, dice, "maya")[:120],
        "agenda": said(history, dice, "maya"),
        "where": "room",
        "nda": dice.choice(("yes", "")),
        "nda_text": said(history, dice, "maya"),
        "wish": dice.choice(("check", "check", "check", "guest", "offer", "anew")),
    }
    for number, key in enumerate(guests):
        email = history.person(key).email
        history.type("maya", email)
        label = dice.choice((*LABELS, said(history, dice, "maya")))[:80]
        fields |= {f"guest.{number}.email": email, f"guest.{number}.label": label}
    await _send(tab, session, fields)
    other = await _session(history, "leo", proposal)
    _ = await history.tab("leo").frame("/embed/schedule", other)


async def _send(tab: BrowserTab, session: str, fields: dict[str, str]) -> None:
    status, _, shown = await tab.frame("/embed/schedule", session, fields)
    shown_print = _hidden(shown, "shown")
    if status == 200 and shown_print:
        last = {"draft": _hidden(shown, "draft"), "shown": shown_print}
        for _ in range(2):
            _ = await tab.frame("/embed/schedule/send", session, last)


def _hidden(shown: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', shown)
    return html.unescape(found[1]) if found else ""


async def _session(history: History, key: str, proposal: str) -> str:
    """A session of a member's at a proposal."""
    body = {"viewer": history.world.twins.marketplace.viewer_token(key), "proposal": proposal}
    status, _, told = await history.tab(key).send_json("/embed/session", body)
    return str(json.loads(told)["session"]) if status == 200 else ""
