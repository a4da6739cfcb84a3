"""Human text on its way in: the guard reads it once, the policy says what follows."""

from __future__ import annotations

from anteroom.database.connection import Connection
from anteroom.door import tangled
from anteroom.errors import BadInput, ContactInText
from anteroom.house import House
from anteroom.policy.model import Purpose
from anteroom.proposals.model import Proposal
from anteroom.texts.conversation import Conversation
from anteroom.texts.errand import Errand, interview_of
from anteroom.texts.holding import reworded
from anteroom.texts.judging import Judged, judge

COMMENT = "comment"
"""The surface of what is said about an interview: it is read as part of the talk on its proposal."""
READ_BY = "guard"
"""Under this name an interview's readings tell which version has read all of its texts."""


async def read_text(
    conn: Connection,
    house: House,
    proposal: Proposal,
    text: str,
    *,
    writer: str,
    surface: str,
    field: str,
    errand: Errand,
    purpose: Purpose = Purpose.TALK,
    behind: str = "",
) -> Judged:
    """Read one text of the person `writer`, which is to become `field` by `errand`.

    Whoever sees it sees it `behind` another text. Raises ContactInText, naming `field` and bearing what is
    to be held, where it may not pass; what waits of the same writer for the same use ends where it may.
    Raises BadInput for one that is encoded so often that nobody could tell what it says.
    """
    if tangled(text):
        raise BadInput("This text is encoded too often to be read. Please write it plainly.", field=field)
    heard = None
    if surface == COMMENT:
        heard = await Conversation.aside(conn, house, proposal.id, writer)
    judged = await judge(conn, house, proposal, writer, text, surface=surface, purpose=purpose, heard=heard)
    if behind and text and judged.passes and not judged.permitted:
        # Half a detail in each is a whole one.
        both = await judge(
            conn,
            house,
            proposal,
            writer,
            judged.text,
            surface=surface,
            purpose=purpose,
            behind=behind,
            kept=False,
        )
        judged = judged if both.passes else both
    if not judged.passes:
        raise ContactInText(
            judged.why,
            reason=f"{judged.action} by {judged.ruling.row}",
            field=field,
            unsent=judged.unsent(proposal, field, errand),
        )
    if heard is not None and not judged.ruling.permits:
        await heard.keep(conn)
    await reworded(conn, house, proposal.id, writer, field, interview_of(errand))
    return judged
