"""What happens before the room: knocks, codes, names of whoever comes instead, and what the host decides."""

from __future__ import annotations

import random
import re

from leaks.happenings import EVERYBODY, GUESTS
from leaks.history import History
from leaks.passes_in_mail import come_in, passes_of
from leaks.said import said


async def come_to_the_gate(history: History, dice: random.Random) -> None:
    """Somebody knocks with a pass, the own one or one that was passed on, and says who it is."""
    passes = passes_of(history, EVERYBODY)
    if not passes:
        return
    found = dice.choice(passes)
    who = found.key if dice.random() < 0.6 else dice.choice(GUESTS)
    tab, lobby = history.tab(who), f"/lobby/{found.seat}"
    status, _, told = await tab.send_json("/i", {"pass": found.token})
    if status == 200 and "elsewhere" in told:
        _ = await tab.send_json("/i", {"pass": found.token, "move": True})
    _ = await tab.send(f"{lobby}/enter", {})
    _ = await tab.send(f"{lobby}/code/send", {})
    await history.settle()
    _ = await tab.send(f"{lobby}/code", {"code": f"{dice.randrange(10**6):06}"})
    name = dice.choice(("Sam Okoro, legal", said(history, dice, who)[:80]))
    history.type(who, name)
    status, place, _ = await tab.send(f"{lobby}/instead", {"name": name})
    await look_as_host(history, dice)
    if status == 303:
        _ = await tab.get(place)
        _ = await tab.send(place, {})


async def block_somebody(history: History, dice: random.Random) -> None:
    """Somebody behind the own pass blocks one of the other side, comes to the gate, and mostly undoes it."""
    passes = passes_of(history, EVERYBODY)
    found = dice.choice(passes) if passes else None
    tab = await come_in(history, found) if found else None
    if found is None or tab is None:
        return
    lobby = f"/lobby/{found.seat}"
    _, _, text = await tab.get(lobby)
    of = re.findall(r'<option value="([0-9]+)"', text)
    if of:
        _ = await tab.send(f"{lobby}/block", {"block": dice.choice(of)})
    _ = await tab.send(f"{lobby}/enter", {})
    await look_as_host(history, dice)
    _, _, text = await tab.get(lobby)
    for block in re.findall(r'name="block" value="(blk_[a-z2-7]+)"', text):
        if dice.random() < 0.8:
            _ = await tab.send(f"{lobby}/unblock", {"block": block})


async def look_as_host(history: History, dice: random.Random) -> None:
    """The host reads who waits, and decides about somebody."""
    market, tab = history.world.twins.marketplace, history.tab("maya")
    for card in list(market.books.cards.values()):
        status, lobby, _ = await tab.send(str(card.content["url"]), {"viewer": market.viewer_token("maya")})
        if status != 303:
            continue
        _, _, text = await tab.get(lobby)
        acts = re.findall(r'name="act" value="([a-z]+ ?[a-z0-9_]*)"', text)
        if acts:
            _ = await tab.send(f"{lobby}/gate", {"act": dice.choice(acts)})
