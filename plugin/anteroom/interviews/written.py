"""What is written in a call: read before the others see it, and kept nowhere once they have."""

from __future__ import annotations

from dataclasses import dataclass, field

from anteroom.conduct.lessons.words import with_lesson
from anteroom.database.connection import Connection
from anteroom.errors import BadInput, ContactInText, NotFound
from anteroom.house import House
from anteroom.interviews import agreement, store
from anteroom.interviews.model import Interview, Party
from anteroom.interviews.typed_reading import THREAD, ReadTyped, read_typed
from anteroom.plain_text import lines
from anteroom.policy.model import Purpose, Rule
from anteroom.policy.ruling import ruling_for
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal
from anteroom.rooms.hooks import Chat
from anteroom.texts import store as texts
from anteroom.texts.conversation import Conversation
from anteroom.texts.errand import ToPrepare
from anteroom.texts.holding import hold, note
from anteroom.texts.model import State, Way

LONGEST = 1_000
"""Characters of one text."""
FIELD = "chat"
"""The guard knows the surface by the same name."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text that the others may see. `why` is for its writer, "" where nothing is to say.

    `permitted` tells that it holds a contact detail which the policy let pass.
    """

    text: str = field(repr=False)
    why: str = ""
    permitted: bool = False


async def way_of_writing(conn: Connection, house: House, interview: Interview, seats: frozenset[str]) -> Chat:
    """Return how the people in these seats may write to one another, as the policy has it now.

    Between the browsers alone only where the policy would let contact details pass anyway and everybody who
    has to sign an agreement has signed it as it stands; where the rule is `strict`, not at all.
    """
    proposal = await proposals.proposal(conn, interview.proposal_id)
    rule = (await ruling_for(conn, house, proposal, purpose=Purpose.CALL_CHAT, surface="message")).rule
    if rule is Rule.STRICT:
        return Chat.OFF
    present = [party for party in interview.parties if party.id in seats]
    signed = bool(interview.nda) and not any(agreement.must_sign(interview, party) for party in present)
    return Chat.SEALED if rule is Rule.OPEN and signed else Chat.READ


async def read_in_call(house: House, party_id: str, text: str) -> Written:
    """Read what a party writes in a call. What may not pass is held, and never goes on in part.

    Raises BadInput, NotFound, and ContactInText with what its writer is to be told.
    """
    text = lines(text).strip()
    if not text or len(text) > LONGEST:
        raise BadInput(f"Write between one and {LONGEST:,} characters.", field=FIELD)
    async with house.database.transaction() as conn:
        interview_id = await store.interview_of_party(conn, party_id)
        if interview_id is None:
            raise NotFound("There is no such seat.")
        proposal_id = (await store.load(conn, interview_id)).proposal_id
        proposal = await proposals.proposal(conn, proposal_id, lock=True)
        interview = await store.load(conn, interview_id)
        writer = interview.party(party_id)
        if writer is None:
            raise NotFound("There is no such seat.")
        heard = await Conversation.aside(conn, house, proposal.id, writer.person_id)
        read = await read_typed(conn, house, proposal, interview, writer, THREAD, text, heard, surface=FIELD)
        if not read.judged.ruling.permits:
            await heard.keep(conn)
        refused = await _settled(conn, house, proposal, writer, read)
        await _note(conn, house, interview, writer, read)
        why = await with_lesson(conn, house, read.judged.why, read.judged.lesson)
    if refused is not None:
        raise refused
    return Written(read.text, why, read.judged.permitted)


async def _settled(
    conn: Connection, house: House, proposal: Proposal, writer: Party, read: ReadTyped
) -> ContactInText | None:
    """Hold what the guard keeps back; what passed ends what waited. Return the refusal, if it is one."""
    if read.held:
        errand = ToPrepare(proposal.id, writer.person_id)
        await hold(conn, house, read.judged.unsent(proposal, FIELD, errand), Way.API, told=True)
        why = await with_lesson(conn, house, read.judged.why, read.judged.lesson)
        return ContactInText(why, field=FIELD, lesson=read.judged.lesson)
    if (read.found and not read.judged.masked) or not read.text:
        # The door would hold it, or nobody could tell what it says.
        return ContactInText("", reason=", ".join(read.found), field=FIELD)
    now = house.clock.now()
    for held in await texts.open_of(conn, proposal.id, writer.person_id, appealed=False):
        # Other words took its place; what people were asked to look at waits for them.
        if held.field == FIELD:
            await texts.close(conn, held.id, State.REWORDED, now)
            await note(conn, house, held, "text.reworded", writer.person_id)
    return None


async def _note(conn: Connection, house: House, interview: Interview, writer: Party, read: ReadTyped) -> None:
    await conn.execute(
        """insert into call_message (id, interview_id, party_id, verdict, guard, policy_row, sent_at)
        values ($1, $2, $3, $4, $5, $6, $7)""",
        f"cms_{house.randomness.token(20)}",
        interview.id,
        writer.id,
        "withheld" if read.judged.action.passes and read.found else read.judged.action.value,
        read.judged.verdict.version,
        read.judged.ruling.row,
        house.clock.now(),
    )
