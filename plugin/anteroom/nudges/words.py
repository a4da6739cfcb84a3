"""What a nudge and an escalation say, wherever they are read: labels and sentences, never a contact detail.

Nothing of what somebody wrote is quoted: who writes may have written a detail that was let pass since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interview_offers.words import schedule_url
from anteroom.interviews.view import View, view_for
from anteroom.nudges.model import Kind, Waiting
from anteroom.passes.times import day, named
from anteroom.passes.words import LobbyWords, lobby_words
from anteroom.people.persons import zone_and_language
from anteroom.plain_text import one_line
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal

OPENED = {
    Kind.INVITATION: "do.invitation",
    Kind.COUNTER: "do.counter",
    Kind.POLL: "do.poll",
    Kind.CHOICE: "do.choice",
    Kind.OFFER: "do.offer",
}
"""What the one button is called; a message is answered where it was written, or as an answer to the mail."""


@dataclass(frozen=True, slots=True)
class Way:
    """The one thing to press. `personal`: it is the reader's own, and belongs into no shared place."""

    label: str
    url: str
    note: str
    personal: bool


@dataclass(frozen=True, slots=True)
class NudgeSeen:
    """A nudge as its reader sees it. `view` is the reader's own of the interview, where it is about one.

    `waiter` is the label of whoever waits. `last`: no other nudge of this follows.
    """

    waiting: Waiting
    proposal: Proposal
    view: View | None
    waiter: str
    member: bool
    marketplace: str
    zone: str | None
    say: LobbyWords
    schedule: str
    last: bool = False

    def __call__(self, key: str, **said: str) -> str:
        """Return a sentence with everybody in it. Raises KeyError for a name that no catalogue has."""
        known = {
            "waiter": self.waiter,
            "marketplace": self.marketplace,
            "job": self.job,
            "day": self.since,
        }
        return self.say(key, **{**known, **said})

    @property
    def job(self) -> str:
        """The job's title."""
        return one_line(self.proposal.job_title)

    @property
    def since(self) -> str:
        """The day since which it waits, in the reader's zone."""
        return day(self.waiting.since, self.zone, self.say)

    @property
    def place(self) -> str:
        """The reader's zone as people name it."""
        return named(self.waiting.since, self.zone, self.say)

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
        """Return the one thing to press; `own`: where only the reader reads, so that it may be personal."""
        kind = self.waiting.waits.kind
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
        return (*own, self.schedule, self.since, self.place)


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
        waiter=await label_of(conn, waits.waiter_id, view, house),
        member=await proposals.member_by_person(conn, waits.person_id) is not None,
        marketplace=house.settings.marketplace.name,
        zone=zone,
        say=nudge_words(language),
        schedule=schedule_url(house, proposal),
        last=last,
    )


async def label_of(conn: Connection, person_id: str, view: View | None, house: House) -> str:
    """Return what others see of a person: in an interview the party's label there, else the member's."""
    if view is not None:
        found = await conn.fetchval(
            "select label from party where interview_id = $1 and person_id = $2 order by id limit 1",
            view.interview_id,
            person_id,
        )
        if found:
            return one_line(str(found))
    member = await proposals.member_by_person(conn, person_id)
    return one_line(member.label) if member is not None else house.settings.marketplace.name


def nudge_words(language: str) -> LobbyWords:
    """Return the words for a reader's language; English where we do not speak it."""
    return _catalogue(lobby_words(language).language)


@cache
def _catalogue(language: str) -> LobbyWords:
    text = files("anteroom.nudges").joinpath("catalogues", f"nudges.{language}.json").read_text("utf-8")
    own = msgspec.json.decode(text, type=dict[str, str])
    return LobbyWords(language, {**lobby_words(language).words, **own})
