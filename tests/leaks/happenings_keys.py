"""What programs do with keys: repeat a call, ask for more than they may, read details for a reason."""

from __future__ import annotations

import random
from datetime import timedelta

from anteroom.api.scopes import Scope
from anteroom.keys import actions
from anteroom.sandbox.captures import Capture
from leaks.browser_tab import Program
from leaks.history import History
from leaks.said import said


async def repeat_by_api(history: History, dice: random.Random) -> None:
    """A program lost the answer and sends the same call again, in which somebody had typed anything."""
    agenda = said(history, dice, "maya")
    history.type("maya", agenda)
    body = {
        "proposal": dice.choice(history.world.twins.cast.proposals).id,
        "host": "m-maya",
        "starts_at": (history.now + timedelta(days=1, hours=dice.randrange(9))).isoformat(),
        "minutes": 30,
        "agenda": agenda,
        "guests": [{"email": history.person("dana").email, "label": "Dana"}],
    }
    for _ in range(2):
        _ = await history.program.call("POST", "/v1/interviews", body, key=f"k-{dice.randrange(4)}")


async def read_details(history: History, dice: random.Random) -> None:
    """Somebody at the marketplace reads details for a reason, with the key for it; the others are refused."""
    path = f"/v1/members/m-{dice.choice(('maya', 'leo'))}/details"
    asked = {"reviewer": "t-3", "reason": "support_case"}
    for refused in (history.program, history.trust):
        status, _ = await refused.call("POST", path, asked)
        assert status == 403
    house = history.world.house
    _, secret = await actions.make(house, actions.OPERATOR, "Support", {Scope.DETAILS_READ})
    # The one lawful reader of this one answer; what is said of it anywhere else is looked at as ever.
    lawful: list[Capture] = []
    support = Program(history.world.url, secret, history.clock, lawful, "Support")
    try:
        status, shown = await support.call("POST", path, asked)
    finally:
        await support.close()
    assert status == 200 and shown["email"]


async def rotate_keys(history: History, dice: random.Random) -> None:
    """A program makes a key, looks at all, and rotates or revokes it."""
    wish = {"name": "A program", "scopes": ["interviews:read"]}
    _, made = await history.program.call("POST", "/v1/keys", wish)
    what = dice.choice(("rotation", "revocation"))
    _ = await history.program.call("POST", f"/v1/keys/{made['id']}/{what}", {})
    _ = await history.program.call("GET", "/v1/keys?limit=2")
