"""An interview as one viewer may see it: labels and aliases, never a contact detail.

Whatever leaves for a person is rendered from such a view and from nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from anteroom.conduct.blocks import Blocks
from anteroom.conduct.blocks import standing as standing_blocks
from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.agreement import Standing, standing
from anteroom.interviews.model import Answer, CounterState, Interview, Party, Role, Side, State
from anteroom.interviews.suits import Suit, whom_it_suits
from anteroom.meetings.model import EMBEDDED, Place
from anteroom.people.aliases import aliases_for
from anteroom.people.persons import zone_and_language
from anteroom.proposals import store as proposals
from anteroom.times.polls.view import PollShown, shown_to
from anteroom.verdicts.after import NOTHING, After
from anteroom.verdicts.store import after_of

STATE_WORDS = {
    State.PROPOSED: "Proposed",
    State.SCHEDULED: "Scheduled",
    State.DOORS_OPEN: "Doors open",
    State.HELD: "Held",
    State.MISSED: "Did not take place",
    State.TECHNICAL: "Technical trouble",
    State.CANCELLED: "Cancelled",
    State.VOID: "Void",
    State.EXPIRED: "Expired",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One party as the viewer sees it. `alias` is a whole address that stands for it towards this viewer.

    `late_until` is when a party that runs late expects to come; None where the viewer blocks it. `has_mail`
    tells of who is not reachable whether there is an address at all. `standing` is how far it has come with
    the agreement: for the host.
    """

    party_id: str
    label: str
    role: Role
    side: Side
    answer: Answer
    required: bool
    reachable: bool
    own: bool
    alias: str
    late_until: datetime | None = None
    has_mail: bool = True
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class CounterView:
    """A counter that is still open, and whom it suits."""

    id: str
    party_id: str
    label: str
    starts_at: datetime
    ends_at: datetime
    comment: str
    suits: tuple[Suit, ...]


@dataclass(frozen=True, slots=True)
class OfferView:
    """Another time that the host offers; whom it suits is for the host alone."""

    id: str
    starts_at: datetime
    ends_at: datetime
    suits: tuple[Suit, ...]


@dataclass(frozen=True, slots=True)
class View:
    """One interview for one viewer; the thread and systems are viewers without a party.

    `pass_link`, `uid` and `reply_address` are the viewer's own and empty where there is no party. `zone` is
    an IANA name or None where unknown; it is never guessed. `counters` are filled for the host, `offers` for
    the host, the freelancer and the thread. `removed` tells that the viewer is a party no more; it sees
    nobody but itself and the host. `day_place` is which of how many of an interview day it is, for the
    client's side alone. `poll` is what the viewer is asked while the time is being found.
    """

    interview_id: str
    state: State
    revision: int
    sequence: int
    starts_at: datetime
    ends_at: datetime
    previous: tuple[datetime, datetime] | None
    created_at: datetime
    title: str
    agenda: str
    nda: str
    reason: str
    held_minutes: int | None
    lines: tuple[Line, ...]
    counters: tuple[CounterView, ...]
    party_id: str
    person_id: str
    role: Role | None
    answer: Answer
    uid: str
    reply_address: str
    pass_link: str
    neutral_link: str
    zone: str | None
    language: str
    job_title: str
    thread: str
    marketplace: str
    removed: bool = False
    day_place: tuple[int, int] | None = None
    offers: tuple[OfferView, ...] = ()
    place: Place = EMBEDDED
    nda_title: str = ""
    after: After = NOTHING
    poll: PollShown | None = None

    @property
    def state_word(self) -> str:
        """The state in a word for people."""
        return STATE_WORDS[self.state]

    @property
    def host(self) -> Line:
        """The host's line."""
        return next(line for line in self.lines if line.role is Role.HOST)

    @property
    def minted(self) -> tuple[str, ...]:
        """Strings of our own making that a rendering of this view may hold."""
        own = (
            self.interview_id,
            self.uid,
            self.reply_address,
            self.pass_link,
            self.neutral_link,
            self.party_id,
            *(line.party_id for line in self.lines),
            *(line.alias for line in self.lines),
            *(counter.id for counter in self.counters),
            *(offer.id for offer in self.offers),
            *(self.poll.minted if self.poll else ()),
            self.after.again_id,
        )
        return tuple(text for text in own if text)


async def view_for(conn: Connection, house: House, interview_id: str, party_id: str | None) -> View | None:
    """Return the view of a party (None: of no party); None for who was removed, or is not to hear of it."""
    interview = await store.load(conn, interview_id)
    viewer = interview.party(party_id) if party_id else None
    if party_id and viewer is None:
        return None
    if interview.hidden and (viewer is None or viewer.side is Side.FREELANCER):
        return None
    return await view_of(conn, house, interview, viewer)


async def view_of_removed(
    conn: Connection, house: House, interview_id: str, party_id: str | None
) -> View | None:
    """Return what a party may still see that was removed: that it was. None for every other party.

    Its `sequence` is one more than the interview's: to this viewer's calendar the removal is a revision.
    """
    interview = await store.load(conn, interview_id)
    gone = next((each for each in interview.parties if each.id == party_id and each.removed_at), None)
    if gone is None:
        return None
    view = await view_of(conn, house, interview, gone)
    return replace(
        view,
        removed=True,
        day_place=None,
        sequence=interview.sequence + 1,
        lines=(view.host, _line(gone, gone, "")),
        counters=(),
        offers=(),
        poll=None,
        agenda="",
        nda="",
    )


async def view_of(conn: Connection, house: House, interview: Interview, viewer: Party | None) -> View:
    """Return the view of `viewer`, a party of `interview`, or of nobody."""
    proposal = await proposals.proposal(conn, interview.proposal_id)
    person_id = viewer.person_id if viewer else ""
    zone, language = await zone_and_language(conn, person_id, interview.starts_at)
    domain = house.settings.relay_domain
    return View(
        interview_id=interview.id,
        state=interview.state,
        revision=interview.revision,
        sequence=interview.sequence,
        starts_at=interview.starts_at,
        ends_at=interview.ends_at,
        previous=interview.previous,
        created_at=interview.created_at,
        title=interview.title,
        agenda=interview.agenda,
        nda=interview.nda,
        reason=interview.reason,
        held_minutes=interview.held_minutes,
        lines=await _lines(conn, house, interview, viewer),
        counters=await _counters(conn, interview, viewer),
        party_id=viewer.id if viewer else "",
        person_id=viewer.person_id if viewer else "",
        role=viewer.role if viewer else None,
        answer=viewer.answer if viewer else Answer.NONE,
        uid=viewer.uid if viewer else "",
        reply_address=f"{viewer.reply_local}@{domain}" if viewer else "",
        pass_link=house.mint.link(viewer.id, viewer.epoch) if viewer else "",
        neutral_link=f"{house.settings.public_url}/t/{interview.neutral}",
        zone=zone,
        language=language,
        job_title=proposal.job_title,
        thread=proposal.thread,
        marketplace=house.settings.marketplace.name,
        offers=await _offers(conn, interview, viewer),
        day_place=await _day_place(conn, interview, viewer),
        place=interview.place,
        poll=await shown_to(conn, interview, viewer),
        nda_title=interview.nda_title,
        after=await after_of(conn, interview, viewer, house.clock.now()),
    )


async def _day_place(conn: Connection, interview: Interview, viewer: Party | None) -> tuple[int, int] | None:
    """Return which of how many of its day an interview is; a freelancer never learns that there is one."""
    if interview.day is None or viewer is None or viewer.side is not Side.CLIENT:
        return None
    return await store.place_in_day(conn, interview)


async def _lines(
    conn: Connection, house: House, interview: Interview, viewer: Party | None
) -> tuple[Line, ...]:
    aliases = await aliases_for(conn, house, interview, viewer) if viewer else {}
    lines = [_line(party, viewer, aliases.get(party.id, "")) for party in interview.present]
    late = any(party.late_until is not None for party in interview.present)
    blocks = await standing_blocks(conn, interview.proposal_id) if viewer and late else Blocks()
    for place, party in enumerate(interview.present):
        if viewer is not None and viewer.id == interview.host.id:
            lines[place] = replace(lines[place], standing=standing(interview, party))
        if viewer is not None and blocks.blocks(viewer.person_id, party.person_id):
            lines[place] = replace(lines[place], late_until=None)
        if not party.reachable:
            has_mail = await house.vault.has(conn, party.person_id, "email")
            lines[place] = replace(lines[place], has_mail=has_mail)
    return tuple(lines)


def _line(party: Party, viewer: Party | None, alias: str) -> Line:
    return Line(
        party_id=party.id,
        label=party.label,
        role=party.role,
        side=party.side,
        answer=party.answer,
        required=party.required,
        reachable=party.reachable,
        own=viewer is not None and viewer.id == party.id,
        alias=alias,
        late_until=party.late_until,
    )


async def _counters(conn: Connection, interview: Interview, viewer: Party | None) -> tuple[CounterView, ...]:
    if viewer is None or viewer.role is not Role.HOST or interview.state.over:
        return ()
    labels = {party.id: party.label for party in interview.parties}
    return tuple(
        [
            CounterView(
                id=each.id,
                party_id=each.party_id,
                label=labels[each.party_id],
                starts_at=each.starts_at,
                ends_at=each.ends_at,
                comment=each.comment,
                suits=await whom_it_suits(conn, interview, each),
            )
            for each in interview.counters
            if each.state is CounterState.OPEN and each.party_id != viewer.id
        ]
    )


async def _offers(conn: Connection, interview: Interview, viewer: Party | None) -> tuple[OfferView, ...]:
    """Return the offered times for the host, the freelancer, and the thread; guests hear of the one taken."""
    if interview.state.over or (viewer is not None and viewer.role not in (Role.HOST, Role.CANDIDATE)):
        return ()
    hosts = viewer is not None and viewer.role is Role.HOST
    return tuple(
        [
            OfferView(
                each.id,
                each.starts_at,
                each.ends_at,
                await whom_it_suits(conn, interview, each) if hosts else (),
            )
            for each in sorted(interview.counters, key=lambda counter: counter.starts_at)
            if each.state is CounterState.OPEN and each.party_id == interview.host.id
        ]
    )
