"""What happens to held texts: other words, appeals, what trust people read and decide."""

from __future__ import annotations

import random
import re
from datetime import timedelta

from leak_arrivals import Opened
from leaks.happenings import EVERYBODY
from leaks.history import History
from leaks.said import said

HELD = re.compile(rb"hld_[a-z2-7]{24}")
PAGE = re.compile(r"/held/[a-z2-7_-]+")


async def handle_held(history: History, dice: random.Random) -> None:
    """The marketplace puts a held text into other words for its writer, takes it back or appeals."""
    found = sorted({name.decode() for each in history.received for name in HELD.findall(each.body)})
    said_so = history.world.twins.marketplace.captures
    found = sorted({*found, *(name.decode() for each in said_so for name in HELD.findall(each.body))})
    if not found:
        return
    held_id = dice.choice(found)
    _, held = await history.program.call("GET", f"/v1/held/{held_id}")
    writer = str(held.get("member") or "m-maya")
    key = "maya" if writer == "m-maya" else "leo"
    what = dice.choice(("reword", "appeal", "appeal", "withdraw"))
    body = {"member": dice.choice((writer, writer, "m-leo"))}
    if what == "reword":
        body["text"] = said(history, dice, key)
        history.type(key, body["text"])
    _ = await history.program.call("POST", f"/v1/held/{held_id}/{what}", body)


async def review_held(history: History, dice: random.Random) -> None:
    """The trust people read what was appealed, with their own key and a reason, and decide."""
    _, listed = await history.trust.call("GET", f"/v1/reviews?limit={dice.randrange(1, 4)}")
    rows = listed["reviews"]
    assert isinstance(rows, list)
    if not rows:
        return
    path = f"/v1/reviews/{dice.choice(rows)['id']}"
    _ = await history.trust.call("POST", f"{path}/reading", {"reviewer": "t-1", "reason": "appeal"})
    decision = dice.choice(("release", "release", "keep"))
    reason = "not_contact" if decision == "release" else "contact"
    body = {"reviewer": "t-1", "decision": decision, "reason": reason}
    _ = await history.trust.call("POST", f"{path}/decision", body)


async def ask_for_access(history: History, dice: random.Random) -> None:
    """A member asks for the other's address to enter a system; the other decides; it is shown once."""
    asker, owner = dice.choice((("maya", "leo"), ("leo", "maya")))
    purpose = said(history, dice, asker) or "To see the ledger."
    history.type(asker, purpose)
    proposal = dice.choice(history.world.twins.cast.proposals).id
    form = {"member": f"m-{asker}", "system": "Source repository", "purpose": purpose[:100]}
    status, asked = await history.program.call("POST", f"/v1/proposals/{proposal}/access-requests", form)
    if status != 201:
        return
    path = f"/v1/access-requests/{asked['id']}"
    decision = {
        "member": f"m-{dice.choice((asker, owner, owner))}",
        "decision": dice.choice(("approve", "deny")),
    }
    decided, _ = await history.program.call("POST", f"{path}/decision", decision)
    names = history.person(owner).name, history.person(asker).name
    if decided == 200 and decision["decision"] == "approve":
        # One answer and nothing after it: what is shown again would be a leak.
        history.granted.append(Opened(*names, frozenset({"email"}), history.now, history.now))
    for reader in (asker, asker, owner):
        _ = await history.program.call("POST", f"{path}/showing", {"member": f"m-{reader}"}, reader=names[1])
        history.clock.advance(timedelta(seconds=1))
    _ = await history.program.call("GET", path)


async def open_held_page(history: History, dice: random.Random) -> None:
    """Somebody follows the link in a notice, and presses a button there."""
    found = [
        (key, link)
        for key in EVERYBODY
        for mail in history.world.twins.mailbox.mails(key)
        for link in PAGE.findall(mail.text)
    ]
    if found:
        key, link = dice.choice(found)
        _ = await history.tab(key).get(link)
        _ = await history.tab(key).send(link, {"wish": dice.choice(("appeal", "withdraw", "nonsense"))})
