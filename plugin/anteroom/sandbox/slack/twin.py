"""A Slack to try everything with: real HTTP, Slack's documented rules, and people who act."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from aiohttp import web

from anteroom.clock import Clock
from anteroom.randomness import Randomness
from anteroom.sandbox.captures import Capture
from anteroom.sandbox.slack.api import Api
from anteroom.sandbox.slack.app_line import AppLine
from anteroom.sandbox.slack.consent import Consent
from anteroom.sandbox.slack.grants import Installations
from anteroom.sandbox.slack.hands import Hands
from anteroom.sandbox.slack.managed import Managed
from anteroom.sandbox.slack.modals import Modals
from anteroom.sandbox.slack.model import (
    BASE_SCOPES,
    Ack,
    ClickAnswer,
    CommandAnswer,
    JsonObject,
    Message,
    Option,
    SlackChannel,
    SlackPerson,
    View,
)
from anteroom.sandbox.slack.pane import add_pane
from anteroom.sandbox.slack.recorder import Exchange
from anteroom.sandbox.slack.render import plain
from anteroom.sandbox.slack.screens import Screens
from anteroom.sandbox.slack.speech import response_url
from anteroom.sandbox.slack.state import State
from anteroom.sandbox.slack.tickets import Tickets
from anteroom.sandbox.slack.workspace import Workspace

Found = TypeVar("Found")


class SandboxSlack(Managed):
    """One workspace with one app, installed with `bot_token`, or not yet where that is empty.

    Wherever a method takes `user`, an id, a handle or a real name will do. `captures` holds everything the
    app sent here, as it arrived (API calls, answers to signed requests, response URLs), with the real names
    of those who can read it; `acks` how it answered each signed request. A stopped Slack keeps its state and
    its port, so that `stop()` then `start()` is an outage.

    Another workspace of the same Slack is made with `beside` the first: it has people and conversations of
    its own, and the same address, app and captures. `enterprise` is the organisation that a workspace is of;
    with `approval` an administrator must approve apps there. People install at `{url}/oauth/v2/authorize`
    (see `install`).
    """

    def __init__(
        self,
        app_url: str,
        signing_secret: str,
        bot_token: str,
        team: str,
        people: Iterable[SlackPerson],
        clock: Clock,
        randomness: Randomness,
        *,
        channels: Iterable[SlackChannel] = (),
        scopes: Iterable[str] = BASE_SCOPES,
        port: int = 0,
        ack_limit: float = 3.0,
        event_retries: tuple[float, ...] = (0.0, 60.0, 300.0),
        client_id: str = "sandbox-client",
        client_secret: str = "sandbox-secret",
        enterprise: str = "",
        approval: bool = False,
        beside: SandboxSlack | None = None,
    ) -> None:
        self.workspace = Workspace(
            team, people, channels, scopes, clock, randomness, enterprise=enterprise, approval=approval
        )
        self._beside = beside
        self.installations: Installations = (
            beside.installations if beside else Installations(client_id, client_secret, randomness, clock.now)
        )
        self._state = State(self.workspace, Screens(self.workspace), Tickets(randomness), self.installations)
        if beside is not None:
            first = beside._state
            self._state.weather, self._state.captures = first.weather, first.captures
            self._state.acks, self._state.exchanges = first.acks, first.exchanges
        self.installations.states[team] = self._state
        self.workspace.installed = bool(bot_token)
        if bot_token:
            self.installations.give(self._state, bot_token)
        self._line = AppLine(self._state, app_url, signing_secret, ack_limit, event_retries)
        self._modals = Modals(self._state, self._line)
        self._hands = Hands(self._state, self._line, self._modals)
        self._lines: dict[str, AppLine] = beside._lines if beside else {}
        self._lines[team] = self._line
        self._port = port
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen on 127.0.0.1; a workspace beside another is reached where that one listens."""
        if self._beside is not None:
            self._hands.url = self.url
            await self._line.open()
            return
        app = web.Application(client_max_size=4_000_000)
        api = Api(self._state, self._tell)
        app.router.add_route("*", "/api/{method}", api.handle)
        app.router.add_post("/response/{key}", self._response)
        app.add_routes(Consent(self.installations).routes)
        add_pane(app, self)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self._hands.url = self.url
        await self._line.open()

    async def stop(self) -> None:
        """Stop listening and end retries; the workspace stays."""
        await self._line.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def url(self) -> str:
        """`http://127.0.0.1:<port>`; the page's pane is at `{url}/pane/{user}`."""
        return self._beside.url if self._beside else f"http://127.0.0.1:{self._port}"

    @property
    def api_url(self) -> str:
        """`{url}/api/`, as AsyncWebClient's `base_url` wants it."""
        return f"{self.url}/api/"

    @property
    def app_url(self) -> str:
        """Where signed requests go; set it when the app's port is known."""
        return self._line.app_url

    @app_url.setter
    def app_url(self, url: str) -> None:
        self._line.app_url = url

    @property
    def captures(self) -> list[Capture]:
        """What the app sent, in order."""
        return self._state.captures

    @property
    def acks(self) -> list[Ack]:
        """How the app answered, in order; `seconds` is real time."""
        return self._state.acks

    @property
    def exchanges(self) -> list[Exchange]:
        """What the app said and what came back, as data, in order."""
        return self._state.exchanges

    # ---- what a person does

    async def command(
        self, user: str, command: str, text: str = "", channel: str | None = None
    ) -> CommandAnswer:
        """Type a slash command in `channel` (id or name; None: the person's own notes).

        Raises KeyError outside the person's conversations, RuntimeError while a modal covers the composer.
        """
        return await self._hands.command(user, command, text, channel)

    def open_view(self, user: str) -> View | None:
        """Return the modal on the person's screen (the top of the stack), or None."""
        return self._state.screens.top(self.workspace.person(user).id)

    async def fill(self, user: str, values: Mapping[str, Any]) -> None:
        """Fill fields of the open modal, each named by block_id, label or action_id.

        Values: text; an aware datetime or epoch for a datetimepicker; an option's value or text (a list for
        checkboxes and multi menus); a person or a list of persons for people menus; None clears. An external
        menu is typed into as needed. Raises KeyError for a field that is not there, ValueError for a choice
        that is not offered.
        """
        await self._modals.fill(user, values)

    async def suggest(self, user: str, block_id: str, typed: str) -> list[Option]:
        """Type into an external menu (block_id, label or action_id) and return what it offers."""
        return await self._modals.suggest(user, block_id, typed)

    async def submit(self, user: str) -> dict[str, str] | None:
        """Press the modal's submit button.

        Returns None when the app took it, else the sentence shown at each block_id; key "*" is Slack's own
        line ("We had some trouble connecting").
        """
        return await self._modals.submit(user)

    async def close(self, user: str, *, everything: bool = False) -> None:
        """Close the top view, or the whole stack."""
        await self._modals.close(user, everything=everything)

    async def click(
        self,
        user: str,
        where: str | Message | View,
        action_id: str,
        choice: Any = None,
        *,
        block_id: str | None = None,
    ) -> ClickAnswer:
        """Use a button or a menu (`choice`) of a message (or its ts), of the open modal ("modal") or "home".

        `block_id` tells elements of the same action_id apart. Raises KeyError if the person sees no such
        message or no such element in it.
        """
        return await self._hands.click(user, where, action_id, choice, block_id)

    def messages(self, user: str, channel: str | None = None) -> list[Message]:
        """Return all that this person can see, oldest first, each in its present form."""
        where = self.workspace.channel(channel).id if channel else None
        return self.workspace.visible(self.workspace.person(user).id, where)

    async def open_home(self, user: str) -> View | None:
        """Open the app's Home tab (sends app_home_opened) and return what is published, if anything yet."""
        return await self._hands.open_home(user)

    def home(self, user: str) -> View | None:
        """Return the Home tab published for this person."""
        return self._state.screens.homes.get(self.workspace.person(user).id)

    async def say(self, user: str, channel: str, text: str) -> Message:
        """Post a message as a person; link_shared is sent for links of the app's domains."""
        return await self._hands.say(user, channel, text)

    async def compose(self, user: str, channel: str, text: str) -> dict[str, dict[str, Any]]:
        """Type a message without sending it; return what the app shows beside its links, as it comes."""
        return await self._hands.compose(user, channel, text)

    @property
    def unfurl_domains(self) -> set[str]:
        """The domains of the app's configuration, of whose links it is told; change it in place."""
        return self._state.unfurl_domains

    async def shortcut(self, user: str, callback_id: str) -> Ack:
        """Use a global shortcut."""
        return await self._hands.shortcut(user, callback_id)

    async def message_shortcut(self, user: str, message: Message, callback_id: str) -> Ack:
        """Use a shortcut on a message."""
        return await self._hands.message_shortcut(user, message, callback_id)

    # ---- waiting (real seconds)

    async def wait_for(self, found: Callable[[], Found | None], timeout: float = 5.0) -> Found:
        """Wait until `found` returns something, asking again at each change. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while True:
                seen = self.workspace.version
                got = found()
                if got is not None:
                    return got
                await self.workspace.change(seen)

    async def wait_for_message(
        self, user: str, wanted: str | Callable[[Message], bool], timeout: float = 5.0
    ) -> Message:
        """Wait for a message that holds the text, or that fits; the newest one. Raises TimeoutError."""
        fits = (lambda message: wanted in plain(message)) if isinstance(wanted, str) else wanted
        return await self.wait_for(
            lambda: next((one for one in reversed(self.messages(user)) if fits(one)), None),
            timeout,
        )

    async def wait_for_view(
        self, user: str, wanted: str | Callable[[View], bool] = "", timeout: float = 5.0
    ) -> View:
        """Wait for a modal whose title, callback_id or text holds `wanted`, or fits. Raises TimeoutError."""

        def found() -> View | None:
            view = self.open_view(user)
            if view is None:
                return None
            if isinstance(wanted, str):
                return view if wanted in view.callback_id or wanted in plain(view) else None
            return view if wanted(view) else None

        return await self.wait_for(found, timeout)

    async def settled(self) -> None:
        """Wait until no retry of an event is pending."""
        await self._line.settled()

    # ---- the workspace and its weather

    async def challenge(self) -> bool:
        """Send url_verification to the app's URL; say whether it gave the challenge back."""
        return await self._line.challenge()

    async def event(self, event: dict[str, Any]) -> Ack:
        """Send any event; a failed one is sent again by Slack's schedule."""
        return await self._line.event(event)

    async def uninstall(self) -> None:
        """Remove the app: tokens die, tokens_revoked and app_uninstalled are sent."""
        await self._hands.uninstall()

    def _tell(self, state: State, event: JsonObject) -> None:
        self._lines[state.workspace.team].later(event)

    async def _response(self, request: web.Request) -> web.Response:
        key = request.match_info["key"]
        states = self.installations.states.values()
        state = next((each for each in states if each.tickets.knows(key)), self._state)
        return await response_url(state, request)

    def limit(self, method: str, *, times: int = 1, retry_after: int = 1) -> None:
        """Answer the next `times` calls of `method` ("*": any) with 429 and Retry-After."""
        self._state.weather.limits.setdefault(method, []).extend([retry_after] * times)

    def refuse(self, method: str, error: str, *, times: int = 1) -> None:
        """Answer the next `times` calls of `method` with Slack's `error`."""
        self._state.weather.refusals.setdefault(method, []).extend([error] * times)

    def slow(self, method: str, seconds: float) -> None:
        """Take `seconds` for every call of `method` ("*": any) from now on."""
        self._state.weather.delays[method] = seconds

    def cut(self, method: str, *, times: int = 1, done: bool = True) -> None:
        """Drop the connection of the next `times` calls, after doing the work (`done`) or before."""
        self._state.weather.cuts.setdefault(method, []).extend([done] * times)
