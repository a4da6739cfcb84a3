"""An interview in a channel: its time and its state, because the host wanted that, and nothing else."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from slack_sdk.errors import SlackApiError

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Part, Refused, Rendered, TryLater
from anteroom.effects.wish import taken_away, want_one_off, want_surface
from anteroom.house import House
from anteroom.interviews.model import Event
from anteroom.interviews.view import View, view_for
from anteroom.ledger import chain
from anteroom.ledger.chain import Fact
from anteroom_slack.cards.blocks import Block, escaped, section
from anteroom_slack.cards.by_slack import BySlack
from anteroom_slack.cards.card import Card, minted
from anteroom_slack.cards.channels import Channel, look_at
from anteroom_slack.cards.message_at import MessageAt
from anteroom_slack.cards.moments import dated, epoch
from anteroom_slack.cards.press import reference
from anteroom_slack.cards.surfaces import Gone, NoteBySlack, ask_slack, rendered
from anteroom_slack.cards.words import say
from anteroom_slack.place import Place

KIND = "slack_shared"
LOST = "slack_share_lost"
WHY_LOST = {
    Channel.SHARED: "Another company reads there now, so I took it away. To show it all the same, type "
    "`/interview share {name}` there.",
    Channel.ABSENT: "I am not in it. Type `/invite @Anteroom` there, then `/interview share {name}`.",
    Channel.ARCHIVED: "It is archived.",
    Channel.UNKNOWN: "Slack does not tell me any more who reads there, so I took it away. To show it all the "
    "same, type `/interview share {name}` there.",
}


@dataclass(frozen=True, slots=True)
class Shared:
    """Where the host wants an interview shown. `knowing`: although another company may read there."""

    interview_id: str
    place: Place
    channel_id: str
    host_id: str
    knowing: bool
    shown: bool


class FrozenShared(msgspec.Struct):
    """What `send` gets; no blocks: the message is to go."""

    effect: str
    text: str
    blocks: list[Block]


async def share(conn: Connection, house: House, wanted: Shared) -> None:
    """Want an interview's time and state shown in a conversation, or shown no more."""
    await conn.execute(
        """insert into slack_shared (interview_id, team_id, enterprise_id, channel_id, host_id, knowing,
            shown, at) values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (interview_id, team_id, channel_id) do update
        set host_id = excluded.host_id, knowing = excluded.knowing, shown = excluded.shown,
            at = excluded.at""",
        wanted.interview_id,
        wanted.place.team_id,
        wanted.place.enterprise_id,
        wanted.channel_id,
        wanted.host_id,
        wanted.knowing,
        wanted.shown,
        house.clock.now(),
    )
    event = "slack.shared" if wanted.shown else "slack.unshared"
    key = _key(wanted.interview_id, wanted.place.team_id, wanted.channel_id)
    # The ledger forgets nothing, and Slack's ids are forgotten with the workspace.
    facts: dict[str, Fact] = {"conversation": key.rpartition(":")[2], "knowing": int(wanted.knowing)}
    await conn.execute("select 1 from interview where id = $1 for update", wanted.interview_id)
    await chain.write(conn, wanted.interview_id, house.clock.now(), event, wanted.host_id, facts)
    await want_surface(conn, house, KIND, key, interview_id=wanted.interview_id)


def _key(interview_id: str, team_id: str, channel_id: str) -> str:
    """Return what names one conversation's card; logs name it, and Slack's ids stand in none."""
    of = hashlib.sha256(f"{interview_id}:{team_id}:{channel_id}".encode()).hexdigest()
    return f"{interview_id}:{of[:32]}"


async def shared_at(conn: Connection, key: str) -> Shared | None:
    """Return what a key stands for; None where the workspace was forgotten."""
    rows = await conn.fetch("select * from slack_shared where interview_id = $1", key.partition(":")[0])
    for row in rows:
        if _key(row["interview_id"], row["team_id"], row["channel_id"]) == key:
            place = Place(row["team_id"], row["enterprise_id"])
            return Shared(
                row["interview_id"], place, row["channel_id"], row["host_id"], row["knowing"], row["shown"]
            )
    return None


async def is_shown(conn: Connection, interview_id: str, team_id: str, channel_id: str) -> bool:
    """Tell whether an interview is shown in a conversation."""
    return bool(
        await conn.fetchval(
            "select shown from slack_shared where interview_id = $1 and team_id = $2 and channel_id = $3",
            interview_id,
            team_id,
            channel_id,
        )
    )


class SlackShared(BySlack):
    """The adapter `slack_shared`: one message a conversation, edited in place as time and state change."""

    kind = KIND
    per: Literal["party", "interview", "person", "place"] = "place"
    on = frozenset(
        {
            Event.MOVED, Event.ANSWERED, Event.SCHEDULED, Event.DOORS_OPEN, Event.HELD, Event.MISSED,
            Event.TECHNICAL, Event.REVIEWED, Event.CANCELLED, Event.VOID, Event.EXPIRED,
        }
    )  # fmt: skip
    lasting = True
    group = ""
    rank = 0

    async def reaches(self, conn: Connection, house: House, person_id: str) -> bool:
        """Nobody is asked for: it is there where a host wanted it."""
        return False

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the card, or that it is to go; None where there is nothing to take away."""
        assert effect.interview_id is not None
        async with house.database.connection() as conn:
            wanted = await shared_at(conn, effect.id.removeprefix(f"{KIND}:"))
            view = await view_for(conn, house, effect.interview_id, None)
        if wanted is None or view is None:
            return None
        if not wanted.shown:
            if effect.outside_id is None:
                return None
            return Rendered(msgspec.json.encode(FrozenShared(effect.id, "", [])), ())
        drawn = shared_card(view)
        read = json.dumps({"text": drawn.text, "blocks": drawn.blocks}, ensure_ascii=False).encode()
        return Rendered(
            body=msgspec.json.encode(FrozenShared(effect.id, drawn.text, drawn.blocks)),
            parts=(Part("application/json", read),),
            minted=drawn.minted,
        )

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Look who reads there, then edit or post. Where that cannot be, the host is told why."""
        frozen = msgspec.json.decode(body, type=FrozenShared)
        async with house.database.connection() as conn:
            wanted = await shared_at(conn, frozen.effect.removeprefix(f"{KIND}:"))
        if wanted is None:
            raise Refused("the workspace was forgotten")
        if not frozen.blocks:
            await self._take_away(wanted, effect)
            return None
        if not wanted.knowing:
            found = await self._look(wanted)
            if found is not Channel.OWN:
                await self._take_away(wanted, effect)
                await self._lost(house, wanted, found)
                raise Refused(f"the conversation is {found}")
        try:
            return await self._show(wanted, frozen, effect.outside_id)
        except Refused as refused:
            archived = str(refused) == "is_archived"
            await self._lost(house, wanted, Channel.ARCHIVED if archived else Channel.ABSENT)
            raise

    async def _look(self, wanted: Shared) -> Channel:
        try:
            return await look_at(self._line, wanted.place, wanted.channel_id)
        except SlackApiError as error:
            raise TryLater("Slack does not say who reads there") from error

    async def _show(self, wanted: Shared, frozen: FrozenShared, shown_at: str | None) -> str | None:
        said: dict[str, Any] = {"text": frozen.text, "blocks": frozen.blocks}
        if shown_at is not None:
            at = MessageAt.read(shown_at)
            try:
                await ask_slack(self._line, wanted.place, "chat_update", channel=at.channel, ts=at.ts, **said)
                return None
            except Gone:
                pass
        posted = await ask_slack(
            self._line,
            wanted.place,
            "chat_postMessage",
            channel=wanted.channel_id,
            unfurl_links=False,
            **said,
        )
        return str(MessageAt(wanted.place, str(posted["channel"]), str(posted["ts"])))

    async def _take_away(self, wanted: Shared, effect: Effect) -> None:
        if effect.outside_id is None:
            return
        at = MessageAt.read(effect.outside_id)
        try:
            await ask_slack(self._line, wanted.place, "chat_delete", channel=at.channel, ts=at.ts)
        except (Gone, Refused):
            pass  # gone already, or we are
        async with self._line.house.database.connection() as conn:
            await taken_away(conn, effect.id)

    async def _lost(self, house: House, wanted: Shared, why: Channel) -> None:
        """Show it there no more, and tell the host why."""
        async with house.database.transaction() as conn:
            await conn.execute(
                """update slack_shared set shown = false
                where interview_id = $1 and team_id = $2 and channel_id = $3""",
                wanted.interview_id,
                wanted.place.team_id,
                wanted.channel_id,
            )
            party_id = await conn.fetchval(
                "select id from party where interview_id = $1 and person_id = $2 and removed_at is null",
                wanted.interview_id,
                wanted.host_id,
            )
            if party_id is not None:
                key = _key(wanted.interview_id, wanted.place.team_id, wanted.channel_id)
                data = {"shared": key, "why": why.value}
                stream = f"{LOST}:{wanted.interview_id}"
                await want_one_off(
                    conn, house, LOST, stream, data, interview_id=wanted.interview_id, party_id=party_id
                )


class SlackShareLost(NoteBySlack):
    """The adapter `slack_share_lost`: tells who shared an interview that it cannot be shown there."""

    kind = LOST

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the message; None for who is no party any more, and once the workspace was forgotten."""
        assert effect.interview_id is not None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            wanted = await shared_at(conn, effect.data.get("shared", ""))
        if view is None or wanted is None:
            return None
        return rendered(view, lost_card(view, wanted.channel_id, Channel(effect.data["why"])))


def shared_card(view: View) -> Card:
    """Return what everybody in a channel sees: when, in each reader's own zone, and how it stands."""
    if view.poll is not None:  # which times are offered is between those who are asked
        said = f"Interview: {say('en', 'poll.state')}"
        return Card(said, [section("shared", f"*{escaped(said)}*")], (view.interview_id,))
    when = dated(view.starts_at, view.ends_at, None)
    blocks = [section("shared", f"*Interview: {escaped(view.state_word)}*\n{when}")]
    instants = (str(epoch(view.starts_at)), str(epoch(view.ends_at)))
    return Card(f"Interview: {view.state_word}", blocks, (view.interview_id, *instants))


def lost_card(view: View, channel_id: str, why: Channel) -> Card:
    """Return why an interview is not shown where its host wanted it."""
    head = f"The card of your interview is not shown in <#{channel_id}>."
    said = f"*{head}*\n{escaped(view.title)}\n{WHY_LOST[why].format(name=reference(view.interview_id))}"
    own = (*minted(view), channel_id)
    return Card("The card of your interview cannot be shown there", [section("lost", said)], own)
