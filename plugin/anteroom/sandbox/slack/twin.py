"""A Slack to try everything with: real HTTP, Slack's documented rules, and people who act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from anteroom.clock import Clock
from anteroom.randomness import Randomness
from anteroom.sandbox.captures import Capture
from anteroom.sandbox.slack.model import (
    BASE_SCOPES,
    Ack,
    ClickAnswer,
    CommandAnswer,
    Message,
    Option,
    SlackChannel,
    SlackPerson,
    View,
)


class SandboxSlack:
    """One workspace with one app installed.

    Wherever a method takes `user`, an id, a handle or a real name will do. `captures` holds everything the app
    sent here, as it arrived; `acks` how it answered each signed request. A stopped Slack keeps its state and its
    port, so that `stop()` then `start()` is an outage.
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
    ) -> None:
        self.app_url = app_url  # may be set later, when the app's port is known
        self.captures: list[Capture] = []
        self.acks: list[Ack] = []

    async def start(self) -> None:
        """Listen on 127.0.0.1."""
        raise NotImplementedError

    async def stop(self) -> None:
        """Stop listening and end retries; the workspace stays."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        """`http://127.0.0.1:<port>`; the page's pane is at `{url}/pane/{user}`."""
        raise NotImplementedError

    @property
    def api_url(self) -> str:
        """`{url}/api/`, as AsyncWebClient's `base_url` wants it."""
        raise NotImplementedError

    # ---- what a person does

    async def command(
        self, user: str, command: str, text: str = "", channel: str | None = None
    ) -> CommandAnswer:
        """Type a slash command in `channel` (id or name; None: the person's own notes)."""
        raise NotImplementedError

    def open_view(self, user: str) -> View | None:
        """Return the modal on the person's screen (the top of the stack), or None."""
        raise NotImplementedError

    async def fill(self, user: str, values: Mapping[str, Any]) -> None:
        """Fill fields of the open modal, each named by block_id or label.

        Values: text; an aware datetime or epoch for a datetimepicker; an option's value or text (a list for
        checkboxes and multi menus); a person or a list of persons for people menus; None clears. Raises KeyError
        for a field that is not there, ValueError for a choice that is not offered.
        """
        raise NotImplementedError

    async def suggest(self, user: str, block_id: str, typed: str) -> list[Option]:
        """Type into an external menu (block_id or label) and return what it offers."""
        raise NotImplementedError

    async def submit(self, user: str) -> dict[str, str] | None:
        """Press the modal's submit button.

        Returns None when the app took it, else the sentence shown at each block_id; key "*" is Slack's own line
        ("We had some trouble connecting").
        """
        raise NotImplementedError

    async def close(self, user: str, *, everything: bool = False) -> None:
        """Close the top view, or the whole stack."""
        raise NotImplementedError

    async def click(
        self, user: str, where: str | Message | View, action_id: str, choice: Any = None
    ) -> ClickAnswer:
        """Use a button or a menu (`choice`) of a message (or its ts), of the open modal ("modal") or "home".

        Raises KeyError if the person sees no such message or no such element in it.
        """
        raise NotImplementedError

    def messages(self, user: str, channel: str | None = None) -> list[Message]:
        """Return all that this person can see, oldest first, each in its present form."""
        raise NotImplementedError

    async def open_home(self, user: str) -> View | None:
        """Open the app's Home tab (sends app_home_opened) and return what is published, if anything yet."""
        raise NotImplementedError

    def home(self, user: str) -> View | None:
        """Return the Home tab published for this person."""
        raise NotImplementedError

    async def shortcut(self, user: str, callback_id: str) -> Ack:
        """Use a global shortcut."""
        raise NotImplementedError

    # ---- waiting (real seconds)

    async def wait_for_message(
        self, user: str, wanted: str | Callable[[Message], bool], timeout: float = 5.0
    ) -> Message:
        """Wait until the person sees a message that holds the text, or that fits. Raises TimeoutError."""
        raise NotImplementedError

    async def wait_for_view(
        self, user: str, wanted: str | Callable[[View], bool] = "", timeout: float = 5.0
    ) -> View:
        """Wait for a modal whose title, callback_id or text holds `wanted`, or that fits. Raises TimeoutError."""
        raise NotImplementedError

    # ---- the workspace and its weather

    async def uninstall(self) -> None:
        """Remove the app: tokens die, tokens_revoked and app_uninstalled are sent."""
        raise NotImplementedError

    def limit(self, method: str, *, times: int = 1, retry_after: int = 1) -> None:
        """Answer the next `times` calls of `method` ("*": any) with 429 and Retry-After."""
        raise NotImplementedError

    def refuse(self, method: str, error: str, *, times: int = 1) -> None:
        """Answer the next `times` calls of `method` with Slack's `error`."""
        raise NotImplementedError

    def slow(self, method: str, seconds: float) -> None:
        """Take `seconds` for every call of `method` ("*": any) from now on."""
        raise NotImplementedError

    def cut(self, method: str, *, times: int = 1, done: bool = True) -> None:
        """Drop the connection of the next `times` calls, after doing the work (`done`) or before."""
        raise NotImplementedError
