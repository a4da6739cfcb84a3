"""What happens in embeds, which the marketplace's pages show to its members; `dice` decides the rest."""

from __future__ import annotations

import json
import random
import re
from datetime import timedelta
from urllib.parse import quote

from leaks.happenings import ANSWERS, EVERYBODY
from leaks.history import History
from leaks.said import said


async def look_at_embed(history: History, dice: random.Random) -> None:
    """A member reads the cards in a page of the marketplace's, and hears of changes for a moment."""
    key = dice.choice(("maya", "leo"))
    session = await _session(history, dice, key)
    if session:
        tab = history.tab(key)
        for path in ("/embed/card", "/embed/next", "/embed/state"):
            _ = await tab.frame(path, session)
        await tab.listen(session)


async def act_in_embed(history: History, dice: random.Random) -> None:
    """A member presses something there, allowed or not, and writes what may say too much."""
    key = dice.choice(("maya", "leo"))
    session = await _session(history, dice, key)
    if not session:
        return
    tab = history.tab(key)
    _, _, shown = await tab.frame("/embed/card", session)
    forms = re.findall(r'action="(/embed/interviews/[^"]+)"', shown)
    ids = re.findall(r'data-interview="([^"]+)"', shown)
    forms += [f"/embed/interviews/{each}/{act}" for each in ids for act in ("cancel", "counter", "contest")]
    chosen = [each for each in forms if not each.endswith(("/open", "/cancel"))] or forms
    if dice.random() < 0.1:
        chosen = forms
    if not chosen:
        return
    text = said(history, dice, key)
    fields = {
        "answer": dice.choice(ANSWERS),
        "local": f"{history.now + timedelta(hours=dice.randrange(1, 72)):%Y-%m-%dT%H:00}",
        "minutes": dice.choice(("5", "10", "45")),
        "comment": text,
        "reason": text,
        "words": text,
        "claim": dice.choice(("held", "missed", "technical")),
        "category": dice.choice(("leaving", "conduct", "broken")),
        "session": session,
    }
    for name in ("offer", "counter", "starts_at"):
        found = re.findall(rf'name="{name}" value="([^"]+)"', shown)
        if found:
            fields[name] = dice.choice(found)
    _ = await tab.frame(dice.choice(chosen), session, fields)


async def take_a_foreign_embed(history: History, dice: random.Random) -> None:
    """Somebody tries what is another's: no session, a made-up one, an interview that the own one lacks."""
    tab = history.tab(dice.choice(EVERYBODY))
    for session in ("", "emb_x", "emb_" + "a" * 40):
        status, _, _ = await tab.frame("/embed/card", session)
        assert status == 401
    session = await _session(history, dice, "leo")
    if session:
        status, _, _ = await history.tab("leo").frame("/embed/interviews/int_none/cancel", session, {})
        assert status == 404


async def preview_a_card(history: History, dice: random.Random) -> None:
    """A program somewhere makes a preview of a card's address."""
    tab = history.tab(dice.choice(EVERYBODY))
    for card in list(history.world.twins.marketplace.books.cards.values())[:2]:
        url = str(card.content.get("url", ""))
        if "/t/" in url:
            _ = await tab.get(url)
            status, _, told = await tab.get(f"/oembed?url={quote(url, safe='')}")
            assert status == 200 and json.loads(told)["type"] == "link"


async def _session(history: History, dice: random.Random, key: str) -> str:
    """A session of a member's at one of the proposals or interviews; "" where there is none for it."""
    market = history.world.twins.marketplace
    proposal = dice.choice(history.world.twins.cast.proposals)
    what = {"proposal": proposal.id}
    cards = [each for each in market.books.cards.values() if "interview" in each.content]
    if cards and dice.random() < 0.6:
        what = {"interview": str(dice.choice(cards).content["interview"])}
    body = {"viewer": market.viewer_token(key), **what}
    status, _, told = await history.tab(key).send_json("/embed/session", body)
    return str(json.loads(told)["session"]) if status == 200 else ""
