"""Making an interview: who is in it, under which labels, with which ids."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from anteroom.agreements.document import Document
from anteroom.agreements.notetakers import REFUSED, Notetaker, is_notetaker
from anteroom.agreements.reading import read_document
from anteroom.database.connection import Connection
from anteroom.door import tangled
from anteroom.errors import BadInput, NotAllowed, ProposalNotLiving
from anteroom.guard import VERSION, Action, Context
from anteroom.house import House
from anteroom.interviews.commands import (
    LONGEST_AGENDA,
    LONGEST_LABEL,
    LONGEST_TITLE,
    MOST_PEOPLE,
    GuestWish,
    ScheduleInterview,
)
from anteroom.interviews.model import Answer, Interview, Party, Role, Side, State
from anteroom.interviews.reading import READ_BY, read_text
from anteroom.meetings.choice import Chosen, choose
from anteroom.people import zones
from anteroom.people.persons import person_with_email, stand_in
from anteroom.people.zones import Source
from anteroom.plain_text import lines, one_line
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal
from anteroom.texts.errand import ToSchedule
from anteroom.texts.judging import Judged

MAY_SCHEDULE = frozenset({"scheduler", "hiring_manager"})
PHONE_DIGITS = 7
"""No name has as many digits; the shortest numbers with an area code do."""
ROLE_WORDS = {"client": "Client", "freelancer": "Freelancer", "guest": "Guest of the client"}


async def begin(
    conn: Connection, house: House, command: ScheduleInterview
) -> tuple[Interview, Chosen, Document | None]:
    """Return a new, unsaved interview for a command, what was chosen of its place, and what is to be signed.

    Raises ProposalNotLiving, NotAllowed, BadInput, LinkRefused, ContactInText; nothing has been written then.
    """
    proposal = await proposals.proposal(conn, command.proposal_id, lock=True)
    await refuse_unless_scheduler(conn, proposal, command.actor)
    refuse_unless_living(proposal)
    _check_sizes(command)
    chosen = await choose(conn, house, proposal, command.link, command.tool)
    title, agenda = await _read(conn, house, proposal, command)
    document = await read_document(
        conn, house, proposal, command.actor, command.nda_title, command.nda, ToSchedule(command)
    )
    token = house.randomness.token
    parties = [
        await member_party(conn, house, command.actor, Role.HOST, 0),
        await member_party(conn, house, proposal.freelancer_id, Role.CANDIDATE, 1),
    ]
    for wish in command.guests:
        parties.append(await guest_party(conn, house, proposal, wish, parties))
    interview = Interview(
        id=f"int_{token(20)}",
        proposal_id=proposal.id,
        state=State.PROPOSED,
        revision=0,
        sequence=0,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        title=title.text or f"Interview: {proposal.job_title}",
        agenda=agenda.text,
        nda=document.shown if document else "",
        nda_title=document.title if document else "",
        nda_full=document.kept_full if document else "",
        room=f"room_{token(26)}",
        neutral=token(26),
        created_at=house.clock.now(),
        parties=tuple(parties),
        readings={
            "title": title.note,
            "agenda": agenda.note,
            "nda": document.note if document else "",
            READ_BY: VERSION,
        },
        permitted=(
            *(read.text for read in (title, agenda) if read.permitted),
            *([document.shown] if document and document.permitted else []),
        ),
        day=command.day,
        place=chosen.place,
    )
    return interview, chosen, document


async def _read(
    conn: Connection, house: House, proposal: Proposal, command: ScheduleInterview
) -> tuple[Judged, Judged]:
    """Return title and agenda as the guard read them. Raises ContactInText."""

    async def read(text: str, field: str, behind: str = "") -> Judged:
        return await read_text(
            conn,
            house,
            proposal,
            text,
            writer=command.actor,
            surface=field,
            field=field,
            errand=ToSchedule(command),
            behind=behind,
        )

    title = await read(one_line(command.title), "title")
    return title, await read(lines(command.agenda), "agenda", behind=title.text)


def refuse_unless_living(proposal: Proposal) -> None:
    """Raise ProposalNotLiving if no interview can hang on it any more."""
    if not proposal.living:
        raise ProposalNotLiving(f"This proposal is {proposal.state}, so no interview can hang on it.")


async def refuse_unless_scheduler(conn: Connection, proposal: Proposal, person_id: str) -> None:
    """Raise NotAllowed unless the person is the proposal's client or schedules for its organisation."""
    if person_id == proposal.client_id:
        return
    client = await proposals.member_by_person(conn, proposal.client_id)
    actor = await proposals.member_by_person(conn, person_id)
    same = client and actor and client.organisation_id and client.organisation_id == actor.organisation_id
    if (
        not same
        or actor is None
        or actor.role != "client"
        or not MAY_SCHEDULE & await proposals.roles_of(conn, person_id)
    ):
        raise NotAllowed("Only this proposal's client and its schedulers can do this.")


def _check_sizes(command: ScheduleInterview) -> None:
    if len(command.title) > LONGEST_TITLE:
        raise BadInput(f"The title is longer than {LONGEST_TITLE} characters.", field="title")
    if len(command.agenda) > LONGEST_AGENDA:
        raise BadInput(f"The agenda is longer than {LONGEST_AGENDA} characters.", field="agenda")
    if len(command.guests) > MOST_PEOPLE:
        raise BadInput(f"At most {MOST_PEOPLE} people can be looped in.", field="guests")


async def member_party(conn: Connection, house: House, person_id: str, role: Role, position: int) -> Party:
    """Return the party of a member who hosts or is interviewed. Raises NotAllowed for who is no member."""
    member = await proposals.member_by_person(conn, person_id)
    if member is None:
        raise NotAllowed("Only members of the marketplace can host or be interviewed.")
    side = Side.CLIENT if role is Role.HOST else Side.FREELANCER
    return _party(house, person_id, position, role, side, member.label, required=True)


async def guest_party(
    conn: Connection,
    house: House,
    proposal: Proposal,
    wish: GuestWish,
    others: Sequence[Party],
    *,
    may_record: bool = False,
) -> Party:
    """Return the party of somebody looped in beside `others`; only the person is saved.

    Raises BadInput, and of it Notetaker for a bot that records, unless everybody has agreed to that.
    """
    takes_notes = is_notetaker(wish.label, wish.email or "")
    if takes_notes and not may_record:
        raise Notetaker(REFUSED, field="guests")
    if len(wish.label) > LONGEST_LABEL:
        raise BadInput(f"A name is longer than {LONGEST_LABEL} characters.", field="guests")
    person_id = wish.person_id
    if person_id is None:
        if wish.email is None:
            raise BadInput("A guest needs an address.", field="guests")
        person_id = await person_with_email(
            conn,
            house.vault,
            house.randomness,
            house.clock.now(),
            wish.email,
            # To tell "that is the freelancer" would tell whose address was guessed.
            but=proposal.freelancer_id,
        )
    elif person_id == proposal.freelancer_id:
        # To refuse would tell whose profile was picked. The freelancer has a seat, and this one stays empty.
        person_id = await stand_in(conn, house.vault, proposal.id, house.clock.now())
        await zones.tell(conn, person_id, Source.SLACK, wish.zone, house.clock.now())
    if any(party.person_id == person_id for party in others):
        raise BadInput("Somebody is named twice.", field="guests")
    label = checked_label(house, wish.label, "guest")
    party = _party(house, person_id, len(others), Role.GUEST, Side.CLIENT, label, required=wish.required)
    return replace(party, notetaker=takes_notes)


def checked_label(house: House, name: str, role: str) -> str:
    """Return a name as others may see it; one that is itself a contact detail, or empty, becomes a role."""
    trimmed = one_line(name)[:LONGEST_LABEL]
    # In a name a mere suspicion is enough: nobody would be there to be warned, and the other side reads it.
    if _may_be_a_name(trimmed) and house.guard.inspect(trimmed, Context((), "name")).action is Action.ALLOW:
        return trimmed
    return ROLE_WORDS[role]


def _may_be_a_name(text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text)
    digits = sum(unicodedata.decimal(letter, None) is not None for letter in plain)
    return bool(plain) and "@" not in plain and digits < PHONE_DIGITS and not tangled(text)


def _party(
    house: House, person_id: str, position: int, role: Role, side: Side, label: str, *, required: bool
) -> Party:
    token = house.randomness.token
    return Party(
        id=f"pty_{token(20)}",
        person_id=person_id,
        position=position,
        role=role,
        side=side,
        label=label,
        required=required,
        answer=Answer.NONE,
        uid=f"{token(32)}@{house.settings.relay_domain}",
        reply_local=f"r-{token(26)}",
    )
