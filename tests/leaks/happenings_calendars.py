"""What happens about people's own calendars: hours, a consent at a vendor, a search for times, its end.

In the calendars lies what people write into such: numbers and addresses of whom they are to meet.
"""

from __future__ import annotations

import random
import re
from datetime import timedelta

from yarl import URL

from anteroom.sandbox.calendars.consenting import Event
from leaks.happenings import EVERYBODY
from leaks.history import History
from leaks.passes_in_mail import come_in, passes_of
from times.vendors.consent import consents

FORM = re.compile(r'action="(/calendars/[^"]+)"[^<]*<input type="hidden" name="ticket" value="([^"]+)"')


async def open_a_calendar(history: History, dice: random.Random) -> None:
    """Somebody behind the own pass says hours, connects a calendar, and mostly takes it away again."""
    passes = passes_of(history, EVERYBODY)
    vendors = history.world.vendors
    if not passes or vendors is None:
        return
    found = dice.choice(passes)
    vendor = dice.choice(("google", "microsoft"))
    twin = vendors.google if vendor == "google" else vendors.microsoft
    person, other = history.person(found.key), history.person(dice.choice(EVERYBODY))
    begins = history.now + timedelta(hours=dice.randrange(200))
    written = f"Call {other.name}: {other.phone}, {other.email}, {other.address}"
    twin.calendars[person.email].append(Event(begins, begins + timedelta(hours=1), written))

    tab, own = await come_in(history, found), f"/availability/{found.seat}"
    if tab is None:
        return
    if dice.random() < 0.5:
        _ = await tab.send(f"{own}/hours", {"wish": "usual", "zone": person.zone})
    _, _, text = await tab.get(f"{own}/{vendor}")
    button = FORM.search(text)
    if button is None:
        return
    _, leads_to, _ = await tab.send(button[1], {"ticket": button[2]})
    back = await consents(URL(leads_to), person.email if dice.random() < 0.9 else "")
    _ = await tab.get(back.path_qs)
    await look_for_times(history, dice)
    _ = await tab.send(f"{own}/ask", {})
    _, _, text = await tab.get(own)
    for source in re.findall(r'name="source" value="(cal_[a-z0-9]+)"', text):
        if dice.random() < 0.7:
            _ = await tab.send(f"{own}/close", {"source": source})


async def look_for_times(history: History, dice: random.Random) -> None:
    """The client's program looks for times with whoever may come along."""
    offered = history.world.twins.cast.proposals[0]
    since = history.now + timedelta(hours=dice.randrange(48))
    guests = [{"email": history.person(key).email, "label": "Colleague"} for key in ("ines", "priya")]
    history.type("maya", *(each["email"] for each in guests))
    body = {
        "member": offered.client,
        "minutes": 45,
        "since": since.isoformat(),
        "until": (since + timedelta(days=5)).isoformat(),
        "guests": guests,
    }
    _ = await history.program.call("POST", f"/v1/proposals/{offered.id}/common-times", body)
