"""What one can do with a report: make it, assign it, decide it, reopen it. Each is one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from anteroom.cases.actions import open_case
from anteroom.cases.model import About, Kind, OpenCase
from anteroom.cases.settings import LEAVING, OTHER, PRIVACY
from anteroom.conduct.reports import model, store
from anteroom.conduct.reports.model import (
    DAY,
    HELD_WITHIN,
    KEPT,
    LONGEST,
    LONGEST_QUOTE,
    MOST_A_DAY,
    MOST_HELD,
    Category,
    Evidence,
    MakeReport,
    Outcome,
    Report,
    Source,
    State,
    Way,
)
from anteroom.conduct.reports.news import tell_of_report, tell_reporter
from anteroom.database.connection import Connection
from anteroom.errors import BadInput, Conflict, NotAllowed, NotFound
from anteroom.guard import Context
from anteroom.house import House
from anteroom.interviews import store as interviews
from anteroom.ledger import chain
from anteroom.plain_text import lines
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal
from anteroom.texts import store as texts

NOBODY_READS = "Nobody could read a report here."
TOPICS = {Category.LEAVING: LEAVING, Category.PRIVACY: PRIVACY}
"""The topic of the case that a report opens; every other one is of no topic of its own."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a report stands on: the chain that tells of it, and of whom it complains."""

    chain: str
    proposal: Proposal | None
    about_id: str | None


async def make_report(house: House, command: MakeReport) -> Report:
    """Take a report, lay beside it what bears it out, and open a case for it.

    Everybody but those with the key of the trust people learns nothing of it. What is reported once more
    within a day, on a card or by the marketplace for a member, is the same report. Raises BadInput for one
    without words, NotAllowed about somebody else's interview or proposal, NotFound, Conflict after ten in a
    day and where nobody has the key.
    """
    if not house.settings.reviewed:
        raise Conflict(NOBODY_READS)
    command = replace(command, words=lines(command.words).strip(), quote=lines(command.quote).strip())
    if not command.words:
        raise BadInput("Say in a few words what is wrong.", field="words")
    if len(command.words) > LONGEST:
        raise BadInput(f"A report has at most {LONGEST:,} characters.", field="words")
    if len(command.quote) > LONGEST_QUOTE:
        raise BadInput(f"A quotation has at most {LONGEST_QUOTE:,} characters.", field="quote")
    now = house.clock.now()
    async with house.database.transaction() as conn:
        ground = await _ground(conn, command)
        digest = store.digest_of(house, command)
        if command.way in (Way.API, Way.CARD):
            # Other forms are known by a key of their own, whatever they say; these by what they say.
            known = await store.same(conn, command.person_id, digest, now)
            if known is not None:
                return known
        if await store.made_since(conn, command.person_id, now - DAY) >= MOST_A_DAY:
            raise Conflict("You have made many reports today. They are being read; add to them tomorrow.")
        made = Report(
            id=f"rep_{house.randomness.token(20)}",
            reporter_id=command.person_id,
            interview_id=command.interview_id,
            category=command.category,
            at=now,
            proposal_id=ground.proposal.id if ground.proposal else None,
            message_id=command.message_id,
            about_id=ground.about_id,
            way=command.way,
        )
        await store.insert(conn, made, house.vault.seal(command.words.encode(), made.id), digest)
        beside = await _lay_beside(conn, house, made, command.quote)
        facts: dict[str, chain.Fact] = {
            "report": made.id,
            "category": made.category.value,
            "way": command.way.value,
            "evidence": beside,
        }
        await chain.write(conn, ground.chain, now, "report.made", command.person_id, facts)
        await tell_of_report(conn, house, made, "report.made")
        return await _with_case(conn, house, made)


async def assign(house: House, report_id: str, assignee: str, by: str) -> Report:
    """Put a report into somebody's hands. Raises NotFound, Conflict for a decided one."""
    async with house.database.transaction() as conn:
        before, about = await _held(conn, report_id)
        after = model.assigned(before, assignee)
        if after is not before:
            await _changed(conn, house, after, about, "report.assigned", by, {"assignee": assignee})
    return after


async def decide(house: House, report_id: str, outcome: Outcome, by: str, reason: str) -> Report:
    """Say what was found, and tell whoever reported that it was looked at, without detail.

    The same decision twice is one. Raises NotFound, Conflict once it was decided otherwise.
    """
    async with house.database.transaction() as conn:
        before, about = await _held(conn, report_id)
        after = model.decided(before, outcome, by, reason, house.clock.now())
        if after is not before:
            facts = {"outcome": outcome.value, "reason": reason}
            await _changed(conn, house, after, about, "report.decided", by, facts)
            await tell_reporter(conn, house, after)
    return after


async def reopen(house: House, report_id: str, by: str, reason: str) -> Report:
    """Have a decided report looked at once more; the reporter hears of it when it is decided anew.

    Raises NotFound, Conflict.
    """
    async with house.database.transaction() as conn:
        before, about = await _held(conn, report_id)
        after = model.reopened(before)
        if after is not before:
            await _changed(conn, house, after, about, "report.reopened", by, {"reason": reason})
    return after


async def forget(conn: Connection, now: datetime) -> None:
    """Forget what was said in reports that were decided long ago."""
    await store.forget(conn, now - KEPT)


async def chain_of(conn: Connection, report: Report) -> str:
    """Return the chain that tells of a report, with the row held that it tells of."""
    if report.interview_id is not None:
        return (await interviews.load(conn, report.interview_id, lock=True)).id
    if report.proposal_id is not None:
        return f"proposal:{(await proposals.proposal(conn, report.proposal_id, lock=True)).id}"
    return await _chain_of_person(conn, report.reporter_id)


async def _ground(conn: Connection, command: MakeReport) -> Ground:
    """Return what a report stands on, the row held that its chain tells of. Raises NotAllowed, NotFound."""
    if command.interview_id is not None:
        interview = await interviews.load(conn, command.interview_id, lock=True)
        if all(party.person_id != command.person_id for party in interview.parties):
            raise NotAllowed("You are not part of this interview.")
        proposal = await proposals.proposal(conn, interview.proposal_id)
        return Ground(interview.id, proposal, await _about(conn, proposal, command))
    if command.proposal_id is None:
        if command.message_id is not None:
            raise BadInput("A message belongs to a proposal. Name that, too.", field="proposal")
        return Ground(await _chain_of_person(conn, command.person_id), None, None)
    proposal = await proposals.proposal(conn, command.proposal_id, lock=True)
    if command.person_id not in (proposal.client_id, proposal.freelancer_id):
        raise NotAllowed("You are not part of this proposal.")
    return Ground(f"proposal:{proposal.id}", proposal, await _about(conn, proposal, command))


async def _chain_of_person(conn: Connection, person_id: str) -> str:
    await conn.execute("select 1 from person where id = $1 for update", person_id)
    return f"person:{person_id}"


async def _about(conn: Connection, proposal: Proposal, command: MakeReport) -> str | None:
    """Return of whom a report complains: who wrote the message, or who of the two asks to leave."""
    if command.message_id is not None:
        writer = await store.message(conn, command.message_id, proposal.id)
        if writer is None:
            raise NotFound("There is no such message.")
        if writer == command.person_id:
            raise BadInput("This message is the reporter's own.", field="message")
        return writer
    others = {proposal.client_id: proposal.freelancer_id, proposal.freelancer_id: proposal.client_id}
    # In an interview there may be others, of whom a complaint about anything else may be.
    leaving = command.category is Category.LEAVING or command.interview_id is None
    return others.get(command.person_id) if leaving else None


async def _lay_beside(conn: Connection, house: House, made: Report, quote: str) -> int:
    """Seal what bears a report out: what is quoted, and what the guard held of whom it complains."""
    beside: list[tuple[Evidence, str, str | None]] = []
    if quote:
        found = house.guard.inspect(quote, Context((), "message")).findings
        kinds = tuple(dict.fromkeys(each.kind.value for each in found))
        beside.append((_evidence(house, Source.QUOTE, made.about_id, kinds, made.at), quote, None))
    if made.about_id is not None and made.proposal_id is not None:
        since = made.at - HELD_WITHIN
        for row in await store.held_of(conn, made.proposal_id, made.about_id, since, MOST_HELD):
            content = await texts.content(conn, house, row["id"])
            if content is not None:
                kept = _evidence(house, Source.HELD, made.about_id, tuple(row["kinds"]), row["at"])
                beside.append((kept, content.text, row["id"]))
    for evidence, text, held_id in beside:
        await store.add_evidence(conn, house, made.id, evidence, text, held_id)
    return len(beside)


def _evidence(
    house: House, source: Source, writer_id: str | None, kinds: tuple[str, ...], at: datetime
) -> Evidence:
    return Evidence(f"evd_{house.randomness.token(20)}", source, writer_id, kinds, at)


async def _with_case(conn: Connection, house: House, made: Report) -> Report:
    """Open the case by which the help desk hears of it: its topic, and nothing of what it says."""
    command = OpenCase(
        topic=TOPICS.get(made.category, OTHER),
        about=About(Kind.REPORT, made.id),
        proposal_id=made.proposal_id,
        interview_id=made.interview_id,
        person_id=made.reporter_id,
        by="report",
    )
    made = replace(made, case_id=(await open_case(conn, house, command)).id)
    await store.put(conn, made)
    return made


async def _held(conn: Connection, report_id: str) -> tuple[Report, str]:
    """Return a report and its chain, both held against others: what the chain tells of first, as ever."""
    about = await chain_of(conn, await store.load(conn, report_id))
    return await store.load(conn, report_id, lock=True), about


async def _changed(
    conn: Connection,
    house: House,
    after: Report,
    about: str,
    event: str,
    by: str,
    facts: dict[str, chain.Fact] | dict[str, str],
) -> None:
    await store.put(conn, after)
    said: dict[str, chain.Fact] = {"report": after.id, **facts}
    await chain.write(conn, about, house.clock.now(), event, by, said)
    if after.state in (State.DECIDED, State.REOPENED):
        await tell_of_report(conn, house, after, event)
