"""What has changed at a marketplace that cannot call us: the bodies of REST v1, asked for by a cursor.

The answer of `GET {marketplace}/anteroom/changes?after=…` is described in docs/integrations.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import quote

import msgspec

from anteroom.api.body import NUL, required_instant
from anteroom.api.contracts import ContractBody
from anteroom.api.interview_bodies import AnswerBody, CounterBody
from anteroom.api.members import MemberBody, OrganisationBody
from anteroom.api.messages import MessageBody
from anteroom.api.proposals import ProposalBody
from anteroom.effects.model import TryLater
from anteroom.errors import BadInput
from anteroom.interviews.model import Answer
from anteroom.marketplaces.connector import Page
from anteroom.marketplaces.told import AnswerTold, Change, ContractTold, CounterTold
from anteroom.randomness import Randomness
from anteroom.signed_call import Call
from anteroom_marketplaces.calls import Calls

LARGEST = 2 * 1024 * 1024
"""Octets of an answer."""
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class _Entry(msgspec.Struct, frozen=True):
    """One change: what kind of thing, its id at the marketplace, and the body that REST v1 takes of it."""

    kind: str
    id: Id
    body: msgspec.Raw


class _Answered(msgspec.Struct, frozen=True):
    changes: Annotated[list[_Entry], msgspec.Meta(max_length=500)]
    cursor: Annotated[str, msgspec.Meta(max_length=1000)]
    more: bool = False


class _InterviewAnswer(AnswerBody, frozen=True, kw_only=True):
    """A member's answer, with the interview that it is about."""

    interview: Id


class _InterviewCounter(CounterBody, frozen=True, kw_only=True):
    """Another time, with the interview that it is about."""

    interview: Id


class Changes:
    """The feed `changes` of a marketplace that speaks HTTP."""

    name = "changes"

    def __init__(self, calls: Calls, url: str, every: timedelta, randomness: Randomness) -> None:
        self._calls = calls
        self._url = f"{url}/anteroom/changes"
        self._randomness = randomness
        self.every = every

    async def page(self, after: str) -> Page:
        """Ask, signed, for what is behind a cursor. Raises TryLater, and Refused where that is refused."""
        url = f"{self._url}?after={quote(after, safe='')}"
        call = Call("GET", url, f"poll_{self._randomness.token(24)}", "")
        answer = await self._calls.carry(call, read=LARGEST)
        if not answer.whole:
            raise TryLater("the marketplace's answer is too large")
        try:
            said = msgspec.json.decode(answer.body, type=_Answered)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise TryLater("the marketplace's answer cannot be read") from error
        found = [each for each in map(_understood, said.changes) if each is not None]
        return Page(tuple(found), said.cursor, said.more, len(said.changes) - len(found))


def _understood(entry: _Entry) -> Change | None:
    """Return what a change tells; None for what is wrong in itself, which must not stop what follows."""
    read = KINDS.get(entry.kind)
    if read is None or NUL in bytes(entry.body) or "\0" in entry.id:
        return None
    try:
        return read(entry.id, entry.body)
    except (msgspec.MsgspecError, BadInput, UnicodeDecodeError):
        return None


def _organisation(external_id: str, body: msgspec.Raw) -> Change:
    return msgspec.json.decode(body, type=OrganisationBody).told(external_id)


def _member(external_id: str, body: msgspec.Raw) -> Change:
    return msgspec.json.decode(body, type=MemberBody).told(external_id)


def _proposal(external_id: str, body: msgspec.Raw) -> Change:
    return msgspec.json.decode(body, type=ProposalBody).told(external_id)


def _message(external_id: str, body: msgspec.Raw) -> Change:
    return msgspec.json.decode(body, type=MessageBody).told(external_id)


def _contract(external_id: str, body: msgspec.Raw) -> Change:
    said = msgspec.json.decode(body, type=ContractBody)
    moments = {
        name: required_instant(at, name) if (at := getattr(said, name)) is not None else None
        for name in ("accepted_at", "starts_at", "ended_at", "changed_at")
    }
    return ContractTold(external_id, said.proposal, **moments)


def _answer(external_id: str, body: msgspec.Raw) -> Change:
    said = msgspec.json.decode(body, type=_InterviewAnswer)
    saw = Answer(said.saw) if said.saw else None
    return AnswerTold(external_id, said.interview, said.member, Answer(said.answer), saw)


def _counter(external_id: str, body: msgspec.Raw) -> Change:
    said = msgspec.json.decode(body, type=_InterviewCounter)
    starts_at = required_instant(said.starts_at, "starts_at")
    try:
        ends_at = starts_at + timedelta(minutes=said.minutes)
    except OverflowError as error:
        raise BadInput("There is no such instant.", field="starts_at") from error
    return CounterTold(external_id, said.interview, said.member, starts_at, ends_at, said.comment)


KINDS: Mapping[str, Callable[[str, Any], Change]] = {
    "organisation": _organisation,
    "member": _member,
    "proposal": _proposal,
    "message": _message,
    "contract": _contract,
    "answer": _answer,
    "counter": _counter,
}
