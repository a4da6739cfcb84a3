"""What happens with offered times: they are offered, marked everywhere, held in calendars, and one is chosen.

Calendars answer the entries that hold them by `answer_by_mail`, like any other entry.
"""

from __future__ import annotations

import random
import re
from datetime import timedelta

from leaks.history import History
from leaks.passes_in_mail import come_in, passes_of
from leaks.said import LABELS, said

GUESTS = ("dana", "tomas", "ines", "priya")
MARKS = ("yes", "yes", "yes", "if_need_be", "no", "")


async def open_poll_by_api(history: History, dice: random.Random) -> None:
    """Maya offers times, to her own people first or to all."""
    begins = history.now + timedelta(hours=dice.randrange(2, 60))
    guests = dice.sample(GUESTS, dice.randrange(3))
    body = {
        "host": "m-maya",
        "times": [
            (begins + timedelta(hours=5 * number)).isoformat() for number in range(dice.choice((2, 3)))
        ],
        "minutes": 30,
        "choice": dice.choice(("automatic", "automatic", "host")),
        "team_first": dice.random() < 0.3,
        "title": "Payments API in Go",
        # What says too much is stopped, and the others are what is looked at here.
        "agenda": said(history, dice, "maya") if dice.random() < 0.3 else "",
        "guests": [
            {
                "email": history.person(key).email,
                "label": dice.choice((*LABELS, said(history, dice, "maya")))[:80],
                "required": dice.random() < 0.5,
            }
            for key in guests
        ],
    }
    history.type("maya", str(body))
    proposal = dice.choice(history.world.twins.cast.proposals).id
    _ = await history.program.call("POST", f"/v1/proposals/{proposal}/polls", body)
    if dice.random() < 0.7:
        await history.settle()
        await mark_by_api(history, dice)


async def mark_by_api(history: History, dice: random.Random) -> None:
    """Members mark times from the thread, choose one, or ask for longer; and everybody looks."""
    for path, times in await _polls(history, dice):
        for member in dice.sample(("m-maya", "m-leo", "m-leo"), 2):
            marks = [{"time": each, "mark": dice.choice(MARKS)} for each in times]
            _ = await history.program.call("POST", f"{path}/marks", {"member": member, "marks": marks})
        act = dice.choice(("", "", "choose", "extend"))
        host = {"member": dice.choice(("m-maya", "m-maya", "m-leo"))}
        if act == "choose":
            _ = await history.program.call("POST", f"{path}/choose", {**host, "time": dice.choice(times)})
        if act == "extend":
            at = (history.now + timedelta(days=3)).isoformat()
            _ = await history.program.call("POST", f"{path}/extend", {**host, "times": [at]})
        for key in ("maya", "leo"):
            viewer = history.person(key).member
            _ = await history.program.call("GET", f"{path}?viewer={viewer}", reader=history.person(key).name)


async def mark_behind_the_pass(history: History, dice: random.Random) -> None:
    """Somebody comes to the page, marks what is there, and tries to choose."""
    key = dice.choice(("maya", "leo", *GUESTS))
    found = passes_of(history, [key])
    tab = await come_in(history, found[-1]) if found else None
    if tab is None:
        return
    seat = found[-1].seat
    _, _, page = await tab.get(f"/times/{seat}")
    times = sorted(set(re.findall(r'name="(ptm_[a-z2-7]+)"', page)))
    _ = await tab.send(f"/times/{seat}", {each: dice.choice(MARKS) for each in times})
    if times and dice.random() < 0.3:
        _ = await tab.send(f"/times/{seat}/choose", {"time": times[0]})


async def _polls(history: History, dice: random.Random) -> list[tuple[str, list[str]]]:
    """One interview for which times are offered, if there is one: its poll's path and the times."""
    proposals = [each.id for each in history.world.twins.cast.proposals]
    for proposal in dice.sample(proposals, len(proposals)):
        _, listed = await history.program.call("GET", f"/v1/interviews?proposal={proposal}")
        interviews = listed["interviews"]
        assert isinstance(interviews, list)
        for each in interviews:
            if each["polling"]:
                path = f"/v1/interviews/{each['id']}/poll"
                _, told = await history.program.call("GET", path)
                times = told["times"]
                assert isinstance(times, list)
                return [(path, [time["id"] for time in times if time["state"] == "open"])]
    return []
