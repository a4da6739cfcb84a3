"""What a party typed into a mail, or beside a button in Slack: what of it may go on, and to whom.

The thread is read by both members, so only their own words go there. What anybody else of the client's side
types is meant for the host: docs/adr/0005-typed-mail.md says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import msgspec

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Refused
from anteroom.effects.wish import nearest, want_nearest, want_one_off
from anteroom.errors import NotFound
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.model import Interview, Party
from anteroom.interviews.typed_reading import LONGEST, NOBODY, THREAD, Fate, Missing, ReadTyped, read_typed
from anteroom.interviews.view import Line, View, view_for
from anteroom.ledger import chain
from anteroom.plain_text import lines
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal
from anteroom.texts.conversation import Conversation
from anteroom.texts.errand import ToWrite
from anteroom.texts.holding import hold, reworded
from anteroom.texts.model import Held, Way
from anteroom.texts.notices import cover

LETTER = "letter"
"""What a typed text is called where it is held."""
MOST_AN_HOUR = 20
"""Typed texts of one party; more than a person types, and where a loop that nothing else stops ends."""
MOST_NOTICES_A_DAY = 10
"""To one party: whoever answers our notices with more of the same by machine gets no more of them."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A text whose writer is known to be the party.

    `id` is the same for every repeat of it. `to` is a party of the writer's own side to whom it was addressed
    alone, NOBODY for an answer to what only we said, "" where it was sent to the reply address.
    `attachments`: there were some. `mail` is the Message-ID of the mail it came in, without brackets, for a
    notice to refer to; "" for none. `way` is where it was typed, and where its writer hears what is held.
    """

    id: str
    interview_id: str
    party_id: str
    text: str
    to: str = ""
    attachments: bool = False
    mail: str = ""
    way: Way = Way.MAIL


class Letter(msgspec.Struct, frozen=True):
    """What waits sealed for one place it goes to. `permitted`: the policy let its contact details pass."""

    text: str = ""
    permitted: bool = False
    mail: str = ""


async def pass_on(house: House, typed: Typed) -> Fate:
    """Let the guard read a text and want it where it goes, and a notice to its writer if something stays.

    One transaction; the same `Typed` again changes nothing. Raises NotFound for a party that was removed.
    """
    async with house.database.transaction() as conn:
        proposal, interview = await _locked(conn, typed.interview_id)
        writer = interview.party(typed.party_id)
        if writer is None:
            raise NotFound("There is no such party.")
        if await conn.fetchval("select true from typed_reply where id = $1", typed.id):
            return Fate.SEEN
        if await _too_many(conn, house, writer):
            return Fate.TOO_MANY
        to = _reader(interview, proposal, writer, typed.to)
        if isinstance(to, Party) and await nearest(conn, house, "note", to.person_id) is None:
            to = NOBODY
        read = await _read(conn, house, proposal, interview, writer, to, typed)
        missing = [*read.found, *_cut_off(typed)]
        held = await _hold(conn, house, proposal, typed, read)
        # What is held is told in Slack by a message of its own.
        tell = bool(missing) and typed.way is not Way.SLACK and await _may_tell(conn, house, writer)
        await _keep(conn, house, typed, read, to, told=tell)
        if read.text:
            await _send(conn, house, interview, writer, typed, read, to)
        if tell:
            letter = await _letter(conn, house, typed, Letter(mail=typed.mail))
            data = {"letter": letter, "fate": read.fate.value, "missing": " ".join(dict.fromkeys(missing))}
            if held is not None:
                data["held"] = held.id
            await _want(conn, house, "kept_back", interview, writer, data)
    house.failpoints.reach("typed-passed-on")
    return read.fate


async def open_letter(conn: Connection, house: House, letter_id: str) -> Letter | None:
    """Return what waits under an id; None once it has arrived."""
    sealed = await conn.fetchval("select sealed from typed_letter where id = $1", letter_id)
    if sealed is None:
        return None
    return msgspec.json.decode(house.vault.unseal(sealed, letter_id), type=Letter)


async def note_for(conn: Connection, house: House, effect: Effect) -> tuple[Letter, View, Line] | None:
    """Return the letter that an effect brings, with its reader's view and its writer's line in that.

    None once it has arrived. Raises Refused where writer or reader is no party any more.
    """
    assert effect.interview_id is not None
    letter = await open_letter(conn, house, effect.data["letter"])
    if letter is None:
        return None
    view = await view_for(conn, house, effect.interview_id, effect.party_id)
    there = view.lines if view is not None else ()
    writer = next((each for each in there if each.party_id == effect.data["from"]), None)
    if view is None or writer is None:
        raise Refused("its writer or its reader was removed")
    return letter, view, writer


async def forget_letter(house: House, letter_id: str) -> None:
    """Forget a letter, for it has arrived; the frozen effect still holds it until that is written too."""
    async with house.database.connection() as conn:
        await conn.execute("delete from typed_letter where id = $1", letter_id)


async def _locked(conn: Connection, interview_id: str) -> tuple[Proposal, Interview]:
    # The proposal before its interview, as everywhere.
    proposal_id = await conn.fetchval("select proposal_id from interview where id = $1", interview_id)
    if proposal_id is None:
        raise NotFound("There is no such interview.")
    proposal = await proposals.proposal(conn, proposal_id, lock=True)
    return proposal, await store.load(conn, interview_id, lock=True)


async def _too_many(conn: Connection, house: House, writer: Party) -> bool:
    since = house.clock.now() - timedelta(hours=1)
    count = await conn.fetchval(
        "select count(*) from typed_reply where party_id = $1 and at > $2", writer.id, since
    )
    return bool(count >= MOST_AN_HOUR)


async def _may_tell(conn: Connection, house: House, writer: Party) -> bool:
    since = house.clock.now() - timedelta(days=1)
    count = await conn.fetchval(
        "select count(*) from typed_reply where party_id = $1 and told and at > $2", writer.id, since
    )
    return bool(count < MOST_NOTICES_A_DAY)


def _reader(interview: Interview, proposal: Proposal, writer: Party, to: str) -> Party | str:
    if to == NOBODY:
        return NOBODY
    addressed = interview.party(to) if to else None
    if addressed is not None and addressed.side is writer.side and addressed.id != writer.id:
        return addressed
    if writer.person_id in (proposal.client_id, proposal.freelancer_id):
        return THREAD
    if interview.host.id != writer.id:
        return interview.host if interview.host.side is writer.side else NOBODY
    return interview.party_of(proposal.client_id) or NOBODY


async def _read(
    conn: Connection,
    house: House,
    proposal: Proposal,
    interview: Interview,
    writer: Party,
    to: Party | str,
    typed: Typed,
) -> ReadTyped:
    """Read a text; one for the thread with what was said there lately, which may be to cover."""
    if to != THREAD:
        return await read_typed(conn, house, proposal, interview, writer, to, typed.text)
    thread = await Conversation.load(conn, house, proposal.id, writer.person_id, typed.id)
    read = await read_typed(conn, house, proposal, interview, writer, to, typed.text, thread)
    if not read.judged.ruling.permits:
        await thread.keep(conn)
    if read.judged.cover:
        await cover(conn, house, proposal, read.judged.cover)
    return read


async def _hold(
    conn: Connection, house: House, proposal: Proposal, typed: Typed, read: ReadTyped
) -> Held | None:
    """Hold what the guard kept back of a letter; a letter that passes takes the place of one that is held."""
    if read.held:
        errand = ToWrite(typed.interview_id, typed.party_id, typed.to)
        unsent = read.judged.unsent(proposal, LETTER, errand)
        return await hold(conn, house, unsent, typed.way, told=typed.way is not Way.SLACK)
    if read.text:
        await reworded(conn, house, proposal.id, read.judged.writer_id, LETTER, typed.interview_id)
    return None


def _cut_off(typed: Typed) -> list[str]:
    missing = [Missing.REST.value] if len(lines(typed.text)) > LONGEST else []
    return [*missing, *([Missing.ATTACHMENTS.value] if typed.attachments else [])]


async def _keep(
    conn: Connection, house: House, typed: Typed, read: ReadTyped, to: Party | str, *, told: bool
) -> None:
    place = to.id if isinstance(to, Party) else to
    if not read.text:
        place = NOBODY
    now = house.clock.now()
    await conn.execute(
        """insert into typed_reply (id, interview_id, party_id, fate, goes_to, told, verdict, guard,
            policy_row, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        typed.id,
        typed.interview_id,
        typed.party_id,
        read.fate.value,
        place,
        told,
        read.judged.action.value,
        read.judged.verdict.version,
        read.judged.ruling.row,
        now,
    )
    judged = read.judged
    facts = {
        "to": place,
        "verdict": judged.action.value,
        "guard": judged.verdict.version,
        "row": judged.ruling.row,
        "policy": judged.ruling.policy,
    }
    event = f"typed.{read.fate}"
    await chain.write(conn, typed.interview_id, now, event, typed.party_id, facts)


async def _send(
    conn: Connection,
    house: House,
    interview: Interview,
    writer: Party,
    typed: Typed,
    read: ReadTyped,
    to: Party | str,
) -> None:
    letter = Letter(read.text, read.judged.permitted)
    data = {"letter": await _letter(conn, house, typed, letter), "typed": typed.id, "from": writer.id}
    data["by"] = typed.way.value
    if isinstance(to, Party):
        await want_nearest(conn, house, "note", interview.id, to.id, to.person_id, data)
        return
    await _want(conn, house, "thread_message", interview, writer, data)
    host = interview.host
    if host.id != writer.id and await nearest(conn, house, "copy", host.person_id) is not None:
        copy = {**data, "letter": await _letter(conn, house, typed, letter)}
        await want_nearest(conn, house, "copy", interview.id, host.id, host.person_id, copy)


async def _want(
    conn: Connection, house: House, kind: str, interview: Interview, party: Party, data: dict[str, str]
) -> None:
    stream = f"{kind}:{interview.id}"
    await want_one_off(conn, house, kind, stream, data, interview_id=interview.id, party_id=party.id)


async def _letter(conn: Connection, house: House, typed: Typed, letter: Letter) -> str:
    letter_id = f"let_{house.randomness.token(24)}"
    sealed = house.vault.seal(msgspec.json.encode(letter), letter_id)
    await conn.execute(
        "insert into typed_letter (id, typed_id, sealed) values ($1, $2, $3)", letter_id, typed.id, sealed
    )
    return letter_id
