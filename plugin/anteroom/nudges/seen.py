"""Silence as somebody reads of it: what the words of a nudge and of an escalation have in common.

They are labels and sentences, never a contact detail. Nothing of what somebody wrote is quoted: who writes
may have written a detail that was let pass since.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews.view import View
from anteroom.languages import sentences
from anteroom.nudges.model import Waiting
from anteroom.passes.times import day, named
from anteroom.passes.words import LobbyWords, lobby_words
from anteroom.plain_text import one_line
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceSeen:
    """Something that waits, as one of the two whom it concerns sees it.

    `other` is the label of the other of them, `zone` the reader's IANA zone, None where nobody knows it;
    `say` has the reader's language. `thread` is where the reader opens the thread on the marketplace's own
    pages, as `thread_of` has it.
    """

    waiting: Waiting
    proposal: Proposal
    other: str
    marketplace: str
    zone: str | None
    say: LobbyWords
    thread: str | None

    def __call__(self, key: str, **said: str) -> str:
        """Return a sentence with everybody in it. Raises KeyError for a name that no catalogue has."""
        known = {
            "other": self.other,
            "waiter": self.other,
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


def thread_of(house: House, proposal: Proposal, reader_id: str) -> str | None:
    """Return the address of a proposal's thread on the marketplace's pages: neutral, nobody's own.

    None where `marketplace.thread_url` says none, and for whoever is not one of the two who write there.
    """
    pattern = house.settings.marketplace.thread_url
    if pattern is None or reader_id not in (proposal.client_id, proposal.freelancer_id):
        return None
    return pattern.of(proposal=proposal.external_id, thread=proposal.thread)


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
    own = sentences("anteroom.nudges", language, "nudges")
    return LobbyWords(language, {**lobby_words(language).words, **own})
