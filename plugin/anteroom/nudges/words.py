"""What a nudge says to whom it is for, wherever it is read, and the one thing to press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interview_offers.words import schedule_url
from anteroom.interviews.view import View, view_for
from anteroom.nudges.model import Kind, Waiting
from anteroom.nudges.seen import SilenceSeen, label_of, nudge_words, thread_of
from anteroom.people.persons import zone_and_language
from anteroom.plain_text import one_line
from anteroom.proposals import store as proposals

OPENED = {
    Kind.MESSAGE: "do.message",
    Kind.INVITATION: "do.invitation",
    Kind.COUNTER: "do.counter",
    Kind.POLL: "do.poll",
    Kind.CHOICE: "do.choice",
    Kind.OFFER: "do.offer",
}
"""What the one button is called."""


@dataclass(frozen=True, slots=True)
class Way:
    """The one thing to press. `personal`: it is the reader's own, and belongs into no shared place."""

    label: str
    url: str
    note: str
    personal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NudgeSeen(SilenceSeen):
    """A nudge as its reader sees it. `view` is the reader's own of the interview, where it is about one.

    `other` is who waits. `schedule` is the address that schedules an interview of the proposal. `last`: no
    other nudge of this follows.
    """

    view: View | None
    member: bool
    schedule: str
    last: bool = False

    @property
    def title(self) -> str:
        """The line above everything."""
        return one_line(self(f"title.{self.waiting.waits.kind}"))

    @property
    def why(self) -> str:
        """Why it is sent."""
        return self(f"why.{self.waiting.waits.kind}")

    @property
    def whence(self) -> str:
        """Whence we know the reader."""
        return self("whence.member" if self.member else "whence.guest")

    @property
    def talks(self) -> bool:
        """Tell whether the answer is something that is said in the thread, rather than pressed."""
        return self.waiting.waits.kind is Kind.MESSAGE

    def way(self, *, own: bool) -> Way | None:
        """Return the one thing to press; `own`: where only the reader reads, so that it may be personal.

        None for a message in the thread itself, where it is answered, and where no address leads there.
        """
        kind = self.waiting.waits.kind
        if kind is Kind.MESSAGE and own and self.thread is not None:
            return Way(self(OPENED[kind]), self.thread, self("do.message.note"), personal=False)
        if kind is Kind.OFFER:
            return Way(self(OPENED[kind]), self.schedule, self("do.neutral.note"), personal=False)
        if kind is Kind.MESSAGE or self.view is None:
            return None
        if not own:
            return Way(self(OPENED[kind]), self.view.neutral_link, self("do.neutral.note"), personal=False)
        note = self("do.invitation.note" if kind is Kind.INVITATION else "do.link.note")
        return Way(self(OPENED[kind]), self.view.pass_link, note, personal=True)

    @property
    def calm(self) -> Sequence[str]:
        """That nothing need be done, and whether another reminder follows."""
        return [self("ignore"), *([self("last")] if self.last else [])]

    @property
    def minted(self) -> tuple[str, ...]:
        """Strings of our own making that it may hold."""
        own = self.view.minted if self.view is not None else ()
        return (*own, self.schedule, self.thread or "", self.since, self.place)


async def nudge_seen(conn: Connection, house: House, waiting: Waiting, *, last: bool) -> NudgeSeen | None:
    """Return a nudge for whom it is for; None where there is nothing to say to this person any more."""
    waits = waiting.waits
    proposal = await proposals.proposal(conn, waits.proposal_id)
    view = None
    if waits.interview_id is not None:
        party_id = await conn.fetchval(
            """select id from party where interview_id = $1 and person_id = $2 and removed_at is null
            order by id limit 1""",
            waits.interview_id,
            waits.person_id,
        )
        view = await view_for(conn, house, waits.interview_id, party_id) if party_id else None
        if view is None:
            return None
    zone, language = await zone_and_language(conn, waits.person_id)
    return NudgeSeen(
        waiting=waiting,
        proposal=proposal,
        view=view,
        other=await label_of(conn, waits.waiter_id, view, house),
        member=await proposals.member_by_person(conn, waits.person_id) is not None,
        marketplace=house.settings.marketplace.name,
        zone=zone,
        say=nudge_words(language),
        thread=thread_of(house, proposal, waits.person_id),
        schedule=schedule_url(house, proposal),
        last=last,
    )
