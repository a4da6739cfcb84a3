"""What the writer of a held text can do with it: other words, taking it back, an appeal."""

from __future__ import annotations

from dataclasses import dataclass, replace

from anteroom.agreements.actions import ask_for
from anteroom.database.connection import Connection
from anteroom.errors import Conflict, NotFound
from anteroom.house import House
from anteroom.interviews import actions as interviews
from anteroom.interviews import hosting
from anteroom.interviews import store as interview_store
from anteroom.interviews.commands import ScheduleInterview
from anteroom.interviews.model import State as Ended
from anteroom.interviews.reading import read_text
from anteroom.interviews.typed import Typed, pass_on
from anteroom.interviews.typed_reading import Fate
from anteroom.once import Joined
from anteroom.policy.model import Purpose
from anteroom.proposals import access
from anteroom.proposals import store as proposals
from anteroom.proposals.messages import MessageRead, MessageTold, tell_message
from anteroom.texts import store
from anteroom.texts.errand import (
    Errand,
    ToAsk,
    ToCancel,
    ToContest,
    ToCounter,
    ToPrepare,
    ToRequire,
    ToReword,
    ToSay,
    ToSchedule,
    ToWrite,
)
from anteroom.texts.holding import MOST_APPEALS, note, patience, starts_of
from anteroom.texts.model import Held, State, Way
from anteroom.texts.notices import show_outcome
from anteroom.verdicts.contests import MakeContest, contest

WORDS = {
    State.REWORDED: "This text was put into other words already.",
    State.RELEASED: "This text was released already: it is no contact information.",
    State.KEPT: "The marketplace has looked at this text, and it stays held.",
    State.WITHDRAWN: "This text was taken back already.",
    State.EXPIRED: "This text has expired. Please write it anew.",
}


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an errand: the interview or request that it changed or made, or the message as shown.

    `interview_id` is None for a letter of which nothing went on; `read`: nothing but that was to be done.
    """

    interview_id: str | None = None
    message: MessageRead | None = None
    request_id: str | None = None
    read: bool = False

    @property
    def passes(self) -> bool:
        """Tell whether the words went where they were to go."""
        if self.message is not None:
            return self.message.action.passes
        return self.read or self.interview_id is not None or self.request_id is not None


async def reword(house: House, held_id: str, writer_id: str, text: str) -> Done:
    """Do with other words what a held text was on its way to do; the held one ends when they pass.

    One transaction: of two presses one does it. Raises ContactInText where they may not pass either,
    NotFound, Conflict, and whatever the errand raises.
    """
    async with house.database.transaction() as conn:
        inside = replace(house, database=Joined(conn))
        held = await _own(conn, held_id, writer_id)
        await proposals.proposal(conn, held.proposal_id, lock=True)
        held = await _own(conn, held_id, writer_id)
        content = await store.content(conn, house, held_id)
        if content is None:
            raise Conflict(WORDS[State.EXPIRED])
        done = await perform(inside, held, content.errand, text)
        if done.passes:
            await _end(inside, held_id, State.REWORDED, writer_id)
    return done


async def withdraw(house: House, held_id: str, writer_id: str) -> Held:
    """Take a held text back; what it said is gone. Twice is once. Raises NotFound, Conflict."""
    async with house.database.connection() as conn:
        held = await store.load(conn, held_id)
    if held.writer_id == writer_id and held.state is State.WITHDRAWN:
        return held
    async with house.database.connection() as conn:
        await _own(conn, held_id, writer_id)
    return await _end(house, held_id, State.WITHDRAWN, writer_id)


async def appeal(house: House, held_id: str, writer_id: str) -> Held:
    """Keep that its writer says it is no contact information; people look at it. Twice is once.

    An appeal waits for people: it holds the text for as long again, as far as its interview lets it wait.
    Raises NotFound, Conflict, also for a writer of whose texts on a proposal too many are looked at, and
    where nobody has a key to look at any.
    """
    if not house.settings.reviewed:
        raise Conflict("Nobody looks at held texts here, so it cannot be contested.")
    async with house.database.transaction() as conn:
        before = await _own(conn, held_id, writer_id)
        await proposals.proposal(conn, before.proposal_id, lock=True)
        held = await store.load(conn, held_id, lock=True)
        if held.state is not State.HELD:
            raise Conflict(WORDS[held.state])
        if held.appealed_at is not None:
            return held
        if len(await store.open_of(conn, held.proposal_id, writer_id, appealed=True)) >= MOST_APPEALS:
            raise Conflict(
                f"People are looking at {MOST_APPEALS} of your texts on this proposal already. "
                "Please wait for their answers."
            )
        now = house.clock.now()
        content = await store.content(conn, house, held_id)
        begins = await starts_of(conn, held.interview_id, content.errand if content else None)
        until = max(held.expires_at, patience(house).until(now, begins))
        await store.appeal(conn, held_id, now, until)
        await note(conn, house, held, "text.appealed", writer_id)
        return replace(held, appealed_at=now, expires_at=until)


async def perform(house: House, held: Held, errand: Errand, text: str) -> Done:
    """Do what a text was on its way to do, with `text` in its place. Raises whatever that raises."""
    match errand:
        case ToSchedule(command):
            return Done((await interviews.schedule(house, _with(command, held.field, text))).id)
        case ToCounter(command):
            return Done((await interviews.counter(house, replace(command, comment=text))).id)
        case ToCancel(interview_id, person_id):
            return Done((await interviews.cancel(house, interview_id, person_id, text)).id)
        case ToReword():
            return Done(await _reword(house, held.field, errand, text))
        case ToRequire(interview_id, person_id, title):
            return Done((await ask_for(house, interview_id, person_id, title, text)).id)
        case ToSay():
            return Done(message=await _say(house, held, errand, text))
        case ToAsk(proposal, person_id, system, purpose):
            system, purpose = (text, purpose) if held.field == "system" else (system, text)
            return Done(request_id=(await access.ask(house, proposal, person_id, system, purpose)).id)
        case ToPrepare(proposal_id, person_id):
            await _prepare(house, held, proposal_id, person_id, text)
            return Done(read=True)
        case ToContest(interview_id, person_id, claim):
            made = MakeContest(interview_id, person_id, Ended(claim), text)
            return Done((await contest(house, made)).id)
        case ToWrite():
            fate = await _write(house, errand, text, held.way)
            return Done(None if fate is Fate.KEPT_BACK else errand.interview_id)


def _with(command: ScheduleInterview, field: str, text: str) -> ScheduleInterview:
    match field:
        case "title":
            return replace(command, title=text)
        case "nda":
            return replace(command, nda=text)
        case _:
            return replace(command, agenda=text)


async def _reword(house: House, field: str, errand: ToReword, text: str) -> str:
    if field == "nda":
        raise Conflict("What the freelancer agrees to cannot be changed any more.")
    async with house.database.connection() as conn:
        now = await interview_store.load(conn, errand.interview_id)
    title = now.title if errand.title is None else errand.title
    agenda = now.agenda if errand.agenda is None else errand.agenda
    if field == "title":
        title = text
    else:
        agenda = text
    after = await hosting.reword(house, errand.interview_id, errand.person_id, title=title, agenda=agenda)
    return after.id


async def _prepare(house: House, held: Held, proposal_id: str, person_id: str, text: str) -> None:
    purpose = Purpose.LEGAL if held.field == "nda" else Purpose.TALK
    async with house.database.transaction() as conn:
        await read_text(
            conn,
            house,
            await proposals.proposal(conn, proposal_id, lock=True),
            text,
            writer=person_id,
            surface="title" if held.field == "title" else "agenda",
            field=held.field,
            errand=ToPrepare(proposal_id, person_id),
            purpose=purpose,
        )


async def _say(house: House, held: Held, errand: ToSay, text: str) -> MessageRead:
    async with house.database.connection() as conn:
        proposal = await proposals.proposal(conn, held.proposal_id)
        sender = await proposals.member_by_person(conn, held.writer_id)
    if sender is None:
        raise NotFound("There is no such member.")
    told = MessageTold(errand.message_id, proposal.external_id, sender.external_id, text, errand.sent_at)
    return await tell_message(house, told)


async def _write(house: House, errand: ToWrite, text: str, way: Way) -> Fate:
    typed = Typed(
        f"typ_{house.randomness.token(26)}", errand.interview_id, errand.party_id, text, errand.to, way=way
    )
    fate = await pass_on(house, typed)
    if fate is Fate.TOO_MANY:
        raise Conflict("You have written much in the last hour. Please try again later.")
    return fate


async def _own(conn: Connection, held_id: str, writer_id: str) -> Held:
    held = await store.load(conn, held_id)
    if held.writer_id != writer_id:
        raise NotFound("There is no such held text.", reason="somebody else's")
    if held.state is not State.HELD:
        raise Conflict(WORDS[held.state])
    return held


async def _end(house: House, held_id: str, state: State, actor: str) -> Held:
    """End a held text; one that has ended meanwhile stays as it is."""
    now = house.clock.now()
    async with house.database.transaction() as conn:
        held = await store.load(conn, held_id)
        await proposals.proposal(conn, held.proposal_id, lock=True)
        held = await store.load(conn, held_id, lock=True)
        if held.state is State.HELD:
            await store.close(conn, held_id, state, now)
            await note(conn, house, held, f"text.{state}", actor)
            await show_outcome(conn, house, held)
            held = replace(held, state=state, closed_at=now)
    return held
