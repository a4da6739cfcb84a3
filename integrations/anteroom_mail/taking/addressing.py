"""Whom an address of ours stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from anteroom.house import House
from anteroom.interviews import store
from anteroom.nudges.address import STOP, named_by
from anteroom.people.aliases import parties_of_alias
from anteroom.proposals.address import GENERAL, proposal_of_address
from anteroom_mail.out.bounce_address import bounced_party
from anteroom_mail.pages.never_address import never_mailbox

REPLY_LOCAL = re.compile(r"r-[a-z2-7]{26}")
ALIAS_LOCAL = re.compile(r"a-[a-z2-7]{26}")
INTERVIEW_LOCAL = re.compile(r"p-[a-z2-7]{26}")
NUDGE_LOCAL = re.compile(rf"u-[a-z2-7]{{26}}(?:{STOP})?")


@dataclass(frozen=True, slots=True)
class ReplyAddress:
    """A party's reply address: what comes here is that party's word, as far as it can be proven."""

    interview_id: str
    party_id: str


@dataclass(frozen=True, slots=True)
class BounceAddress:
    """An envelope sender of ours, to which nothing but reports about one party's mail comes."""

    interview_id: str
    party_id: str


@dataclass(frozen=True, slots=True)
class AliasAddress:
    """What stands for another party towards this one: who writes here means that one (`subject_id`)."""

    interview_id: str
    party_id: str
    subject_id: str


@dataclass(frozen=True, slots=True)
class InterviewAddress:
    """What is added to an event to ask for an interview; `proposal_id` None: the one that the event names."""

    local: str
    proposal_id: str | None


@dataclass(frozen=True, slots=True)
class NeverAddress:
    """Where a mailbox's owner writes to hear from us never again; `local` names the mailbox."""

    local: str


@dataclass(frozen=True, slots=True)
class NudgeAddress:
    """Whence somebody was nudged; `stops`: it is written to only to hear no more of that."""

    local: str
    stops: bool


Addressed = ReplyAddress | BounceAddress | AliasAddress


async def addressed(
    house: House, address: str
) -> Addressed | InterviewAddress | NeverAddress | NudgeAddress | None:
    """Return whom an envelope recipient stands for; None for an address that is not ours or never was."""
    local, _, domain = address.strip().lower().rpartition("@")
    if domain != house.settings.relay_domain.lower():
        return None
    if never_mailbox(house.settings.secrets.link_key, local) is not None:
        return NeverAddress(local)
    if local == GENERAL:
        return InterviewAddress(local, None)
    if INTERVIEW_LOCAL.fullmatch(local):
        async with house.database.connection() as conn:
            proposal_id = await proposal_of_address(conn, local)
        return InterviewAddress(local, proposal_id) if proposal_id else None
    if NUDGE_LOCAL.fullmatch(local):
        async with house.database.connection() as conn:
            named = await named_by(conn, local.removesuffix(STOP))
        return NudgeAddress(local.removesuffix(STOP), local.endswith(STOP)) if named else None
    party_id = bounced_party(house.settings.secrets.link_key, local)
    if party_id is None and not (REPLY_LOCAL.fullmatch(local) or ALIAS_LOCAL.fullmatch(local)):
        return None
    async with house.database.connection() as conn:
        if party_id is not None:
            interview_id = await store.interview_of_party(conn, party_id)
            return BounceAddress(interview_id, party_id) if interview_id else None
        if ALIAS_LOCAL.fullmatch(local):
            alias = await parties_of_alias(conn, local)
            return AliasAddress(*alias) if alias else None
        found = await store.party_of_reply(conn, local)
    return ReplyAddress(found[0], found[1]) if found else None
