"""Who is asked by a filled-in form, which way, and what each will see, before anybody is contacted."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.errors import NotFound
from anteroom.house import House
from anteroom.interviews.day import slots
from anteroom.interviews.invite import checked_label
from anteroom.meetings.choice import place_of
from anteroom.meetings.model import EMBEDDED
from anteroom.meetings.model import Place as CallPlace
from anteroom.people.persons import zone_and_language
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal
from anteroom_slack.cards.blocks import escaped
from anteroom_slack.cards.moments import epoch
from anteroom_slack.forms.drafts import Draft
from anteroom_slack.people.accounts import Speaker, account_of, may_learn_address
from anteroom_slack.people.colleagues import Colleague
from anteroom_slack.place import Place


@dataclass(frozen=True, slots=True)
class Slot:
    """One interview of the draft: with whom, about what, when."""

    proposal: Proposal
    freelancer: str
    zone: str | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the caller's side. `key` is a user of Slack or an address; `label` is what others read.

    `address` is where mail would go and `from_slack` that Slack told it; `known` that we have an address of
    this person already, which nobody is shown.
    """

    key: str
    name: str
    label: str
    must: bool
    outside: bool
    zone: str | None = None
    address: str = field(default="", repr=False)
    from_slack: bool = False
    known: bool = False


@dataclass(frozen=True, slots=True)
class Consent:
    """Everything that stands in the step before anybody is contacted."""

    draft: Draft
    host_id: str
    host: str
    zone: str | None
    slots: tuple[Slot, ...]
    people: tuple[Person, ...]
    marketplace: str
    place: CallPlace = EMBEDDED

    @property
    def readers(self) -> tuple[str, ...]:
        """Who reads the step: nobody but the host."""
        return (self.host_id,)

    @property
    def from_slack(self) -> tuple[Person, ...]:
        """Those whose address Slack told."""
        return tuple(person for person in self.people if person.from_slack)

    @property
    def own(self) -> tuple[str, ...]:
        """What the caller typed or the own workspace tells, and instants and ids of ours: for the door."""
        addresses = tuple(person.address for person in self.people if person.address)
        names = tuple(text for guest in self.draft.guests for text in (guest.email, guest.label))
        ids = tuple(slot.proposal.id for slot in self.slots)
        moments = {moment for slot in self.slots for moment in (slot.starts_at, slot.ends_at)}
        moments |= {moment for times in self.draft.times[1:] for moment in times}
        texts = (
            self.draft.agenda,
            self.draft.nda,
            self.draft.nda_title,
            *(str(epoch(moment)) for moment in sorted(moments)),
        )
        own = (*addresses, *names, *ids, self.draft.print, *texts)
        return tuple(dict.fromkeys(text for each in own if each for text in (each, escaped(each))))


async def gather(
    conn: Connection,
    house: House,
    place: Place,
    host_id: str,
    draft: Draft,
    colleagues: Sequence[Colleague],
) -> Consent:
    """Return what there is to consent to. Raises NotFound, and BadInput for more than a day holds."""
    member = await proposals.member_by_person(conn, host_id)
    zone, _ = await zone_and_language(conn, host_id)
    if member is None:
        raise NotFound("There is no such member.")
    times = slots(draft.starts_at, draft.length, draft.minutes_between, len(draft.proposals))
    found = []
    for proposal_id, (starts_at, ends_at) in zip(draft.proposals, times, strict=True):
        proposal = await proposals.proposal(conn, proposal_id)
        freelancer = await proposals.member_by_person(conn, proposal.freelancer_id)
        label = freelancer.label if freelancer else "the freelancer"
        theirs, _ = await zone_and_language(conn, proposal.freelancer_id)
        found.append(Slot(proposal, label, theirs, starts_at, ends_at))
    freelancers = {slot.proposal.freelancer_id for slot in found}
    people = [await _colleague(conn, house, place, draft, each, freelancers) for each in colleagues]
    people += [_guest(house, draft, guest.email, guest.label) for guest in draft.guests]
    return Consent(
        draft=draft,
        host_id=host_id,
        host=member.label,
        zone=zone,
        slots=tuple(found),
        people=tuple(people),
        marketplace=house.settings.marketplace.name,
        place=await place_of(conn, house, found[0].proposal.client_id, draft.link, draft.tool),
    )


async def _colleague(
    conn: Connection,
    house: House,
    place: Place,
    draft: Draft,
    colleague: Colleague,
    freelancers: Set[str],
) -> Person:
    account = await account_of(conn, Speaker(place.team_id, colleague.user_id, place.enterprise_id))
    zone, known = colleague.time_zone or None, False
    if account is not None:
        known = await house.vault.has(conn, account.person_id, "email")
        if account.person_id not in freelancers:  # else it would tell whose profile that is
            zone = (await zone_and_language(conn, account.person_id))[0] or zone
    # Of somebody whom we know how to write to what Slack says is not kept, so nothing is sent there.
    address = colleague.email if await may_learn_address(conn, house, account) else ""
    return Person(
        key=colleague.user_id,
        name=colleague.name,
        label=checked_label(house, colleague.name, "guest"),
        must=colleague.user_id not in draft.may,
        outside=False,
        zone=zone,
        address=address,
        from_slack=bool(address),
        known=known,
    )


def _guest(house: House, draft: Draft, email: str, label: str) -> Person:
    return Person(
        key=email,
        name=label or email,
        label=checked_label(house, label, "guest"),
        must=email not in draft.may,
        outside=True,
        address=email,
    )
