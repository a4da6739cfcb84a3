"""What became of the thing that a case is about, where it had waited: answered after all, or over."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from anteroom.cases import model, store
from anteroom.cases.actions import changed
from anteroom.cases.model import About, Kind, State
from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.nudges.model import Stop


class AfterAll(StrEnum):
    """How what had waited ended, as far as support need know."""

    ANSWERED = "answered"
    DECLINED = "declined"
    """A no, which is an answer."""
    OVER = "over"
    """It waits no more, for whatever reason: that somebody blocks somebody is told to nobody."""


ANSWERS = {Stop.ANSWERED: AfterAll.ANSWERED, Stop.DECLINED: AfterAll.DECLINED}


def after_all(stop: Stop) -> AfterAll:
    """Return what support are told of an end."""
    return ANSWERS.get(stop, AfterAll.OVER)


async def item_ended(conn: Connection, house: House, waiting_id: str, stop: Stop) -> None:
    """Let the case of something that waits no more say so, in the transaction in which it ended.

    Nothing is solved by it: whoever has the case decides what is still to be done. One that waited for
    somebody goes back to its owner; one that is solved stays as it was.
    """
    case = await store.about(conn, About(Kind.ITEM, waiting_id), lock=True)
    if case is None or case.solved:
        return
    now, how = house.clock.now(), after_all(stop)
    after = model.woken(case, now) if case.state is State.WAITING else replace(case, changed_at=now)
    by = "time" if how is AfterAll.OVER else "answer"
    facts = {"waiting": waiting_id, "how": how.value}
    await changed(conn, house, after, "case.waits_no_more", by, "", facts)
