"""Consent to a recording where a company's own tool could make one, and seats that are bots'."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aiohttp import web

from anteroom.agreements.words import AgreementWords, agreement_words
from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE
from anteroom.errors import Conflict, NotAllowed
from anteroom.interviews import actions
from anteroom.interviews.life import refuse_if_over
from anteroom.interviews.model import Decision, Event, Happened, Interview, Role
from anteroom.meetings.actions import agree
from anteroom.meetings.life import all_may_record, kept_out
from anteroom.meetings.opening import CHANGED
from anteroom.meetings.words import can_record
from anteroom.pages.plain import go_to
from anteroom.passes.seats import Seated, seat_of_request


@dataclass(frozen=True, slots=True)
class ConsentShown:
    """What the lobby says of recording to one party. `for_host`: whether it is allowed; "" for the others.

    `asked` is False where nothing could record: in our own room, and in a tool that cannot, unless somebody
    brings a notetaker, which waits for everybody's word wherever it is to come in.
    """

    words: AgreementWords
    asked: bool
    for_host: str
    kept_out: str
    may_say_so: bool


def consent_shown(seated: Seated, language: str) -> ConsentShown:
    """Return what the lobby says of recording and of bots."""
    words, interview, party = agreement_words(language), seated.interview, seated.party
    hosts = party.id == interview.host.id
    outside = interview.place.outside
    brought = any(each.notetaker for each in interview.present)
    asked = outside and (brought or can_record(interview.place))
    for_host = ""
    if hosts and outside:
        for_host = words.say("recording.host.yes" if all_may_record(interview) else "recording.host.no")
    out = ""
    if kept_out(interview, party):
        out = words.say("notetaker.kept_out" if outside else "notetaker.kept_out.here")
    guest = party.role not in (Role.HOST, Role.CANDIDATE)
    return ConsentShown(
        words, asked, for_host, out, guest and not party.notetaker and not interview.state.over
    )


def said_notetaker(interview: Interview, party_id: str) -> Decision:
    """Keep that a guest's seat is a bot's. It is not taken back here: its host lets another one in instead.

    Raises AlreadyOver; NotAllowed for the host and the freelancer, without whom it is no interview.
    """
    refuse_if_over(interview)
    party = interview.party(party_id)
    if party is None or party.role in (Role.HOST, Role.CANDIDATE):
        raise NotAllowed("This seat is a person's: without it there is no interview.")
    if party.notetaker:
        return Decision(interview)
    changed = interview.with_party(replace(party, notetaker=True))
    return Decision(changed, (Happened(Event.NOTETAKER, party_id, {"notetaker": party_id}),))


async def say_notetaker(request: web.Request) -> web.StreamResponse:
    """Keep that this seat is a bot's."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    await actions.change(house, seated.interview.id, lambda it: said_notetaker(it, seated.party.id))
    return _back(seated)


async def change_consent(request: web.Request) -> web.StreamResponse:
    """Agree to a recording after all, or take it back, also in the middle of the call."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    if seated.must_agree:
        raise Conflict(CHANGED)
    record = form.get("record") == "yes"
    await agree(house, seated.interview, seated.party, form.get("text", ""), may_record=record)
    return _back(seated)


def _back(seated: Seated) -> web.Response:
    return go_to(f"/lobby/{seated.party.id}")


ROUTES = (
    web.post("/lobby/{seat}/recording", change_consent),
    web.post("/lobby/{seat}/notetaker", say_notetaker),
)
