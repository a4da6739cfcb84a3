"""What the door would hold anyway is held before it gets there, as a text, and counts as a try."""

from __future__ import annotations

from dataclasses import replace

from anteroom.database.connection import Connection
from anteroom.effects.model import Part, Rendered
from anteroom.errors import Withheld
from anteroom.guard import Action
from anteroom.house import House
from anteroom.proposals.model import Proposal
from anteroom.texts import store
from anteroom.texts.judging import ANSWERABLE, Judged, next_try, taught
from anteroom.texts.model import earlier


async def at_the_door(conn: Connection, house: House, proposal: Proposal, judged: Judged) -> Judged:
    """Ask beforehand whether the door would let a text out that both members may see.

    Of the two it knows every detail, of others telephone and e-mail. Else a number that looks like an
    invoice's would fail for the right guess alone, with a fault that no flag tells of.
    """
    if not judged.shown:
        return judged
    whole = f"{judged.behind}\n{judged.shown}" if judged.behind else judged.shown
    payload = Rendered(b"", (Part("text/plain", whole.encode("utf-8", "replace")),))
    try:
        await house.door.inspect(conn, None, payload, people=(proposal.client_id, proposal.freelancer_id))
    except Withheld:
        typed = judged.typed or judged.text
        nth = judged.nth or await next_try(
            conn, house, proposal, judged.writer_id, typed, behind=judged.behind
        )
        judged = replace(judged, text=typed)
        why = judged.why or ANSWERABLE
        judged = replace(judged, action=Action.BLOCK, nth=nth, why=why, masked=False, door=True)
        behind = filter(None, [judged.behind])
        told = (*earlier(judged.verdict), *behind)
        digest = store.digest_of(house, proposal.id, judged.writer_id, typed, told)
        return await taught(conn, house, proposal, judged, digest)
    return replace(judged, door=False)


async def with_the_door(conn: Connection, house: House, proposal: Proposal, judged: Judged) -> Judged:
    """Return a text that the policy lets pass with what the door would say, were it not to pass.

    Nobody waits for it now; whoever asks later what another policy would have decided could not know.
    """
    if judged.verdict.action is Action.ALLOW:
        return judged
    left = judged.text if judged.verdict.action.passes else judged.verdict.redacted
    asked = await at_the_door(conn, house, proposal, replace(judged, text=left, nth=1))
    return replace(judged, door=asked.door)
