"""Hearing what a marketplace tells, whichever way it came: each change by the action that REST v1 takes."""

from __future__ import annotations

from typing import Any, assert_never

from anteroom.database.connection import Connection
from anteroom.errors import BadInput
from anteroom.house import House
from anteroom.interviews import actions as interviews
from anteroom.interviews.commands import ProposeCounter
from anteroom.marketplaces.told import AnswerTold, Change, ContractTold, CounterTold
from anteroom.once import once
from anteroom.proposals import actions as proposals
from anteroom.proposals import store
from anteroom.proposals.actions import MemberTold, ProposalTold
from anteroom.proposals.messages import MessageTold, tell_message
from anteroom.proposals.model import Organisation

SOURCE = "marketplace"
"""In the table `seen`."""


async def hear(house: House, change: Change) -> None:
    """Take one change; the same one again changes nothing. Raises the AnteroomError of what is refused."""
    match change:
        case Organisation():
            await proposals.tell_organisation(house, change)
        case MemberTold():
            await proposals.tell_member(house, change)
        case ProposalTold():
            await proposals.tell_proposal(house, change)
        case ContractTold():
            await proposals.tell_contract(
                house,
                change.external_id,
                change.proposal,
                accepted_at=change.accepted_at,
                starts_at=change.starts_at,
                ended_at=change.ended_at,
                changed_at=change.changed_at,
            )
        case MessageTold():
            await tell_message(house, change)
        case AnswerTold():
            await _answered(house, change)
        case CounterTold():
            await _countered(house, change)
        case _:
            assert_never(change)


async def _answered(house: House, told: AnswerTold) -> None:
    async def act(house: House, conn: Connection) -> dict[str, Any]:
        person = await _person(conn, told.member)
        await interviews.answer(house, told.interview, person, told.answer, saw=told.saw)
        return {}

    await once(house, SOURCE, f"answer {told.id}", act)


async def _countered(house: House, told: CounterTold) -> None:
    async def act(house: House, conn: Connection) -> dict[str, Any]:
        person = await _person(conn, told.member)
        command = ProposeCounter(
            interview_id=told.interview,
            person_id=person,
            starts_at=told.starts_at,
            ends_at=told.ends_at,
            comment=told.comment,
        )
        await interviews.counter(house, command)
        return {}

    await once(house, SOURCE, f"counter {told.id}", act)


async def _person(conn: Connection, external_id: str) -> str:
    member = await store.member_by_external_id(conn, external_id)
    if member is None:
        raise BadInput("There is no such member.", field="member")
    return member.person_id
