"""What happens with zones, common times and interview days: said, looked for, proposed and shared."""

from __future__ import annotations

import random
import re
from datetime import timedelta

from leaks.history import History
from leaks.passes_in_mail import come_in, passes_of
from leaks.said import LABELS, said

GUESTS = ("dana", "tomas", "ines", "priya")
ZONES = ("Europe/Lisbon", "Asia/Tokyo", "America/Bogota", "Mars/Olympus")


async def look_for_times(history: History, dice: random.Random) -> None:
    """Maya looks for times with people whose addresses she knows; the marketplace says who travels."""
    proposal = dice.choice(history.world.twins.cast.proposals).id
    guests = []
    for key in dice.sample(GUESTS, dice.randrange(3)):
        email = history.person(key).email
        label = dice.choice((*LABELS, said(history, dice, "maya")))[:80]
        history.type("maya", f"{email} {label}")
        guests.append({"email": email, "label": label, "required": dice.random() < 0.7})
    begins = history.now + timedelta(hours=dice.randrange(48))
    window = {
        "since": begins.isoformat(),
        "until": (begins + timedelta(days=dice.choice((1, 6)))).isoformat(),
    }
    body = {"member": dice.choice(("m-maya", "m-maya", "m-leo")), "minutes": 45, "guests": guests, **window}
    _ = await history.program.call("POST", f"/v1/proposals/{proposal}/common-times", body)
    member = f"/v1/members/{dice.choice(('m-maya', 'm-leo'))}"
    until = (history.now + timedelta(days=dice.randrange(-1, 9))).date().isoformat()
    _ = await history.program.call(
        "PUT", f"{member}/travel", {"time_zone": dice.choice(ZONES), "until": until}
    )
    _ = await history.program.call("GET", f"{member}/zone")


async def want_another_time(history: History, dice: random.Random) -> None:
    """Somebody says where it is, looks at the next common times behind the pass, and proposes one."""
    key = dice.choice(("maya", "leo", *GUESTS))
    found = passes_of(history, [key])
    tab = await come_in(history, found[-1]) if found else None
    if tab is None:
        return
    seat = found[-1].seat
    _ = await tab.get(f"/where/{seat}")
    _ = await tab.send(f"/where/{seat}", {"zone": dice.choice(ZONES)})
    until = (history.now + timedelta(days=2)).date().isoformat()
    _ = await tab.send(f"/where/{seat}/travel", {"zone": dice.choice(ZONES), "until": until})
    _, _, page = await tab.get(f"/another/{seat}")
    offered = re.findall(r'name="starts_at" value="([^"]+)"', page)
    if offered:
        _ = await tab.send(f"/another/{seat}", {"starts_at": dice.choice(offered)})
    _ = await tab.send(f"/another/{seat}", {"local": said(history, dice, key)[:40]})


async def share_a_day(history: History, dice: random.Random) -> None:
    """Maya meets Leo and a rival of his on one day; both are offered the same times, and Leo takes one."""
    job = {"id": "j-payments", "title": "Payments API in Go"}
    rival = {"role": "freelancer", "display_name": "Rui", "time_zone": "Europe/Lisbon"}
    _ = await history.program.call("PUT", "/v1/members/m-rui", rival)
    told = {"client": "m-maya", "freelancer": "m-rui", "job": job, "thread": "t-rui", "state": "active"}
    _ = await history.program.call("PUT", "/v1/proposals/p-rui", told)
    begins = history.now + timedelta(hours=dice.randrange(2, 60))
    shared = [(begins + timedelta(days=days)).isoformat() for days in (1, 2)]
    agenda = said(history, dice, "maya") if dice.random() < 0.3 else ""
    body = {"host": "m-maya", "proposals": ["p-payments", "p-rui"], "starts_at": begins.isoformat()}
    _, made = await history.program.call(
        "POST", "/v1/interview-days", {**body, "minutes": 30, "shared": shared, "agenda": agenda}
    )
    interviews = made.get("interviews", [])
    assert isinstance(interviews, list)
    for each, member in zip(interviews, ("m-leo", "m-rui"), strict=False):
        path = f"/v1/interviews/{each['interview']}"
        _, shown = await history.program.call("GET", path)
        offers = shown["offers"]
        assert isinstance(offers, list)
        for offer in offers[:1]:
            _ = await history.program.call("POST", f"{path}/offers/{offer['id']}/take", {"member": member})
