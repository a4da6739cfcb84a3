"""What can happen with the company's own tool: a link is given, a call is made, the tool fails, people go."""

from __future__ import annotations

import random
import string

from aiohttp import ClientSession

from anteroom.sandbox.server import Weather
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


async def make_in_tool(history: History, dice: random.Random) -> None:
    """A call is made for one of the interviews, in a tool that may fail in any way, or lose its answer."""
    weathers = (None, None, Weather(503), Weather(cut=True, kept=True), Weather(400), Weather(429))
    tools = history.world.tools
    assert tools is not None
    for twin in tools.all:
        twin.due.extend(dice.choices(weathers, k=dice.randrange(3)))
    proposal = dice.choice(history.world.twins.cast.proposals).id
    _, listed = await history.program.call("GET", f"/v1/interviews?proposal={proposal}")
    found = listed["interviews"]
    assert isinstance(found, list)
    for each in dice.sample(found, min(1, len(found))):
        body = {
            "member": "m-maya",
            "tool": dice.choice(("zoom", "zoom", "teams", "livekit", "jitsi", "meet")),
        }
        _ = await history.program.call("POST", f"/v1/interviews/{each['id']}/place", body)


async def schedule_in_made_call(history: History, dice: random.Random) -> None:
    """The marketplace schedules for Maya, soon, in a call that we make."""
    body = {
        "proposal": dice.choice(history.world.twins.cast.proposals).id,
        "host": "m-maya",
        "starts_at": history.now.replace(minute=59).isoformat(),
        "minutes": 45,
        "guests": [{"email": history.person("dana").email, "label": "Dana, VP Engineering"}],
        "tool": dice.choice(("zoom", "teams", "livekit", "jitsi")),
    }
    _ = await history.program.call("POST", "/v1/interviews", body)


async def lose_zoom(history: History, dice: random.Random) -> None:
    """Maya's company takes its Zoom back, or deletes a meeting there; what is left is made anew."""
    tools = history.world.tools
    assert tools is not None
    if dice.random() < 0.5:
        headers, said = tools.zoom.webhook("app_deauthorized", {"user_id": "user-acc-larkfield"})
        hook = f"{history.world.url}/meetings/zoom/webhook"
        async with ClientSession() as zoom, zoom.post(hook, data=said, headers=headers) as answer:
            assert answer.status == 204
        await history.settle()
        key = history.world.settings.secrets.api_key
        await tools.connect_zoom(history.world.url, key, "org-larkfield", "acc-larkfield")
    else:
        tools.zoom.meetings.clear()
