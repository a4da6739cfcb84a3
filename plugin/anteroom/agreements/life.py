"""What may happen to an agreement: pure functions from a state and a wish to a decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from anteroom.agreements.document import Document
from anteroom.errors import Conflict, NotAllowed
from anteroom.interviews.agreement import Standing as How
from anteroom.interviews.agreement import mark_of, receives, standing
from anteroom.interviews.life import refuse_if_over
from anteroom.interviews.model import Decision, Event, Happened, Interview, Party
from anteroom.interviews.roster import refuse_unless_host

CHANGED = "The agreement was not agreed to, or has changed. Please read it again."
BEGUN = "The call has begun; what was agreed to before it cannot be changed any more."
NOTHING = "There is nothing to sign in this interview."


def signed(interview: Interview, party_id: str, mark: str, signature_id: str, now: datetime) -> Decision:
    """Keep that a party signed the agreement with this mark. Twice is once.

    Raises AlreadyOver, NotAllowed for who is not asked to, Conflict for a text that is not today's.
    """
    refuse_if_over(interview)
    party = _receiver(interview, party_id)
    if mark != mark_of(interview):
        raise Conflict(CHANGED)
    if party.consent_hash == mark:
        return Decision(interview)
    changed = interview.with_party(replace(party, consented_at=now, consent_hash=mark, nda_declined_at=None))
    facts = {"text": mark, "signature": signature_id, "signer": party_id}
    happened = [Happened(Event.CONSENTED, party_id, facts)]
    if party.nda_declined_at is not None:
        happened.insert(0, Happened(Event.NDA_RECONSIDERED, party_id, {"reconsidered": party_id}))
    return Decision(changed, tuple(happened))


def declined(interview: Interview, party_id: str, now: datetime) -> Decision:
    """Keep that a party would rather not sign; what it signed stays signed. Raises as `signed` does."""
    refuse_if_over(interview)
    party = _receiver(interview, party_id)
    match standing(interview, party):
        case How.SIGNED:
            raise Conflict("You have signed this already.")
        case How.DECLINED | None:
            return Decision(interview)
        case How.OPEN:
            changed = interview.with_party(replace(party, nda_declined_at=now))
            return Decision(changed, (Happened(Event.NDA_DECLINED, party_id, {"declined": party_id}),))


def reconsidered(interview: Interview, party_id: str) -> Decision:
    """Take a "rather not" back: nothing is signed by that."""
    refuse_if_over(interview)
    party = _receiver(interview, party_id)
    if party.nda_declined_at is None:
        return Decision(interview)
    changed = interview.with_party(replace(party, nda_declined_at=None))
    return Decision(changed, (Happened(Event.NDA_RECONSIDERED, party_id, {"reconsidered": party_id}),))


def asked(interview: Interview, document: Document | None, version_id: str, actor: str) -> Decision:
    """Ask for another agreement, or with None for none. Everybody signs anew; old signatures stay on record.

    Raises AlreadyOver, NotAllowed for anybody but the host, Conflict once both sides are in the call.
    """
    refuse_if_over(interview)
    refuse_unless_host(interview, actor)
    if interview.first_together_at is not None:
        raise Conflict(BEGUN)
    if document is None and not interview.nda:
        return Decision(interview)
    permitted = interview.permitted
    if document is not None and document.permitted and document.shown not in permitted:
        permitted = (*permitted, document.shown)
    changed = replace(
        interview,
        nda=document.shown if document else "",
        nda_title=document.title if document else "",
        nda_full=document.kept_full if document else "",
        permitted=permitted,
        parties=tuple(
            replace(each, consented_at=None, consent_hash=None, nda_declined_at=None)
            for each in interview.parties
        ),
        readings={**interview.readings, "nda": document.note if document else ""},
    )
    facts = {"agreement": version_id or None, "text": mark_of(changed) if document else None}
    return Decision(changed, (Happened(Event.NDA_CHANGED, actor, facts),))


def _receiver(interview: Interview, party_id: str) -> Party:
    party = interview.party(party_id)
    if party is None or not receives(interview, party):
        raise NotAllowed("Only whom the host tells something signs this.")
    if not interview.nda:
        raise Conflict(NOTHING)
    return party
