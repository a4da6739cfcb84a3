"""Previews of a card's address: when, and how it stands; nothing of anybody, and nothing is used up."""

from __future__ import annotations

import json
import re
from urllib.parse import quote, urlsplit

from embeds.frame import Frames
from passes.reception import Answer


async def address(frames: Frames) -> str:
    """The address in the thread."""
    async with frames.world.house.database.connection() as conn:
        neutral = await conn.fetchval("select neutral from interview where id = $1", frames.interview)
    return f"{frames.world.url}/t/{neutral}"


async def ask(frames: Frames, url: str, more: str = "", **headers: str) -> Answer:
    """Ask for a preview."""
    return await frames.reception.browser().get(f"/oembed?url={quote(url, safe='')}{more}", **headers)


async def test_it_says_when_and_how_it_stands(frames: Frames) -> None:
    url = await address(frames)
    told = await ask(frames, url)
    assert (told.status, told.headers["Content-Type"]) == (200, "application/json")
    answer = json.loads(told.text)
    assert answer == {
        "type": "link",
        "version": "1.0",
        "title": "Interview · Wed 25 Nov, 14:00–14:45 UTC · Proposed",
        "provider_name": "Anteroom for Harbourline",
        "provider_url": frames.world.url,
        "cache_age": 300,
    }
    assert not told.cookies and "noindex" in told.headers["X-Robots-Tag"]
    spanish = json.loads((await ask(frames, url, **{"Accept-Language": "es"})).text)
    assert spanish["title"].startswith("Entrevista · mié 25 nov")
    assert told.headers["Vary"] == "Accept-Language" and "public" in told.headers["Cache-Control"]


async def test_it_answers_for_addresses_of_ours_in_json_alone(frames: Frames) -> None:
    url = await address(frames)
    assert (await ask(frames, url, "&format=xml")).status == 501
    assert (await ask(frames, url, "&format=json")).status == 200
    others = ("", "x", f"{url}x", f"{url}/x", url.replace("http:", "https:"), "http://evil.example/t/x")
    for other in (*others, "http://[", "http://\u0660", f"{frames.world.url}/t/\ud7ff", "h" * 5000):
        assert (await ask(frames, other)).status == 404, other


async def test_the_page_itself_says_so_to_programs_and_uses_nothing_up(frames: Frames) -> None:
    url = await address(frames)
    shown = await frames.reception.browser().get(
        urlsplit(url).path, **{"User-Agent": "Slackbot-LinkExpanding"}
    )
    head = shown.text.partition("</head>")[0]
    tags = dict(re.findall(r'<meta property="og:([a-z_]+)" content="([^"]*)">', head))
    assert tags == {
        "type": "website",
        "site_name": "Anteroom for Harbourline",
        "title": "Interview · Wed 25 Nov, 14:00–14:45 UTC",
        "description": "Proposed. It opens from its thread on Harbourline.",
    }
    found = re.search(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', head)
    assert found is not None
    led = await frames.reception.browser().get(found[1].replace("&amp;", "&").removeprefix(frames.world.url))
    assert json.loads(led.text)["type"] == "link"
    assert 'content="noindex"' in head and not shown.cookies
    for private in ("Leo", "Maya", "Payments", "interview of"):
        assert private not in shown.text and private not in led.text
    token = frames.token("leo")
    opened = await frames.reception.browser().send(urlsplit(url).path, {"viewer": token})
    assert opened.status == 303
