"""The page on which a person of the workspace acts; it works without scripts and updates live with them."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from aiohttp import web
from multidict import MultiDictProxy

from anteroom.sandbox.slack.controls import form_value
from anteroom.sandbox.slack.fields import is_field
from anteroom.sandbox.slack.model import JsonObject, Message, SlackPerson, elements_of
from anteroom.sandbox.slack.mrkdwn import Reader
from anteroom.sandbox.slack.render import Drawing, message_html, modal_html

if TYPE_CHECKING:
    from anteroom.sandbox.slack.twin import SandboxSlack

Form = MultiDictProxy[Any]
COMMAND = "/interview"
MESSAGE_MENU = {"schedule_about": "Schedule an interview about this"}
"""The app's shortcuts on a message (docs.slack.dev/interactivity/implementing-shortcuts)."""
STATIC = Path(__file__).parent / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: http: https:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self' http://127.0.0.1:* http://localhost:*"
)


def add_pane(app: web.Application, slack: SandboxSlack) -> None:
    """Add the page's addresses to the service."""
    pane = Pane(slack)
    app.router.add_static("/static/", STATIC)
    app.router.add_get("/pane/{user}", pane.page)
    app.router.add_get("/pane/{user}/fragment", pane.fragment)
    app.router.add_get("/pane/{user}/version", pane.version)
    app.router.add_get("/pane/{user}/events", pane.events)
    for name, act in pane.acts.items():
        app.router.add_post(f"/pane/{{user}}/{name}", pane.acting(act))
    app.on_shutdown.append(pane.shut)


class Pane:
    """Draws the page and lets the forms run what a person does."""

    def __init__(self, slack: SandboxSlack) -> None:
        self._slack = slack
        self._space = slack.workspace
        self._closing = False
        self.acts: dict[str, Callable[[SlackPerson, Form], Awaitable[None]]] = {
            "command": self._command,
            "click": self._click,
            "submit": self._submit,
            "close": self._close,
            "suggest": self._suggest,
            "home": self._home,
            "shortcut": self._shortcut,
        }

    def _person(self, request: web.Request) -> SlackPerson:
        try:
            return self._space.person(request.match_info["user"])
        except KeyError as fault:
            raise web.HTTPNotFound(text="There is nobody of that name in this workspace.") from fault

    # ---- what is shown

    async def page(self, request: web.Request) -> web.Response:
        """GET /pane/{user}: the whole small page, fit to be framed by a page on loopback."""
        person = self._person(request)
        inside = self._inside(person, request.query.get("in", ""))
        html = (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>Slack of {escape(person.real_name)}</title>"
            '<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/slack.css">'
            '<script type="module" src="/static/pane.js"></script></head>'
            f'<body class="slack" data-base="/pane/{quote(person.id, safe="")}">{inside}</body></html>'
        )
        # Not no-referrer: with it browsers send `Origin: null` with our own forms too.
        headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin"}
        return web.Response(text=html, content_type="text/html", headers=headers)

    async def fragment(self, request: web.Request) -> web.Response:
        """GET /pane/{user}/fragment: the page's inside, in parts that bear a mark of their content."""
        inside = self._inside(self._person(request), request.query.get("in", ""))
        return web.Response(
            text=inside, content_type="text/html", headers={"Content-Security-Policy": POLICY}
        )

    async def version(self, request: web.Request) -> web.Response:
        """GET /pane/{user}/version: a number that rises whenever somebody may see something new."""
        _ = self._person(request)
        return web.json_response({"version": self._space.version})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """GET /pane/{user}/events: the same number as server-sent events."""
        _ = self._person(request)
        stream = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        _ = await stream.prepare(request)
        sent = -1
        try:
            while not self._closing:
                if sent != self._space.version:
                    sent = self._space.version
                    await stream.write(f"data: {sent}\n\n".encode())
                    continue  # something may have happened while that was written
                try:
                    await asyncio.wait_for(self._space.change(sent), 15)
                except TimeoutError:
                    await stream.write(b": still here\n\n")
        except ConnectionResetError:
            pass  # the page was left
        return stream

    async def shut(self, app: web.Application) -> None:
        """Let the open event streams end."""
        self._closing = True
        self._space.touch()

    def _inside(self, person: SlackPerson, chosen: str) -> str:
        reader = Reader(self._space, person)
        base = f"/pane/{quote(person.id, safe='')}"
        here = self._conversation(person, chosen)
        if here == "home":
            home = self._slack.home(person.id)
            said = Drawing(reader, home).blocks() if home else "<p>The app shows nothing here yet.</p>"
            main = f'<form method="post" action="{base}/click"><input type="hidden" name="home" value="1">'
            main = f'<section class="slack-home" aria-label="App home">{main}{said}</form></section>'
            composer = ""
        else:
            name = escape(self._space.conversation_name(self._space.channels[here], person.id))
            rows = "".join(
                message_html(message, reader, f"{base}/click", self._menu(message, base))
                for message in self._space.visible(person.id, here)
            )
            main = (
                f'<h1>{name}</h1><ol class="slack-log" role="log" aria-label="Messages in {name}">{rows}</ol>'
            )
            composer = (
                f'<form class="slack-composer" method="post" action="{base}/command">'
                f'<input type="hidden" name="in" value="{here}">'
                f'<label for="slack-typed">Message {name}</label>'
                '<input id="slack-typed" name="text" autocomplete="off" placeholder="/interview">'
                '<button class="slack-button slack-primary">Send</button></form>'
            )
        view = self._slack.open_view(person.id)
        modal = modal_html(view, reader, base) if view else ""
        return (
            _part("rail", self._rail(person, here, base))
            + _part("conversation", main)
            + _part("composer", composer)
            + _part("modal", modal)
        )

    def _menu(self, message: Message, base: str) -> str:
        """Return the menu of a message that a person wrote for others, too."""
        if message.only_for is not None or message.author not in self._space.people:
            return ""
        rows = "".join(
            f'<button class="slack-button" name="shortcut" value="{name}" formaction="{base}/shortcut">'
            f"{escape(words)}</button>"
            for name, words in MESSAGE_MENU.items()
        )
        return f'<details class="slack-more"><summary>More actions</summary>{rows}</details>'

    def _conversation(self, person: SlackPerson, chosen: str) -> str:
        if chosen == "home":
            return "home"
        channel = self._space.channels.get(chosen)
        if channel is not None and person.id in channel.members:
            return chosen
        return self._space.bot_direct(person.id).id

    def _rail(self, person: SlackPerson, here: str, base: str) -> str:
        _ = self._space.bot_direct(person.id)
        notes = self._space.direct(person.id)
        mine = [channel for channel in self._space.channels.values() if person.id in channel.members]
        mine.sort(key=lambda channel: (channel.kind == "im", channel is notes, channel.name))
        rows = "".join(
            f'<li><a href="{base}?in={channel.id}"{_current(channel.id == here)}>'
            f"{escape(self._space.conversation_name(channel, person.id))}</a></li>"
            for channel in mine
        )
        home = f'<form method="post" action="{base}/home"><input type="hidden" name="in" value="home">'
        home += f'<button class="slack-link"{_current(here == "home")}>Anteroom: home</button></form>'
        who = f"{escape(person.real_name)} · {escape(person.tz)}"
        return (
            f'<nav class="slack-rail" aria-label="Conversations"><p class="slack-who">{who}</p>'
            f"<ul>{rows}<li>{home}</li></ul></nav>"
        )

    # ---- what is done

    def acting(
        self, act: Callable[[SlackPerson, Form], Awaitable[None]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        """Return a handler that runs one act and leads back to the page (204 for the script)."""

        async def handler(request: web.Request) -> web.Response:
            origin = request.headers.get("Origin")
            if origin not in (None, f"http://{request.host}"):
                raise web.HTTPForbidden(text="This form was sent from elsewhere.")
            person, form = self._person(request), await request.post()
            try:
                await act(person, form)
            except (KeyError, ValueError, RuntimeError) as fault:
                raise web.HTTPConflict(text=f"That can't be done now: {fault}") from fault
            if request.headers.get("X-Pane"):
                return web.Response(status=204)
            where = quote(str(form.get("in", "")), safe="")
            raise web.HTTPSeeOther(f"/pane/{quote(person.id, safe='')}?in={where}")

        return handler

    async def _command(self, person: SlackPerson, form: Form) -> None:
        text, channel = str(form.get("text", "")).strip(), self._conversation(person, str(form.get("in", "")))
        if text.startswith("/"):
            name, _, rest = text.partition(" ")
            if name != COMMAND:
                said = f"{name} is no command of this workspace. Try {COMMAND}."
                _ = self._space.post(channel, self._space.slackbot.id, said, [], only_for=person.id)
                return
            _ = await self._slack.command(person.id, name, rest.strip(), channel)
        elif text:
            _ = await self._slack.say(person.id, channel, text)

    async def _click(self, person: SlackPerson, form: Form) -> None:
        block_id, action_id = (unquote(part) for part in str(form["act"]).split("/"))
        if form.get("view"):
            changed = await self._fill(person, form)
            if (block_id, action_id) in changed:
                return  # choosing has told the app already
        where = "modal" if form.get("view") else "home" if form.get("home") else str(form["ts"])
        choice = form.getall(f"v/{form['act']}", None)
        picked: Any = choice[0] if choice is not None and len(choice) == 1 else choice
        _ = await self._slack.click(person.id, where, action_id, picked, block_id=block_id)

    async def _submit(self, person: SlackPerson, form: Form) -> None:
        _ = await self._fill(person, form)
        if not form.get("apply"):
            _ = await self._slack.submit(person.id)

    async def _close(self, person: SlackPerson, form: Form) -> None:
        await self._slack.close(person.id)

    async def _suggest(self, person: SlackPerson, form: Form) -> None:
        _ = await self._fill(person, form)
        path = str(form["suggest"])
        block_id = unquote(path.split("/")[0])
        _ = await self._slack.suggest(person.id, block_id, str(form.get(f"q/{path}", "")))

    async def _shortcut(self, person: SlackPerson, form: Form) -> None:
        wanted = str(form["ts"])
        message = next((each for each in self._space.visible(person.id) if each.ts == wanted), None)
        if message is None:
            raise KeyError("that message is gone")
        _ = await self._slack.message_shortcut(person.id, message, str(form["shortcut"]))

    async def _home(self, person: SlackPerson, form: Form) -> None:
        _ = await self._slack.open_home(person.id)

    async def _fill(self, person: SlackPerson, form: Form) -> set[tuple[str, str]]:
        """Fill in what differs from what the form showed; return which fields."""
        view = self._slack.open_view(person.id)
        if view is None or view.id != form.get("view"):
            raise RuntimeError("this dialog is no longer open")
        changed: dict[str, Any] = {}
        which: set[tuple[str, str]] = set()
        for block in view.blocks:
            for element in elements_of(block):
                if not is_field(element):
                    continue
                ids = (block["block_id"], element["action_id"])
                name = f"v/{quote(ids[0], safe='')}/{quote(ids[1], safe='')}"
                given = [str(value) for value in form.getall(name, []) if value != ""]
                given = [value.replace("\r\n", "\n") for value in given]
                if given != form_value(element, view.values[ids[0]][ids[1]], person.tz):
                    key = ids[1] if block["type"] == "actions" else ids[0]
                    changed[key] = _meant(element, given, person.tz)
                    which.add(ids)
        await self._slack.fill(person.id, changed)
        return which


def _meant(element: JsonObject, given: list[str], zone: str) -> Any:
    if element["type"].startswith("multi_") or element["type"] == "checkboxes":
        return given
    if not given:
        return None
    if element["type"] == "datetimepicker":
        return datetime.fromisoformat(given[0]).replace(tzinfo=ZoneInfo(zone))
    return given[0]


def _part(name: str, html: str) -> str:
    """Wrap a part of the page with a mark that changes when it does."""
    return f'<div data-part="{name}" data-mark="{zlib.crc32(html.encode()):x}">{html}</div>'


def _current(yes: bool) -> str:
    return ' aria-current="page"' if yes else ""
