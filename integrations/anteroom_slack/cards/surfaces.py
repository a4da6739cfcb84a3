"""What Slack shows: a card per party, edited in place, and the message that brings the pass."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, Literal

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError, SlackRequestError

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Part, Refused, Rendered, TryLater
from anteroom.house import House
from anteroom.interviews.model import Event, Role, State
from anteroom.interviews.view import View, view_for, view_of_removed
from anteroom.passes.times import written
from anteroom_slack.cards.after_card import whole_card
from anteroom_slack.cards.blocks import Block
from anteroom_slack.cards.by_slack import BySlack
from anteroom_slack.cards.card import Card
from anteroom_slack.cards.message_at import MessageAt, message_at
from anteroom_slack.cards.pass_cards import pass_card
from anteroom_slack.forms.why import may_say_why
from anteroom_slack.line import Line
from anteroom_slack.people.accounts import account_of_person, keep_channel
from anteroom_slack.place import Place

GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
NEVER = frozenset(
    {
        "account_inactive", "cannot_dm_bot", "channel_not_found", "ekm_access_denied", "invalid_auth",
        "invalid_blocks", "is_archived", "missing_scope", "msg_too_long", "no_permission", "no_text",
        "not_authed", "not_in_channel", "org_login_required", "restricted_action", "team_access_not_granted",
        "token_expired", "token_revoked", "user_disabled", "user_not_found", "user_not_visible",
        "invalid_arguments", "messages_tab_disabled",
    }
)  # fmt: skip
"""Slack's words after which trying again is useless; those in `GONE` mean that the message is not there."""
CLOSED = "You disconnected Slack, so this card does not change any more. /interview connect opens it again."
MOVED = (
    "You connected your own account here since, so this card, which asked you as a guest, does not change "
    "any more. "
)
BY_MAIL = "The invitation goes on by mail."
ADD_AGAIN = "If you are to come, {host} can add you again: a card of your own appears here then."


class Frozen(msgspec.Struct):
    """What `send` gets: to whom, and what."""

    person: str
    text: str
    blocks: list[Block]


class SlackCard(BySlack):
    """The card of one party, in the person's own conversation with Anteroom."""

    kind = "slack_card"
    per: Literal["party", "interview"] = "party"
    on = frozenset(Event) - {Event.CONSENTED, Event.TOOL_AGREED}
    lasting = True
    group = ""
    rank = 0

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the card as the party may see it now; who was removed sees that, where there was a card."""
        view = await _view(effect, house)
        async with house.database.connection() as conn:
            if view is None and effect.interview_id is not None and effect.outside_id is not None:
                view = await view_of_removed(conn, house, effect.interview_id, effect.party_id)
            if view is None:
                return None
            if await account_of_person(conn, view.person_id) is None:
                return rendered(view, whole_card(view, private=False, note=await _closed(conn, house, view)))
            note, say_why = await _note(conn, view, effect), await may_say_why(conn, view)
            return rendered(view, whole_card(view, note=note, say_why=say_why))

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Edit the message in place, or post it; the outside id is "channel:ts"."""
        return await show(self._line, msgspec.json.decode(body, type=Frozen), effect.outside_id)


class NoteBySlack(BySlack):
    """Base of what is posted once and never edited; to a party, where its kind says nothing else."""

    per: Literal["party", "interview", "person", "place"] = "party"
    on: frozenset[Event] = frozenset()
    lasting = False
    group = ""
    rank = 0

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Post it."""
        return await post(self._line, msgspec.json.decode(body, type=Frozen))


class SlackPass(NoteBySlack):
    """The message that brings a party its pass when the doors open; better than a mail ten minutes before."""

    kind = "slack_pass"
    on = frozenset({Event.DOORS_OPEN, Event.PASS_RENEWED})
    group = "pass"

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the pass; None once the doors are shut again."""
        view = await _view(effect, house)
        if view is None or view.state is not State.DOORS_OPEN:
            return None
        return rendered(view, pass_card(view, house.clock.now()))


class Gone(Exception):
    """The message is not there any more."""


async def _view(effect: Effect, house: House) -> View | None:
    assert effect.interview_id is not None
    async with house.database.connection() as conn:
        return await view_for(conn, house, effect.interview_id, effect.party_id)


async def _closed(conn: Connection, house: House, view: View) -> str:
    """Return why a card changes no more, and where it goes on."""
    guest = await conn.fetchval("select true from person where id = $1 and kind = 'guest'", view.person_id)
    if not guest:
        return CLOSED
    by_mail = await house.vault.has(conn, view.person_id, "email")
    return MOVED + (BY_MAIL if by_mail else ADD_AGAIN.format(host=view.host.label))


async def _note(conn: Connection, view: View, effect: Effect) -> str:
    """Return what became of the other time that this viewer proposed; the host sees it as a counter."""
    if view.state.over or view.role is Role.HOST:
        return ""
    row = await conn.fetchrow(
        """select starts_at, ends_at from counter where party_id = $1 and state = 'open'
        order by made_at desc limit 1""",
        view.party_id,
    )
    if row is not None:
        times = written(row["starts_at"], row["ends_at"], view.zone)
        return f"You proposed {times.span}. {view.host.label} decides."
    if effect.data.get("event") == Event.COUNTER_DECLINED.value:
        return f"{view.host.label} keeps this time."
    return ""


def rendered(view: View, drawn: Card) -> Rendered:
    """Return a message for a view's person as the worker takes it."""
    read = json.dumps({"text": drawn.text, "blocks": drawn.blocks}, ensure_ascii=False).encode()
    return Rendered(
        body=msgspec.json.encode(Frozen(view.person_id, drawn.text, drawn.blocks)),
        parts=(Part("application/json", read),),
        minted=drawn.minted,
        readers=(view.person_id,),
    )


def _said(frozen: Frozen) -> dict[str, Any]:
    return {"text": frozen.text, "blocks": frozen.blocks, "unfurl_links": False, "unfurl_media": False}


async def show(line: Line, frozen: Frozen, shown_at: str | None, *, anew: bool = True) -> str | None:
    """Edit the message `shown_at` in place; where it is gone, post it `anew`. Raises Refused, TryLater."""
    if shown_at is not None:
        where = await message_at(line, shown_at, frozen.person)
        try:
            if not await line.installed(where.place):
                raise Gone("the workspace")
            await ask_slack(
                line, where.place, "chat_update", channel=where.channel, ts=where.ts, **_said(frozen)
            )
            return None
        except Gone:  # somebody took the message away, or us: it is shown anew
            pass
    return await post(line, frozen) if anew else None


async def post(line: Line, frozen: Frozen) -> str:
    """Post a message into its person's conversation; return where it is. Raises Refused, TryLater."""
    async with line.house.database.connection() as conn:
        account = await account_of_person(conn, frozen.person)
    if account is None:
        raise Refused("no account in Slack any more")
    channel = account.channel_id
    if channel is None:
        opened = await ask_slack(line, account.place, "conversations_open", users=account.user_id)
        channel = str(opened["channel"]["id"])
        async with line.house.database.connection() as conn:
            await keep_channel(conn, account, channel)
    try:
        posted = await ask_slack(line, account.place, "chat_postMessage", channel=channel, **_said(frozen))
    except Refused as refused:
        if account.channel_id is None or str(refused) not in ("channel_not_found", "is_archived"):
            raise
        async with line.house.database.connection() as conn:
            await keep_channel(conn, account, None)
        raise TryLater("the kept conversation is gone", after=timedelta(seconds=1)) from refused
    return str(MessageAt(account.place, str(posted["channel"]), str(posted["ts"])))


async def ask_slack(line: Line, place: Place, method: str, **arguments: Any) -> dict[str, Any]:
    """Call one method for the worker. Raises Refused, TryLater, Gone."""
    token = await line.token(place)
    if token is None:
        raise Refused("Anteroom is not installed in this workspace")
    _keep_pace(line, place, method, str(arguments.get("channel", "")))
    if method == "chat_update":
        arguments = {key: value for key, value in arguments.items() if not key.startswith("unfurl")}
    try:
        answer = await getattr(line.client_of(place), method)(token=token, **arguments)
    except SlackApiError as error:
        await line.heard_refusal(place, token, error)
        failure = _failure(error)
        if isinstance(failure, TryLater) and failure.after is not None:
            line.pace.hush(f"{place}:{method}", line.house.clock.now(), failure.after)
        raise failure from error
    except aiohttp.ClientConnectorError as error:
        raise TryLater("Slack cannot be reached") from error
    except (TimeoutError, aiohttp.ClientError, SlackRequestError) as error:
        raise TryLater(type(error).__name__, certain=False) from error
    data: dict[str, Any] = answer.data
    return data


def _keep_pace(line: Line, place: Place, method: str, channel: str) -> None:
    """Let this call wait for its turn. Raises TryLater."""
    now = line.house.clock.now()
    wait = line.pace.hushed(f"{place}:{method}", now)
    if wait is None and method == "chat_postMessage":
        wait = line.pace.turn(f"{place}:{channel}", now)
    if wait is not None:
        raise TryLater("waits for its turn", after=wait, tried=False)


def _failure(error: SlackApiError) -> Exception:
    code = str(error.response.get("error", "")) if hasattr(error.response, "get") else ""
    if error.response.status_code == 429 or code in ("ratelimited", "rate_limited"):
        seconds = str(error.response.headers.get("Retry-After", "1"))
        return TryLater("ratelimited", after=timedelta(seconds=int(seconds) if seconds.isdigit() else 1))
    if code in GONE:
        return Gone(code)
    if code in NEVER:
        return Refused(code)
    # Slack's own failures may come after the deed.
    return TryLater(code or f"status {error.response.status_code}", certain=False)
