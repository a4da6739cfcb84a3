"""A marketplace in one file: two members, a proposal and its thread. docs/integrate.md leads through it.

It keeps all in memory and takes anybody's word for who is signed in (`?as=m-kofi`); nothing else is left out.
"""

import base64
import hashlib
import hmac
import html
import json
import os
import sys
import time
import uuid
from pathlib import Path

import aiohttp
import jwt
from aiohttp import web

ANTEROOM, API_KEY = os.environ["ANTEROOM_URL"], os.environ["ANTEROOM_API_KEY"]
VIEWER_SECRET = os.environ["ANTEROOM_VIEWER_SECRET"]
SIGNING_KEY = base64.b64decode(os.environ["ANTEROOM_MARKETPLACE_SECRET"].removeprefix("whsec_"))

HERE = Path(__file__).parent
TOLD = json.loads((HERE / "told.json").read_text())  # what Anteroom has to know before anybody can meet
NAMES = {"m-ada": "Ada Moreno", "m-kofi": "Kofi Mensah"}

cards, messages, events = {}, {}, {}  # by the card's, the message's and the webhook's id: repeats count once


async def ask(method: str, path: str, body: dict) -> dict:
    """Call Anteroom's REST v1; a refusal is a problem (RFC 9457), whose detail people may read."""
    call = {"headers": {"Authorization": f"Bearer {API_KEY}"}, "json": body}
    async with aiohttp.request(method, f"{ANTEROOM}/v1/{path}", **call) as answer:
        said = await answer.json(content_type=None)
    if answer.status >= 400:
        raise web.HTTPBadGateway(text=f"Anteroom: {said['detail']}")
    return said


async def signed(request: web.Request) -> dict:
    """Return the body of a call of Anteroom's, if its signature is right (Standard Webhooks)."""
    raw, told = await request.read(), request.headers
    key, at = told.get("webhook-id", ""), told.get("webhook-timestamp", "")
    seal = hmac.new(SIGNING_KEY, f"{key}.{at}.".encode() + raw, hashlib.sha256)
    expected = b"v1," + base64.b64encode(seal.digest())
    given = told.get("webhook-signature", "").split(" ")  # several, while a secret is rotated
    fresh = at.isdecimal() and abs(time.time() - int(at)) < 300
    if not fresh or not any(hmac.compare_digest(expected, each.encode()) for each in given):
        raise web.HTTPUnauthorized
    return json.loads(raw)


async def put_card(request: web.Request) -> web.Response:
    """Keep a card: it comes whole, each time it changes."""
    cards[request.match_info["id"]] = await signed(request)
    return web.Response(status=204)


async def post_answered(request: web.Request) -> web.Response:
    """Keep what a member answered to a mail of Anteroom's; the guard has read it."""
    said = await signed(request)
    messages[said["id"]] = {"as": said["as"], "text": said["text"], "why": f"by {said['by']}"}
    return web.Response(status=204)


async def post_event(request: web.Request) -> web.Response:
    """Keep an event."""
    events[request.headers.get("webhook-id")] = await signed(request)
    return web.Response(status=204)


async def post_message(request: web.Request) -> web.Response:
    """Let Anteroom read what a member wrote before the other does, and show what may be shown."""
    form, key = await request.post(), f"msg-{uuid.uuid4().hex}"
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    told = {"proposal": "p-41", "from": form["as"], "text": form["text"], "sent_at": now}
    read = await ask("PUT", f"messages/{key}", told)
    messages[key] = {"as": form["as"], "text": read["text"] or "(held)", "why": read["explanation"]}
    raise web.HTTPSeeOther(f"/threads/t-41?as={form['as']}")


async def post_hired(request: web.Request) -> web.Response:
    """Tell that the client hires: from here on both may share what they chose to."""
    form, now = await request.post(), time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    await ask("PUT", "contracts/c-9", {"proposal": "p-41", "accepted_at": now})
    raise web.HTTPSeeOther(f"/threads/t-41?as={form['as']}")


async def get_thread(request: web.Request) -> web.Response:
    """Show the thread to who is signed in: messages, cards, and below them what can come next."""
    member = request.query.get("as", "m-kofi")
    if member not in NAMES:
        raise web.HTTPNotFound
    said = "".join(
        f"<p><b>{NAMES[each['as']]}</b>: {html.escape(each['text'])}"
        + (f" <i>{html.escape(each['why'])}</i></p>" if each["why"] and each["as"] == member else "</p>")
        for each in messages.values()
    )
    # The card of an interview that is only offered (`kind`) is what the last element below shows.
    those = [html.escape(card["interview"]) for card in cards.values() if "kind" not in card]
    shown = "".join(f'<anteroom-interview interview="{each}"></anteroom-interview>' for each in those)
    hidden = f'<input type="hidden" name="as" value="{member}">'
    hire = f'<form method="post" action="/hired">{hidden}<button>Hire</button></form>'
    page = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Search in Postgres</title>
<script type="module" src="{ANTEROOM}/embed.js"></script><script type="module" src="/thread.js"></script>
<main data-member="{member}"><h1>Search in Postgres</h1>{said}{shown}
<anteroom-interview proposal="p-41" show="next"></anteroom-interview>
<form method="post" action="/messages">{hidden}<label>Message <input name="text" required></label>
<button>Send</button></form>{hire if member == "m-ada" else ""}</main></html>"""
    policy = f"default-src 'none'; script-src 'self' {ANTEROOM}; frame-src {ANTEROOM}; connect-src 'self'"
    return web.Response(text=page, content_type="text/html", headers={"Content-Security-Policy": policy})


async def get_script(_: web.Request) -> web.FileResponse:
    """The page's own script: Anteroom's elements ask it for tokens."""
    return web.FileResponse(HERE / "thread.js")


async def get_token(request: web.Request) -> web.Response:
    """Vouch for who is signed in: for two minutes, once."""
    now = int(time.time())
    told = {"iss": "marketplace", "aud": "anteroom", "sub": request.query["as"], "iat": now, "exp": now + 120}
    told["jti"] = uuid.uuid4().hex
    return web.Response(text=jwt.encode(told, VIEWER_SECRET, "HS256", {"typ": "viewer+jwt"}))


async def tell(_: web.Application) -> None:
    """Tell Anteroom who and what there is."""
    for path, body in TOLD.items():
        await ask("PUT", path, body)


if __name__ == "__main__":
    app = web.Application()
    app.on_startup.append(tell)
    app.add_routes([
        web.put("/anteroom/threads/{thread}/cards/{id}", put_card),
        web.post("/anteroom/threads/{thread}/messages", post_answered),
        web.post("/anteroom/webhooks", post_event),
        web.get("/threads/{thread}", get_thread),
        web.post("/messages", post_message), web.post("/hired", post_hired),
        web.get("/thread.js", get_script), web.get("/token", get_token),
    ])  # fmt: skip
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]))
