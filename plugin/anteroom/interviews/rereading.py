"""A newer guard reads again what has not left yet: an interview's texts and letters on their way.

Asked by the worker before anything is rendered. What may not pass any more does not leave: it is held, its
writer is told, and what everybody sees shows something else in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import msgspec
import structlog

from anteroom.database.connection import Connection
from anteroom.effects.wish import wish
from anteroom.guard import VERSION
from anteroom.house import House
from anteroom.interviews import agreement, store
from anteroom.interviews.commands import ProposeCounter
from anteroom.interviews.invite import checked_label
from anteroom.interviews.model import Counter, CounterState, Event, Happened, Interview, Role
from anteroom.interviews.reading import READ_BY
from anteroom.interviews.typed import LETTER, Letter
from anteroom.interviews.typed_reading import NOBODY, THREAD
from anteroom.ledger import chain
from anteroom.policy.model import Purpose
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal
from anteroom.texts.errand import Errand, ToCancel, ToCounter, ToReword, ToWrite
from anteroom.texts.holding import hold
from anteroom.texts.judging import Judged, judge
from anteroom.texts.model import Way
from anteroom.texts.notices import BY_SLACK

log = structlog.get_logger()

WORDS_OF = {Role.HOST: "client", Role.CANDIDATE: "freelancer"}
"""Whose role a label becomes that is itself a contact detail; a guest's for everybody else."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """One text of an interview: whose it is, what it is, and how the interview stands without it."""

    writer_id: str
    field: str
    surface: str
    text: str
    errand: Errand
    without: Callable[[Interview], Interview]
    purpose: Purpose = Purpose.TALK
    behind: str = ""


async def reread(house: House, interview_id: str) -> None:
    """Read an interview's texts again if an older guard read them. One transaction, in the usual order."""
    async with house.database.connection() as conn:
        readings = await conn.fetchval("select readings from interview where id = $1", interview_id)
    if readings is None or readings.get(READ_BY) == VERSION:
        return
    async with house.database.transaction() as conn:
        proposal_id = await conn.fetchval("select proposal_id from interview where id = $1", interview_id)
        proposal = await proposals.proposal(conn, proposal_id, lock=True)
        before = await store.load(conn, interview_id, lock=True)
        after, held = await _read_all(conn, house, proposal, before)
        after = replace(after, readings={**after.readings, READ_BY: VERSION})
        if not held and after.parties == before.parties:
            await store.save(conn, after)
            return
        after = replace(after, revision=before.revision + 1)
        await store.save(conn, after)
        facts = {"guard": VERSION, "held": " ".join(held)}
        await chain.write(conn, after.id, house.clock.now(), "interview.reread", "guard", facts)
        await wish(conn, house, after, (Happened(Event.REWORDED, after.host.id),))
    log.info("interview.reread", interview=interview_id)


async def reread_letter(house: House, letter_id: str) -> None:
    """Read a letter on its way again if an older guard read it; what is left of it goes on."""
    async with house.database.connection() as conn:
        row = await conn.fetchrow(
            """select typed_id, guard, interview_id, party_id, goes_to from typed_letter
            join typed_reply on typed_reply.id = typed_id where typed_letter.id = $1""",
            letter_id,
        )
    if row is None or row["guard"] == VERSION:
        return
    async with house.database.transaction() as conn:
        proposal_id = await conn.fetchval(
            "select proposal_id from interview where id = $1", row["interview_id"]
        )
        proposal = await proposals.proposal(conn, proposal_id, lock=True)
        interview = await store.load(conn, row["interview_id"])
        writer = next(party for party in interview.parties if party.id == row["party_id"])
        to = "" if row["goes_to"] in (THREAD, NOBODY) else row["goes_to"]
        letters = await conn.fetch(
            "select id, sealed from typed_letter where typed_id = $1 for update", row["typed_id"]
        )
        for each in letters:
            letter = msgspec.json.decode(house.vault.unseal(each["sealed"], each["id"]), type=Letter)
            if not letter.text:
                continue
            judged = await judge(conn, house, proposal, writer.person_id, letter.text, surface="message")
            if judged.action.passes:
                continue
            errand = ToWrite(interview.id, writer.id, to)
            await _hold(conn, house, proposal, judged, LETTER, errand)
            await _shorten(conn, house, each["id"], Letter(judged.shown, letter.permitted, letter.mail))
        await conn.execute("update typed_reply set guard = $2 where id = $1", row["typed_id"], VERSION)


async def _shorten(conn: Connection, house: House, letter_id: str, letter: Letter) -> None:
    if not letter.text:
        await conn.execute("delete from typed_letter where id = $1", letter_id)
        return
    sealed = house.vault.seal(msgspec.json.encode(letter), letter_id)
    await conn.execute("update typed_letter set sealed = $2 where id = $1", letter_id, sealed)


async def _read_all(
    conn: Connection, house: House, proposal: Proposal, interview: Interview
) -> tuple[Interview, list[str]]:
    """Return the interview without what may not pass any more, and the fields that were held."""
    held = []
    for each in list(_standing(interview, proposal)):
        if not each.text:
            continue
        judged = await judge(
            conn, house, proposal, each.writer_id, each.text, surface=each.surface, purpose=each.purpose
        )
        if judged.action.passes and each.behind:
            both = await judge(
                conn,
                house,
                proposal,
                each.writer_id,
                each.text,
                surface=each.surface,
                behind=each.behind,
                kept=False,
            )
            judged = judged if both.action.passes else both
        # What is said already is not said otherwise in anybody's name: it is held where it would be masked.
        if not judged.action.passes:
            await _hold(conn, house, proposal, judged, each.field, each.errand)
            interview = each.without(interview)
            held.append(each.field)
    parties = tuple(
        replace(party, label=checked_label(house, party.label, WORDS_OF.get(party.role, "guest")))
        for party in interview.parties
    )
    return replace(interview, parties=parties), held


def _standing(interview: Interview, proposal: Proposal) -> Iterator[_Standing]:
    host, usual = interview.host.person_id, f"Interview: {proposal.job_title}"
    reword, cancel = ToReword(interview.id, host), ToCancel(interview.id, host)
    yield _Standing(host, "title", "title", interview.title, reword, lambda it: replace(it, title=usual))
    yield _Standing(
        host,
        "agenda",
        "agenda",
        interview.agenda,
        reword,
        lambda it: replace(it, agenda=""),
        behind=interview.title,
    )
    yield _Standing(
        host,
        "nda",
        "agenda",
        interview.nda,
        reword,
        lambda it: replace(it, nda=agreement.STANDARD, nda_title=agreement.STANDARD_TITLE, nda_full=""),
        Purpose.LEGAL,
    )
    yield _Standing(host, "reason", "comment", interview.reason, cancel, lambda it: replace(it, reason=""))
    for counter in interview.counters:
        if counter.state is CounterState.OPEN:
            yield _comment(interview, counter)


def _comment(interview: Interview, counter: Counter) -> _Standing:
    writer = next(party.person_id for party in interview.parties if party.id == counter.party_id)
    command = ProposeCounter(
        interview.id, writer, counter.starts_at, counter.ends_at, counter.comment, counter.sequence
    )

    def without(it: Interview) -> Interview:
        silent = (replace(each, comment="") if each.id == counter.id else each for each in it.counters)
        return replace(it, counters=tuple(silent))

    return _Standing(writer, "comment", "comment", counter.comment, ToCounter(command), without)


async def _hold(
    conn: Connection, house: House, proposal: Proposal, judged: Judged, field: str, errand: Errand
) -> None:
    slack = house.adapters.of(BY_SLACK)
    near = slack is not None and await slack.reaches(conn, house, judged.writer_id)
    await hold(conn, house, judged.unsent(proposal, field, errand), Way.SLACK if near else Way.MAIL)
