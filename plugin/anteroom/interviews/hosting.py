"""What a host does with an interview that stands: loop somebody in, let somebody go, word it anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from anteroom.errors import BadInput
from anteroom.house import House
from anteroom.interviews import actions, roster, store
from anteroom.interviews.caps import count_asked
from anteroom.interviews.commands import LONGEST_AGENDA, LONGEST_TITLE, GuestWish
from anteroom.interviews.invite import guest_party
from anteroom.interviews.model import Decision, Event, Happened, Interview
from anteroom.interviews.reading import read_text
from anteroom.meetings.life import all_may_record
from anteroom.once import Joined
from anteroom.people.consent import consents
from anteroom.people.disclosure import choose_to_share
from anteroom.plain_text import lines, one_line
from anteroom.proposals import store as proposals
from anteroom.texts.errand import ToReword
from anteroom.texts.judging import Judged


async def add_guest(house: House, interview_id: str, person_id: str, wish: GuestWish) -> Interview:
    """Loop somebody in; everybody's entry shows one more, and only the new one is asked.

    Raises what `roster.added` raises, NotFound, ProposalNotLiving, TooManyInvitations.
    """
    async with house.database.transaction() as conn:
        inside = replace(house, database=Joined(conn))
        # Looked at under the locks: two who add one address at once must not make two people of it.
        proposal_id = (await store.load(conn, interview_id)).proposal_id
        proposal = await proposals.proposal(conn, proposal_id, lock=True)
        before = await store.load(conn, interview_id, lock=True)
        may_record = before.place.outside and all_may_record(before)
        party = await guest_party(conn, house, proposal, wish, before.present, may_record=may_record)
        after = await actions.change(
            inside, interview_id, lambda it: roster.added(it, party, actions.party_of(it, person_id))
        )
        if after.party(party.id) is not None:
            # Counted as asked is the new one alone.
            newcomer = replace(after, parties=(after.host, party))
            await count_asked(conn, house, newcomer, person_id)
    return after


async def add_guests(
    house: House, interview_id: str, person_id: str, wishes: Sequence[GuestWish]
) -> Interview:
    """Loop several people in, all or none. Raises what `add_guest` raises."""
    async with house.database.transaction() as conn:
        inside = replace(house, database=Joined(conn))
        after = await store.load(conn, interview_id)
        for wish in wishes:
            after = await add_guest(inside, interview_id, person_id, wish)
    return after


async def remove_party(house: House, interview_id: str, person_id: str, party_id: str) -> Interview:
    """Let a guest go: the entry is cancelled, the pass dies, and a seat in a running call is emptied.

    Whoever cannot take it back any more shares nothing any more.
    """
    now = house.clock.now()
    async with house.database.transaction() as conn:
        inside = replace(house, database=Joined(conn))
        after = await actions.change(
            inside,
            interview_id,
            lambda it: roster.removed(it, party_id, actions.party_of(it, person_id), now),
        )
        if await consents(conn, party_id):
            await choose_to_share(inside, interview_id, party_id, agreed=False)
    return after


async def renew_pass(house: House, interview_id: str, person_id: str, party_id: str) -> Interview:
    """Let a party's pass die and have it sent another. Raises what `roster.renewed` raises."""
    return await actions.change(
        house, interview_id, lambda it: roster.renewed(it, party_id, actions.party_of(it, person_id))
    )


async def reword(house: House, interview_id: str, person_id: str, *, title: str, agenda: str) -> Interview:
    """Give it another title and agenda; nobody is asked anew. Raises ContactInText, naming the field."""
    if len(title) > LONGEST_TITLE or len(agenda) > LONGEST_AGENDA:
        raise BadInput("The title or the agenda is too long.", field="title")
    async with house.database.transaction() as conn:
        inside = replace(house, database=Joined(conn))
        before = await store.load(conn, interview_id)
        proposal = await proposals.proposal(conn, before.proposal_id, lock=True)

        async def read_as(field: str, text: str, errand: ToReword, behind: str = "") -> Judged:
            return await read_text(
                conn,
                house,
                proposal,
                text,
                writer=person_id,
                surface=field,
                field=field,
                errand=errand,
                behind=behind,
            )

        titled = await read_as("title", one_line(title), ToReword(interview_id, person_id, agenda=agenda))
        errand = ToReword(interview_id, person_id, title=title)
        read = {"title": titled, "agenda": await read_as("agenda", lines(agenda), errand, titled.text)}
        usual = f"Interview: {proposal.job_title}"

        def decide(interview: Interview) -> Decision:
            roster.refuse_unless_host(interview, actions.party_of(interview, person_id))
            return _reworded(interview, read, usual)

        return await actions.change(inside, interview_id, decide)


def _reworded(interview: Interview, read: Mapping[str, Judged], usual: str) -> Decision:
    title, agenda = read["title"].text or usual, read["agenda"].text
    if (title, agenda) == (interview.title, interview.agenda):
        return Decision(interview)
    permitted = tuple(each.text for each in read.values() if each.permitted)
    changed = replace(
        interview,
        title=title,
        agenda=agenda,
        readings={**interview.readings, **{name: each.note for name, each in read.items()}},
        permitted=(*interview.permitted, *(text for text in permitted if text not in interview.permitted)),
    )
    return Decision(changed, (Happened(Event.REWORDED, interview.host.id),))
