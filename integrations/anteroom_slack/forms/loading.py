"""A form on the screen before what stands in it is known: a trigger lives three seconds and serves once.

docs.slack.dev/surfaces/modals, "Updating views": the `hash` keeps a late answer of ours from undoing a newer
one. All of this goes on behind the acknowledgement.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from slack_sdk.errors import SlackApiError

from anteroom.api.doorway import Passage
from anteroom_slack.cards.blocks import Block, escaped
from anteroom_slack.errors import told
from anteroom_slack.line import Json, Line
from anteroom_slack.typed.call import Outcome

Make = Callable[[], Awaitable[tuple[Json, Passage]]]
Fill = Callable[[str], Awaitable[tuple[Json, Passage]]]
"""Makes the form's content, given the id of the view that is shown already."""
ONE_MOMENT = "One moment …"
MOST_REMEMBERED = 500
CLOSED = frozenset({"not_found", "hash_conflict"})
"""The person has closed the form, or a newer answer of ours was faster: nothing is to be said."""


async def show_modal(line: Line, trigger_id: str, outcome: Outcome, response_url: str = "") -> None:
    """Show the modal that comes of a command. Raises what it could not be shown for."""
    if outcome.fill is not None:
        await open_filled(line, trigger_id, outcome.title, outcome.fill, response_url, moment=outcome.moment)
    elif outcome.view is not None:
        _ = await line.open_view(trigger_id, outcome.view, outcome.passage, response_url)


async def open_filled(
    line: Line, trigger_id: str, title: str, fill: Fill, response_url: str = "", *, moment: str = ""
) -> None:
    """Show a form that says "one moment", or what goes on in it, then its content. Where it fails the form
    itself says why.

    Raises what `open_view` raises.
    """
    view = await line.open_view(trigger_id, loading_view(title, moment), Passage(), response_url)
    try:
        content, passage = await fill(str(view["id"]))
        await line.pass_door(content, passage)
    except Exception as error:  # the form stands on the screen and must not say "one moment" for ever
        content = words_view(title, told(line.house, error))
    await put(line, str(view["id"]), str(view["hash"]), content)


class Screens:
    """The forms on people's screens, shown anew while they fill them in: the newest press wins.

    Nothing tells which hash a view has now but the answer to our own update, so those are remembered.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._newest: dict[str, int] = {}
        self._after: dict[tuple[str, str], str] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._count = 0

    async def refresh(self, view_id: str, seen: str, make: Make) -> None:
        """Show what `make` makes of a view that the person has seen with the hash `seen`."""
        self._count += 1
        mine = self._newest[view_id] = self._count
        content, passage = await make()
        await self._line.pass_door(content, passage)
        async with self._locks.setdefault(view_id, asyncio.Lock()):
            if self._newest.get(view_id) != mine:
                return
            now = seen
            while (view_id, now) in self._after:
                now = self._after[view_id, now]
            fresh = await put(self._line, view_id, now, content)
            if fresh and fresh != now:
                self._after[view_id, now] = fresh
        self._forget()

    def _forget(self) -> None:
        while len(self._after) > MOST_REMEMBERED:
            self._after.pop(next(iter(self._after)))
        while len(self._newest) > MOST_REMEMBERED:
            gone = next(iter(self._newest))
            self._newest.pop(gone)
            self._locks.pop(gone, None)


async def put(line: Line, view_id: str, seen: str, content: Json) -> str:
    """Put content that has passed the door on the screen, unless the form was closed or changed since.

    Return its hash from now on; empty where it is not shown.
    """
    try:
        answer = await line.patient.views_update(
            view_id=view_id, hash=seen, view=content, token=await line.token()
        )
    except SlackApiError as error:
        if error.response.get("error") in CLOSED:
            return ""
        raise
    return str((answer.get("view") or {}).get("hash", ""))


def loading_view(title: str, moment: str = "") -> Json:
    """Return what stands on the screen until the content is known."""
    return words_view(title, moment or ONE_MOMENT)


def words_view(title: str, words: str, more: tuple[Block, ...] = ()) -> Json:
    """Return a form that only says something, in plain words."""
    section = {"type": "section", "text": {"type": "mrkdwn", "text": escaped(words), "verbatim": True}}
    return {
        "type": "modal",
        "callback_id": "words",
        "title": {"type": "plain_text", "text": title},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": [section, *more],
    }
