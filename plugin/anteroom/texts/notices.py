"""Who hears of a held text: its writer, where it was typed, and the marketplace by webhook. Ids only."""

from __future__ import annotations

from anteroom.database.connection import Connection
from anteroom.effects.wish import tell_marketplace, want_again, want_one_off
from anteroom.house import House
from anteroom.interviews import store as interviews
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal
from anteroom.texts.model import Held, News, Way

BY_SLACK = "slack_held"
BY_MAIL = "held_mail"
"""The kinds of the adapters that tell a writer; `data` names the held text and the news."""
NEWS_OF_HELD = "select id from effect where stream = $1 and data->>'held' = $2 and data->>'news' = $3"


async def tell(conn: Connection, house: House, held: Held, news: News, **more: str) -> None:
    """Tell the writer where the text was typed, and the marketplace by webhook whatever comes later."""
    data = {"held": held.id, "news": news.value, **more}
    if held.way is Way.SLACK and house.adapters.of(BY_SLACK) is not None:
        await want_one_off(conn, house, BY_SLACK, f"{BY_SLACK}:{held.writer_id}", data)
    if held.way in (Way.MAIL, Way.CALENDAR) and held.interview_id and house.adapters.of(BY_MAIL) is not None:
        interview = await interviews.load(conn, held.interview_id)
        party = interview.party_of(held.writer_id)
        if party is not None:
            stream = f"{BY_MAIL}:{interview.id}"
            await want_one_off(
                conn, house, BY_MAIL, stream, data, interview_id=interview.id, party_id=party.id
            )
    if news is not News.HELD:
        await _webhook(conn, house, held, f"text.{news}", more)


async def show_outcome(conn: Connection, house: House, held: Held) -> None:
    """Let the message in Slack in which a text was held show what became of it, and offer nothing more."""
    effects = await conn.fetch(
        NEWS_OF_HELD,
        f"{BY_SLACK}:{held.writer_id}",
        held.id,
        News.HELD.value,
    )
    for row in effects:
        await want_again(conn, house, row["id"])


async def flagged(conn: Connection, house: House, held: Held, flag_id: str) -> None:
    """Tell the marketplace that a flag waits for its people."""
    await _webhook(conn, house, held, "flag.raised", {"flag": flag_id})


async def cover(conn: Connection, house: House, proposal: Proposal, messages: tuple[str, ...]) -> None:
    """Ask the marketplace to cover messages of its thread that hold pieces of a detail, where still unread.

    For what came by mail; a message of the marketplace's own gets this as its answer.
    """
    data = {"event": "message.cover", "proposal": proposal.external_id, "messages": " ".join(messages)}
    await tell_marketplace(conn, house, proposal.id, data)


async def _webhook(conn: Connection, house: House, held: Held, event: str, more: dict[str, str]) -> None:
    proposal = await proposals.proposal(conn, held.proposal_id)
    writer = await proposals.member_by_person(conn, held.writer_id)
    data = {"event": event, "held": held.id, "proposal": proposal.external_id, "field": held.field, **more}
    if writer is not None:
        data["member"] = writer.external_id
    await tell_marketplace(conn, house, held.id, data)
