"""The sandbox's one page: Slack, the marketplace's thread and the mailbox, each as one person sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from anteroom.clock import Clock, TravellingClock
from anteroom.sandbox.cast import Cast, Person
from anteroom.sandbox.page import times
from anteroom.sandbox.page.bell import Bell
from anteroom.sandbox.page.serving import PaneServer, content_policy, make_templates, page

BEFORE_START = timedelta(minutes=10)
DAYTIME = 14
"""An hour UTC at which it is day from New York over São Paulo to Berlin, so that reminders are sent."""


@dataclass(frozen=True, slots=True)
class Pane:
    """One of the three: where its pages are, and the name each person has in its paths."""

    key: str
    title: str
    url: str
    people: Mapping[str, str]


class SandboxPage:
    """Serves `/`. With a TravellingClock the page can jump to ten minutes before `next_start()`, or a day on.

    `slack_users` maps the keys of the cast to the ids of Slack's pane; without it the keys are used.
    """

    def __init__(
        self,
        slack_url: str,
        marketplace_url: str,
        mailbox_url: str,
        cast: Cast,
        clock: Clock,
        *,
        next_start: Callable[[], datetime | None],
        slack_users: Mapping[str, str] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        users = slack_users or {}
        in_slack = {each.key: users.get(each.key, each.key) for each in cast.people if each.in_slack}
        members = {each.key: each.member or "" for each in cast.members}
        self._cast = cast
        self._clock = clock
        self._next_start = next_start
        self._panes = (
            Pane("slack", "Slack", slack_url, in_slack),
            Pane("thread", "Marketplace", marketplace_url, members),
            Pane("mailbox", "Mailbox", mailbox_url, {each.key: each.key for each in cast.people}),
        )  # fmt: skip
        self._first = {"slack": "maya", "thread": "leo", "mailbox": "dana"}
        self._templates = make_templates("anteroom.sandbox.page")
        app = web.Application()
        app.router.add_get("/", self._page)
        app.router.add_get("/clock", self._clock_state)
        app.router.add_post("/clock", self._jump)
        self._server = PaneServer(app, Bell(), host, port)

    @property
    def url(self) -> str:
        """The page's address; known after `start`."""
        return self._server.url

    async def start(self) -> None:
        """Listen."""
        await self._server.start()

    async def stop(self) -> None:
        """Stop listening."""
        await self._server.stop()

    async def _page(self, request: web.Request) -> web.Response:
        chosen = {pane.key: self._chosen(pane, request) for pane in self._panes}
        panes = [
            {
                "key": pane.key,
                "title": pane.title,
                "src": f"{pane.url}/pane/{pane.people[chosen[pane.key].key]}",
                "base": f"{pane.url}/pane/",
                "person": chosen[pane.key],
                "people": [(key, path, self._cast.person(key)) for key, path in pane.people.items()],
            }
            for pane in self._panes
        ]
        content = {"panes": panes, "clock": self._clock_view(), "query": urlencode(request.query)}
        frames = " ".join(
            f"{urlsplit(pane.url).scheme}://{urlsplit(pane.url).netloc}" for pane in self._panes
        )
        policy = content_policy(frame_src=frames, framed_by="'none'")
        return page(self._templates, "sandbox.html", content, policy)

    async def _clock_state(self, request: web.Request) -> web.Response:
        return web.json_response(self._clock_view())

    async def _jump(self, request: web.Request) -> web.Response:
        """Travel to ten minutes before the next interview, or to the next working day."""
        form = await request.post()
        target = self._next_day() if form.get("to") == "day" else self._target()
        if not isinstance(self._clock, TravellingClock):
            raise web.HTTPConflict(text="This sandbox's clock does not travel.")
        if target is None:
            raise web.HTTPConflict(text="No interview lies more than ten minutes ahead.")
        self._clock.travel_to(target)
        raise web.HTTPSeeOther("/" + (f"?{request.query_string}" if request.query_string else ""))

    def _target(self) -> datetime | None:
        start = self._next_start()
        if start is None or start - BEFORE_START <= self._clock.now():
            return None
        return start - BEFORE_START

    def _next_day(self) -> datetime:
        day = self._clock.now() + timedelta(days=1)
        while day.weekday() > 4:
            day += timedelta(days=1)
        return day.replace(hour=DAYTIME, minute=0, second=0, microsecond=0)

    def _clock_view(self) -> dict[str, Any]:
        zone = self._cast.maya.zone
        now, target = self._clock.now(), self._target()
        travels = isinstance(self._clock, TravellingClock)
        return {
            "travels": travels,
            "now": times.moment(now, zone),
            "zone": times.zone_name(now, zone),
            "target": times.moment(target, zone) if target and travels else None,
        }

    def _chosen(self, pane: Pane, request: web.Request) -> Person:
        key = request.query.get(pane.key, self._first[pane.key])
        return self._cast.person(key if key in pane.people else self._first[pane.key])
