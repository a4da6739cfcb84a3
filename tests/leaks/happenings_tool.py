"""What can happen with the company's own tool: a link is given, replaced, taken back, and people go there."""

from __future__ import annotations

import random
import string

from leaks.history import History

LETTERS = string.ascii_letters + string.digits


async def choose_tool(history: History, dice: random.Random) -> None:
    """Maya gives a link of the company's for one of the interviews, or goes back to the room."""
    number = "8" + "".join(dice.choices(string.digits, k=10))
    token = "".join(dice.choices(LETTERS, k=26))
    code = "-".join("".join(dice.choices(string.ascii_lowercase, k=length)) for length in (3, 4, 3))
    links = (
        f"https://fernside.zoom.us/j/{number}?pwd={token}",
        f"https://teams.microsoft.com/meet/{number}00?p={token}",
        f"https://meet.google.com/{code}",
        f"https://meet.jit.si/{token}",
    )
    history.seek_call(number, token, code)
    link = dice.choice((*links, *links, f"https://fernside.zoom.us/my/{token}", "", f"{links[0]} {token}"))
    proposal = dice.choice(history.world.twins.cast.proposals).id
    _, listed = await history.program.call("GET", f"/v1/interviews?proposal={proposal}")
    found = listed["interviews"]
    assert isinstance(found, list)
    for each in dice.sample(found, min(1, len(found))):
        body = {"member": dice.choice(("m-maya", "m-maya", "m-leo")), "link": link}
        _ = await history.program.call("POST", f"/v1/interviews/{each['id']}/place", body)


async def schedule_in_tool(history: History, dice: random.Random) -> None:
    """The marketplace schedules for Maya, in the company's tool from the beginning, soon."""
    number = "9" + "".join(dice.choices(string.digits, k=10))
    token = "".join(dice.choices(LETTERS, k=26))
    history.seek_call(number, token)
    dana = history.person("dana")
    body = {
        "proposal": dice.choice(history.world.twins.cast.proposals).id,
        "host": "m-maya",
        "starts_at": history.now.replace(minute=59).isoformat(),
        "minutes": 45,
        "guests": [{"email": dana.email, "label": "Dana, VP Engineering"}],
        "link": f"https://zoom.us/j/{number}?pwd={token}",
    }
    _ = await history.program.call("POST", "/v1/interviews", body)
