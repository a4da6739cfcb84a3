"""What people make of a flag: it is explained, dismissed, or looked into as a case."""

from __future__ import annotations

from dataclasses import replace

from anteroom.cases.actions import open_case
from anteroom.cases.model import About, OpenCase
from anteroom.cases.model import Kind as CaseKind
from anteroom.cases.settings import OTHER
from anteroom.conduct.flags import model, store
from anteroom.conduct.flags.model import Decision, Flag
from anteroom.house import House
from anteroom.ledger import chain


async def decide(house: House, flag_id: str, decision: Decision, reviewer: str, reason: str) -> Flag:
    """Close a flag; what it counted counts no more, so that it does not come back for the same.

    The same decision twice is one. Raises NotFound, Conflict once it was decided otherwise.
    """
    async with house.database.transaction() as conn:
        await store.hold_person(conn, (await store.load(conn, flag_id)).person_id)
        before = await store.load(conn, flag_id)
        after = model.decided(before, decision, reviewer, reason, house.clock.now())
        if after is before:
            return before
        if decision is Decision.OPEN_CASE:
            about = About(CaseKind.FLAG, after.id)
            command = OpenCase(topic=OTHER, about=about, person_id=after.person_id, by=reviewer)
            after = replace(after, case_id=(await open_case(conn, house, command)).id)
        await store.close(conn, after)
        facts: dict[str, chain.Fact] = {
            "flag": after.id,
            "decision": decision.value,
            "reason": reason,
            "case": after.case_id,
        }
        about_chain = f"person:{after.person_id}"
        await chain.write(conn, about_chain, house.clock.now(), "flag.decided", reviewer, facts)
    return after
