"""Thread messages: read before the marketplace shows them to the other side; what passes is not kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from anteroom.conduct.lessons import store as lessons
from anteroom.conduct.lessons.actions import window
from anteroom.conduct.lessons.model import Lesson
from anteroom.database.connection import Connection
from anteroom.errors import BadInput, NotFound
from anteroom.guard import Action
from anteroom.house import House
from anteroom.nudges import noting
from anteroom.policy.ruling import ruling_for
from anteroom.proposals import store
from anteroom.proposals.model import Member, Proposal
from anteroom.texts import store as texts
from anteroom.texts.conversation import Conversation
from anteroom.texts.doorstep import at_the_door, with_the_door
from anteroom.texts.errand import ToSay
from anteroom.texts.holding import hold, note
from anteroom.texts.judging import ANSWERABLE, Judged, judge, keep_ruling
from anteroom.texts.model import Held, Way, earlier

SURFACE = "message"
LONGEST_ID = 200
"""Characters; the guard remembers pieces of messages by their ids."""


@dataclass(frozen=True, slots=True)
class MessageTold:
    """A thread message as the marketplace tells it, before it is shown to the other side."""

    external_id: str
    proposal: str
    sender: str
    text: str = field(repr=False)
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class MessageRead:
    """What may be shown of a message: `text`, which is "" where nothing may; `why` is for its sender.

    `cover` are earlier messages of the sender that hold other pieces of what this one completes. `permitted`:
    the policy lets contact details pass in it. `lesson` is what its sender is taught.
    """

    action: Action
    text: str = field(repr=False)
    why: str
    held: Held | None = None
    cover: tuple[str, ...] = ()
    permitted: bool = False
    lesson: Lesson | None = None


async def tell_message(house: House, told: MessageTold) -> MessageRead:
    """Read a thread message before the marketplace shows it; what may not pass is held.

    The same message again is answered the same, unless people released it; another text under its id takes
    its place. Raises NotFound, BadInput.
    """
    if len(told.external_id) > LONGEST_ID:
        raise BadInput(f"A message's id has at most {LONGEST_ID} characters.", field="id")
    async with house.database.transaction() as conn:
        # One writer a chain; locked before anything points at it, since two could not both lock it later.
        proposal = await store.proposal_by_external_id(conn, told.proposal, lock=True)
        sender = await store.member_by_external_id(conn, told.sender)
        if proposal is None or sender is None:
            raise NotFound("There is no such proposal or member.")
        if sender.person_id not in (proposal.client_id, proposal.freelancer_id):
            raise BadInput("Only the two members of a proposal write in its thread.", field="from")
        digest = texts.digest_of(house, proposal.id, sender.person_id, told.text)
        before = await _known(conn, told, proposal, sender)
        if before is not None and before[1] == digest and before[0].passes:
            ruling = await ruling_for(conn, house, proposal, surface=SURFACE)
            why, lesson = "", None
            if before[0] is Action.WARN:
                why = await _why(conn, house, proposal, sender, told)
                lesson = await _lesson(conn, house, digest)
            return MessageRead(before[0], told.text, why, permitted=ruling.permits, lesson=lesson)
        # Whoever reads the thread may have read the version that this one takes the place of.
        shown = before is not None and before[0].passes
        thread = await Conversation.load(
            conn, house, proposal.id, sender.person_id, told.external_id, shown=shown
        )
        judged = await judge(
            conn, house, proposal, sender.person_id, told.text, surface=SURFACE, heard=thread, kept=False
        )
        if not judged.ruling.permits:
            judged = await at_the_door(conn, house, proposal, judged)
            await thread.keep(conn)
        else:
            judged = await with_the_door(conn, house, proposal, judged)
        held = None
        digest = texts.digest_of(house, proposal.id, sender.person_id, told.text, earlier(judged.verdict))
        if before is not None and before[1] is not None and (before[1] != digest or judged.passes):
            await _replaced(conn, house, before[1], sender, told)
        if not judged.passes:
            unsent = judged.unsent(proposal, "message", ToSay(told.external_id, told.sent_at))
            held = await hold(conn, house, unsent, Way.API, told=True)
        else:
            await keep_ruling(conn, house, proposal, judged, digest)
        await _keep(conn, told, proposal, sender, judged, digest)
        await noting.follow_thread(conn, house, proposal)
    return MessageRead(
        action=judged.action,
        text=judged.shown,
        why=judged.why,
        held=held,
        cover=judged.cover,
        permitted=judged.ruling.permits,
        lesson=judged.lesson,
    )


@dataclass(frozen=True, slots=True)
class MessageDecided:
    """What was decided about a message; `proposal` and `sender` are the marketplace's ids."""

    external_id: str
    proposal: str
    sender: str | None
    sent_at: datetime
    action: Action
    guard: str


async def find_message(conn: Connection, external_id: str) -> MessageDecided | None:
    """Return what was decided about a message, if we were told of it."""
    row = await conn.fetchrow(
        """select thread_message.*, proposal.external_id as proposal, member.external_id as sender
        from thread_message join proposal on proposal.id = proposal_id
        left join member on member.person_id = sender_id where thread_message.id = $1""",
        external_id,
    )
    if row is None:
        return None
    return MessageDecided(
        row["id"], row["proposal"], row["sender"], row["sent_at"], Action(row["verdict"]), row["guard"]
    )


async def _why(conn: Connection, house: House, proposal: Proposal, sender: Member, told: MessageTold) -> str:
    """Return once more what the sender of a message was warned of; nothing is decided anew."""
    thread = await Conversation.load(conn, house, proposal.id, sender.person_id, told.external_id, shown=True)
    judged = await judge(
        conn, house, proposal, sender.person_id, told.text, surface=SURFACE, heard=thread, kept=False
    )
    return judged.verdict.explanation or ANSWERABLE


async def _lesson(conn: Connection, house: House, digest: bytes) -> Lesson | None:
    """Return what the sender of a message was taught by it."""
    kept = await lessons.of_text(conn, digest, house.clock.now() - window(house))
    return kept.lesson if kept is not None else None


async def _known(
    conn: Connection, told: MessageTold, proposal: Proposal, sender: Member
) -> tuple[Action, bytes | None] | None:
    """Return what was decided about a message of this id before, and the digest of its text."""
    row = await conn.fetchrow("select * from thread_message where id = $1", told.external_id)
    if row is None:
        return None
    if (row["proposal_id"], row["sender_id"]) != (proposal.id, sender.person_id):
        raise BadInput("A message keeps its proposal and its sender.", field="from")
    return Action(row["verdict"]), row["digest"]


async def _replaced(conn: Connection, house: House, digest: bytes, sender: Member, told: MessageTold) -> None:
    """End what was held of a message whose sender has other words for it now, or which passes by now."""
    for held_id in await texts.close_message(conn, house, digest, told.external_id, house.clock.now()):
        await note(conn, house, await texts.load(conn, held_id), "text.reworded", sender.person_id)


async def _keep(
    conn: Connection, told: MessageTold, proposal: Proposal, sender: Member, judged: Judged, digest: bytes
) -> None:
    await conn.execute(
        """insert into thread_message (id, proposal_id, sender_id, verdict, guard, sent_at, digest)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (id) do update set verdict = excluded.verdict, guard = excluded.guard,
            sent_at = excluded.sent_at, digest = excluded.digest""",
        told.external_id,
        proposal.id,
        sender.person_id,
        judged.action.value,
        judged.verdict.version,
        told.sent_at,
        digest,
    )
